"""What kind of value an expression has, so that a word can be read in the right domain and a mix-up is found early."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import Literal

from everystate.loading.expression import Value
from everystate.loading.party import Choice, CopiesOf, Domain, ListsOf, Per, Range, SetsOf
from everystate.loading.spec import Message
from everystate.problems import Place, closest, either


@dataclass(frozen=True)
class Sort:
    """The values of an expression: words (any word, where `free`), copies of a party, numbers, truth values, none.

    Of a `collection`, they are lists or sets, and `element` is the sort of their elements: `ANYTHING` without any.
    """

    words: frozenset[str] = frozenset()
    party: str = ""
    number: bool = False
    truth: bool = False
    nothing: bool = False
    free: bool = False
    collection: Literal["", "list", "set"] = ""
    element: Sort | None = None

    def numeric(self) -> bool:
        """Whether it can be counted with."""
        return self.number or bool(self.party)

    def meets(self, other: Sort) -> bool:
        """Whether a value of one can equal a value of the other."""
        if self.element is not None and other.element is not None and self.collection == other.collection:
            return ANYTHING in (self.element, other.element) or self.element.meets(other.element)
        return bool(
            self.words & other.words
            or (self.free and (other.words or other.free))
            or (self.words and other.free)
            or (self.numeric() and other.numeric() and (not self.party or not other.party or self.party == other.party))
            or (self.truth and other.truth)
            or (self.nothing and other.nothing)
        )

    def or_else(self, other: Sort) -> Sort:
        """Either of the two."""
        return Sort(
            self.words | other.words,
            self.party or other.party,
            self.number or other.number,
            self.truth or other.truth,
            self.nothing or other.nothing,
            self.free or other.free,
            self.collection or other.collection,
            self.element.or_else(other.element) if self.element and other.element else self.element or other.element,
        )

    def __str__(self) -> str:
        kinds = [
            *sorted(self.words),
            *([f"a copy of {self.party}"] if self.party else []),
            *(["a number"] if self.number else []),
            *(["true or false"] if self.truth else []),
            *(["none"] if self.nothing else []),
            *(["a word"] if self.free else []),
            *([f"a {self.collection}{self._of()}"] if self.collection else []),
        ]
        return either(kinds)

    def _of(self) -> str:
        return "" if self.element in (None, ANYTHING) else f" of {self.element}"


NUMBER = Sort(number=True)
TRUTH = Sort(truth=True)
ANY_WORD = Sort(free=True)
ANYTHING = Sort()
ANY_VALUE = Sort(number=True, truth=True, nothing=True, free=True)
"""The sort of what is declared wrongly: no use of it is a mistake."""


def words(*names: str) -> Sort:
    """The sort of these words."""
    return Sort(frozenset(names))


def sort_of_value(value: Value) -> Sort:
    """The sort of one value."""
    if value is None:
        return Sort(nothing=True)
    if isinstance(value, bool):
        return TRUTH
    return NUMBER if isinstance(value, int) else words(str(value))


def sort_of_domain(domain: Domain) -> Sort:
    """The sort of a declared domain."""
    sort = Sort() if domain else ANY_VALUE
    for item in domain:
        match item:
            case Choice(value):
                sort = sort.or_else(sort_of_value(value))
            case Range():
                sort = replace(sort, number=True)
            case CopiesOf(party):
                sort = replace(sort, party=party)
            case ListsOf():
                sort = replace(sort, collection="list", element=sort_of_domain(item.elements))
            case SetsOf():
                sort = replace(sort, collection="set", element=sort_of_domain(item.elements))
    return sort


@dataclass(frozen=True)
class Memory:
    """A machine or a variable as expressions see it."""

    per: tuple[Per, ...]
    sort: Sort
    variable: bool = False


@dataclass(frozen=True)
class Definition:
    """A name for an expression. Each node of the body has the text of the definition as its attribute `text`."""

    name: str
    parameters: tuple[str, ...]
    body: ast.expr
    place: Place


_LIKE_A_PARTY = 0.4
"""How much the name of a set is like that of its party: `servers` and `interaction_server`."""


@dataclass
class PartyNames:
    """What can be named of a party."""

    copies_name: str
    single: bool
    copies: Place
    names: tuple[str, ...] = ()
    memory: dict[str, Memory] = field(default_factory=dict[str, Memory])
    definitions: dict[str, Definition] = field(default_factory=dict[str, Definition])
    bounded: set[str] = field(default_factory=set[str])
    timers: dict[str, tuple[Per, ...]] = field(default_factory=dict[str, tuple[Per, ...]])


@dataclass
class ConnectionNames:
    """What can be named of a connection."""

    ends: tuple[Per, Per]
    carries: frozenset[str] = frozenset()
    bounded: set[str] = field(default_factory=set[str])
    outside: bool = False
    """Whether it is opened from outside."""

    def end(self, name: str) -> int:
        """The index of the end with this name, or of this party; -1 if there is none, or if it is either."""
        for names in ([e.name for e in self.ends], [e.party for e in self.ends]):
            if names.count(name) == 1:
                return names.index(name)
        return -1


@dataclass
class Declared:
    """Everything that is declared anywhere, by name."""

    parameters: dict[str, Sort] = field(default_factory=dict[str, Sort])
    parties: dict[str, PartyNames] = field(default_factory=dict[str, PartyNames])
    connections: dict[str, ConnectionNames] = field(default_factory=dict[str, ConnectionNames])
    messages: list[Message] = field(default_factory=list[Message])
    phases: list[str] = field(default_factory=list[str])
    definitions: dict[str, Definition] = field(default_factory=dict[str, Definition])

    def counted_by(self, name: str) -> list[str]:
        """The parties whose number of copies this parameter is."""
        return [party for party, names in self.parties.items() if names.copies_name == name]

    def set_of(self, name: str) -> str:
        """The party whose set of copies has this name: that of the party, or of the parameter that counts it alone."""
        counted = self.counted_by(name)
        return name if name in self.parties else counted[0] if len(counted) == 1 else ""

    def copy_named(self, name: str) -> tuple[int, str] | None:
        """The number of the copy of this name, and its party; None if there is none."""
        found = ((names.names.index(name), party) for party, names in self.parties.items() if name in names.names)
        return next(found, None)

    def set_names(self) -> list[str]:
        """The names of the sets of copies."""
        return [names.copies_name for names in self.parties.values() if names.copies_name]

    def meant_by_set(self, name: str) -> str:
        """The party whose set of copies a parameter was meant to name; empty where that cannot be guessed."""
        unnamed = [party for party, names in self.parties.items() if not names.copies_name]
        return closest(name, unnamed, _LIKE_A_PARTY) if name in self.parameters else ""

    def carriers(self, message: Message) -> list[ConnectionNames]:
        """The connections that carry a message."""
        parties = sorted((message.sender, message.receiver))
        joined = [c for c in self.connections.values() if sorted(end.party for end in c.ends) == parties]
        return [c for c in joined if not c.carries or message.protocol in c.carries]

    def _carried(self, connection: str) -> list[Message]:
        return [message for message in self.messages if self.connections[connection] in self.carriers(message)]

    def carried_on(self, connection: str) -> list[str]:
        """The names of what the messages on a connection are about and carry."""
        return [
            *(per.name for message in self._carried(connection) for per in message.about),
            *(name for message in self._carried(connection) for name, _ in message.fields),
        ]

    def head_sort(self, connection: str, part: str) -> Sort:
        """The sort of the head of a channel, or of a part of it."""
        carried = self._carried(connection)
        if not part:
            return Sort(frozenset(m.name for m in carried), nothing=True)
        sorts = [Sort(party=per.party) for m in carried for per in m.about if per.name == part]
        sorts += [sort_of_domain(domain) for m in carried for name, domain in m.fields if name == part]
        if not sorts:
            return Sort()
        sort = Sort(nothing=True)
        for one in sorts:
            sort = sort.or_else(one)
        return sort
