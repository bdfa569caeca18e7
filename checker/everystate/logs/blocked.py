"""Why a record cannot be explained: the rows that could say it, and what is in their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from everystate.composing.event import Event, Move
from everystate.composing.field import Copy
from everystate.diagnosis.lacking import Lack, Lacking
from everystate.diagnosis.snapshot import Ground, Snapshot
from everystate.exploring.system import State
from everystate.loading.party import Machine, Row
from everystate.logs.conclusion import Blocked, Head, Memory, Taker
from everystate.logs.observation import Observation
from everystate.logs.record import Pattern
from everystate.logs.search import Candidate, Search, TooManyError
from everystate.logs.steps import Shown, Steps

_MOST_STATES = 100
"""The number of joint states for which what is missing is computed."""

_MOST_TO_WAIT = 20_000
"""The number of joint states that are looked at to see whether a record only waits for another source."""


def blocked(search: Search) -> Blocked:
    """Where a search that is at its end cannot go on."""
    return _Blocked(search, _first(search)).found()


def _first(search: Search) -> int:
    """The source to whose next record it is due: not one that waits for a record of another source, if it can be known.

    Of several, the one with the earliest record.
    """
    heads = [n for n, front in enumerate(search.fronts) if front.position < len(search.patterns[n])]
    due = [n for n in heads if len(heads) == 1 or not _waits(search, n)] or heads
    records = {n: search.sources[n].records[search.fronts[n].position] for n in due}
    return min(due, key=lambda n: (records[n].time is None, records[n].time or 0.0, n))


def _waits(search: Search, source: int) -> bool:
    """Whether the next record of a source could be explained if the other sources showed nothing."""
    steps, front = search.steps, search.fronts[source]
    one, end = search.sources[source], front.position + _begun(search, source) + 1
    alone = Steps(steps.network, steps.words, [replace(one, records=one.records[front.position : end])])
    starts = {alone.number(steps.states[state]) for state, _ in front.candidates}
    trial = Search(alone, starts, most=_MOST_TO_WAIT)
    try:
        trial.run()
    except TooManyError:
        return False
    return trial.explained


def _begun(search: Search, source: int) -> int:
    """How many of the next records of a source begin a possible step that then shows something else."""
    front, patterns = search.fronts[source], search.patterns[source]
    states = {state for state, _ in front.candidates}
    shown = (one for state in states for step in search.steps.loud(state) for one in step.shown if one.source == source)
    alike = ((agreeing(search.steps, patterns, front.position, one.observed), one) for one in shown)
    return max((number for number, one in alike if number < len(one.observed)), default=0)


def agreeing(steps: Steps, patterns: list[Pattern], at: int, observed: tuple[Observation, ...]) -> int:
    """How many observations the records from a position on say, from the first one on."""
    pairs = zip(patterns[at : at + len(observed)], observed, strict=False)
    return sum(1 for _ in takewhile(lambda pair: steps.says(*pair), pairs))


class _Blocked:
    def __init__(self, search: Search, source: int) -> None:
        self.search = search
        self.steps = search.steps
        self.network = search.steps.network
        self.source = source
        self.begun = _begun(search, source)
        self.position = search.fronts[source].position + self.begun
        self.pattern = search.patterns[source][self.position]
        self.ground = Ground(self.network)
        self.candidates = self._beginning(search.fronts[source].candidates)

    def _beginning(self, candidates: list[Candidate]) -> list[Candidate]:
        """The candidates from which the step that is begun is possible; all of them, if none is."""
        if not self.begun:
            return candidates
        position = self.position - self.begun
        return [
            (state, where) for state, where in candidates
            if any(
                one.source == self.source and self._agreeing(position, one.observed) == self.begun
                for step in self.steps.loud(state) for one in step.shown
            )
        ]  # fmt: skip

    def _agreeing(self, at: int, observed: tuple[Observation, ...]) -> int:
        return agreeing(self.steps, self.search.patterns[self.source], at, observed)

    def found(self) -> Blocked:
        states = self._states(self.candidates)
        others = (n for n in range(len(self.search.patterns)) if n != self.source)
        return Blocked(
            self._head(self.source, self.position, self.candidates, self.begun),
            len(states),
            tuple(self._memory(states)),
            tuple(self._takers()),
            tuple(self._head(n, self.search.fronts[n].position, list(self.search.layer)) for n in others),
            self.begun,
        )

    def _states(self, candidates: Iterable[Candidate]) -> list[State]:
        return [self.steps.states[number] for number in dict.fromkeys(number for number, _ in candidates)]

    # -- what could have come ---------------------------------------------------------------------------------------

    def _head(self, source: int, position: int, candidates: list[Candidate], begun: int = 0) -> Head:
        """The next record of a source; `begun` is the number of records between the candidates and this one."""
        one = self.search.sources[source]
        record = one.records[position] if position < len(one.records) else None
        possible = dict.fromkeys(
            shown[begun] for candidate in candidates if candidate[1][source] == position - begun
            for shown in self._next(candidate, source)
            if len(shown) > begun and self._says(self.search.patterns[source], position - begun, shown[:begun])
        )  # fmt: skip
        several = len(one.copies) > 1
        texts = sorted({(f"{o.at} " if several else "") + self.steps.words.text(o) for o in possible})
        return Head(one, position, record, tuple(texts))

    def _next(self, candidate: Candidate, source: int) -> Iterator[tuple[Observation, ...]]:
        """What a source could show next, where the other sources have what the step shows there."""
        state, where = candidate
        for step in self.steps.loud(state):
            others = (shown for shown in step.shown if shown.source != source)
            if all(self._says(self.search.patterns[one.source], where[one.source], one.observed) for one in others):
                yield from (shown.observed for shown in step.shown if shown.source == source)

    def _says(self, patterns: list[Pattern], at: int, observed: tuple[Observation, ...]) -> bool:
        """Whether the records from a position on say these observations."""
        return agreeing(self.steps, patterns, at, observed) == len(observed)

    # -- what the copies remember -----------------------------------------------------------------------------------

    def _memory(self, states: list[State]) -> Iterator[Memory]:
        copies = self.search.sources[self.source].copies & self.pattern.copies
        for number, field in enumerate(self.network.fields):
            if field.owner is not None and field.owner in copies:
                raws = sorted({state[number] for state in states})
                values = tuple(self.steps.words.names.shown(field, raw) for raw in raws)
                if not self.steps.words.names.has_one_state(field.key):
                    yield Memory(field.owner, field.key.own_name, values)

    # -- the rows that could say it ---------------------------------------------------------------------------------

    def _takers(self) -> Iterator[Taker]:
        found: dict[tuple[Copy, Machine, Row], list[tuple[Event, int]]] = {}
        for event in self.network.conceivable:
            unknown = {name for transfer in event.label.sent for name, _ in transfer.read}
            for at, observed in enumerate(self._shown(event)):
                if self.pattern.says(observed, self.steps.words, unknown):
                    for move, row in self._rows(event, observed):
                        owner = self.network.fields[move.field].owner
                        assert owner is not None
                        found.setdefault((owner, move.machine, row), []).append((event, at))
        for (owner, machine, row), ways in sorted(found.items(), key=lambda item: (item[0][0], item[0][2].place)):
            yield self._taker(owner, machine, row, ways)

    def _shown(self, event: Event) -> tuple[Observation, ...]:
        shown = self.steps.shown(event, self._example)
        return next((one.observed for one in shown if one.source == self.source), ())

    @property
    def _example(self) -> State:
        return self.steps.states[self.candidates[0][0]]

    def _rows(self, event: Event, observed: Observation) -> Iterator[tuple[Move, Row]]:
        """The rows that make an event show something: those that send it, or those that take part at that copy."""
        for move in event.moves:
            if self.network.fields[move.field].owner == observed.at:
                for row in dict.fromkeys(row for _, row in move.rows):
                    if observed.kind != "sends" or any(send.message == observed.name for send in row.sends):
                        yield move, row

    def _taker(self, owner: Copy, machine: Machine, row: Row, ways: list[tuple[Event, int]]) -> Taker:
        ready = [(event, at) for event, at in ways if self._preceded(event, at)]
        if all(at < self.begun for _, at in ready):
            event, at = max(ways, key=lambda way: way[1])
            before = self.steps.words.text(self._shown(event)[at - 1]) if at else "the whole step before it"
            return Taker(owner, machine, row, (), (f"only after {before}",), tuple(ways))
        found: list[tuple[Lack, ...]] = []
        unlike: dict[str, None] = {}
        for at in sorted({at for _, at in ready}):
            events = [event for event, there in ready if there == at]
            for state in self._before(at)[:_MOST_STATES]:
                found.append(Lacking(Snapshot(self.ground, state), settled=True).lacks(events))
                if not found[-1]:
                    unlike |= dict.fromkeys(self._unlike(state, events, at))
        least = min(map(len, found), default=0)
        count = Counter(lack for lacks in found if len(lacks) == least for lack in lacks)
        return Taker(owner, machine, row, tuple(count.most_common()), tuple(unlike), tuple(ways))

    def _preceded(self, event: Event, at: int) -> bool:
        """Whether the log has, before the record, what the step shows before it."""
        start = self.position - at
        return start >= 0 and self._says(self.search.patterns[self.source], start, self._shown(event)[:at])

    def _before(self, at: int) -> list[State]:
        """The joint states that are possible `at` records before this one."""
        if at == self.begun:
            return self._states(self.candidates)
        wanted = self.position - at
        layers = [layer for _, layer in self.search.recent]
        return self._states(c for layer in layers[::-1] for c in layer if c[1][self.source] == wanted)

    def _unlike(self, state: State, events: list[Event], at: int) -> Iterator[str]:
        """What possible steps show beside the record, where the log has something else."""
        snapshot = Snapshot(self.ground, state)
        for event in events:
            for one in self.steps.shown(event, state) if snapshot.accepted(event.guard) else ():
                own = one.source == self.source
                where = self.position - at if own else self.search.fronts[one.source].position
                if (wrong := self._first_unlike(one, where)) is not None:
                    text = self.steps.words.text(wrong)
                    yield f"possible, but shows {wrong.at} {text}, which the log does not have there"

    def _first_unlike(self, shown: Shown, where: int) -> Observation | None:
        """The first observation that the records from a position on do not say."""
        alike = agreeing(self.steps, self.search.patterns[shown.source], where, shown.observed)
        return shown.observed[alike] if alike < len(shown.observed) else None
