"""The search for runs that explain a log: all of them at once, layer by layer.

A candidate is a joint state with the number of records of each source that are explained when it is reached. Layer n
has the candidates that explain n records, closed over the steps that no source shows. If a layer is empty, and no step
that shows several records at once leads over it, no run explains more. This is the subset
construction for a network whose steps may show nothing, or several records at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from everystate.logs.clocks import Clocks, Positions
from everystate.logs.record import Source
from everystate.logs.steps import Step, Steps

Candidate = tuple[int, Positions]
"""A joint state, by its number, and how many records of each source are explained."""

Rows = tuple[int, int]
"""The rows that some run to a candidate takes, and those that every one takes, as bit masks."""

Layer = dict[Candidate, Rows]


@dataclass
class Front:
    """The candidates that explain most records of one source, of the deepest layer that has any."""

    position: int = 0
    candidates: list[Candidate] = field(default_factory=list[Candidate])


class TooManyError(Exception):
    """The search has met too many joint states to go on."""


class Search:
    """Explains as many records as possible.

    Attributes:
        sources: the log.
        depth: how many records some candidate explains.
        layer: the candidates that do, closed.
        widest: the number of candidates in the largest layer.
    """

    KEPT = 32
    """The number of layers that are kept behind the last one."""

    def __init__(
        self, steps: Steps, starts: Iterable[int], off_by: float | None = None, most: int | None = None
    ) -> None:
        self.steps = steps
        self.off_by = off_by
        self.most = most
        self._read(steps.sources)
        where = (0,) * len(self.patterns)
        self.layers: dict[int, Layer] = {0: {(state, where): (0, 0) for state in starts}}
        self.recent: deque[tuple[int, Layer]] = deque(maxlen=self.KEPT)
        self.fronts = [Front() for _ in self.patterns]
        self.depth = 0
        self.layer: Layer = {}
        self.arrivals: Layer = {}
        self.widest = 0

    def _read(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.patterns = [[record.pattern for record in source.records] for source in sources]
        self.total = sum(map(len, self.patterns))
        self.clocks = None if self.off_by is None else Clocks(sources, self.off_by)

    def resumed(self, sources: Sequence[Source], layer: Layer) -> Search:
        """A search of edited sources that begins with candidates, which explain none of the records that are edited."""
        made = Search(self.steps, (), self.off_by, self.most)
        made._read(sources)
        made.layers = {}
        for candidate, rows in layer.items():
            made.layers.setdefault(sum(candidate[1]), {})[candidate] = rows
        return made

    @property
    def explained(self) -> bool:
        """Whether every record is explained."""
        return self.depth == self.total and bool(self.layer)

    @property
    def rows(self) -> Rows:
        """The rows that some explanation takes, and those that every one takes, up to the last record."""
        some, each = 0, -1
        for one, all_ in self.arrivals.values():
            some, each = some | one, each & all_
        return some, each if self.arrivals else 0

    def run(self, until: int | None = None) -> None:
        """Search until no candidate is left, or some number of records is explained.

        Raises:
            TooManyError: there are too many joint states.
        """
        last = self.total if until is None else min(until, self.total)
        while self.layers and (depth := min(self.layers)) <= last:
            layer = self.layers.pop(depth)
            self.depth, self.layer, self.arrivals = depth, layer, dict(layer)
            self._close(layer)
            self._advance(depth, layer)
            self.recent.append((depth, layer))
            self.widest = max(self.widest, len(layer))

    def _close(self, layer: Layer) -> None:
        queue = deque(layer)
        while queue:
            here = queue.popleft()
            some, each = layer[here]
            for step in self.steps.silent(here[0]):
                there = (step.target, here[1])
                if _reach(layer, there, some | step.rows, each | step.rows):
                    queue.append(there)
            self._refuse_too_many(len(layer))

    def _refuse_too_many(self, candidates: int) -> None:
        if self.most is not None and max(candidates, len(self.steps.states)) > self.most:
            raise TooManyError(f"{self.most:,} joint states are not enough")

    def _advance(self, depth: int, layer: Layer) -> None:
        for here, (some, each) in layer.items():
            state, where = here
            for source, at in enumerate(where):
                self._note(source, at, here, depth)
                if at == len(self.patterns[source]):
                    continue
                pattern = self.patterns[source][at]
                if not pattern.kind:
                    if pattern.fits(self.steps.states[state]):
                        moved = (*where[:source], at + 1, *where[source + 1 :])
                        self._reach(state, moved, some, each)
                    continue
                for step in self.steps.taking(state, source, pattern):
                    if (to := self.moved(where, step)) is not None:
                        self._reach(step.target, to, some | step.rows, each | step.rows)

    def _reach(self, state: int, moved: Positions, some: int, each: int) -> None:
        _reach(self.layers.setdefault(sum(moved), {}), (state, moved), some, each)

    def moved(self, where: Positions, step: Step) -> Positions | None:
        """How many records are explained after a step; None, where the next ones do not say what it shows.

        A source may end within a step, as where a program is killed.
        """
        moved = list(where)
        for shown in step.shown:
            patterns, at = self.patterns[shown.source], moved[shown.source]
            for observed in shown.observed:
                if at == len(patterns) and at > moved[shown.source]:
                    break
                if at == len(patterns) or not self.steps.says(patterns[at], observed):
                    return None
                if patterns[at].narrows and not patterns[at].fits(self.steps.states[step.target]):
                    return None
                at += 1
            moved[shown.source] = at
        made = tuple(moved)
        if self.clocks is not None and not all(self.clocks.allow(shown.source, made) for shown in step.shown):
            return None
        return made

    def _note(self, source: int, at: int, here: Candidate, depth: int) -> None:
        front = self.fronts[source]
        if at < front.position:
            return
        if at > front.position or (front.candidates and sum(front.candidates[0][1]) < depth):
            front.position, front.candidates = at, []
        front.candidates.append(here)


def _reach(layer: Layer, there: Candidate, some: int, each: int) -> bool:
    """Note a run to a candidate; returns whether that says something new."""
    before = layer.get(there)
    made = (some, each) if before is None else (before[0] | some, before[1] & each)
    layer[there] = made
    return made != before
