"""The events of a network as values of JSON."""

from __future__ import annotations

from pathlib import Path

from everystate.composing.event import Event, Transfer
from everystate.composing.field import Copy
from everystate.exporting.formulas import JSON, formula_record, guard_record, update_record, value_record, values_record
from everystate.problems import Place


def event_record(event: Event, folder: str) -> JSON:
    """An event: what it is, the rows that it takes, when it is possible, and what it changes.

    Raises:
        SpecError: the format cannot carry it.
    """
    label = event.label
    return {
        "label": str(label),
        "kind": label.kind,
        "name": label.name,
        "actor": _copy(label.actor),
        "cause": label.cause,
        "phase": label.phase or None,
        "names": values_record(label.names),
        "received": [_transfer(one) for one in label.received],
        "sent": [_transfer(one) for one in label.sent],
        "notices": [{"kind": one.kind, "connection": str(one.key), "at": _copy(one.at)} for one in label.notices],
        "rows": [
            {"field": move.field, "state": state, **place_record(row.place, folder)}
            for move in event.moves
            for state, row in move.rows
        ],
        "when_settled": event.when_settled,
        "guard": guard_record(event.guard),
        "update": update_record(event.update),
    }


def place_record(place: Place, folder: str) -> JSON:
    """A line of a file of the spec; the file is relative to its folder."""
    file = Path(place.file)
    return {"file": (file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix(), "line": place.line}


def _copy(copy: Copy | None) -> str | None:
    return None if copy is None else str(copy)


def _transfer(transfer: Transfer) -> JSON:
    """A message that is sent or received; a value that is read from the state before the step is a formula."""
    read = {name: formula_record(formula) for name, formula in transfer.read}
    values = {name: read.get(name, {"value": value_record(value)}) for name, value in transfer.packet.values}
    return {
        "message": transfer.packet.message,
        "values": values,
        "from": str(transfer.sender),
        "to": str(transfer.receiver),
        "connection": str(transfer.connection),
        "lost": transfer.lost,
    }
