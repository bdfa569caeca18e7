"""Layers: rows that come first, entries that change or are new, and the mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

import everystate
from everystate import SpecError, load
from everystate.loading.expression import Constant
from everystate.loading.party import ListsOf, Range, SetsOf
from everystate.loading.spec import Spec
from everystate.loading.worlds import laid_in

SYSTEM = """\
system: A Door
parameters: {doors: 1, force: 1}
messages: {Talk: {guest -> door: [Knock, Ring]}}
connections: {hall: {between: [guest, door], initially: open}}
claims:
  it opens: {possible: "any(d.leaf == open for d in doors)"}
"""
WORLD = "worlds: {bolted: {layers: bolt, set: {bolts: 2}}}\n"
DOOR = """\
party: door
copies: doors
actions: {push: {}, blow: {cause: environment}}
machines:
  leaf:
    initial: shut
    states: [shut, ajar, open]
    transitions:
      - {trigger: push,  source: "*",          dest: open}
      - {trigger: blow,  source: [ajar, open], dest: shut, when: force > 0}
      - {trigger: Knock, source: shut,         dest: ajar}
      - {trigger: Ring,  source: "*",          dest: "="}
"""
GUEST = """\
party: guest
actions: {knock: {}, ring: {}}
machines:
  hand:
    initial: idle
    states: [idle]
    transitions:
      - {trigger: knock, source: idle, dest: "=", send: Knock}
      - {trigger: ring,  source: idle, dest: "=", send: Ring}
"""
BOLT = """\
layer: bolt
parameters: {bolts: 1}
parties:
  door:
    variables: {bolted: {domain: [yes, no], initial: yes}}
    machines:
      leaf:
        first:
"""


def folder(write: Write, rows: str = "", layer: str = "", **others: str) -> Path:
    text = layer or BOLT + "".join(f"          - {{{row}}}\n" for row in rows.splitlines())
    system = SYSTEM if layer else SYSTEM + WORLD
    return write(system=system, door=DOOR, guest=GUEST, **{"layers/bolt": text}, **others)


def rows_of(spec: Spec, trigger: str) -> list[tuple[tuple[str, ...], str, int]]:
    """The sources, the guard and the line of each row of the door for a trigger."""
    rows = spec.party("door").machines[0].rows
    return [(row.sources, row.text, row.place.line) for row in rows if str(row.trigger) == trigger]


def test_a_row_comes_before_those_below(write: Write) -> None:
    spec = load(folder(write, "trigger: push, source: shut, dest: '=', when: bolted == yes"), layers=["bolt"])
    assert rows_of(spec, "push") == [
        (("shut",), "bolted == yes", 9),
        (("ajar", "open"), "", 9),
        (("shut",), "not (bolted == yes)", 9),
    ]
    assert [row.layer for row in spec.party("door").machines[0].rows[:2]] == ["bolt", ""]
    assert spec.laid == ("bolt",)


def test_a_guard_below_is_kept(write: Write) -> None:
    spec = load(
        folder(write, "trigger: blow, source: open, dest: '=', when: bolted == yes or force == 2"), layers=["bolt"]
    )
    assert rows_of(spec, "blow")[1:] == [
        (("ajar",), "force > 0", 10),
        (("open",), "(force > 0) and not (bolted == yes or force == 2)", 10),
    ]


def test_a_row_without_a_guard_takes_the_place_of_what_is_below(write: Write) -> None:
    spec = load(folder(write, "trigger: Ring, source: '*', dest: open"), layers=["bolt"])
    assert rows_of(spec, "Ring") == [(("shut", "ajar", "open"), "", 9)]


def test_not_only_narrows(write: Write) -> None:
    spec = load(folder(write, "trigger: push, source: shut, when: bolted == yes, not: true"), layers=["bolt"])
    assert rows_of(spec, "push") == [(("ajar", "open"), "", 9), (("shut",), "not (bolted == yes)", 9)]


def test_a_later_layer_comes_before_an_earlier_one(write: Write) -> None:
    row = "{trigger: push, source: '*', dest: ajar, when: force > 1}"
    other = f"layer: chain\nparties: {{door: {{machines: {{leaf: {{first: [{row}]}}}}}}}}\n"
    spec = load(
        folder(write, "trigger: push, source: shut, dest: '=', when: bolted == yes", **{"layers/chain": other}),
        layers=["bolt", "chain"],
    )
    assert [text for _, text, _ in rows_of(spec, "push")] == [
        "force > 1",
        "(bolted == yes) and not (force > 1)",
        "not (force > 1)",
        "not (bolted == yes) and not (force > 1)",
    ]


def test_terms_states_and_messages_are_added(write: Write) -> None:
    layer = """\
