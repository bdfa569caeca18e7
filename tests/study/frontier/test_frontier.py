"""What a claim survives: each kind of budget and of claim in a house that may burn, be flooded and be cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Write

from everystate.composing.network import Network
from everystate.exploring import engines
from everystate.exploring.engines import explore
from everystate.exploring.space import Limits, Outcome, Space
from everystate.loading import load
from everystate.problems import SpecError
from everystate.study.frontier import frontier as searching
from everystate.study.frontier.budgets import budgets, chosen, unbounded
from everystate.study.frontier.checking import Job, run, unexcused
from everystate.study.frontier.edge import Edge, edge
from everystate.study.frontier.frontier import Frontier, Plan, frontier
from everystate.study.pool import INTERRUPTED, Lost, parallel

SYSTEM = """\
    system: A house
    parameters: {fires: 1, cuts: 0, visits: 1, props: {domain: 0..1, initial: 0}}
    messages:
      Alarm:
        house -> guard: [Help]
    connections:
      wire: {between: [house, guard], initially: open, breaks: {at_most: cuts}, capacity: 3}
    claims:
      stands: {always: house.walls == up}
      not burnt and wet: {never: house.walls == burnt and house.cellar == wet}
      help comes where it burns: {always: "house.walls != burnt or guard.at == called or wire.head[guard] == Help"}
      ashes: {possible: house.walls == ashes}
      heaven: {possible: house.walls == up and house.walls == burnt}
      no help unasked:
        whenever: guard receives Help
        holds: house.walls != up
      dry in words: {always: house.flood.left >= 0}
      the guard sleeps or comes: {always: "guard.at in (asleep, called, gone)"}
      firm:
        always: house.walls == up or house.wind == calm
        known_violation: {when: fires >= 1, reason: fire brings wind}
    """
HOUSE = """\
    party: house
    actions:
      burn:  {cause: fault, at_most: fires}
      flood: {cause: fault, at_most: 1}
      storm: {cause: fault}
      prop:  {cause: fault, at_most: props}
      visit: {cause: environment, at_most: visits}
    machines:
      walls:
        initial: up
        states: [up, burnt, ashes]
        transitions:
          - {trigger: burn, source: up, dest: burnt, send: Help, when: props == 0}
          - {trigger: burn, source: up, dest: "=", when: props > 0}
          - {trigger: burn, source: burnt, dest: ashes}
          - {trigger: prop, source: up, dest: "="}
      cellar:
        initial: dry
        states: [dry, wet]
        transitions:
          - {trigger: flood, source: "*", dest: wet}
      wind:
        initial: calm
        states: [calm, high]
        transitions:
          - {trigger: storm, source: "*", dest: high}
          - {trigger: visit, source: "*", dest: calm}
    """
GUARD = """\
    party: guard
    machines:
      at:
        initial: asleep
        states: [asleep, called, gone]
        transitions:
          - {trigger: Help, source: [asleep, called], dest: called}
          - {trigger: wire.lost, source: "*", dest: gone}
    """


@pytest.fixture
def house(write: Write) -> Path:
    return write(system=SYSTEM, house=HOUSE, guard=GUARD)


def found_in(house: Path, up_to: int = 2, **given: Any) -> Frontier:
    spec = load(house)
    return frontier(spec, {}, Plan(budgets(spec), up_to, jobs=0, **given))


def amounts(found: Frontier, one: Edge) -> list[str]:
    """The smallest combinations in words, with the length of the counterexample."""
    names = [budget.name for budget in found.varied]
    return [
        "+".join(f"{amount} {name}" for name, amount in zip(names, c, strict=True) if amount) + f": {one.length(c)}"
        for c in one.least
    ]


def test_the_budgets_are_what_bounds_a_fault(house: Path) -> None:
    spec = load(house)
    told = [(budget.name, list(map(str, budget.bounds)), budget.is_parameter) for budget in budgets(spec)]
    assert told == [
        ("fires", ["house.burn"], True),
        ("house.flood", ["house.flood"], False),
        ("props", ["house.prop"], True),
        ("cuts", ["wire.breaks"], True),
    ]
    assert [budget.name for budget in budgets(spec, environment=True)][-2:] == ["visits", "cuts"]
    assert list(map(str, unbounded(spec))) == ["house.storm"]


def test_a_budget_may_be_named_for_what_it_bounds(house: Path) -> None:
    known = budgets(load(house))
    assert [budget.name for budget in chosen(known, ("wire.breaks", "fires"))] == ["fires", "cuts"]
    with pytest.raises(SpecError, match="no budget 'fire'; did you mean 'fires'"):
        chosen(known, ("fire",))


def test_each_claim_has_its_edge(house: Path) -> None:
    found = found_in(house)
    told = {one.claim: (one.survives, amounts(found, one)) for one in found.edges}
    assert told == {
        "stands": (0, ["1 fires: 1"]),
        "not burnt and wet": (1, ["1 fires+1 house.flood: 2"]),
        "help comes where it burns": (1, ["1 fires+1 cuts: 2"]),
        "ashes": (-1, ["2 fires: None"]),
        "heaven": (-1, []),
        "no help unasked": (2, []),
        "the guard sleeps or comes": (2, []),
        "firm": (0, ["1 fires: 2"]),
        "no deadlock": (2, []),
        "no unexpected message": (2, []),
    }
    assert found.is_complete


def test_what_a_parameter_switches_off_is_said(house: Path) -> None:
    """With a prop the walls stand fire: more of one fault, and less behaviour."""
    found = found_in(house)
    [stands] = [one for one in found.edges if one.claim == "stands"]
    names = [budget.name for budget in found.varied]
    assert [dict(zip(names, c, strict=True)) for c in stands.recovers] == [
        {"fires": 1, "house.flood": 0, "props": 1, "cuts": 0}
    ]


def test_a_parameter_stays_in_its_domain(house: Path) -> None:
    found = found_in(house)
    at = [budget.name for budget in found.varied].index("props")
    assert {combination[at] for combination in found.combinations} == {0, 1}
    assert len(found.combinations) == 14


def test_a_claim_that_reads_what_is_left_of_a_number_is_refused(house: Path) -> None:
    [refusal] = found_in(house).refused
    assert refusal.claim == "dry in words"
    assert refusal.reason == "it reads house.flood.left, and how much there is of it is no parameter"


def test_what_follows_is_what_a_check_finds(house: Path) -> None:
    """Every combination is checked for every claim, and nothing that was left out comes out otherwise."""
    found = found_in(house, 3)
    followed = 0
    for combination in found.combinations:
        every = run(Job(found.variant(combination), tuple(one.claim for one in found.edges)), Limits(), "auto")
        for one in found.edges:
            cell = one.cells[combination]
            followed += not cell.checked
            assert every.cells[one.claim].answer == cell.answer, (one.claim, combination)
    assert followed > 20


def test_what_was_decided_is_not_checked_again(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = found_in(house, 2, claims=("stands",))
    fires = [budget.name for budget in found.varied].index("fires")
    props = [budget.name for budget in found.varied].index("props")
    left = [combination for combination in found.combinations if combination not in found.checked]
    assert left
    assert all(combination[fires] and not combination[props] for combination in left)


def test_a_known_violation_counts(house: Path) -> None:
    assert all(not claim.known for claim in unexcused(load(house)).claims)


def test_a_check_that_is_stopped_decides_nothing_that_holds(house: Path) -> None:
    found = found_in(house, 1, limits=Limits(states=2))
    assert not found.is_complete
    [sleeps] = [one for one in found.edges if one.claim == "the guard sleeps or comes"]
    assert len(sleeps.undecided) == len(found.combinations)
    assert (sleeps.least, sleeps.survives) == ((), -1)


def test_ctrl_c_keeps_what_is_known(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes while single faults are checked: what is known without any is kept, and pairs are not begun."""
    levels: list[int] = []

    def interrupted(task: Any, variants: list[Job], **given: Any) -> list[Any]:
        levels.append(len(variants))
        return parallel(task, variants, **given) if len(levels) == 1 else [INTERRUPTED] * len(variants)

    monkeypatch.setattr(searching, "parallel", interrupted)
    found = found_in(house)
    assert levels == [1, 4]
    [one] = [one for one in found.edges if one.claim == "stands"]
    assert one.survives == 0
    assert len(one.undecided) == len(found.combinations) - 1
    assert {one.cells[c].reason for c in one.undecided} == {"interrupted"}


