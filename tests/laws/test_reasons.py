"""What a state is said to lack is missing there, and a step is possible where all of that is mended."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.laws.generator.system import random_content
from tests.laws.state import Link, State
from tests.laws.values import Reader, World

from everystate import Limits, Space, SpecError, compose, explore, judge, load
from everystate.composing.event import Accepts
from everystate.composing.field import Field
from everystate.composing.relations import Fields
from everystate.diagnosis.lacking import Lack
from everystate.diagnosis.reasons import Fact
from everystate.diagnosis.waiting import Wait, Waiting
from everystate.judging.verdict import NEVER
from everystate.loading.expression import Expr
from everystate.report.evidence.fairness import because

MOST = Limits(states=200)
STATES, MENDS = 12, 3_000
seeds = st.integers(0, 2**32)


def space_of(write: Write, seed: int) -> Space:
    """The space of a random system; other examples are tried where it is refused or too large."""
    try:
        files = {name: json.dumps(content, indent=1) for name, content in random_content(seed).items()}
        space = explore(compose(load(write(**files))), MOST, engine="reference")
    except SpecError:
        assume(False)
        raise
    assume(space.complete)
    return space


def waits(space: Space) -> Iterator[tuple[int, Wait]]:
    """What the machines of some states wait for, with these states."""
    waiting = Waiting(space)
    for state in range(0, len(space.states), len(space.states) // STATES + 1):
        for standing in waiting.standings(state):
            yield from ((state, wait) for wait in standing.waits if _may_come(space, wait))


def _may_come(space: Space, wait: Wait) -> bool:
    """Whether the message that a machine waits for is one that anybody sends; an event of any other is not possible."""
    unsent = {packet for field in space.network.fields if field.channel for packet in field.channel.unsent}
    return not any(transfer.packet in unsent for event in wait.events for transfer in event.label.received)


# -- steps ----------------------------------------------------------------------------------------------------------


def is_possible(space: Space, wait: Wait, state: tuple[int, ...]) -> bool:
    """Whether a step that a machine waits for is possible in a state, were that settled.

    As long as a message is not there, nobody asks for room.
    """
    waits = any(lack.kind in ("message", "behind") for lack in wait.lacks)
    return any(
        all(space.network.accepts(key, _wanted(space, key, asked) if waits else asked, state) for key, asked in e.guard)
        for e in wait.events
    )


def _wanted(space: Space, key: int | Fields, asked: Accepts) -> Accepts:
    """A condition without that on room, if there is ever enough."""
    channel = space.network.fields[key].channel if isinstance(key, int) else None
    if channel is None or not isinstance(asked, tuple):
        return asked
    return tuple(test for test in asked if test.kind != "room" or test.number > channel.capacity)


def values(one: Field, raw: int) -> Collection[int]:
    """The values of a field; of a channel, those with one message at most, and those with less than it has."""
    if (channel := one.channel) is None:
        return range(len(one.values))
    codes = channel.codes(raw)
    contents = [(), *((code,) for code in range(1, len(channel.alphabet) + 1)), *(codes[:n] for n in range(len(codes)))]
    return {channel.content(content) for content in contents} | {raw}


def others(space: Space, state: tuple[int, ...], fields: Iterable[int]) -> Iterator[tuple[int, ...]] | None:
    """The states that differ in these fields only; None if they are too many."""
    changed = sorted(set(fields))
    choices = [values(space.network.fields[number], state[number]) for number in changed]
    number = 1
    for choice in choices:
        number *= len(choice)
    if number > MENDS:
        return None
    made = (dict(zip(changed, chosen, strict=True)) for chosen in itertools.product(*choices))
    return (tuple(one.get(number, raw) for number, raw in enumerate(state)) for one in made)


@given(seed=seeds)
def test_what_is_said_to_be_missing_is_all_that_is(write: Write, seed: int) -> None:
    """Where the fields of all of it have other values, the step is possible; and where it lacks nothing, it is."""
    space = space_of(write, seed)
    for number, wait in waits(space):
        if any(lack.kind == "room" and lack.number > lack.capacity for lack in wait.lacks):
            continue  # there is never enough room
        state = space.states[number]
        mends = others(space, state, (field for lack in wait.lacks for field in lack.fields))
        assert mends is None or any(is_possible(space, wait, one) for one in mends), (seed, number, wait)


@given(seed=seeds)
def test_each_thing_that_is_said_to_be_missing_is(write: Write, seed: int) -> None:
    """As long as its fields keep their values, the step is not possible, whatever becomes of the others."""
    space = space_of(write, seed)
    for number, wait in waits(space):
        for lack in wait.lacks:
            if lack.kind == "calm":
                continue
            rest = {field for other in wait.lacks for field in other.fields} - set(lack.fields)
            mends = others(space, space.states[number], rest)
            assert mends is None or not any(is_possible(space, wait, one) for one in mends), (seed, number, lack)


# -- guards ---------------------------------------------------------------------------------------------------------


@dataclass
class Flipped(Reader):
    """Reads expressions in which some comparisons have another value."""

    flipped: list[Fact] = field(default_factory=list[Fact])

    def value(self, tree: Expr) -> Any:
        """Its value, or the other one."""
        for fact in self.flipped:
            if fact.tree == tree and all(self.names.get(name) == value for name, value in fact.names.items()):
                return not fact.true
        return super().value(tree)


def as_read(space: Space, state: tuple[int, ...]) -> State:
    """The part of a state that guards may read."""
    made = State({}, {}, {})
    for one, raw in zip(space.network.fields, state, strict=True):
        key = one.key
        if key.kind in ("machine", "variable") and key.owner is not None:
            made.memory[key.owner.party, key.owner.number, key.name, *(copy.number for copy in key.index)] = one.values[
                raw
            ]
        if key.kind == "connection":
            ends = [end.number for end in key.ends]
            made.links[key.name, ends[0], ends[1], key.instance] = Link(one.shown(raw))
    return made


def guards(space: Space) -> Iterator[tuple[State, Lack, Expr]]:
    """Every guard that is said to be false, with a state."""
    rows = {row.place: row for _, row in space.network.spec.rows()}
    for number, wait in waits(space):
        for lack in wait.lacks:
            for one in (lack, *lack.others) if lack.kind == "guard" else ():
                assert one.place is not None
                yield as_read(space, space.states[number]), one, rows[one.place].when


@given(seed=seeds)
def test_a_guard_that_is_said_to_be_false_is_false_for_the_reason_that_is_said(write: Write, seed: int) -> None:
    """By other code: each part is as is said, and the guard is true where some of these parts are otherwise."""
    space = space_of(write, seed)
    world = World(space.network.spec, dict(space.network.parameters))
    for state, lack, guard in guards(space):
        assert lack.facts, (seed, lack)
        for fact in lack.facts:
            assert fact.tree is not None
            assert Reader(world, fact.names, state).truth(fact.tree) == fact.true, (seed, fact)
        names = dict(lack.names)
        assert not Reader(world, names, state).truth(guard), (seed, lack)
        parts = lack.facts[:6]
        assert any(
            Flipped(world, names, state, list(some)).truth(guard)
            for size in range(1, len(parts) + 1)
            for some in itertools.combinations(parts, size)
        ), (seed, lack)


# -- fairness -------------------------------------------------------------------------------------------------------


@given(seed=seeds)
def test_a_loop_is_fair_to_each_constraint_for_the_reason_that_is_said(write: Write, seed: int) -> None:
    space = space_of(write, seed)
    for trace in (verdict.trace for verdict in judge(space).verdicts if verdict.trace and verdict.trace.fair):
        loop = trace.steps[trace.loop :] if not trace.stutters else ()
        states = [step.target for step in loop] or [trace.state_after(len(trace.steps))]
        for one in trace.fair:
            events = space.network.fairness[one.number].events
            enabled = [any(event in events for event, _ in space.steps_from(state)) for state in states]
            if one.step >= 0:
                assert trace.steps[one.step].event in events, (seed, one)
                continue
            assert (one.step == NEVER) == (not any(enabled)), (seed, one)
            assert not all(enabled), (seed, one)
            free = [state for state, able in zip(states, enabled, strict=True) if not able]
            assert trace.state_after(one.after) in free, (seed, one)
            assert because(space, trace, one), (seed, one)
