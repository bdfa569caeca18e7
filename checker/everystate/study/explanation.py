"""Explains a violated claim: the state of all parties when it fails, why it fails there, and what the failure needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from everystate.composing.event import Label
from everystate.composing.watching import happenings
from everystate.diagnosis.circle import Edge, circle, edges
from everystate.diagnosis.position import Position, positions
from everystate.diagnosis.reasons import Fact, Reasons
from everystate.diagnosis.snapshot import Snapshot
from everystate.diagnosis.waiting import Refusal, Standing, Waiting
from everystate.exploring.space import Space
from everystate.judging.builtin import NO_DEADLOCK, NO_UNEXPECTED, TIME_GOES_ON
from everystate.judging.verdict import BuiltIn, Result, Trace, Verdict
from everystate.loading.expression import Value
from everystate.loading.spec import Claim
from everystate.study.blame import Outcome, Suspect, run


@dataclass(frozen=True)
class Situation:
    """The state of all parties in one joint state.

    Where no step is possible it is `stuck`: `edges` say who waits for whom, and `circle` is a way along them that comes
    back to its start. `refusals` are the messages and notices that nobody accepts.
    """

    state: int
    standings: tuple[Standing, ...]
    positions: tuple[Position, ...]
    refusals: tuple[Refusal, ...] = ()
    edges: tuple[Edge, ...] = ()
    circle: tuple[int, ...] = ()
    stuck: bool = False


@dataclass(frozen=True)
class Blame:
    """What becomes of a claim without a row or an event, in how much it is judged, and which others fail then."""

    suspect: Suspect
    answer: str
    outcome: Outcome
    length: int = 0
    judged: int = 0
    instead: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The explanation of one violation. `situation` is None, and nothing is blamed, where there is no run."""

    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    situation: Situation | None = None
    blames: tuple[Blame, ...] = ()
    sent: tuple[tuple[str, int], ...] = ()
    turning: tuple[str, ...] = ()


