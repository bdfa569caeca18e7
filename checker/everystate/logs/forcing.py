"""Steps of rows that are taken although their own copy does not let them."""

from __future__ import annotations

from everystate.composing.event import Edit, Event
from everystate.composing.network import Network
from everystate.composing.relations import Fields, Table
from everystate.exploring.system import State
from everystate.logs.conclusion import Taker
from everystate.logs.search import Layer, Search
from everystate.logs.steps import Step


def forced(search: Search, source: int, at: int, taker: Taker, before: Layer) -> Layer:
    """The candidates behind a step that takes a row whatever the state and the guard of its copy.

    What other copies and connections do for the step must be as it is. A source shows the record at a position by it.
    """
    steps, made = search.steps, {}
    row = 1 << next(bit for bit, (_, known) in enumerate(steps.rows) if known is taker.row)
    for candidate, (some, each) in before.items():
        number, where = candidate
        state = steps.states[number]
        for event, begun in taker.ways:
            if where[source] == at - begun and _is_near(steps.network, event, taker, state):
                target = steps.number(_after(steps.network, event, taker, state))
                to = search.moved(where, Step(-1, target, steps.shown(event, state), row))
                if to is not None:
                    made[target, to] = (some | row, each | row)
    return made


def _is_near(network: Network, event: Event, taker: Taker, state: State) -> bool:
    """Whether nothing but the state and the memory of the row's copy is in the way."""
    return all(
        network.accepts(key, accepted, state)
        for key, accepted in event.guard
        if not any(network.fields[field].owner == taker.copy for field in _fields(key))
    )


def _fields(key: int | Fields) -> Fields:
    return key if isinstance(key, tuple) else (key,)


def _after(network: Network, event: Event, taker: Taker, state: State) -> State:
    """The joint state after a step; what the state before does not let change stays, but for the row's machine."""
    values = list(state)
    for field, change in event.update:
        if isinstance(change, Table):
            values[field] = change.entries.get(tuple(state[one] for one in change.fields), state[field])
        elif isinstance(change, dict):
            values[field] = change.get(state[field], state[field])
        else:
            values[field] = _edited(network, field, change, state)
    for move in event.moves:
        if taker.row.dest is not None and any(row is taker.row for _, row in move.rows):
            values[move.field] = move.machine.states.index(taker.row.dest)
    return tuple(values)


def _edited(network: Network, field: int, edits: tuple[Edit, ...], state: State) -> int:
    channel, content = network.fields[field].channel, state[field]
    assert channel is not None
    for edit in edits:
        if edit.table is None or tuple(state[one] for one in edit.table.fields) in edit.table.entries:
            content = edit.at(state).apply(channel, content)
    return content
