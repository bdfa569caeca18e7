"""What the atoms of claims about time mean, in events and fields, and what must not be put off."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import Network, SpecError, compose, load
from everystate.composing.ground_timing import Case

SYSTEM = """\
system: A ring that breaks
parameters: {nodes: 3, most: 4}
messages:
  Talk:
    node -> node: [Word]
connections:
  ring: {between: {left: node, right: node}, where: "right == (left + 1) % nodes", initially: open, breaks: true}
phases:
  Quiet: {begins: node.hush}
  Broken: {begins: ring.breaks}
claims:
  c: CLAIM
"""
NODE = """\
party: node
copies: nodes
actions: {speak: {}, hush: {cause: environment}}
machines:
  at:
    initial: up
    states: [up, hushed]
    transitions:
      - {trigger: speak, source: up, dest: "=", send: Word, to: right}
      - {trigger: hush, source: up, dest: hushed}
      - {trigger: Word, source: "*", dest: "="}
  ends:
    initial: free
    states: [free, lost]
    transitions:
      - {trigger: ring.lost, source: "*", dest: lost}
"""


def network(write: Write, claim: str, node: str = NODE) -> Network:
    return compose(load(write(system=SYSTEM.replace("CLAIM", claim), node=node)))


def cases(network: Network) -> dict[str, list[tuple[Case, ...]]]:
    """For each reading of the claim, what its atoms mean."""
    [ground] = [ground for ground in network.claims if ground.claim.name == "c"]
    assert ground.timing is not None
    return {reading.copies: [atom.cases for atom in reading.atoms] for reading in ground.timing.readings}


def told(network: Network, events: frozenset[int] | None) -> set[str]:
    assert events is not None
    return {str(network.events[number].label) for number in events}


def test_each_copy_notices_the_loss_at_its_own_end(write: Write) -> None:
    made = network(write, "{for: {n: nodes}, eventually: n.ring.lost}")
    noticing = {copies: told(made, case.events) for copies, [[case]] in cases(made).items()}
    assert noticing == {
        f"n is node[{n}]": {f"node[{n}] ring[node[{left}], node[{(left + 1) % 3}]].lost" for left in (n, (n - 1) % 3)}
        for n in range(3)
    }


def test_a_name_of_for_stands_for_the_party(write: Write) -> None:
    made = network(write, "{for: {n: nodes}, eventually: n sends Word}")
    assert {copies: told(made, case.events) for copies, [[case]] in cases(made).items()} == {
        f"n is node[{n}]": {f"node[{n}] speak"} for n in range(3)
    }


def test_names_that_the_event_binds_agree(write: Write) -> None:
    made = network(write, "{for: {left: nodes, right: nodes}, eventually: ring.breaks}")
    found = {copies: told(made, case.events) for copies, [[case]] in cases(made).items() if case.events}
    assert found == {
        f"left is node[{n}], right is node[{(n + 1) % 3}]": {f"ring[node[{n}], node[{(n + 1) % 3}]].breaks"}
        for n in range(3)
    }


def test_a_phase_ends_where_it_is_settled_or_another_begins(write: Write) -> None:
    made = network(write, "{leads_to: [Quiet begins, Quiet ends]}")
    [[[begins], [settled, overtaken]]] = cases(made).values()
    assert told(made, begins.events) == {f"node[{n}] hush" for n in range(3)}
    assert (settled.settled, settled.events) == (True, None)
    assert settled.formula == overtaken.formula
    beginning = {str(event.label) for event in made.events if event.label.phase}
    assert told(made, overtaken.events) == beginning
    assert any("breaks" in text for text in beginning)


def test_the_units_of_fairness(write: Write) -> None:
    """Every node speaks to the right: nothing is ever received from there, so there is no unit for that."""
    made = network(write, "{eventually: node.speak}")
    rings = [(n, f"ring[node[{n}], node[{(n + 1) % 3}]]") for n in range(3)]
    assert [one.name for one in made.fairness] == [
        *(f"node[{n}] speak" for n in range(3)),
        *(
            name
            for n, ring in rings
            for name in (
                f"node[{(n + 1) % 3}] receives on {ring}",
                f"node[{n}] {ring}.lost",
                f"node[{(n + 1) % 3}] {ring}.lost",
            )
        ),
    ]


def test_a_row_of_its_own_fairness_is_a_unit_for_each_copy(write: Write) -> None:
    strong = NODE.replace('source: "*", dest: "="}', 'source: "*", dest: "=", fair: strong}')
    made = network(write, "{eventually: node.speak}", strong)
    names = [one.name for one in made.fairness if one.strong]
    assert len(names) == 3
    assert names[0] == "node[1] receives on ring[node[0], node[1]], by the row at node.yaml:11"
    unfair = NODE.replace("to: right}", "to: right, fair: no}")
    assert not [one for one in network(write, "{eventually: node.speak}", unfair).fairness if "speak" in one.name]


def test_within_must_be_a_number_that_fits(write: Write) -> None:
    with pytest.raises(SpecError, match="within is -1; it can be 0 to 1,000,000"):
        network(write, "{ends: Quiet, within: most - 5 steps}")


def test_too_many_copies_are_refused(write: Write) -> None:
    loops = ", ".join(f"{name}: nodes" for name in "abcdefg")
    with pytest.raises(SpecError, match=r"system\.yaml:12:3: .*about more than 1,000 copies.*set smaller numbers"):
        network(write, f"{{for: {{{loops}}}, eventually: a.speak}}")


def test_a_formula_that_becomes_too_large_is_refused_where_it_stands(write: Write) -> None:
    atoms = [f"a{n}" for n in range(24)]
    where = ", ".join(f"{atom}: node.speak" for atom in atoms)
    text = " && ".join(f"({one} U {two})" for one, two in zip(atoms[::2], atoms[1::2], strict=True))
    with pytest.raises(SpecError, match=r"system\.yaml:12:3: .*; in 'c'"):
        network(write, f'{{formula: "!({text})", where: {{{where}}}}}')