class Explainer:
    """Explains the verdicts of one result; `failing` names the claims that fail there, asked for or not."""

    def __init__(self, result: Result, failing: Iterable[str] = ()) -> None:
        self.result = result
        self.failing = frozenset(failing)
        self.space: Space = result.space
        self.waiting = Waiting(result.space)

    def situation(self, verdict: Verdict, trace: Trace) -> Situation:
        """The situation at the end of a run, before the step that the claim forbids, or where it goes round."""
        state = end_of(trace)
        standings = self.waiting.standings(state)
        everybody = positions(self.waiting, standings, self.space.states[state])
        refusals = self.waiting.refusals(state) if verdict.kind == NO_UNEXPECTED else ()
        refusals = self.waiting.overdue(state) if verdict.kind == TIME_GOES_ON else refusals
        if verdict.kind != NO_DEADLOCK:
            return Situation(state, standings, everybody, refusals)
        found = edges(self.waiting.ground, standings, self.space.states[state])
        return Situation(state, standings, everybody, refusals, found, circle(found), stuck=True)

    def explain(self, verdict: Verdict, outcomes: Mapping[Suspect, Outcome]) -> Explanation:
        """One verdict, with what became of it without each suspect."""
        trace = verdict.trace
        if trace is None:
            return Explanation(verdict)
        return Explanation(
            verdict,
            tuple(dict.fromkeys(self.facts(verdict, trace))),
            self.situation(verdict, trace),
            tuple(self._blames(verdict, trace, outcomes)),
            sent=tuple(_sent(trace)),
            turning=tuple(_turning(self.space, trace)),
        )

    # -- why ------------------------------------------------------------------------------------------------------

    def facts(self, verdict: Verdict, trace: Trace) -> Iterator[Fact]:
        """The facts that make the claim false there."""
        snapshot = Snapshot(self.waiting.ground, self.space.states[end_of(trace)])
        claim = verdict.claim
        if isinstance(claim, BuiltIn):
            yield from self._watched(verdict, snapshot)
        elif claim.event is None:
            yield from Reasons(snapshot, {}, {}).why(claim.formula)
        elif trace.offending is not None:
            yield from self._of_event(claim, trace.offending.label, snapshot)

    def _watched(self, verdict: Verdict, snapshot: Snapshot) -> Iterator[Fact]:
        """The monitors that are in a forbidden state."""
        for monitor in self.waiting.ground.spec.monitors:
            for number, field in enumerate(self.space.network.fields):
                if field.kind == "monitor" and field.key.name == monitor.name == verdict.name:
                    state = snapshot.shown(number)
                    if state in monitor.never:
                        yield Fact(f"{field.name} is not {state}", False, (f"it is {state}",))

    def _of_event(self, claim: Claim, label: Label, snapshot: Snapshot) -> Iterator[Fact]:
        assert claim.event is not None
        for happening in happenings(label, claim.event):
            if not snapshot.value(claim.formula, happening.values):
                yield from Reasons(snapshot, happening.values, self._parties(happening.values, label)).why(
                    claim.formula
                )

    def _parties(self, names: Mapping[str, Value], label: Label) -> dict[str, str]:
        """The party whose copy each name of an event means; fields of messages are left out."""
        spec = self.waiting.ground.spec
        known = {party.name: party.name for party in spec.parties}
        known |= {per.name: per.party for message in spec.messages for per in message.about}
        known |= {end.name: end.party for connection in spec.connections for end in connection.ends}
        if label.kind in ("action", "expires") and label.actor is not None:
            party = spec.party(label.actor.party)
            pers = party.action(label.name).per if label.kind == "action" else party.per(label.name)
            known |= {per.name: per.party for per in pers}
        return {name: party for name, party in known.items() if name in names}

    # -- blame ----------------------------------------------------------------------------------------------------

    def _blames(self, verdict: Verdict, trace: Trace, outcomes: Mapping[Suspect, Outcome]) -> Iterator[Blame]:
        taken = {(row.owner.party, row.row.machine, row.row.number) for step in run(trace) for row in step.rows}
        events = {_event_name(step.label) for step in run(trace)}
        for suspect, outcome in outcomes.items():
            key = (suspect.owner, suspect.name)
            if (*key, suspect.number) not in taken if not suspect.event else key not in events:
                continue
            fails = dict(outcome.fails)
            instead = tuple((name, length) for name, length in outcome.fails if name not in self.failing)
            judged = dict(outcome.judged).get(verdict.name, 0)
            yield Blame(suspect, outcome.answer(verdict.name), outcome, fails.get(verdict.name, 0), judged, instead)


def end_of(trace: Trace) -> int:
    """The joint state in which a claim is judged, or in which a run begins to go round or stays for ever."""
    if trace.loop is not None and not trace.stutters:
        return trace.steps[trace.loop].source
    if trace.steps:
        return trace.steps[-1].target
    return trace.offending.source if trace.offending else trace.start


def _event_name(label: Label) -> tuple[str, str]:
    if label.kind == "action" and label.actor is not None:
        return label.actor.party, label.name
    return label.name, label.kind


def _sent(trace: Trace) -> Iterator[tuple[str, int]]:
    """The step in which each message was sent last: by its name, its sender and its receiver."""
    last: dict[str, int] = {}
    for number, step in enumerate(trace.steps, 1):
        for transfer in step.label.sent:
            last[f"{transfer.packet.message} from {transfer.sender} to {transfer.receiver}"] = number
    yield from last.items()


def _turning(space: Space, trace: Trace) -> Iterator[str]:
    """The fields that change where a run goes round."""
    if trace.loop is None:
        return
    changes = (change for step in trace.steps[trace.loop :] for change in step.changes)
    changed = {change.field for change in changes if change.kind != "monitor"}
    yield from (field.name for field in space.network.fields if field.name in changed)