layer: bolt
parameters: {force: 0}
messages: {Talk: {guest -> door: ["Knock(hard: [yes, no])", Kick]}}
connections: {hall: {capacity: 3}}
claims: {it opens: {possible: "any(d.leaf == off for d in doors)"}}
parties:
  guest: {machines: {hand: {first: [{trigger: knock, source: idle, dest: "=", send: Knock(hard=yes)}]}}}
  door:
    actions: {blow: {at_most: 1}}
    machines:
      leaf:
        states: [off]
        first:
          - {trigger: Kick, source: "*", dest: off, new: true}
"""
    spec = load(folder(write, layer=layer), layers=["bolt"])
    assert {parameter.name: parameter.initial for parameter in spec.parameters} == {"doors": 1, "force": 0}
    assert [message.name for message in spec.messages] == ["Knock", "Ring", "Kick"]
    assert spec.messages[0].fields
    assert str(spec.connection("hall").capacity) == "Constant(value=3)"
    assert spec.party("door").machines[0].states == ("shut", "ajar", "open", "off")
    assert spec.party("door").action("blow").cause == "environment"
    assert spec.party("door").action("blow").at_most is not None
    assert spec.claims[0].text == "any(d.leaf == off for d in doors)"
    assert len(load(folder(write, layer=layer)).messages) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "trigger: Knock, source: open, dest: '='",
            "9:13: the row for Knock meets no row of leaf below; no row there has its trigger and a source of its own;"
            " add new: true",
        ),
        (
            "trigger: Knock, source: open, not: true",
            "9:13: the row for Knock meets no row of leaf below; there is nothing that it could narrow; leave it out",
        ),
        (
            "trigger: push, source: open, dest: shut, new: true",
            "9:60: the row for push is not new; it meets the one at FOLDER/door.yaml:9:9; leave new: out",
        ),
        ("trigger: push, source: opne, dest: shut", "9:37: unknown state 'opne'; did you mean 'open'?"),
        (
            "trigger: push, source: open, dest: shut, when: blted == no",
            "9:61: unknown name 'blted'; did you mean 'bolted'?",
        ),
        ("trigger: push, source: open", '9:13: a row has a dest, or defers; write dest: "=" to stay'),
    ],
)
def test_a_mistake_in_a_row_is_one_message(row: str, said: str, write: Write) -> None:
    where = folder(write, row)
    with pytest.raises(SpecError) as raised:
        load(where, layers=["bolt"])
    [problem] = raised.value.problems
    assert str(problem).startswith(f"{where}/layers/bolt.yaml:{said.replace('FOLDER', str(where))}")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("layer: bolt\nparties: {dor: {}}\n", "2:11: unknown party 'dor'; did you mean 'door'?"),
        (
            "layer: bolt\nconnections: {hal: {capacity: 2}}\n",
            "2:15: unknown connection 'hal'; there is no connection 'hal' below, and a new one has between:;"
            " did you mean 'hall'?",
        ),
        (
            "layer: bolt\nparties: {door: {variables: {bolted: {initial: yes}}}}\n",
            "2:30: unknown variable 'bolted'; there is no variable 'bolted' below, and a new one has domain:",
        ),
        (
            "layer: bolt\nparties: {door: {machines: {leaf: {transitions: []}}}}\n",
            "2:35: transitions of a machine in a layer; 'leaf' has rows below, and these would have no place among"
            " them; write first:",
        ),
        (
            "layer: bolt\nparties: {door: {machines: {lock: {initial: a, states: [a], transitions: [], first: []}}}}\n",
            "2:35: rows that come first; 'lock' is new, and has none below; write transitions:",
        ),
    ],
)
def test_a_mistake_in_an_entry_is_one_message(layer: str, said: str, write: Write) -> None:
    where = folder(write, layer=layer)
    with pytest.raises(SpecError) as raised:
        load(where, layers=["bolt"])
    assert str(raised.value) == f"{where}/layers/bolt.yaml:{said}"


def test_a_layer_is_read_even_where_it_is_not_laid(write: Write) -> None:
    with pytest.raises(SpecError, match=r"layers/bolt.yaml:2:1: unknown key 'conections' in a layer file"):
        load(folder(write, layer="layer: bolt\nconections: {}\n"))
    with pytest.raises(SpecError, match=r"a second layer 'bolt'; the first is at .*bolt.yaml:1:8"):
        load(folder(write, layer="layer: bolt\n", **{"layers/other": "layer: bolt\n"}))
    with pytest.raises(SpecError, match="a layer beside the files of the protocol; move it to the folder layers"):
        load(folder(write, layer="layer: bolt\n", other="layer: other\n"))


def test_an_unknown_layer_is_suggested(write: Write) -> None:
    where = folder(write, "trigger: push, source: shut, dest: ajar")
    with pytest.raises(SpecError, match="no layer 'bolts'; did you mean 'bolt'"):
        load(where, layers=["bolts"])
    (where / "system.yaml").write_text(SYSTEM + WORLD.replace("bolt,", "blot,"), encoding="utf-8")
    with pytest.raises(SpecError, match="unknown layer 'blot'; did you mean 'bolt'"):
        load(where)


def test_a_parameter_that_became_a_layer_names_it(write: Write) -> None:
    where = folder(write, "trigger: push, source: shut, dest: ajar")
    for name in ("bolt", "bolts"):
        with pytest.raises(SpecError, match=f"unknown parameter '{name}'; lay it over the spec: --layer bolt"):
            everystate.check(where, {name: 1})
    text = SYSTEM + WORLD.replace("layers: bolt, ", "")
    (where / "system.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"unknown parameter 'bolts'; lay bolt in this world \(layers:\)"):
        load(where)


def test_a_world_lays_its_layers_and_sets_their_parameters(write: Write) -> None:
    spec = load(folder(write, "trigger: push, source: shut, dest: ajar"))
    laid, settings = laid_in(spec, "bolted")
    assert (laid.laid, settings) == (("bolt",), {"bolts": 2})
    assert laid_in(spec, "bolted", ["bolt"])[0] is laid
    assert laid_in(laid, "bolted")[0] is laid


def test_a_layer_of_another_folder_is_laid_by_its_path(write: Write, tmp_path: Path) -> None:
    file = tmp_path / "chain.yaml"
    file.write_text("layer: chain\nparameters: {links: 3}\n", encoding="utf-8")
    spec = load(folder(write, "trigger: push, source: shut, dest: ajar"), layers=["bolt", str(file)])
    assert spec.laid == ("bolt", "chain")
    assert [layer.name for layer in spec.layers] == ["bolt"]
    with pytest.raises(SpecError, match=r"gone\.yaml: cannot be read"):
        load(folder(write, "trigger: push, source: shut, dest: ajar"), layers=["gone.yaml"])


def test_a_layer_of_another_folder_cannot_have_a_taken_name(write: Write, tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("layer: bolt\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"a second layer 'bolt'; the spec has one at .*; give it another name"):
        load(folder(write, "trigger: push, source: shut, dest: ajar"), layers=[str(file)])


def test_of_a_row_with_several_triggers_each_is_narrowed_alone(write: Write) -> None:
    rows = "trigger: [Ring, push], source: open, dest: shut, when: bolted == yes"
    where = folder(write, rows)
    text = DOOR.replace("trigger: Ring, ", "trigger: [Ring, blow, Knock], ")
    text = "".join(line for line in text.splitlines(keepends=True) if "trigger: Knock" not in line)
    text = text.replace("[ajar, open], dest: shut, when: force > 0", "shut, dest: ajar")
    (where / "door.yaml").write_text(text, encoding="utf-8")
    spec = load(where, layers=["bolt"])
    assert rows_of(spec, "Ring")[1:] == [(("shut", "ajar"), "", 11), (("open",), "not (bolted == yes)", 11)]
    assert rows_of(spec, "Knock") == [(("shut", "ajar", "open"), "", 11)]


def test_a_message_becomes_routine_in_a_layer(write: Write) -> None:
    layer = """\
