"""A diagram of the parties of a spec, the connections between them, and the messages that each connection carries."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.draw.diagram import Arrow, Box, Diagram, Group, Head, Line
from everystate.draw.phrases import Phrases, wrapped
from everystate.loading.expression import TRUE, Constant, Expr, shown
from everystate.loading.party import Party, Per
from everystate.loading.printing import Writer
from everystate.loading.spec import Connection, Fault, Message, Spec
from everystate.wording.text import where

_WIDTH = 34


def system_diagram(spec: Spec) -> Diagram:
    """Parties as boxes, and between them a box for each connection with its messages by protocol."""
    joined = {party for connection in spec.connections for party in connection.parties()}
    parties = tuple(_party(spec, party) for party in spec.parties if party.machines or party.name in joined)
    connections = tuple(_connection(spec, connection) for connection in spec.connections)
    arrows = tuple(arrow for connection in spec.connections for arrow in _ends(connection))
    return Diagram("system", spec.title, (Group("system", "", (*parties, *connections)),), arrows, sideways=True)


def _party(spec: Spec, party: Party) -> Box:
    copies = ", ".join(party.names) or party.copies_name or Phrases(spec).expression(party.copies)
    initial = next((p.initial for p in spec.parameters if p.name == party.copies_name), None)
    count = f"{copies} = {shown(initial)}" if initial is not None else copies
    title = party.name if party.copies == Constant(1) else f"{party.name}\ncopies: {count}"
    lines = tuple(
        Line(machine.name, _for_each(machine.per), tip=where(machine.place, spec.folder)) for machine in party.machines
    )
    return Box(party.name, title, lines, "party", party.description)


def _for_each(per: tuple[Per, ...]) -> tuple[str, ...]:
    return (f"for each {' and '.join(item.name for item in per)}",) if per else ()


def _connection(spec: Spec, connection: Connection) -> Box:
    settings = Line("connection", tuple(_settings(spec, connection)), tip=where(connection.place, spec.folder))
    return Box(
        _key(connection), connection.name, (settings, *_traffic(spec, connection)), "several", connection.description
    )


def _key(connection: Connection) -> str:
    return f"connection {connection.name}"


def _ends(connection: Connection) -> Iterator[Arrow]:
    first, second = (end.party for end in connection.ends)
    head: Head = "none" if connection.opened_by is None else "end" if connection.opened_by == 0 else "start"
    yield Arrow(first, _key(connection), _opens(connection, 0), head=head)
    yield Arrow(_key(connection), second, _opens(connection, 1), head=head)


def _opens(connection: Connection, end: int) -> tuple[Line, ...]:
    name = connection.ends[end].name
    called = name if name != connection.ends[end].party else ""
    opening = "opens it" if connection.opening.cause == "protocol" else "opens it, from outside"
    text = ", ".join(part for part in (called, opening if connection.opened_by == end else "") if part)
    return (Line(text),) if text else ()


def _settings(spec: Spec, connection: Connection) -> Iterator[str]:
    for name in ("capacity", "order", "initially", "notice"):
        yield f"{name}: {_valued(spec, getattr(connection, name))}"
    if connection.full != Constant("wait"):
        yield f"full: {_valued(spec, connection.full)}"
    writer = Writer(spec)
    for held in connection.holds:
        yield f"holds: {writer.held(held)}"
    if connection.opening.at_most is not None:
        yield f"opens: at most {_valued(spec, connection.opening.at_most)}"
    for fault in connection.faults:
        yield f"{fault.kind}: {_times(spec, fault)}"
    if connection.instances != Constant(1):
        yield f"instances: {_valued(spec, connection.instances)}"
    if connection.where != TRUE:
        yield from wrapped(f"where: {Phrases(spec).expression(connection.where)}", _WIDTH)


def _times(spec: Spec, fault: Fault) -> str:
    return "any number of times" if fault.at_most is None else f"at most {_valued(spec, fault.at_most)}"


def _valued(spec: Spec, expr: Expr) -> str:
    """The text of the expression; a parameter is followed by its declared value."""
    text = Phrases(spec).expression(expr)
    declared = next((p for p in spec.parameters if p.name == text), None)
    return text if declared is None else f"{text} = {shown(declared.initial)}"


def _traffic(spec: Spec, connection: Connection) -> Iterator[Line]:
    """A line for each protocol that a connection carries, with its messages by direction."""
    protocols: dict[str, dict[tuple[str, str], list[Message]]] = {}
    for message in spec.messages:
        between = sorted((message.sender, message.receiver)) == sorted(connection.parties())
        if between and (not connection.carries or message.protocol in connection.carries):
            ways = protocols.setdefault(message.protocol, {})
            ways.setdefault((message.sender, message.receiver), []).append(message)
    for protocol, ways in protocols.items():
        yield Line(protocol, tuple(_directions(ways)))


def _directions(ways: dict[tuple[str, str], list[Message]]) -> Iterator[str]:
    for (sender, receiver), messages in ways.items():
        yield f"{sender} → {receiver}:"
        yield from (
            f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{_message(message)}" for message in messages
        )


def _message(message: Message) -> str:
    fields = [name for name, _ in message.fields]
    about = [per.name for per in message.about]
    return message.name + (f"({', '.join(fields)})" if fields else "") + (f" about {', '.join(about)}" if about else "")
