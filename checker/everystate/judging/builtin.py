"""The built-in claims: those that every spec makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from everystate.composing.event import Alarm
from everystate.composing.formula import FALSE
from everystate.composing.network import Network
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Condition, Space
from everystate.judging.coverage import never_sent
from everystate.judging.ending import endless_and_fair
from everystate.judging.settling import endless
from everystate.judging.survey import Question, Survey
from everystate.judging.traces import trace_of, trace_to
from everystate.judging.verdict import BuiltIn, BuiltInKind, Cause, Count, Verdict, so_far
from everystate.loading.party import Row

NO_DEADLOCK: Final = "no deadlock"
NO_UNEXPECTED: Final = "no unexpected message"
SETTLES: Final = "every phase settles"
TIME_GOES_ON: Final = "time goes on"
NO_DEAD_ROW: Final = "no dead row"
ALL_SENT: Final = "no message never sent"
NOT_VACUOUS: Final = "no vacuous claim"

ABOUT_THE_WHOLE = (NO_DEAD_ROW, ALL_SENT, NOT_VACUOUS)
"""Claims that are judged at the declared parameters only."""

_TEXTS: dict[BuiltInKind, str] = {
    NO_DEADLOCK: "in every joint state a step is possible, were every at_most unlimited, or `final` holds",
    NO_UNEXPECTED: "every message and every loss that arrives is accepted, or may wait",
    SETTLES: "no endless run of protocol steps that change something",
    TIME_GOES_ON: "a running timer is followed by a tick, or by its expiry, and never by endless steps in no time",
    NO_DEAD_ROW: "every row fires somewhere",
    ALL_SENT: "every message is sent somewhere",
    NOT_VACUOUS: "every claim is judged somewhere, and could fail there",
}

BUILT_IN = tuple(_TEXTS)
"""The names of all built-in claims."""


def names(network: Network) -> list[str]:
    """The built-in claims of this spec."""
    return [claim.name for claim in built_in(network)]


def built_in(network: Network) -> list[BuiltIn]:
    """The built-in claims of this spec."""
    applies = {SETTLES: bool(network.spec.phases), TIME_GOES_ON: network.spec.has_timers}
    return [_claim(kind) for kind in _TEXTS if applies.get(kind, True)]


def _claim(kind: BuiltInKind) -> BuiltIn:
    return BuiltIn(kind, _TEXTS[kind])


def no_deadlock(space: Space) -> Verdict:
    """No state is without a step, even were every bound unlimited, unless `final` holds there."""
    if space.network.clocked:
        return _no_deadlock_in_time(space)
    network = space.network
    bounds = {number for number, field in enumerate(network.fields) if field.kind == "budget"}
    unbounded = EnabledMasks(network, [tuple(g for g in event.guard if g[0] not in bounds) for event in network.events])
    final = Predicate(FALSE if network.final is None else network.final, network)
    found = [n for n in space.stuck() if not unbounded(space.states[n]) and not final(space.states[n])]
    claim, judged = _claim(NO_DEADLOCK), Count(space.expanded, "joint state")
    if not found:
        return so_far(space, claim, judged)
    return Verdict(claim, "violated", judged, failures=len(found), trace=trace_to(space, found[0]))


def _no_deadlock_in_time(space: Space) -> Verdict:
    """The same, where ticks and what is routine do not count as steps, and settled states have steps."""
    from everystate.judging.clock import deadlocked

    network = space.network
    final = Predicate(FALSE if network.final is None else network.final, network)
    claim, judged = _claim(NO_DEADLOCK), Count(space.expanded, "joint state")
    try:
        found = [n for n in deadlocked(space) if not final(space.states[n])]
    except UnansweredError as reason:
        return Verdict(claim, "undecided", judged, str(reason))
    if not found:
        return so_far(space, claim, judged)
    return Verdict(claim, "violated", judged, failures=len(found), trace=trace_to(space, found[0]))


def time_goes_on(space: Space) -> Verdict:
    """Time never stands still while a timer runs, and the protocol does not go on for ever in no time."""
    from everystate.judging.clock import Clock

    claim, judged = _claim(TIME_GOES_ON), Count(space.expanded, "joint state")
    try:
        clock = Clock(space)
    except UnansweredError as reason:
        return Verdict(claim, "undecided", judged, str(reason))
    halted, hasty = clock.halted(), [n for n, true in enumerate(clock.hasty.tolist()) if true]
    if not halted and not hasty:
        return so_far(space, claim, judged)
    stuck = Counter(timer for one in halted for timer in one.timers)
    names = [(space.network.fields[timer].name, count) for timer, count in stuck.most_common()]
    causes = [Cause(f"{name} has run out, and its expiry is not possible", count) for name, count in names]
    if hasty:
        causes.append(Cause("steps follow each other for ever in no time", len(hasty)))
    trace = trace_to(space, halted[0].state) if halted else None
    if trace is None:
        state, loop = endless(space, hasty, clock.is_hasty)
        trace = trace_to(space, state, loop=loop)
    failures = len({one.state for one in halted} | set(hasty))
    return Verdict(claim, "violated", judged, failures=failures, trace=trace, causes=tuple(causes))


class Alarms:
    """Counts the states in which something is unexpected, or waits."""

    def __init__(self, survey: Survey, alarms: Iterable[Alarm]) -> None:
        self.space = survey.space
        self.asked = [(alarm.text, survey.ask(Condition(alarm.guard))) for alarm in alarms]

    def raised(self) -> dict[str, list[Question]]:
        """By their texts, in order, the alarms that are raised in some state."""
        found: dict[str, list[Question]] = {}
        for text, question in self.asked:
            if question.tally.count:
                found.setdefault(text, []).append(question)
        return found

    def states(self, raised: Sequence[Question]) -> int:
        """In how many states at least one of these alarms is raised."""
        if len(raised) == 1:
            return raised[0].tally.count
        meeting = (self.space.meeting(one.condition, "states", one.tally.count) for one in raised)
        return len(set[int]().union(*meeting))


def no_unexpected_message(space: Space, alarms: Alarms) -> Verdict:
    """Every message and notice that could be received is accepted, or may wait."""
    raised = alarms.raised()
    claim, judged = _claim(NO_UNEXPECTED), Count(len(space.states), "joint state")
    if not raised:
        return so_far(space, claim, judged)
    every = [question for questions in raised.values() for question in questions]
    causes = sorted((Cause(text, alarms.states(one)) for text, one in raised.items()), key=lambda cause: -cause.count)
    trace = trace_to(space, min(question.tally.first for question in every))
    return Verdict(claim, "violated", judged, failures=alarms.states(every), trace=trace, causes=tuple(causes))


def every_phase_settles(survey: Survey) -> Verdict:
    """There is no endless run of protocol steps that change something, through states that are not settled."""
    space, claim = survey.space, _claim(SETTLES)
    judged = Count(space.expanded, "joint state")
    try:
        left = survey.unending
        lasso = endless_and_fair(space) if left and space.network.is_lazy else None
    except UnansweredError as reason:
        return Verdict(claim, "undecided", judged, str(reason))
    if not left or (space.network.is_lazy and lasso is None):
        return so_far(space, claim, judged)
    if lasso is not None:
        return Verdict(claim, "violated", judged, failures=len(left), trace=trace_of(space, lasso))
    state, loop = endless(space, left)
    return Verdict(claim, "violated", judged, failures=len(left), trace=trace_to(space, state, loop=loop))


def no_dead_row(space: Space, fired: dict[Row, int]) -> Verdict:
    """Every row fires, unless it says that it does not, or is switched off by the parameters."""
    off, dead = space.network.switched_off, space.network.dead
    causes = []
    for row, count in fired.items():
        if row in dead and count:
            causes.append(Cause(f"row said to be dead fires {count:,} times", count, row.place))
        elif row not in dead and not count and not row.defer and row not in off:
            never = f"never ignores {row.trigger}" if row.rank == 2 else f"{row.trigger} never fires"
            causes.append(Cause(f"{row.machine}: {never}", 1, row.place))
    return _listed(space, NO_DEAD_ROW, Count(len(fired), "row"), causes)


def dead_rows(causes: list[Cause]) -> Verdict:
    """The violation by rows that fire nowhere."""
    judged = Count(len(causes), "row")
    return Verdict(_claim(NO_DEAD_ROW), "violated", judged, failures=len(causes), causes=tuple(causes))


def no_message_never_sent(space: Space) -> Verdict:
    """Every message is sent somewhere."""
    causes = [Cause(f"{m.sender} -> {m.receiver}: {m.name} is never sent", 1, m.place) for m in never_sent(space)]
    return _listed(space, ALL_SENT, Count(len(space.network.spec.messages), "message"), causes)


def no_vacuous_claim(space: Space, vacuous: list[Cause]) -> Verdict:
    """Every claim is judged somewhere, and could fail there."""
    return _listed(
        space, NOT_VACUOUS, Count(sum(not ground.claim.asked for ground in space.network.claims), "claim"), vacuous
    )


def _listed(space: Space, kind: BuiltInKind, judged: Count, causes: list[Cause]) -> Verdict:
    """A claim about the whole space: in an incomplete space, what is missing may still be found."""
    if not causes or not space.complete:
        return so_far(space, _claim(kind), judged)
    return Verdict(_claim(kind), "violated", judged, failures=len(causes), causes=tuple(causes))


def waiting(space: Space, alarms: Alarms) -> list[str]:
    """Whether any step ever waits for room."""
    if raised := alarms.raised():
        example, questions = max(raised.items(), key=lambda item: sum(one.tally.count for one in item[1]))
        more = "with larger capacities there may be more behaviour"
        return [f"some steps wait for room ({example}, in {alarms.states(questions):,} joint states): {more}"]
    if space.complete and space.network.waits:
        return ["no step ever waits for room: the verdicts hold for every larger capacity"]
    return []
