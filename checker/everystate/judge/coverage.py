"""Which rows fired, how often, and which messages were sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from everystate.compose.network import Move
from everystate.explore.space import Condition, Space
from everystate.judge.survey import Question, Survey
from everystate.load.spec import Message, Row

RowKey = tuple[str, str, int]


class Coverage:
    """Asks when it is made in how many steps each row was taken."""

    def __init__(self, survey: Survey) -> None:
        self.space: Space = survey.space
        self.alone: Counter[RowKey] = Counter()
        self.asked: list[tuple[RowKey, Question]] = []
        for number, count in enumerate(self.space.fired()):
            for move in self.space.network.events[number].moves if count else ():
                if len(move.rows) == 1:
                    self.alone[_key(move, move.rows[0][1])] += count
                else:
                    self.asked += self._shared(survey, number, move)

    def _shared(self, survey: Survey, number: int, move: Move) -> Iterator[tuple[RowKey, Question]]:
        """An event may take one of several rows of a machine, by its state."""
        for raw, row in move.rows:
            condition = Condition(((move.field, frozenset([raw])),), event=number)
            yield _key(move, row), survey.ask(condition)

    def fired_rows(self) -> dict[Row, int]:
        """In how many steps each row was taken; every row of the spec is there."""
        counts = self.alone.copy()
        for key, question in self.asked:
            counts[key] += question.tally.count
        return {row: counts[machine.party, row.machine, row.number] for machine, row in self.space.network.spec.rows()}


def _key(move: Move, row: Row) -> RowKey:
    return move.machine.party, row.machine, row.number


def never_sent(space: Space) -> list[Message]:
    """The messages that no step sends."""
    sent = set()
    for number, count in enumerate(space.fired()):
        for transfer in space.network.events[number].label.sent if count else ():
            sent.add((transfer.sender.party, transfer.receiver.party, transfer.packet.message))
    return [m for m in space.network.spec.messages if (m.sender, m.receiver, m.name) not in sent]
