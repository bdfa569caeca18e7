"""The messages that a connection holds at the start."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from everystate.loading.document import Text
from everystate.loading.scope import Scope
from everystate.loading.sends import SendReader
from everystate.loading.sorts import Declared, Sort
from everystate.loading.spec import Held
from everystate.problems import Problems, Unknown

Said = tuple[Text, Text | None]
"""A message, and the condition under which it is there."""


class HoldingReader:
    """Reads what one connection holds: messages, or for each end those that it receives."""

    def __init__(self, connection: Text, declared: Declared, problems: Problems) -> None:
        self.name = connection
        self.connection = declared.connections[str(connection)]
        self.ends = self.connection.ends
        self.declared = declared
        self.problems = problems
        self.scope = Scope(declared, {end.name: Sort(party=end.party) for end in self.ends})

    def read(self, entry: Any) -> tuple[Held, ...]:
        """The messages in each direction, head first."""
        if isinstance(entry, dict):
            return tuple(self._by_ends(entry))
        return tuple(held for said in _said(entry or []) for held in self._held(self._senders(said[0]), *said))

    def _by_ends(self, entry: dict[Text, list[Any]]) -> Iterator[Held]:
        for name, items in entry.items():
            end = self.connection.end(name)
            if end < 0:
                known = [one.name for one in self.ends]
                what = f"'{name}' is not an end of {self.name}"
                self.problems.unknown(Unknown(name.place, str(name), what, known))
                continue
            for text, when in _said(items):
                senders = self._senders(text)
                if senders == [end]:
                    what, other = f"'{text}' does not go to {name} over {self.name}", self.ends[1 - end].name
                    self.problems.add(text.place, what, f"it goes to {other}", f"write holds: {{{other}: [{text}]}}")
                else:
                    yield from self._held([1 - end] if senders else [], text, when)

    def _senders(self, text: Text) -> list[int]:
        """The ends that may send this message."""
        found = re.match(r"\s*(\w+)", text)
        ways = [
            (message.sender, message.receiver)
            for message in self.declared.messages
            if found and message.name == found[1] and self.connection in self.declared.carriers(message)
        ]
        return [end for end in (0, 1) if (self.ends[end].party, self.ends[1 - end].party) in ways]

    def _held(self, senders: list[int], text: Text, when: Text | None) -> Iterator[Held]:
        if not senders:
            self._refuse(text, f"'{text}' does not go over {self.name}")
        elif len(senders) > 1:
            what, why = f"'{text}' is on its way to which end of {self.name}?", "it may go in both directions"
            self.problems.add(text.place, what, why, f"write holds: {{{self.ends[1].name}: [{text}]}}")
        else:
            reader = SendReader(self.ends[senders[0]].party, self.scope, self.problems)
            send = reader.send(text, None, when)
            if send is not None:
                yield Held(senders[0], send.message, send.arguments, send.when, text.place)

    def _refuse(self, text: Text, what: str) -> None:
        known = [m.name for m in self.declared.messages if self.connection in self.declared.carriers(m)]
        self.problems.unknown(Unknown(text.place, str(text), what, known))


def _said(items: list[Any]) -> Iterator[Said]:
    pairs = (item.items() if isinstance(item, dict) else [(item, None)] for item in items)
    return itertools.chain.from_iterable(pairs)
