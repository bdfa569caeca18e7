"""The claims that every spec makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from everystate.compose.network import Alarm
from everystate.explore.enabling import EnabledMasks, bits
from everystate.explore.space import Space
from everystate.judge.coverage import never_sent
from everystate.judge.predicate import Predicate
from everystate.judge.settling import endless
from everystate.judge.traces import trace_to
from everystate.judge.verdict import Cause, Verdict
from everystate.load.spec import Row

NO_DEADLOCK = "no deadlock"
NO_UNEXPECTED = "no unexpected message"
SETTLES = "every phase settles"
NO_DEAD_ROW = "no dead row"
ALL_SENT = "no message never sent"
NOT_VACUOUS = "no vacuous claim"

_TEXTS = {
    NO_DEADLOCK: "in every joint state a step is possible, were every at_most unlimited, or `final` holds",
    NO_UNEXPECTED: "every message and every loss that arrives is accepted, or may wait",
    SETTLES: "no endless run of protocol steps that change something",
    NO_DEAD_ROW: "every row fires somewhere",
    ALL_SENT: "every message is sent somewhere",
    NOT_VACUOUS: "every claim is judged somewhere, and could fail there",
}


def names(space: Space) -> list[str]:
    """The built-in claims of this spec."""
    return [name for name in _TEXTS if name != SETTLES or space.network.spec.phases]


def _verdict(space: Space, name: str, answer: str, states: int, **evidence) -> Verdict:  # type: ignore[no-untyped-def]
    if answer == "holds" and not space.complete:
        answer = "undecided"
        evidence.setdefault("reason", f"holds so far: {space.stopped}")
    return Verdict(name, answer, states, built_in=True, text=_TEXTS[name], **evidence)  # type: ignore[arg-type]


def no_deadlock(space: Space) -> Verdict:
    """No state is without a step, even were every bound unlimited, unless `final` holds there."""
    network = space.network
    bounds = {number for number, field in enumerate(network.fields) if field.kind == "budget"}
    unbounded = EnabledMasks(network, [tuple(g for g in event.guard if g[0] not in bounds) for event in network.events])
    final = Predicate(network.final, network) if network.final is not None else lambda state: False
    found = []
    for number in range(space.expanded):
        if space.offsets[number] == space.offsets[number + 1]:
            state = space.states[number]
            if not unbounded(state) and not final(state):
                found.append(number)
    if not found:
        return _verdict(space, NO_DEADLOCK, "holds", space.expanded)
    return _verdict(
        space, NO_DEADLOCK, "violated", space.expanded, failures=len(found), trace=trace_to(space, found[0])
    )


def alarmed(space: Space, alarms: tuple[Alarm, ...]) -> tuple[int, int, Counter[str]]:
    """The first state with an alarm (-1: none), in how many states there is one, and how often each."""
    first, count = -1, 0
    texts: Counter[str] = Counter()
    if not alarms:
        return first, count, texts
    enabled = EnabledMasks(space.network, [alarm.guard for alarm in alarms])
    for number, state in enumerate(space.states):
        if mask := enabled(state):
            first = number if first < 0 else first
            count += 1
            texts.update({alarms[bit].text for bit in bits(mask)})
    return first, count, texts


def no_unexpected_message(space: Space) -> Verdict:
    """Whatever could be received is accepted, or may wait."""
    first, count, texts = alarmed(space, space.network.unexpected)
    if first < 0:
        return _verdict(space, NO_UNEXPECTED, "holds", len(space.states))
    causes = tuple(Cause(text, number) for text, number in texts.most_common())
    trace = trace_to(space, first)
    return _verdict(space, NO_UNEXPECTED, "violated", len(space.states), failures=count, trace=trace, causes=causes)


def every_phase_settles(space: Space) -> Verdict:
    """There is no endless run of protocol steps that change something."""
    found = endless(space)
    if found is None:
        return _verdict(space, SETTLES, "holds", space.expanded)
    state, loop = found
    return _verdict(space, SETTLES, "violated", space.expanded, failures=1, trace=trace_to(space, state, loop=loop))


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
    causes = [Cause(f"{text} is never sent", 1) for text in never_sent(space)]
    return _listed(space, ALL_SENT, len(space.network.spec.messages), causes)


def no_vacuous_claim(space: Space, count: int, vacuous: list[str]) -> Verdict:
    """Every claim is judged somewhere, and could fail there."""
    return _listed(space, NOT_VACUOUS, count, [Cause(text, 1) for text in vacuous])


def _listed(space: Space, name: str, count: int, causes: list[Cause]) -> Verdict:
    """A claim about the whole: what is missing in part of a space may still come."""
    if not causes:
        return _verdict(space, name, "holds", count)
    answer = "violated" if space.complete else "undecided"
    return _verdict(space, name, answer, count, failures=len(causes), causes=tuple(causes))


def waiting(space: Space) -> Iterator[str]:
    """Whether any step ever waits for room."""
    _, count, texts = alarmed(space, space.network.waits)
    if count:
        example = texts.most_common(1)[0][0]
        yield f"in {count:,} joint states a step waits for room ({example}): with larger capacities there may be more behaviour"
    elif space.complete and space.network.waits:
        yield "no step ever waits for room: the verdicts hold for every larger capacity"
