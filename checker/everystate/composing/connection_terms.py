"""The terms of a connection at given parameters."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.connection_state import ConnectionState
from everystate.composing.settings import Settings
from everystate.loading.spec import Connection
from everystate.loading.wiring import never_full
from everystate.problems import Problem, SpecError

MAX_INSTANCES = 8


@dataclass(frozen=True)
class Terms:
    """How a connection starts, how its loss is noticed, what its channels hold, and whether they drop where full."""

    initially: ConnectionState
    together: bool
    instances: int
    capacity: int
    ordered: bool
    drops: bool


def terms_of(connection: Connection, settings: Settings) -> Terms:
    """The terms of a connection.

    Raises:
        SpecError: a word or a number that it cannot have, or a rendezvous that drops.
    """
    place = connection.place
    terms = Terms(
        initially=ConnectionState(settings.word(connection.initially, "initially", place, ("closed", "open"))),
        together=settings.word(connection.notice, "notice", place, ("apart", "together")) == "together",
        instances=settings.bound(connection.instances, "instances", place, MAX_INSTANCES),
        capacity=settings.bound(connection.capacity, "capacity", place),
        ordered=settings.word(connection.order, "order", place, ("fifo", "any")) == "fifo",
        drops=settings.word(connection.full, "full", place, ("wait", "drop")) == "drop",
    )
    if terms.drops and not terms.capacity:
        raise SpecError([Problem(place, *never_full(connection.name))])
    return terms