layer: bolt
messages: {Talk: {guest -> door: [routine Ring]}}
"""
    assert [message.routine for message in load(folder(write, layer=layer), layers=["bolt"]).messages] == [False, True]


def test_a_row_that_gives_way_still_does_where_a_layer_takes_the_row_it_gives_way_to(write: Write) -> None:
    where = folder(write, "trigger: Knock, source: shut, dest: open, when: bolted == yes")
    knock = "      - {trigger: Knock, source: shut,         dest: ajar}\n"
    guarded = knock.replace("ajar}", "ajar, when: force > 1}")
    otherwise = '      - {trigger: Knock, source: [shut, open], dest: "=", otherwise: true}\n'
    (where / "door.yaml").write_text(DOOR.replace(knock, guarded + otherwise), encoding="utf-8")
    spec = load(where, layers=["bolt"])
    assert [sources for sources, _, line in rows_of(spec, "Knock") if line == 12] == [("open",), ("shut",)]


def test_a_variable_becomes_a_list_in_a_layer(write: Write) -> None:
    door = DOOR.replace("machines:", "variables: {past: {domain: 0..1, initial: 0}, seen: {set: guest}}\nmachines:")
    variables = "{past: {list: 0..1, at_most: 2, initial: []}, seen: {set: 0..1}}"
    layer = f"layer: bolt\nparties: {{door: {{variables: {variables}}}}}\n"
    spec = load(write(system=SYSTEM, door=door, guest=GUEST, **{"layers/bolt": layer}), layers=["bolt"])
    [past, seen] = spec.party("door").variables
    assert past.domain == (ListsOf((Range(Constant(0), Constant(1)),), Constant(2)),)
    assert seen.domain == (SetsOf((Range(Constant(0), Constant(1)),)),)
