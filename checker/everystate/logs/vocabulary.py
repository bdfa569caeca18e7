"""The words of one network as a log has them: copies, messages, connections, actions, fields, and their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from everystate.composing.field import Copy
from everystate.composing.network import Network
from everystate.loading.expression import Value, shown
from everystate.loading.party import Action, CopiesOf, Domain
from everystate.loading.spec import Message
from everystate.logs.observation import Observation
from everystate.wording.names import Names


class Vocabulary:
    """Finds what a word of a log means, and writes observations as words."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.spec = network.spec
        self.names = Names(network)
        self.copies: dict[str, tuple[Copy, ...]] = {}
        for copies in self.names.copies.values():
            for copy in copies:
                for name in (str(copy), f"{copy.party}[{copy.number}]"):
                    self.copies[name] = (copy,)
        for party, copies in self.names.copies.items():
            self.copies.setdefault(party, tuple(copies))
        self.fields = dict(self._fields())
        self.parties_of = cache(self._parties_of)

    def _fields(self) -> Iterator[tuple[tuple[Copy, str], int]]:
        """The number of each field of a copy, by the copy and the field's own name, in both ways to write copies."""
        for number, field in enumerate(self.network.fields):
            key = field.key
            if key.owner is not None:
                index = ", ".join(f"{copy.party}[{copy.number}]" for copy in key.index)
                yield (key.owner, key.own_name), number
                yield (key.owner, f"{key.name}[{index}]" if index else key.name), number

    def messages(self, kind: str, name: str, at: Copy) -> list[Message]:
        """The messages of this name that a copy can send or receive."""
        return [
            m
            for m in self.spec.messages
            if m.name == name and at.party == (m.sender if kind == "sends" else m.receiver)
        ]

    def action(self, name: str, at: Copy) -> Action | None:
        """An action of a copy; None if its party has none of this name."""
        return next((action for action in self.spec.party(at.party).actions if action.name == name), None)

    def _parties_of(self, kind: str, name: str, at: Copy) -> dict[str, str]:
        """The names that an observation gives values, each with the party whose copies it has; empty for no party."""
        if kind == "action":
            action = self.action(name, at)
            return {per.name: per.party for per in action.per} | _parties_in(action.fields) if action else {}
        if kind == "expires":
            timers = (timer for timer in self.spec.party(at.party).timers if timer.name == name)
            return {per.name: per.party for timer in timers for per in timer.per}
        made: dict[str, str] = {}
        for message in self.messages(kind, name, at) if kind in ("sends", "receives") else ():
            made |= {per.name: per.party for per in message.about}
            made |= _parties_in(message.fields)
        return made

    def texts(self, party: str, value: Value) -> frozenset[str]:
        """All ways to write a value in a log; a value of a name that has copies of a party, or of no party."""
        number = party and isinstance(value, int) and not isinstance(value, bool)
        return frozenset(
            {shown(value), self.names.copy(party, value), f"{party}[{value}]"} if number else {shown(value)}
        )

    def values(self, observed: Observation) -> dict[str, Value]:
        """What an observation carries, for a log: copies by their names."""
        parties = self.parties_of(observed.kind, observed.name, observed.at)
        return {n: self.names.copy(parties[n], v) if parties.get(n) else v for n, v in observed.values}

    def text(self, observed: Observation) -> str:
        """An observation in words, without the copy."""
        return self.described(observed.kind, observed.name, self.values(observed), str(observed.peer or ""))

    def described(self, kind: str, name: str, values: Mapping[str, Value], peer: str) -> str:
        """What a copy does or notices: `sends Ask(term=3) to server`, `desk.lost, with agent`, `stop`."""
        return described(kind, name, [self._part(key, shown(value)) for key, value in values.items()], peer)

    def _part(self, name: str, value: str) -> str:
        """A value of an observation; empty for the only copy of a party."""
        copies = self.copies.get(value, ())
        if any(copy.alone for copy in copies):
            return ""
        return value if any(copy.party == name for copy in copies) else f"{name}={value}"


def described(kind: str, name: str, values: Iterable[str], peer: str) -> str:
    """What a copy does or notices, from its values as text."""
    inside = ", ".join(filter(None, values))
    what = f"{name}({inside})" if inside else name
    if kind == "action":
        return what
    if kind == "expires":
        return f"{what} expires"
    if kind in ("sends", "receives"):
        return f"{kind} {what}" + (f" {'to' if kind == 'sends' else 'from'} {peer}" if peer else "")
    return f"{name}.{kind}" + (f", with {peer}" if peer else "")


def _parties_in(fields: tuple[tuple[str, Domain], ...]) -> dict[str, str]:
    """For each field, the party whose copies it has; empty for no party."""
    return {name: next((part.party for part in domain if isinstance(part, CopiesOf)), "") for name, domain in fields}
