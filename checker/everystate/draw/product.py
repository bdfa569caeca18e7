"""The product of the machines as a diagram: a box for each joint state or, if they are many, for each group of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from everystate.draw.diagram import Arrow, Box, Diagram, Group, Line, Shape
from everystate.draw.grouped_product import ClaimGroups, PhaseGroups
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Space
from everystate.judging.verdict import Result, Trace
from everystate.problems import Exit
from everystate.wording.names import Names

WHOLE = 60
TOO_MANY = 2_000_000


class ProductTooLarge(Exception):
    """A product has too many joint states to draw, or the search did not find all of them."""

    exit_code = Exit.WRONG


def product_diagrams(result: Result) -> list[Diagram]:
    """The product, with violating joint states and a shortest path to one of them marked.

    Returns:
        One diagram of every joint state if there are at most `WHOLE`. Otherwise one of groups by what the claims
        compare and, if the spec has phases, one of groups by phase.

    Raises:
        ProductTooLarge: there are more than `TOO_MANY` joint states, or the search is not complete.
    """
    space = result.space
    if len(space.states) > TOO_MANY:
        raise ProductTooLarge(
            f"{len(space.states):,} joint states are too many for a picture; "
            "draw fewer, with fewer copies or smaller bounds: --set NAME=VALUE"
        )
    if not space.complete:
        raise ProductTooLarge(
            f"the search ended before it was complete ({space.stopped}); allow it more with --max-states, "
            "or draw less, with fewer copies or smaller bounds: --set NAME=VALUE"
        )
    trace = next((v.trace for v in result.verdicts if v.trace is not None), None)
    way = [trace.start, *(step.target for step in trace.steps)] if trace else []
    bad = set(_bad(result, trace))
    if len(space.states) <= WHOLE:
        return [_Whole(space, way, bad).diagram()]
    diagrams = [ClaimGroups(space, way, bad).diagram()]
    return [*diagrams, PhaseGroups(space, way, bad).diagram()] if space.network.phase_field >= 0 else diagrams


def _bad(result: Result, trace: Trace | None) -> Iterator[int]:
    """The joint states in which a failing claim is false, and the last state of the first counterexample."""
    if trace is not None and trace.steps:
        yield trace.steps[trace.length - 1].target
    failing = {verdict.name for verdict in result.verdicts if verdict.answer in ("violated", "known")}
    space = result.space
    for ground in space.network.claims:
        if ground.claim.name in failing and ground.claim.kind in ("always", "never", "after"):
            holds = Predicate(ground.formula, space.network)
            judged = _judged(space, ground.claim.kind == "after", ground.claim.phase)
            yield from (state for state in range(len(space.states)) if judged(state) and not holds(space.states[state]))


def _judged(space: Space, quiet: bool, phase: str) -> Callable[[int], bool]:
    field = space.network.phase_field

    def judged(state: int) -> bool:
        if not quiet:
            return True
        in_phase = not phase or space.network.fields[field].shown(space.states[state][field]) == phase
        return in_phase and state < space.expanded and space.settled(state)

    return judged


# -- every joint state --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Whole:
    space: Space
    way: list[int]
    bad: set[int]

    def diagram(self) -> Diagram:
        count = len(self.space.states)
        boxes = (Box("(start)", "", shape="start"), *map(self.box, range(count)))
        arrows = (*(Arrow("(start)", str(start)) for start in self.space.starts), *self.arrows())
        return Diagram("product", f"every joint state: {count}", (Group("product", "", boxes),), arrows)

    def box(self, state: int) -> Box:
        shape: Shape = "bad" if state in self.bad else "way" if state in self.way else "state"
        settled = state < self.space.expanded and self.space.settled(state)
        lines = tuple(Line(text) for text in self.lines(state))
        return Box(str(state), f"{state}{' settled' if settled else ''}", lines, shape)

    def lines(self, state: int) -> Iterator[str]:
        """The machine states, the values of variables, and the contents of nonempty queues."""
        names = Names(self.space.network)
        for field, raw in zip(self.space.network.fields, self.space.states[state], strict=True):
            if field.channel is not None and raw:
                yield f"{field.name}: {names.shown(field, raw)}"
            elif field.owner is not None and field.kind in ("machine", "variable"):
                yield f"{field.name} = {names.shown(field, raw)}"

    def arrows(self) -> Iterator[Arrow]:
        names = Names(self.space.network)
        steps = set(pairwise(self.way))
        for source in range(self.space.expanded):
            for event, target in self.space.steps_from(source):
                label = self.space.event(event).label
                line = Line(names.sentence(label), tone=label.cause)
                back = self.space.depths[target] <= self.space.depths[source]
                yield Arrow(str(source), str(target), (line,), label.cause, (source, target) in steps, back)
