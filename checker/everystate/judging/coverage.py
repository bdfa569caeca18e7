"""Which rows fired, how often, and which messages were sent."""

from __future__ import annotations

from collections import Counter

from everystate.composing.event import Move
from everystate.exploring.space import Condition, Space
from everystate.judging.survey import Question, Survey
from everystate.loading.party import Row
from everystate.loading.spec import Message

RowKey = tuple[str, str, int]


class Coverage:
    """Counts the steps in which each row was taken; asks the survey when constructed."""

    def __init__(self, survey: Survey) -> None:
        self.space: Space = survey.space
        self.alone: Counter[RowKey] = Counter()
        self.shared: list[tuple[RowKey, RowKey, Question]] = []
        for number, count in enumerate(self.space.fired()):
            for move in self.space.network.events[number].moves if count else ():
                (rest, _), *others = _by_row(move)
                self.alone[rest] += count
                for key, raws in others:
                    condition = Condition(((move.field, raws),), event=number)
                    self.shared.append((key, rest, survey.ask(condition)))

    def fired_rows(self) -> dict[Row, int]:
        """For every row of the spec, the number of steps in which it was taken."""
        counts = self.alone.copy()
        for key, rest, question in self.shared:
            counts[key] += question.tally.count
            counts[rest] -= question.tally.count
        return {row: counts[machine.party, row.machine, row.number] for machine, row in self.space.network.spec.rows()}


def _by_row(move: Move) -> list[tuple[RowKey, frozenset[int]]]:
    """The rows that a machine may take in an event, each with the states from which it does: it takes one of them."""
    found: dict[RowKey, set[int]] = {}
    for raw, row in move.rows:
        found.setdefault((move.machine.party, row.machine, row.number), set()).add(raw)
    return [(key, frozenset(raws)) for key, raws in found.items()]


def never_sent(space: Space) -> list[Message]:
    """The messages that no step sends, and that are not on their way at the start."""
    sent = {
        (channel.sender.party, channel.receiver.party, packet.message)
        for field in space.network.fields
        if (channel := field.channel)
        for content in field.initials
        for packet in channel.packets(content)
    }
    for number, count in enumerate(space.fired()):
        for transfer in space.network.events[number].label.sent if count else ():
            sent.add((transfer.sender.party, transfer.receiver.party, transfer.packet.message))
    return [m for m in space.network.spec.messages if (m.sender, m.receiver, m.name) not in sent]
