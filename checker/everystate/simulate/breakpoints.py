"""Breakpoints: at a step with a given event, named as in claims, or in a joint state where a claim fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from everystate.composing.event import Label
from everystate.composing.formula import Formula
from everystate.composing.network import GroundClaim, Network
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.shared.predicate import Predicate
from everystate.judging.builtin import NO_UNEXPECTED
from everystate.problems import Place, Problem, SpecError, nearest
from everystate.simulate.walk import Walk


@dataclass(frozen=True)
class Breakpoint:
    """A breakpoint. `met` gives, for a walk after a step (or before the first), the reason to stop here, or ""."""

    name: str
    of_claim: bool
    met: Callable[[Walk], str]


def breakpoints(network: Network, names: Sequence[str]) -> list[Breakpoint]:
    """The breakpoints of these names.

    Raises:
        SpecError: a name is neither an event of the spec nor a claim that fails in a single place.
    """
    known = {point.name: point for point in _known(network)}
    wrong = [
        Problem(Place("--break"), *_why_not(network, name), nearest(name, known)) for name in names if name not in known
    ]
    if wrong:
        raise SpecError(wrong)
    return [known[name] for name in names]


def _why_not(network: Network, name: str) -> tuple[str, str]:
    if name in [ground.claim.name for ground in network.claims]:
        return f"no stop at '{name}'", "no single joint state or step shows whether this claim fails"
    return f"no claim and no event '{name}'", ""


def _known(network: Network) -> Iterator[Breakpoint]:
    for name in dict.fromkeys(name for event in network.events for name in happening(event.label)):
        yield _at_event(name)
    for ground in network.claims:
        if ground.before:
            yield _before_events(network, ground)
        elif ground.claim.kind in ("always", "never", "after", "possible"):
            yield _in_states(network, ground)
    yield _unexpected(network)


def happening(label: Label) -> Iterator[str]:
    """The events of a step, named as in a spec."""
    if label.kind == "action" and label.actor:
        yield f"{label.actor.party}.{label.name}"
    if label.kind == "expires" and label.actor:
        yield f"{label.actor.party}.{label.name}.expires"
    if label.kind == "tick":
        yield "tick"
    for transfer in label.received:
        yield f"{transfer.receiver.party} receives {transfer.packet.message}"
    for transfer in label.sent:
        yield f"{transfer.sender.party} sends {transfer.packet.message}"
    for notice in label.notices:
        yield f"{notice.connection}.{notice.kind}"
        if notice.at:
            yield f"{notice.at.party}.{notice.connection}.{notice.kind}"


def _at_event(name: str) -> Breakpoint:
    def met(walk: Walk) -> str:
        return name if walk.taken and name in happening(walk.taken[-1].step.label) else ""

    return Breakpoint(name, False, met)


def _in_states(network: Network, ground: GroundClaim) -> Breakpoint:
    claim, holds = ground.claim, Predicate(ground.formula, network)

    def met(walk: Walk) -> str:
        space, here = walk.space, walk.here
        if claim.kind == "possible":
            return f"here is what '{claim.name}' asks for" if holds(space.states[here]) else ""
        if claim.kind == "after" and not (space.settled(here) and _in_phase(walk, claim.phase)):
            return ""
        return "" if holds(space.states[here]) else f"'{claim.name}' fails here"

    return Breakpoint(claim.name, claim.kind != "possible", met)


def _in_phase(walk: Walk, phase: str) -> bool:
    network = walk.space.network
    if not phase or network.phase_field < 0:
        return True
    return network.fields[network.phase_field].values[walk.space.states[walk.here][network.phase_field]] == phase


def _before_events(network: Network, ground: GroundClaim) -> Breakpoint:
    asked: dict[int, list[Predicate]] = {n: [_predicate(f, network) for f in fs] for n, fs in ground.before}

    def met(walk: Walk) -> str:
        if not walk.taken:
            return ""
        last = walk.taken[-1].step
        before = walk.space.states[last.source]
        fails = any(not holds(before) for holds in asked.get(last.event, ()))
        return f"'{ground.claim.name}' fails before this step" if fails else ""

    return Breakpoint(ground.claim.name, True, met)


def _predicate(formula: Formula, network: Network) -> Predicate:
    return Predicate(formula, network)


def _unexpected(network: Network) -> Breakpoint:
    alarms = EnabledMasks(network, [alarm.guard for alarm in network.unexpected])

    def met(walk: Walk) -> str:
        found = alarms(walk.space.states[walk.here])
        return network.unexpected[(found & -found).bit_length() - 1].text if found else ""

    return Breakpoint(NO_UNEXPECTED, True, met)