def test_ctrl_c_in_a_check_ends_all(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(network: Network, *_: object, **given: Any) -> Space:
        space = explore(network, Limits(states=1))
        space.outcome = Outcome("interrupted", interrupted=True)
        return space

    monkeypatch.setattr(engines, "explore", stopped)
    found = found_in(house)
    assert found.checked == {}
    assert all(cell.reason == "interrupted" for one in found.edges for cell in one.cells.values())


def test_ctrl_c_between_two_checks_is_no_other(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(searching, "shapes", interrupted)
    found = found_in(house)
    assert {len(one.undecided) for one in found.edges} == {len(found.combinations)}


def test_a_worker_that_dies_leaves_its_combination_undecided(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "parallel", lambda task, variants, **given: [Lost("a worker died")] * len(variants))
    found = found_in(house, 0)
    assert found.checked == {}
    assert list(found.lost.values()) == [Lost("a worker died")]
    assert {cell.reason for one in found.edges for cell in one.cells.values()} == {"a worker died"}


def test_workers_find_the_same(house: Path) -> None:
    spec = load(house)
    told: list[tuple[int, int]] = []
    found = frontier(spec, {}, Plan(budgets(spec), 1, jobs=2), lambda done, total: told.append((done, total)))
    alone = found_in(house, 1)
    assert found.edges == alone.edges
    assert told == [(number, 5) for number in range(1, 6)]


def test_without_budgets_there_is_one_combination(write: Write) -> None:
    folder = write(
        system="system: Quiet\nfinal: a.at == idle\nclaims: {never busy: {never: a.at == busy}}\n",
        a="party: a\nactions: {go: {}}\nmachines: {at: {initial: idle, states: [idle, busy], transitions: ["
        "{trigger: go, source: idle, dest: busy}]}}\n",
    )
    found = found_in(folder)
    assert found.combinations == ((),)
    assert next((one.claim, one.least, one.survives) for one in found.edges) == ("never busy", ((),), -1)


def test_a_claim_that_is_not_there_is_refused(house: Path) -> None:
    with pytest.raises(SpecError, match="no claim 'stand'; did you mean 'stands'"):
        found_in(house, claims=("stand",))


def test_an_edge_without_cells_of_faults() -> None:
    assert edge("x", False, {}).survives == 0
