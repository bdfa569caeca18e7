"""Which rows fired, how often, and which messages were sent."""

from __future__ import annotations

from collections import Counter

from everystate.explore.space import Space
from everystate.load.spec import Row


def fired_rows(space: Space) -> dict[Row, int]:
    """In how many steps each row was taken; every row of the spec is there."""
    events = space.network.events
    single, several = Counter(space.events), Counter[tuple[int, int, int]]()
    watched = {number: event.moves for number, event in enumerate(events) if any(len(m.rows) > 1 for m in event.moves)}
    if watched:
        for source in range(space.expanded):
            state = space.states[source]
            for event, _ in space.steps_from(source):
                for at, move in enumerate(watched.get(event, ())):
                    several[event, at, state[move.field]] += 1
    places: Counter[tuple[str, str, int]] = Counter()
    for number, count in single.items():
        if number not in watched:
            for move in events[number].moves:
                places[_key(move.machine.party, move.rows[0][1])] += count
    for (number, at, raw), count in several.items():
        move = events[number].moves[at]
        places[_key(move.machine.party, dict(move.rows)[raw])] += count
    return {row: places[_key(machine.party, row)] for machine, row in space.network.spec.rows()}


def _key(party: str, row: Row) -> tuple[str, str, int]:
    return party, row.machine, row.number


def never_sent(space: Space) -> list[str]:
    """The messages that no step sends, as `sender -> receiver NAME`."""
    sent = set()
    for number in set(space.events):
        for transfer in space.network.events[number].label.sent:
            sent.add((transfer.sender.party, transfer.receiver.party, transfer.packet.message))
    messages = space.network.spec.messages
    return [f"{m.sender} -> {m.receiver}: {m.name}" for m in messages if (m.sender, m.receiver, m.name) not in sent]
