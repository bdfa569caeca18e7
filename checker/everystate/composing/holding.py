"""What is on its way at the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from everystate.composing.connection_state import ConnectionState
from everystate.composing.connection_terms import Terms
from everystate.composing.field import Packet
from everystate.composing.formula import Missing
from everystate.composing.settings import Settings
from everystate.loading.expression import Value
from everystate.loading.spec import Connection, Held, Message
from everystate.problems import Problem, SpecError


def held(
    connection: Connection,
    end: int,
    names: Mapping[str, Value],
    terms: Terms,
    codes: Mapping[Packet, int],
    settings: Settings,
) -> tuple[int, ...]:
    """The codes of what one end of a connection has sent before the start, head first.

    Args:
        connection: the connection.
        end: the number of the end.
        names: the copies at the ends, by the names of these.
        terms: how it starts, and its capacity.
        codes: the packets of this end, with their codes.
        settings: the values of the parameters.

    Raises:
        SpecError: it is closed then, or has no room, or the message carries something else.
    """
    found = [one for one in connection.holds if one.end == end and settings.truth(one.when, dict(names))]
    if not found:
        return ()
    place, name = found[-1].place, connection.name
    if terms.initially is not ConnectionState.OPEN:
        what, why = f"{name} holds {found[0].message} at the start", "it is closed then"
        raise SpecError([Problem(found[0].place, what, why, f"write initially: open at {name}")])
    if not terms.capacity:
        raise SpecError([Problem(place, f"{name} holds nothing", "it is a rendezvous", "give it a capacity")])
    if len(found) > terms.capacity:
        what, why = f"{len(found)} messages do not fit into {name}", f"its capacity is {terms.capacity}"
        raise SpecError([Problem(place, what, why, "set a larger capacity, or hold fewer")])
    sender, receiver = connection.parties()[end], connection.parties()[1 - end]
    messages = {m.name: m for m in settings.spec.messages if (m.sender, m.receiver) == (sender, receiver)}
    return tuple(_code(one, messages[one.message], names, codes, settings) for one in found)


def _code(
    one: Held, message: Message, names: Mapping[str, Value], codes: Mapping[Packet, int], settings: Settings
) -> int:
    values = dict(_values(one, message, names, settings))
    packet = Packet(message.name, tuple(values.items()))
    if packet not in codes:
        what, why = f"{packet} cannot be on its way", "a value is not in its domain"
        raise SpecError([Problem(one.place, what, why, "write another value")])
    return codes[packet]


def _values(one: Held, message: Message, names: Mapping[str, Value], settings: Settings) -> Iterator[tuple[str, Value]]:
    """What a message carries: as it is said, or the copy at an end."""
    given = dict(one.arguments)
    for name in (*(per.name for per in message.about), *(name for name, _ in message.fields)):
        if name not in given and name not in names:
            what, why = f"{message.name} is about which {name}?", "no end has that name"
            raise SpecError([Problem(one.place, what, why, f"write {message.name}({name}=...)")])
        value = settings.value(given[name], dict(names)) if name in given else names[name]
        yield name, None if isinstance(value, Missing) else value
