"""The nearest single repair where a log cannot go on, and every deviation behind it.

A repair changes one record near the one that nothing explains, or lets a row be taken although something is missing for
it. Each is tried from the candidates before it; the nearest are those behind which most records are explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from everystate.loading.expression import shown
from everystate.logs.blocked import agreeing, blocked
from everystate.logs.conclusion import Blocked, Deviation, Repair
from everystate.logs.forcing import forced
from everystate.logs.observation import Observation
from everystate.logs.record import Pattern, Record, Source
from everystate.logs.search import Layer, Search, TooManyError

_BACK = 2
"""How many records before the one that nothing explains may be the wrong one."""

_AHEAD = 30
"""How many records a repair should explain; those that do are equally near."""

_WORK = 600_000
"""About how many candidates are looked at to find the nearest repair."""

_MOST_LOST = 24
_MOST = 20
"""The number of deviations after which the search for more ends."""

_ORDER = ("row", "lost", "extra", "swapped")
_OFFSET = {"lost": -1, "extra": 1}
"""How many more records the log has than the repaired one."""


@dataclass(frozen=True)
class _Trial:
    repair: Repair
    search: Search

    @property
    def explained(self) -> int:
        """How many records of the log are explained with the repair."""
        return self.search.depth + _OFFSET.get(self.repair.kind, 0)


def deviations(search: Search, stop: Blocked) -> tuple[tuple[Deviation, ...], bool]:
    """Every record that nothing explains, if the nearest repair is assumed at each; whether there may be more."""
    found: list[Deviation] = []
    try:
        while len(found) < _MOST:
            before = search.depth + stop.begun
            trials = _nearest(search, stop)
            found.append(Deviation(stop, tuple(trial.repair for trial in trials)))
            if not trials:
                break
            search = trials[0].search
            search.run()
            first = replace(trials[0].repair, behind=trials[0].explained - before)
            found[-1] = Deviation(stop, (first, *found[-1].repairs[1:]))
            if search.explained:
                return tuple(found), False
            stop = blocked(search)
    except (TooManyError, KeyboardInterrupt):
        found = found or [Deviation(stop, ())]
    return tuple(found), True


def _nearest(search: Search, stop: Blocked) -> list[_Trial]:
    """The repairs behind which most records are explained; of them, changed rows first."""
    before = search.depth + stop.begun
    ahead = max(min(_AHEAD, _WORK // (30 * max(search.widest, 1))), 2)
    made: list[_Trial] = []
    for repair, repaired in _Repairs(search, stop).all():
        trial = _Trial(repair, repaired)
        repaired.run(before + ahead - _OFFSET.get(repair.kind, 0))
        behind = trial.explained - before
        if behind > 0:
            made.append(replace(trial, repair=replace(repair, behind=behind)))
    most = max((trial.repair.behind for trial in made), default=0)
    nearest = [trial for trial in made if trial.repair.behind == most]
    return sorted(nearest, key=lambda trial: _ORDER.index(trial.repair.kind))


class _Repairs:
    """The repairs of a log at a record that nothing explains, each with a search that begins before it."""

    def __init__(self, search: Search, stop: Blocked) -> None:
        self.search = search
        self.stop = stop
        self.number = next(n for n, source in enumerate(search.sources) if source is stop.head.source)
        self.source = search.sources[self.number]
        self.records = self.source.records
        self.at = stop.head.position

    def all(self) -> Iterator[tuple[Repair, Search]]:
        """Each repair, with a search that has not yet run."""
        for taker in self.stop.takers:
            if layer := forced(self.search, self.number, self.at, taker, self._before(self.at)):
                record = self.records[self.at]
                yield Repair("row", record, taker=taker), self.search.resumed(self.search.sources, layer)
        for at in range(self.at, max(self.at - _BACK, 0) - 1, -1):
            yield from self._edited(at)

    def _edited(self, at: int) -> Iterator[tuple[Repair, Search]]:
        """The repairs of the record at a position."""
        records, record = self.records, self.records[at]
        for observed in islice(self._possible(at), _MOST_LOST):
            pattern = self._pattern(observed)
            lost = Record(record.place, pattern)
            yield Repair("lost", record, pattern.text), self._with(at, (*records[:at], lost, *records[at:]))
        yield Repair("extra", record), self._with(at, (*records[:at], *records[at + 1 :]))
        if at + 1 < len(records) and records[at + 1].pattern is not record.pattern:
            pair = (records[at + 1], record)
            yield Repair("swapped", record), self._with(at, (*records[:at], *pair, *records[at + 2 :]))

    def _with(self, at: int, records: tuple[Record, ...]) -> Search:
        """A search of the log with other records from a position on."""
        sources: list[Source] = list(self.search.sources)
        sources[self.number] = replace(self.source, records=records)
        return self.search.resumed(sources, self._before(at))

    def _before(self, at: int) -> Layer:
        """The candidates that are known shortly before a position, with what is known of their rows."""
        front = dict.fromkeys(self.search.fronts[self.number].candidates, (0, 0))
        layers = [front, *(layer for _, layer in self.search.recent)]
        return {
            candidate: rows for layer in layers for candidate, rows in layer.items()
            if at - _BACK - 2 <= candidate[1][self.number] <= at
        }  # fmt: skip

    def _possible(self, at: int) -> Iterator[Observation]:
        """What the source could show at a position after the records before it, each once."""
        seen: set[Observation] = set()
        patterns = self.search.patterns[self.number]
        for state, where in self._before(at):
            begun = at - where[self.number]
            for step in self.search.steps.loud(state):
                for one in step.shown:
                    if one.source != self.number or len(one.observed) <= begun or one.observed[begun] in seen:
                        continue
                    if agreeing(self.search.steps, patterns, at - begun, one.observed[:begun]) == begun:
                        seen.add(one.observed[begun])
                        yield one.observed[begun]

    def _pattern(self, observed: Observation) -> Pattern:
        """A pattern that says an observation, with all of its values."""
        values = tuple((name, shown(value)) for name, value in observed.values)
        peers = None if observed.peer is None else frozenset({observed.peer})
        text = self.search.steps.words.text(observed)
        return Pattern(frozenset({observed.at}), observed.kind, observed.name, values, peers, (), text)
