"""Two specs compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from everystate.composing.event import Label
from everystate.composing.network import Network
from everystate.exploring.space import Space
from everystate.judging.replay import replay
from everystate.judging.traces import trace_along
from everystate.judging.verdict import Result, Trace
from everystate.problems import Exit
from everystate.study.difference.declarations import Change, changes
from everystate.study.difference.language import MOST, Search, run_of_one
from everystate.study.difference.observed_steps import seen
from everystate.study.difference.reached import Reach, reach_changes
from everystate.study.difference.sources import Sources
from everystate.study.difference.verdicts import VerdictChange, verdict_changes


@dataclass(frozen=True)
class Side:
    """One of the two specs: what it is called, what a check found, and the texts of its files."""

    name: str
    result: Result
    sources: Sources

    @property
    def size(self) -> tuple[int, int, int]:
        """How many joint states and steps it has, and how deep it is."""
        space = self.result.space
        return len(space.states), space.steps, space.depth


@dataclass(frozen=True)
class OneRun:
    """Whether one side has a run that the other has not.

    `trace` is a shortest one, all but the last step of which the other can follow; `instead` is what the other can do
    in the place of the last one. Without a trace there is no such run, unless the search was `cut`, for this reason,
    after `pairs` pairs of states. `has` is the space that would have it.
    """

    has: Space
    lacks: Space
    trace: Trace | None
    instead: tuple[Label, ...]
    pairs: int
    cut: str


@dataclass(frozen=True)
class Comparison:
    """Everything that is different; `removed` is a run that only the old side has, `added` one of the new side."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    verdicts: tuple[VerdictChange, ...]
    reached: tuple[Reach, ...]
    removed: OneRun
    added: OneRun

    @property
    def is_same(self) -> bool:
        """Whether nothing is different, as far as it is known."""
        found = self.changes or self.verdicts or self.reached or self.removed.trace or self.added.trace
        return not found and self.old.size == self.new.size

    @property
    def is_twofold(self) -> bool:
        """Whether the two runs are the same but for what their last steps send."""
        one, two = self.removed.trace, self.added.trace
        if one is None or two is None or len(one.steps) != len(two.steps):
            return False
        seen_in_old, seen_in_new = ([seen(step.label) for step in trace.steps] for trace in (one, two))
        alike = replace(seen_in_old[-1], sent=()) == replace(seen_in_new[-1], sent=())
        return alike and seen_in_old[:-1] == seen_in_new[:-1]

    @property
    def is_certain(self) -> bool:
        """Whether the search for runs came to its end."""
        return not (self.removed.cut or self.added.cut)

    @property
    def exit_code(self) -> Exit:
        """`FAILED` if a claim is violated that was not before, `UNDECIDED` if one is undecided that was not."""
        turns = {change.turn for change in self.verdicts}
        return Exit.FAILED if "worse" in turns else Exit.UNDECIDED if "unclear" in turns else Exit.OK


def compare(
    old: Side,
    new: Side,
    most: int = MOST,
    seconds: float | None = None,
    on_pairs: Callable[[int], None] | None = None,
) -> Comparison:
    """Everything that is different between two sides.

    Args:
        old: the side that was.
        new: the side that is.
        most: the number of pairs of states that each of the two searches for a run may examine.
        seconds: the time that each of them may take.
        on_pairs: called from time to time with the number of pairs examined.
    """
    same = _alike(old.result.network, new.result.network)

    def only(one: Side, other: Side) -> OneRun:
        if same:
            return _run_of(one, other, Search(None, 0))
        found = run_of_one(one.result.space, other.result.space, most, seconds, on_pairs)
        return _run_of(one, other, found)

    return Comparison(
        old,
        new,
        changes(old.result.network.spec, new.result.network.spec, old.sources, new.sources),
        verdict_changes(old.result, new.result),
        reach_changes(old.result, new.result),
        only(old, new),
        only(new, old),
    )


def _alike(one: Network, other: Network) -> bool:
    """Whether two networks are the same, whatever is claimed of them: then they have the same runs."""
    if one.fields != other.fields or len(one.events) != len(other.events):
        return False
    return all(
        (a.label, a.guard, a.update, a.when_settled) == (b.label, b.guard, b.update, b.when_settled)
        for a, b in zip(one.events, other.events, strict=True)
    )


def _run_of(one: Side, other: Side, search: Search) -> OneRun:
    """The result of a search, its run as a trace that was replayed on live machines."""
    space, lacks = one.result.space, other.result.space
    if search.found is None:
        return OneRun(space, lacks, None, (), search.pairs, search.cut)
    trace = trace_along(space, search.found.path, search.found.start)
    replay(space, trace)
    instead = tuple(lacks.label(event, source) for source, event in search.found.instead)
    return OneRun(space, lacks, trace, instead, search.pairs, "")
