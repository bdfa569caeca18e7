"""How fair steps are: what the files say of it, and what would say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from everystate.loading.document import Text
from everystate.loading.expression import Constant, Value
from everystate.loading.expression import Parameter as ParameterName
from everystate.loading.party import Action, Fair, Fairness, Machine, Party, Row
from everystate.loading.shapes import Entries
from everystate.loading.sorts import Declared, words
from everystate.loading.spec import Connection
from everystate.problems import Place, Problems, Unknown

_WORDS: dict[str, Fairness] = {"weak": "weak", "strong": "strong", "no": "no"}


def fairness(entry: Entries, declared: Declared, problems: Problems) -> Fair | None:
    """What an entry says under `fair`: a word, or a parameter that can be one."""
    said: Text | None = entry.get("fair")
    if said is None or said in _WORDS:
        return _WORDS[said] if said else None
    if said not in declared.parameters:
        meant = problems.unknown(
            Unknown(said.place, str(said), f"unknown fairness '{said}'", [*_WORDS], declared.parameters)
        )
        return _WORDS.get(meant)
    sort = declared.parameters[said]
    if not sort.free and sort != words(*sort.words & set(_WORDS)):
        what = f"'{said}' is {sort}"
        problems.add(
            said.place, what, "a fairness is weak, strong or no", "give the parameter the domain [weak, strong]"
        )
    return ParameterName(str(said))


def fixed(fair: Fair, parameters: Mapping[str, Value]) -> Fairness:
    """How fair it is at these parameters."""
    return _WORDS[str(parameters[fair.name])] if isinstance(fair, ParameterName) else fair


def of_protocol(party: Party) -> Fair:
    """How fair a party's protocol steps are, unless something nearer to them says otherwise."""
    return party.fair or "weak"


def of_action(party: Party, action: Action) -> Fair:
    """How fair an action is: those of the environment, and faults, are not unless they say so themselves."""
    return action.fair or (of_protocol(party) if action.cause == "protocol" else "no")


def refuse_pointless(parties: tuple[Party, ...], connections: tuple[Connection, ...], problems: Problems) -> None:
    """Settings that change nothing are mistakes: their author expects something of them."""
    named = {party.name: party for party in parties}
    for place, what, why in (*_of_parties(parties, connections), *_of_connections(connections, named)):
        problems.add(place, what, why, "leave it out")


_Pointless = tuple[Place, str, str]


def _of_parties(parties: tuple[Party, ...], connections: tuple[Connection, ...]) -> Iterator[_Pointless]:
    for party in parties:
        if party.fair == "weak":
            yield party.place, f"fair: weak for {party.name} says nothing", "protocol steps are weakly fair"
        elif party.fair and not party.machines:
            yield party.place, f"fair: {party.fair} for {party.name} says nothing", "it has no machines"
        for action in party.actions:
            if action.fair == of_action(party, replace(action, fair=None)):
                why = f"that is how fair it is anyway (its cause is {action.cause})"
                yield action.place, f"fair: {action.fair} for {action.name} says nothing", why
        for machine in party.machines:
            yield from _of_rows(party, machine, connections)


def _of_rows(party: Party, machine: Machine, connections: tuple[Connection, ...]) -> Iterator[_Pointless]:
    """A row that is not one of several to choose from is taken whenever its trigger is, in its states."""
    for row in machine.rows:
        anyway = _of_trigger(party, row, connections)
        fairly = row.fair == "weak" and anyway in ("weak", "strong") and not row.choice
        if fairly or (row.fair == anyway == "no"):
            why = f"{row.trigger} is {'not' if anyway == 'no' else f'{anyway}ly'} fair anyway"
            yield row.place, f"fair: {row.fair} for this row says nothing", why


def _of_trigger(party: Party, row: Row, connections: tuple[Connection, ...]) -> Fair | None:
    """How fair the trigger of a row is; None where a connection has a word in it."""
    if row.trigger.kind == "action":
        return of_action(party, party.action(row.trigger.name))
    if row.trigger.kind == "message" and any(c.fair and party.name in c.parties() for c in connections):
        return None
    opened = row.trigger.name if row.trigger.kind in ("opened", "refused") else ""
    outside = any(c.name == opened and c.opening.cause != "protocol" for c in connections)
    return "no" if outside else of_protocol(party)


def _of_connections(connections: tuple[Connection, ...], parties: dict[str, Party]) -> Iterator[_Pointless]:
    for connection in connections:
        if connection.fair and connection.capacity == Constant(0):
            why = "a rendezvous is a step of its sender"
            yield connection.place, f"fair: {connection.fair} for {connection.name} says nothing", why
            continue
        others = {of_protocol(parties[name]) for name in connection.parties() if name in parties}
        if connection.fair and others == {connection.fair}:
            why = "that is how fair its messages are anyway"
            yield connection.place, f"fair: {connection.fair} for {connection.name} says nothing", why
