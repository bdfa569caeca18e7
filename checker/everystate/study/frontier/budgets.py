"""The budgets of a spec: how often something that is not of the protocol may happen, and how that is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from everystate.composing.settings import Settings
from everystate.loading.expression import Constant, Expr, Left, Parameter, Value
from everystate.loading.party import Cause, Party
from everystate.loading.spec import Connection, Spec
from everystate.problems import Place, Problem, SpecError, nearest

Combination = tuple[int, ...]
"""The amount of each budget, in the order of the budgets."""


@dataclass(frozen=True)
class Bounded:
    """Something with an `at_most`: an action of a party, or a fault of a connection (its owner)."""

    owner: str
    name: str
    cause: Cause
    at_most: Expr | None
    place: Place

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True)
class Budget:
    """A number that bounds one thing or several.

    A budget that is a parameter has its name and is set as one; any other takes the place of the `at_most`.
    """

    name: str
    bounds: tuple[Bounded, ...]
    is_parameter: bool


def bounded(spec: Spec) -> Iterator[Bounded]:
    """Everything that may be bounded and is of the environment, or a fault."""
    for party in spec.parties:
        for action in party.actions:
            if action.cause == "fault" or (action.cause == "environment" and action.at_most is not None):
                yield Bounded(party.name, action.name, action.cause, action.at_most, action.place)
    for connection in spec.connections:
        opening = connection.opening
        if opening.cause == "environment" and opening.at_most is not None:
            yield Bounded(connection.name, "opens", opening.cause, opening.at_most, connection.place)
        for fault in connection.faults:
            yield Bounded(connection.name, fault.kind, "fault", fault.at_most, connection.place)


def budgets(spec: Spec, environment: bool = False) -> tuple[Budget, ...]:
    """The budgets of faults, in the order of the spec; and those of the environment, if `environment`."""
    found: dict[str, list[Bounded]] = {}
    counts = {party.copies_name for party in spec.parties}
    parameters: set[str] = set()
    for item in bounded(spec):
        if item.at_most is None or not (environment or item.cause == "fault"):
            continue
        name = str(item)
        if isinstance(item.at_most, Parameter) and item.at_most.name not in counts:
            name = item.at_most.name
            parameters.add(name)
        found.setdefault(name, []).append(item)
    return tuple(Budget(name, tuple(items), name in parameters) for name, items in found.items())


def unbounded(spec: Spec) -> tuple[Bounded, ...]:
    """The faults without a bound."""
    return tuple(item for item in bounded(spec) if item.cause == "fault" and item.at_most is None)


def chosen(known: tuple[Budget, ...], names: tuple[str, ...]) -> tuple[Budget, ...]:
    """The budgets of these names (all, if there are none); each may also be named for what it bounds.

    Raises:
        SpecError: a name that is none of a budget.
    """
    words = {budget.name: budget for budget in known}
    words.update({str(item): budget for budget in known for item in budget.bounds})
    wrong = [name for name in names if name not in words]
    if wrong:
        raise SpecError(Problem(Place("--fault"), f"no budget '{name}'", "", nearest(name, words)) for name in wrong)
    wanted = {words[name] for name in names}
    return tuple(budget for budget in known if not names or budget in wanted)


@dataclass(frozen=True)
class Variant:
    """A spec with its budgets set: what is to be checked."""

    spec: Spec
    settings: Mapping[str, Value]


def variant(spec: Spec, settings: Mapping[str, Value], varied: tuple[Budget, ...], amounts: Combination) -> Variant:
    """The spec with this amount of each budget."""
    made, given = spec, dict(settings)
    for budget, amount in zip(varied, amounts, strict=True):
        if budget.is_parameter:
            given[budget.name] = amount
        else:
            for item in budget.bounds:
                made = _bounding(made, item, amount)
    return Variant(made, given)


def amounts(spec: Spec, settings: Mapping[str, Value], budget: Budget, up_to: int) -> tuple[int, ...]:
    """How much there may be of a budget, from 0 up: a parameter may have a domain."""
    return tuple(amount for amount in range(up_to + 1) if _fits(spec, settings, budget, amount))


def _fits(spec: Spec, settings: Mapping[str, Value], budget: Budget, amount: int) -> bool:
    try:
        Settings(spec, {**settings, budget.name: amount} if budget.is_parameter else settings)
    except SpecError:
        return False
    return True


def readers(spec: Spec, budget: Budget) -> tuple[str, ...]:
    """The claims and monitors that read what is left of a budget; `final`, if that does."""
    left = {Left(item.owner, item.name) for item in budget.bounds}
    found = [claim.name for claim in spec.claims if left & _lefts(claim)]
    found += [monitor.name for monitor in spec.monitors if left & _lefts(monitor)]
    return tuple(found + (["final"] if spec.final is not None and left & _lefts(spec.final) else []))


def _lefts(item: Any) -> set[Left]:
    """What is left of bounds, wherever something of a spec reads it."""
    if isinstance(item, Left):
        return {item}
    if is_dataclass(item):
        return _lefts(tuple(getattr(item, field.name) for field in fields(item)))
    return {left for part in item for left in _lefts(part)} if isinstance(item, tuple) else set()


def _bounding(spec: Spec, item: Bounded, amount: int) -> Spec:
    parties = tuple(_party(party, item, amount) if party.name == item.owner else party for party in spec.parties)
    connections = tuple(
        _connection(connection, item, amount) if connection.name == item.owner else connection
        for connection in spec.connections
    )
    return replace(spec, parties=parties, connections=connections)


def _party(party: Party, item: Bounded, amount: int) -> Party:
    actions = tuple(
        replace(action, at_most=Constant(amount)) if action.name == item.name else action for action in party.actions
    )
    return replace(party, actions=actions)


def _connection(connection: Connection, item: Bounded, amount: int) -> Connection:
    if item.name == "opens":
        return replace(connection, opening=replace(connection.opening, at_most=Constant(amount)))
    faults = tuple(
        replace(fault, at_most=Constant(amount)) if fault.kind == item.name else fault for fault in connection.faults
    )
    return replace(connection, faults=faults)
