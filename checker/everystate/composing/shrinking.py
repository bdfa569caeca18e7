"""Packets that no step can put into a channel are taken out of its alphabet, and with them the steps that need them.

By induction over the steps of a run: a channel holds only what it holds at the start, and what some step appended. A
step that tests for another packet (`head`, `holds`) needs a step before it that appended this packet. Take the least
set of packets that has those of the start and is closed under the steps that need no others. It contains every packet
that a channel ever has. What is left has the same joint states and the same steps; a channel needs fewer bits. The
order of the packets stays, and with it the order of bags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from everystate.composing.event import Accepts, Alarm, Change, Edit, Event, Guard, Test
from everystate.composing.field import Field
from everystate.composing.relations import Fields, Table

Codes = dict[int, set[int]]
"""For each channel, by its field: codes of packets."""


class Shrinking:
    """The packets that events can put into channels. `fields` have alphabets of these alone."""

    def __init__(self, fields: Sequence[Field], events: Sequence[Event]) -> None:
        self._sent: Codes = {
            number: set(field.channel.codes(field.initial))
            for number, field in enumerate(fields)
            if field.channel is not None
        }
        self._send(events)
        self._new: dict[int, dict[int, int]] = {}
        self.fields = [self._field(number, field) for number, field in enumerate(fields)]

    def _send(self, events: Iterable[Event]) -> None:
        """Add what events append, until there is no event that is possible and appends something else."""
        waiting = [(self._needed(event.guard), _appended(event)) for event in events]
        before = -1
        while before != (before := len(waiting)):
            left = []
            for needed, appended in waiting:
                if all(code in self._sent[field] for field, code in needed):
                    for field, code in appended:
                        self._sent[field].add(code)
                else:
                    left.append((needed, appended))
            waiting = left

    def _needed(self, guard: Guard) -> list[tuple[int, int]]:
        """The packets that a guard tests for, as field and code."""
        return [
            (key, test.number)
            for key, asked in guard
            if isinstance(key, int) and isinstance(asked, tuple)
            for test in asked
            if test.kind in ("head", "holds")
        ]

    def _field(self, number: int, field: Field) -> Field:
        channel, sent = field.channel, self._sent.get(number, set())
        if channel is None:
            return field
        order = sorted(range(1, len(channel.alphabet) + 1), key=lambda code: (code not in sent, code))
        self._new[number] = {old: new for new, old in enumerate(order, 1)}
        packets = tuple(channel.alphabet[code - 1] for code in order)
        made = replace(channel, alphabet=packets[: len(sent)], unsent=packets[len(sent) :])
        held = tuple(self._new[number][code] for code in channel.codes(field.initial))
        return replace(field, initial=made.content(held), channel=made)

    # -- what is left of events and alarms ------------------------------------------------------------------------

    def is_possible(self, guard: Guard) -> bool:
        """Whether a guard, with its old codes, tests only for packets that some step appends."""
        return all(code in self._sent[field] for field, code in self._needed(guard))

    def event(self, event: Event) -> Event:
        """The event with the new codes."""
        update = tuple((field, self._change(field, change)) for field, change in event.update)
        return replace(event, guard=self._guard(event.guard), update=update)

    def alarms(self, alarms: Iterable[Alarm]) -> Iterator[Alarm]:
        """The alarms that may be true, with the new codes."""
        return (replace(alarm, guard=self._guard(alarm.guard)) for alarm in alarms if self.is_possible(alarm.guard))

    def _guard(self, guard: Guard) -> Guard:
        return tuple((key, self._accepts(key, asked)) for key, asked in guard)

    def _accepts(self, key: int | Fields, asked: Accepts) -> Accepts:
        if not isinstance(key, int) or not isinstance(asked, tuple):
            return asked
        new = self._new[key]
        return tuple(Test(t.kind, new[t.number]) if t.kind in ("head", "holds") else t for t in asked)

    def _change(self, field: int, change: Change) -> Change:
        return tuple(self._edit(field, edit) for edit in change) if isinstance(change, tuple) else change

    def _edit(self, field: int, edit: Edit) -> Edit:
        new = self._new[field]
        if edit.table is not None:
            entries = {raws: new[code] for raws, code in edit.table.entries.items()}
            return replace(edit, table=Table(edit.table.fields, entries))
        return Edit(edit.kind, new[edit.number]) if edit.kind in ("append", "remove") else edit


def _appended(event: Event) -> list[tuple[int, int]]:
    """The packets that an event appends, as field and code."""
    edits = [(field, edit) for field, change in event.update if isinstance(change, tuple) for edit in change]
    made = [(field, edit.number) for field, edit in edits if edit.kind == "append" and edit.table is None]
    made += [(field, code) for field, edit in edits if edit.table for code in edit.table.entries.values()]
    return made
