"""A shortest run of one space that another has not, against words listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everystate.composing.event import Label
from everystate.composing.field import Copy
from everystate.exploring.space import Space
from everystate.study.difference import language
from everystate.study.difference.language import Search, run_of_one

Arrows = dict[int, list[tuple[str, int]]]


@dataclass(frozen=True)
class _Event:
    label: Label


@dataclass
class _Network:
    events: list[_Event]


@dataclass
class Drawn:
    """A space that is written down: from each state, labels and targets. What has no entry was not expanded."""

    arrows: Arrows
    stopped: str = ""
    starts: range = range(1)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = sorted({label for steps in self.arrows.values() for label, _ in steps})

    @property
    def network(self) -> _Network:
        who = Copy("somebody", 0)
        return _Network([_Event(Label("action", word, who, "protocol")) for word in self.words])

    @property
    def expanded(self) -> int:
        return len(self.arrows)

    def steps_from(self, state: int) -> list[tuple[int, int]]:
        return [(self.words.index(label), target) for label, target in self.arrows[state]]


def search(has: Drawn, lacks: Drawn, **given: Any) -> Search:
    return run_of_one(cast(Space, has), cast(Space, lacks), **given)


def word(has: Drawn, found: Search) -> str:
    assert found.found is not None
    return "".join(has.words[event] for event, _ in found.found.path)


def words(space: Drawn, length: int) -> Iterator[str]:
    """Every word of this length that a space has."""
    states: dict[str, set[int]] = {"": {0}}
    for _ in range(length):
        longer: dict[str, set[int]] = {}
        for said, here in states.items():
            for state in here:
                for label, target in space.arrows[state]:
                    longer.setdefault(said + label, set()).add(target)
        states = longer
    yield from states


COIN_FIRST = Drawn({0: [("a", 1), ("a", 2)], 1: [("b", 0)], 2: [("c", 0)]})
COIN_LAST = Drawn({0: [("a", 1)], 1: [("b", 0), ("c", 0)]})


def test_what_is_chosen_early_or_late_makes_no_other_run() -> None:
    assert search(COIN_FIRST, COIN_LAST).found is None
    assert search(COIN_LAST, COIN_FIRST).found is None
    assert search(COIN_LAST, COIN_FIRST).cut == ""


def test_a_run_may_begin_in_any_initial_state() -> None:
    """Only from the second initial state is there a `c`."""
    has = Drawn({0: [("a", 0)], 1: [("a", 2)], 2: [("c", 2)]}, starts=range(2))
    lacks = Drawn({0: [("a", 0)]})
    found = search(has, lacks)
    assert word(has, found) == "ac"
    assert found.found is not None
    assert found.found.start == 1
    assert search(lacks, has).found is None


def test_a_run_that_only_one_has_is_found_after_what_is_hidden() -> None:
    """After `ab` the second may be in either of two states, and neither of them has a `d`."""
    has = Drawn({0: [("a", 1)], 1: [("b", 2)], 2: [("c", 0), ("d", 0)]})
    lacks = Drawn({0: [("a", 1), ("a", 2)], 1: [("b", 0)], 2: [("b", 3)], 3: [("c", 0)]})
    found = search(has, lacks)
    assert word(has, found) == "abc" if "abc" not in words(lacks, 3) else "abd"
    assert word(has, found) == "abd"
    assert found.found is not None
    assert [lacks.words[event] for _, event in found.found.instead] == ["a", "c"]


def test_a_state_that_was_not_expanded_proves_nothing() -> None:
    whole = Drawn({0: [("a", 1)], 1: [("b", 0)]})
    part = Drawn({0: [("a", 1)]}, stopped="--max-depth 1 reached")
    assert search(whole, part) == Search(None, 2, "--max-depth 1 reached")
    assert search(part, whole) == Search(None, 2, "--max-depth 1 reached")


def test_beside_what_is_not_known_what_is_known_is_found() -> None:
    has = Drawn({0: [("a", 1), ("z", 0)], 1: [("b", 0)]})
    part = Drawn({0: [("a", 1)]}, stopped="--max-depth 1 reached")
    assert word(has, search(has, part)) == "z"


def test_it_stops_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    ring: Arrows = {n: [("a", (n + 1) % 9)] for n in range(9)}
    assert search(Drawn(ring), Drawn(ring), most=4) == Search(None, 4, "--max-pairs 4 reached")
    assert search(Drawn(ring), Drawn(ring), most=9) == Search(None, 9)
    monkeypatch.setattr(language, "_LOOK_EVERY", 1)
    assert search(Drawn(ring), Drawn(ring), seconds=1e-9) == Search(None, 1, "--max-seconds 1e-09 reached")


def test_ctrl_c_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_LOOK_EVERY", 2)
    ring: Arrows = {n: [("a", (n + 1) % 9)] for n in range(9)}

    def interrupt(pairs: int) -> None:
        raise KeyboardInterrupt

    assert search(Drawn(ring), Drawn(ring), on_pairs=interrupt) == Search(None, 2, "interrupted")


@st.composite
def spaces(draw: st.DrawFn) -> Drawn:
    count = draw(st.integers(1, 5))
    step = st.tuples(st.sampled_from("abc"), st.integers(0, count - 1))
    return Drawn({state: draw(st.lists(step, max_size=4)) for state in range(count)})


@given(spaces(), spaces())
def test_it_is_a_shortest_one_and_is_there_if_there_is_one(has: Drawn, lacks: Drawn) -> None:
    found = search(has, lacks)
    assert found.cut == ""
    # two spaces of 5 states that differ do so within 5 * 2**5 steps; words of 7 are as many as can be listed
    listed = [set(words(has, n)) - set(words(lacks, n)) for n in range(7)]
    first = next((n for n, only in enumerate(listed) if only), None)
    if found.found is None:
        assert first is None
    elif len(found.found.path) < 7:
        assert len(found.found.path) == first
        assert word(has, found) in listed[len(found.found.path)]
    else:
        assert first is None
