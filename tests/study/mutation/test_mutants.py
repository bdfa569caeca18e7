"""The mutants themselves: their names, their texts, and the bugs that they cover."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.changes import ROOT, SPEC, described
from tests.conftest import Write
from tests.study.mutation.asking import CLIENT, FILES

from everystate.loading import load
from everystate.loading.party import Row
from everystate.loading.spec import Spec
from everystate.problems import Place
from everystate.study.mutation.guards import lessened
from everystate.study.mutation.kinds import KINDS, Kind
from everystate.study.mutation.mutant import Shift
from everystate.study.mutation.mutants import at_line, mutants, of_kinds, sample

BUGS, MODELS = described("bugs"), ROOT / "tests" / "models"
ONE_MUTANT: dict[str, Kind] = {
    "B1": "double-send",
    "B4": "add-source",
    "B5": "add-source",
    "B7": "drop-set",
    "B11": "dest",
    "B13": "drop-send",
    "B14": "dest",
    "M1": "add-send",
    "M4": "drop-send",
    "M5": "dest",
}
"""The seeded bugs that are one mutant exactly; the others take two changes or more."""


def test_every_mutant_has_a_name_of_its_own() -> None:
    for folder in (SPEC, *(path for path in MODELS.iterdir() if path.is_dir())):
        names = [mutant.name for mutant in mutants(load(folder))]
        assert len(set(names)) == len(names)


def test_there_are_mutants_of_every_kind() -> None:
    timed = {"drop-start", "drop-stop", "duration"}
    assert {mutant.kind for mutant in mutants(load(SPEC))} == set(KINDS) - {
        "collection",
        "order",
        "open",
        "value",
        "full",
    } - timed
    assert timed <= {mutant.kind for mutant in mutants(load(MODELS / "timed_lease"))}


def test_lists_and_sets_are_made_otherwise() -> None:
    made = of_kinds([m for name in ("lists", "sets") for m in mutants(load(MODELS / name))], ["collection"])
    track, room = "track.points", "room.door"
    assert [mutant.name for mutant in made] == [
        f"{track} red from set: wagons with [red] at the other end",
        f"{track} green from set: wagons with [green] at the other end",
        f"{track} turn from set: wagons without [wagons[0]]",
        f"{track} turn from set: wagons with [wagons[0]] at the other end",
        f"{track} turn from set: wagons without wagons[1:]",
    ]
    assert '{wagons: "wagons[1:]"}' in made[2].after
    assert '{wagons: "wagons + [wagons[0]]"}' in made[4].after
    dropped = {mutant.name for mutant in of_kinds(mutants(load(MODELS / "sets")), ["drop-set"])}
    assert dropped >= {
        f"{room} enter from open: present keeps its value",
        f"{room} leave from open: present keeps its value",
    }


def test_names_stay_while_other_rows_come_and_go(write: Write) -> None:
    before = {mutant.name for mutant in mutants(load(write(**FILES)))}
    row = "      - {trigger: Answer, source: idle, dest: '='}\n"
    more = {mutant.name for mutant in mutants(load(write(**{**FILES, "client": CLIENT + row})))}
    gone = {"client.at Answer from waiting: from idle, too"}  # another row is in the way now
    assert before - more == gone


def test_a_mutant_shows_its_row_before_and_after(write: Write) -> None:
    made = {mutant.name: mutant for mutant in mutants(load(write(**FILES)))}
    mutant = made["server.desk Question from ready: without Answer"]
    assert (Path(mutant.place.file).name, mutant.place.line) == ("server.yaml", 10)
    assert mutant.before == (
        '{trigger: Question, source: ready, dest: "=", when: asked == no, set: {asked: yes}, send: [Answer, Thanks]}'
    )
    assert mutant.after == mutant.before.replace("[Answer, Thanks]", "Thanks")
    assert made["client.ask: at_most 2"].shift == Shift("tries", 1)


def test_a_bound_is_shifted_from_what_it_is_in_a_world(write: Write) -> None:
    spec = load(write(**FILES))
    assert Shift("tries", 1).applied({"tries": 4}, spec) == {"tries": 5}
    assert Shift("tries", -1).applied({}, spec) == {"tries": 0}
    assert Shift("tries", -1).applied({"tries": 0}, spec) == {"tries": 0}


def test_mutants_are_chosen_by_kind_by_line_and_at_random(write: Write) -> None:
    made = mutants(load(write(**FILES)))
    assert {mutant.kind for mutant in of_kinds(made, ["fault", "capacity"])} == {"fault", "capacity"}
    assert {mutant.where for mutant in at_line(made, "client.yaml", 11)} == {"client.at Answer from waiting"}
    assert at_line(made, "other/client.yaml", 11) == []
    assert sample(made, 5, seed=1) == sample(made, 5, seed=1) != sample(made, 5, seed=2)
    assert sample(made, 1000, seed=1) == made


def test_a_guard_loses_each_of_its_parts(write: Write) -> None:
    """`a and (b or c)` without `a`, without the brackets, without `b`, without `c`."""
    rows = """
        party: lamp
        actions: {toggle: {}}
        variables: {heat: {domain: 0..3, initial: 0}}
        machines:
          light:
            initial: dark
            states: [dark, bright]
            transitions:
              - {trigger: toggle, source: dark, dest: bright, when: heat != 1 and (heat == 0 or heat == 2)}
    """
    [(_, row)] = load(write(system="system: A lamp", lamp=rows)).rows()
    assert len(list(lessened(row.when))) == 4


def plain(spec: Spec, layer: str = "") -> set[tuple[str, str, Row]]:
    """The rows of a spec, or of one of its layers, without their places and numbers."""
    nowhere = Place("")
    return {
        (
            machine.party,
            machine.name,
            replace(
                row,
                number=0,
                sources=tuple(sorted(row.sources)),
                place=nowhere,
                text="",
                layer="",
                sets=tuple(replace(one, place=nowhere) for one in row.sets),
                sends=tuple(replace(one, place=nowhere) for one in row.sends),
            ),
        )
        for machine, row in spec.rows()
        if layer in ("", row.layer)
    }


@pytest.mark.parametrize("name", ONE_MUTANT)
def test_a_seeded_bug_is_a_mutant(name: str) -> None:
    """The rows of its layer are those that the mutant has and the spec has not."""
    bug = BUGS[name]
    spec = load(SPEC, layers=bug["layers"])
    laid = load(SPEC, layers=[*bug["layers"], *bug["layer"]])
    wanted = plain(laid, name)
    made = of_kinds(mutants(spec), [ONE_MUTANT[name]])
    assert [mutant.kind for mutant in made if plain(mutant.spec) - plain(spec) == wanted] == [ONE_MUTANT[name]]
