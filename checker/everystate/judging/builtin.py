"""The claims that every spec makes. Each asks when it is made, and answers when `verdict` is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from everystate.composing.formula import FALSE
from everystate.composing.network import Alarm, Network
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Condition, Space
from everystate.judging.coverage import never_sent
from everystate.judging.settling import endless
from everystate.judging.survey import Survey
from everystate.judging.traces import trace_to
from everystate.judging.verdict import Cause, Verdict
from everystate.loading.spec import Row

NO_DEADLOCK = "no deadlock"
NO_UNEXPECTED = "no unexpected message"
SETTLES = "every phase settles"
NO_DEAD_ROW = "no dead row"
ALL_SENT = "no message never sent"
NOT_VACUOUS = "no vacuous claim"

ABOUT_THE_WHOLE = (NO_DEAD_ROW, ALL_SENT, NOT_VACUOUS)
"""Claims that are judged at the declared parameters only."""

_TEXTS = {
    NO_DEADLOCK: "in every joint state a step is possible, were every at_most unlimited, or `final` holds",
    NO_UNEXPECTED: "every message and every loss that arrives is accepted, or may wait",
    SETTLES: "no endless run of protocol steps that change something",
    NO_DEAD_ROW: "every row fires somewhere",
    ALL_SENT: "every message is sent somewhere",
    NOT_VACUOUS: "every claim is judged somewhere, and could fail there",
}


def names(network: Network) -> list[str]:
    """The built-in claims of this spec."""
    return [name for name in _TEXTS if name != SETTLES or network.spec.phases]


def _holding(space: Space, name: str, states: int) -> Verdict:
    verdict = Verdict(name, "holds", states, built_in=True, text=_TEXTS[name])
    if space.complete:
        return verdict
    return replace(verdict, answer="undecided", reason=f"holds so far: {space.stopped}")


def no_deadlock(space: Space) -> Verdict:
    """No state is without a step, even were every bound unlimited, unless `final` holds there."""
    network = space.network
    bounds = {number for number, field in enumerate(network.fields) if field.kind == "budget"}
    unbounded = EnabledMasks(network, [tuple(g for g in event.guard if g[0] not in bounds) for event in network.events])
    final = Predicate(FALSE if network.final is None else network.final, network)
    found = [n for n in space.stuck() if not unbounded(space.states[n]) and not final(space.states[n])]
    verdict = _holding(space, NO_DEADLOCK, space.expanded)
    if not found:
        return verdict
    return replace(verdict, answer="violated", reason="", failures=len(found), trace=trace_to(space, found[0]))


class Alarms:
    """Counts the states in which something is unexpected, or waits."""

    def __init__(self, survey: Survey, alarms: Iterable[Alarm]) -> None:
        self.asked = [(alarm.text, survey.ask(Condition(alarm.guard))) for alarm in alarms]

    def found(self) -> tuple[int, Counter[str]]:
        """The first state with an alarm (-1: none), and in how many states there is each."""
        texts: Counter[str] = Counter()
        firsts = []
        for text, question in self.asked:
            if question.tally.count:
                texts[text] += question.tally.count
                firsts.append(question.tally.first)
        return min(firsts, default=-1), texts


def no_unexpected_message(space: Space, alarms: Alarms) -> Verdict:
    """Whatever could be received is accepted, or may wait."""
    first, texts = alarms.found()
    verdict = _holding(space, NO_UNEXPECTED, len(space.states))
    if first < 0:
        return verdict
    causes = tuple(Cause(text, number) for text, number in texts.most_common())
    trace = trace_to(space, first)
    return replace(verdict, answer="violated", reason="", failures=texts.total(), trace=trace, causes=causes)


def every_phase_settles(space: Space) -> Verdict:
    """There is no endless run of protocol steps that change something."""
    verdict = _holding(space, SETTLES, space.expanded)
    try:
        found = endless(space)
    except UnansweredError as reason:
        return replace(verdict, answer="undecided", reason=str(reason))
    if found is None:
        return verdict
    state, loop = found
    return replace(verdict, answer="violated", reason="", failures=1, trace=trace_to(space, state, loop=loop))


def no_dead_row(space: Space, fired: dict[Row, int]) -> Verdict:
    """Every row fires, unless it says that it does not, or is switched off by the parameters."""
    off = space.network.switched_off
    causes = []
    for row, count in fired.items():
        if row.dead and count:
            causes.append(Cause(f"row said to be dead fires {count:,} times", count, row.place))
        elif not row.dead and not count and not row.defer and row not in off:
            causes.append(Cause(f"{row.machine}: {row.trigger} never fires", 1, row.place))
    return _listed(space, NO_DEAD_ROW, len(fired), causes)


def no_message_never_sent(space: Space) -> Verdict:
    """Every message is sent somewhere."""
    causes = [Cause(f"{m.sender} -> {m.receiver}: {m.name} is never sent", 1, m.place) for m in never_sent(space)]
    return _listed(space, ALL_SENT, len(space.network.spec.messages), causes)


def no_vacuous_claim(space: Space, vacuous: list[Cause]) -> Verdict:
    """Every claim is judged somewhere, and could fail there."""
    return _listed(space, NOT_VACUOUS, len(space.network.claims), vacuous)


def _listed(space: Space, name: str, count: int, causes: list[Cause]) -> Verdict:
    """A claim about the whole: what is missing in part of a space may still come."""
    verdict = _holding(space, name, count)
    if not causes or not space.complete:
        return verdict
    return replace(verdict, answer="violated", failures=len(causes), causes=tuple(causes))


def waiting(space: Space, alarms: Alarms) -> list[str]:
    """Whether any step ever waits for room."""
    first, texts = alarms.found()
    if first >= 0:
        example, count = texts.most_common(1)[0]
        more = "with larger capacities there may be more behaviour"
        return [f"some steps wait for room ({example}, in {count:,} joint states): {more}"]
    if space.complete and space.network.waits:
        return ["no step ever waits for room: the verdicts hold for every larger capacity"]
    return []
