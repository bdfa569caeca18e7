"""What a violation depends on: single rows, single sends and settings of rows, and single events from outside.

A suspect is left out, and the claim is judged again. To leave out a **row** is to give it a guard that is never true.
Its machine still listens to its trigger: what the row would have taken is now unexpected, or waits, or does not happen.
An **event** is an action of cause environment or fault, or a fault of a connection. To leave it out is to start with a
bound of zero; claims about the remaining bound see the declared one.

Only what is taken in the counterexample is suspected, and that is exact. To leave out a row or an event takes steps
away. To leave out a part of a row changes no step but its own. A `.refused`, a pending notice, or an event that waits
for a settled state may become possible in more states, never in fewer. So a counterexample without a step of the
suspect is still a run. The state at its end still has no step, is still settled, or still does not accept the message:
the claim still fails.

If a violation disappears, the claim holds in every joint state that is left. It may hold only because little can still
happen. So the number of joint states that are left is reported, and the claims that fail instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from everystate.checking import Check
from everystate.composing import compose
from everystate.composing.event import Label
from everystate.composing.field import Field, FieldKey
from everystate.composing.network import Network
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result, Step, Trace
from everystate.loading.expression import Constant, Value
from everystate.loading.party import Action, Machine, Row
from everystate.loading.spec import Connection, Spec
from everystate.problems import Place, SpecError
from everystate.study.pool import Lost

FALSE = Constant(False)
ONCE = Constant(1)
MOST_STATES = 100_000
"""The number of joint states that a small spec may have without a suspect."""


@dataclass(frozen=True)
class Suspect:
    """A row (`owner` a party, `name` a machine, `number` its row), or an event of a party or of a connection.

    Of a row it may be one send, or one variable that it sets: the one at index `part`.
    """

    kind: Literal["row", "send", "set", "action", "fault"]
    owner: str
    name: str
    number: int
    place: Place
    part: int = 0

    @property
    def event(self) -> bool:
        """Whether it is an event from outside."""
        return self.kind in ("action", "fault")


@dataclass(frozen=True)
class Variant:
    """A spec at parameters, and what is left out of it; pickled to the process that checks it."""

    spec: Spec
    parameters: tuple[tuple[str, Value], ...]
    suspect: Suspect
    claims: tuple[str, ...]
    limits: Limits
    engine: Engine


@dataclass(frozen=True)
class Outcome:
    """What becomes of the claims without a suspect.

    `fails` has the length of the shortest counterexample of each claim that fails (0 where there is no run). `open` has
    the undecided claims, `judged` the number of states or steps in which each claim is judged. `refused` says why there
    is no such spec.
    """

    states: int = 0
    stopped: str = ""
    fails: tuple[tuple[str, int], ...] = ()
    undecided: tuple[str, ...] = ()
    judged: tuple[tuple[str, int], ...] = ()
    refused: str = ""

    def answer(self, claim: str) -> Literal["holds", "fails", "undecided"]:
        """What became of one claim."""
        if claim in dict(self.fails):
            return "fails"
        return "undecided" if claim in self.undecided or self.refused else "holds"


def suspects(network: Network, trace: Trace) -> tuple[Suspect, ...]:
    """The rows that a run takes, and the events of environment and faults in it, in the order of the run."""
    found: dict[Suspect, None] = {}
    for step in run(trace):
        found |= dict.fromkeys(_event(network.spec, step.label))
        for taken in step.rows:
            found |= dict.fromkeys(of_row(taken.owner.party, taken.row))
    return tuple(found)


def of_row(party: str, row: Row) -> Iterator[Suspect]:
    """A row, and each part of it."""
    whole = Suspect("row", party, row.machine, row.number, row.place)
    yield whole
    for part, send in enumerate(row.sends):
        yield replace(whole, kind="send", place=send.place, part=part)
    for part, assignment in enumerate(row.sets):
        yield replace(whole, kind="set", place=assignment.place, part=part)


def run(trace: Trace) -> tuple[Step, ...]:
    """Every step of a run, with the one that the claim forbids."""
    return (*trace.steps, *((trace.offending,) if trace.offending else ()))


def _event(spec: Spec, label: Label) -> Iterator[Suspect]:
    if label.cause == "protocol":
        return
    if label.kind == "action" and label.actor:
        action = spec.party(label.actor.party).action(label.name)
        yield Suspect("action", label.actor.party, label.name, 0, action.place)
    elif label.kind != "action":
        yield Suspect("fault", label.name, label.kind, 0, spec.connection(label.name).place)


def variants(
    result: Result, found: Sequence[Suspect], claims: Iterable[str], limits: Limits, engine: Engine
) -> list[Variant]:
    """The spec of a result without each suspect; what has ten times as many joint states is undecided."""
    room = MOST_STATES + 10 * len(result.space.states)
    limits = replace(limits, states=min(room, limits.states or room))
    parameters = tuple(result.network.parameters.items())
    names = tuple(claims)
    return [Variant(result.network.spec, parameters, suspect, names, limits, engine) for suspect in found]


def judge_without(variant: Variant) -> Outcome:
    """What becomes of the claims."""
    try:
        network = without(variant.spec, variant.parameters, variant.suspect)
        result = Check(variant.claims, variant.limits, variant.engine, expectation="ignore").run(network)
    except SpecError as error:
        return Outcome(refused=str(error.problems[0]))
    failing = [verdict for verdict in result.verdicts if verdict.answer == "violated"]
    return Outcome(
        states=len(result.space.states),
        stopped=result.space.stopped,
        fails=tuple((v.name, v.trace.length if v.trace else 0) for v in failing),
        undecided=tuple(verdict.name for verdict in result.verdicts if verdict.answer == "undecided"),
        judged=tuple((verdict.name, verdict.judged.number) for verdict in result.verdicts),
    )


def lost(found: Outcome | Lost) -> Outcome:
    """The outcome, or a refusal that says why there is none."""
    return Outcome(refused=found.summary) if isinstance(found, Lost) else found


def without(spec: Spec, parameters: Iterable[tuple[str, Value]], suspect: Suspect) -> Network:
    """The network without a suspect. No violation is said to be known in it: what fails there fails."""
    claims = tuple(replace(claim, known=()) for claim in spec.claims)
    monitors = tuple(replace(monitor, known=()) for monitor in spec.monitors)
    plain = replace(spec, claims=claims, monitors=monitors)
    settings = dict(parameters)
    if not suspect.event:
        return compose(_without_row(plain, suspect), settings)
    return _used_up(compose(_bounded(plain, suspect), settings), suspect)


# -- rows -----------------------------------------------------------------------------------------------------------


def _without_row(spec: Spec, suspect: Suspect) -> Spec:
    def changed_row(row: Row) -> Row:
        return _lessened(row, suspect) if row.number == suspect.number else row

    def changed(machine: Machine) -> Machine:
        return replace(machine, rows=tuple(map(changed_row, machine.rows))) if machine.name == suspect.name else machine

    parties = [
        replace(party, machines=tuple(map(changed, party.machines))) if party.name == suspect.owner else party
        for party in spec.parties
    ]
    return replace(spec, parties=tuple(parties))


def _lessened(row: Row, suspect: Suspect) -> Row:
    """The row without what is suspected of it."""
    part = suspect.part
    match suspect.kind:
        case "send":
            return replace(row, sends=row.sends[:part] + row.sends[part + 1 :])
        case "set":
            return replace(row, sets=row.sets[:part] + row.sets[part + 1 :])
        case _:
            return replace(row, when=FALSE)


# -- events ---------------------------------------------------------------------------------------------------------


def _bounded(spec: Spec, suspect: Suspect) -> Spec:
    """The spec in which the event has a bound; which one does not matter."""

    def once(action: Action) -> Action:
        return replace(action, at_most=action.at_most or ONCE) if action.name == suspect.name else action

    parties = [
        replace(party, actions=tuple(map(once, party.actions))) if party.name == suspect.owner else party
        for party in spec.parties
    ]
    connections = [_with_bound(c, suspect.name) if c.name == suspect.owner else c for c in spec.connections]
    if suspect.kind == "action":
        return replace(spec, parties=tuple(parties))
    return replace(spec, connections=tuple(connections))


def _with_bound(connection: Connection, kind: str) -> Connection:
    faults = (
        replace(fault, at_most=fault.at_most or ONCE) if fault.kind == kind else fault for fault in connection.faults
    )
    return replace(connection, faults=tuple(faults))


def _used_up(network: Network, suspect: Suspect) -> Network:
    """Nothing is left of the bound at the start, which claims see as what was declared."""
    key = FieldKey("budget", suspect.name, of=suspect.owner)

    def spent(field: Field) -> Field:
        if field.key != key:
            return field
        return replace(field, initial=0, values=(field.values[field.initial], *field.values[1:]))

    return replace(network, fields=tuple(map(spent, network.fields)))
