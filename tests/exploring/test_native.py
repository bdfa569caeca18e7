"""The native engine says what the reference engine says, and stops when it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

import everystate
from everystate.composing.network import Network
from everystate.exploring.engines import explore
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.native import column, expander, memory, rounds
from everystate.exploring.native import engine as native
from everystate.exploring.native.packing import NotPackedError, Packing
from everystate.exploring.native.temporal import endless
from everystate.exploring.reference.search import explore as explore_by_reference
from everystate.exploring.space import Condition, Limits, Progress, Space

MODELS = Path(__file__).resolve().parent.parent / "models"
SAME: dict[str, dict[str, int | str]] = {
    "peer_failover": {"disconnects": 0},
    "alternating_bit": {},
    "bag": {},
    "drain": {},
    "settled_phases": {},
    "livelock": {},
    "philosophers": {"philosophers": 6},
    "leader_election": {"nodes": 5},
}


def network(model: str, **parameters: int | str) -> Network:
    return everystate.compose(everystate.load(MODELS / model), parameters)


@pytest.mark.parametrize("threads", [1, 2, 3, 11])
def test_counts_are_the_same_whatever_the_number_of_threads(threads: int) -> None:
    space = native.explore(network("peer_failover"), threads=threads)
    assert (len(space.states), space.steps, space.depth) == (14_428, 51_191, 37)


def assert_same(one: Space, other: Space) -> None:
    """Every state, every step, every way back: with the same numbers."""
    assert list(one.states) == list(other.states)
    assert list(one.depths) == list(other.depths)
    assert (one.expanded, one.steps, one.depth, one.stopped) == (
        other.expanded,
        other.steps,
        other.depth,
        other.stopped,
    )
    assert one.fired() == other.fired()
    assert list(one.edges()) == list(other.edges())
    assert [one.arrival(n) for n in range(len(one.states))] == [other.arrival(n) for n in range(len(one.states))]
    assert [one.settled(n) for n in range(one.expanded)] == [other.settled(n) for n in range(one.expanded)]
    assert one.unsettling() == other.unsettling()
    assert one.stuck() == other.stuck()


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("model", SAME)
def test_all_numbers_are_the_reference_engine_s_on_any_number_of_threads(model: str, threads: int) -> None:
    parameters = SAME[model]
    made = network(model, **parameters)
    assert_same(native.explore(made, threads=threads), explore_by_reference(made))


@pytest.mark.parametrize("limits", [Limits(states=n) for n in (1, 2, 77, 500, 1587, 1588, 5_000)] + [Limits(depth=9)])
def test_a_limit_is_reached_at_the_same_state_as_on_the_reference_engine(limits: Limits) -> None:
    made = network("peer_failover", disconnects=0)
    assert_same(native.explore(made, limits, threads=2), explore_by_reference(made, limits))


def test_small_rounds_and_full_buffers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_STATES", 300)
    monkeypatch.setattr(rounds, "_ALONE", 2)
    monkeypatch.setattr(expander, "_ROOM", 1)
    made = network("peer_failover", disconnects=0)
    assert_same(native.explore(made, threads=3), explore_by_reference(made))


def test_where_addresses_cannot_be_reserved_arrays_are_made_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column, "_reserved", lambda size, large_pages: None)
    made = network("peer_failover")
    space, reference = native.explore(made, threads=2), explore_by_reference(made)
    assert list(space.states) == list(reference.states)
    assert space.fired() == reference.fired()


def test_the_start_is_known_when_a_step_leads_back_to_it() -> None:
    space = native.explore(network("peer_failover"))
    assert space.index(space.states[0]) == 0


def test_ways_back_are_shortest() -> None:
    space = native.explore(network("peer_failover", disconnects=0))
    for state in range(0, len(space.states), 37):
        assert len(space.path(state)) == space.depths[state]


def test_fields_spread_over_as_many_words_as_they_take() -> None:
    many = network("peer_failover", agents=3, capacity=3)
    packing = Packing(many)
    assert packing.words > 2
    assert packing.unpack(packing.pack(many.initial_states[0]).tolist()) == many.initial_states[0]
    limits = Limits(depth=8)
    reference, packed = explore_by_reference(many, limits), native.explore(many, limits)
    assert (len(packed.states), packed.steps) == (len(reference.states), reference.steps)


def test_a_channel_wider_than_a_word_is_refused_with_a_reason_and_auto_does_without() -> None:
    wide = network("peer_failover", capacity=40, crashes=0, disconnects=0)
    with pytest.raises(NotPackedError, match="a channel may take 64"):
        native.explore(wide)
    with pytest.raises(everystate.SpecError, match="use --engine reference"):
        explore(wide, engine="native")
    assert explore(wide).complete


def test_a_limit_of_states_leaves_a_space_that_is_not_complete() -> None:
    space = native.explore(network("peer_failover"), Limits(states=2_000))
    assert not space.complete
    assert "--max-states 2,000" in space.stopped
    assert 2_000 < len(space.states) < 14_428
    assert 0 < space.expanded < len(space.states)
    assert sorted(space.depths) == list(space.depths)
    assert sum(len(space.steps_from(n)) for n in range(space.expanded)) == space.steps


def test_a_limit_of_depth_finds_all_states_up_to_it() -> None:
    whole = explore_by_reference(network("peer_failover"))
    space = native.explore(network("peer_failover"), Limits(depth=9))
    assert len(space.states) == sum(depth <= 9 for depth in whole.depths)
    assert "--max-depth 9" in space.stopped


def test_time_and_memory_that_run_out_are_named() -> None:
    assert "--max-seconds" in native.explore(network("peer_failover"), Limits(seconds=0)).stopped
    assert "--max-memory" in native.explore(network("peer_failover"), Limits(memory=1)).stopped


def test_memory_that_is_not_there_ends_the_exploration_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Little:
        available = 0

    monkeypatch.setattr(memory, "_NOTICED", 0)
    monkeypatch.setattr("psutil.virtual_memory", lambda: Little)
    space = native.explore(network("philosophers", philosophers=12), threads=2)
    assert space.stopped.startswith("out of memory")
    assert everystate.judge(space).exit_code in (1, 3)


def test_memory_that_is_not_there_leaves_it_open_whether_phases_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the protocol's steps do not fit, no verdict is made up and nobody is killed."""

    def refused(_bytes: int) -> None:
        raise UnansweredError("out of memory")

    monkeypatch.setattr(endless, "refuse_beyond_memory", refused)
    result = everystate.check(MODELS / "phase_lengths", engine="native")
    left = {verdict.name for verdict in result.verdicts if verdict.answer == "undecided"}
    assert left == {"every phase settles", *(c.name for c in result.network.spec.claims if c.kind == "ends")}
    assert result.verdict("every phase settles").reason == "out of memory"


def test_ctrl_c_ends_the_exploration_and_keeps_what_is_known() -> None:
    def press(progress: Progress) -> None:
        if progress.states > 1_000:
            raise KeyboardInterrupt

    space = native.explore(network("peer_failover"), on_progress=press)
    assert space.stopped == "interrupted"
    assert 1_000 < len(space.states) < 14_428


def test_conditions_count_the_same_on_both_engines() -> None:
    made = network("peer_failover")
    reference, packed = explore_by_reference(made), native.explore(made)
    conditions = [Condition(event.guard) for event in made.events]
    conditions += [Condition(formula=ground.formula, truth=False) for ground in made.claims if not ground.before]
    conditions += [Condition(event=number) for number in range(len(made.events))]
    for among in ("states", "expanded", "settled"):
        one, other = reference.tally(conditions, among), packed.tally(conditions, among)
        assert [t.count for t in one] == [t.count for t in other]
        depths = [reference.depths[t.first] if t.count else -1 for t in one]
        assert depths == [packed.depths[t.first] if t.count else -1 for t in other]
