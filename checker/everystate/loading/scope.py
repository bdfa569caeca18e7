"""What names mean in an expression."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from everystate.loading.expression import Bound, Constant, Expr, Parameter, Phase, Read, Size
from everystate.loading.expression import Only as OnlyCopy
from everystate.loading.sorts import ANYTHING, NUMBER, Declared, Definition, Memory, Sort, sort_of_value, words
from everystate.problems import MISSPELT, Place, Problems, Unknown, closest, shortened

LITERALS = {"none": None, "true": True, "false": False}

Typed = tuple[Expr, Sort]


class Reader(Protocol):
    """What reads the parts of an expression."""

    def typed(self, node: ast.expr, expected: Sort = ANYTHING) -> Typed:
        """The tree of a part, and its sort."""
        ...

    def number(self, node: ast.expr) -> Expr:
        """The tree of a part that is a number."""
        ...


class Wrong(Exception):
    """A mistake at one node of an expression: what, why, and what instead."""

    def __init__(self, node: ast.AST, what: str, why: str = "", instead: str = "") -> None:
        super().__init__(what)
        self.node = node
        self.problem = (what, why, instead)
        self.definition = ""

    def in_definition(self, name: str, use: Place) -> None:
        """Say that the mistake is in a definition, and where that is used."""
        what, why, instead = self.problem
        self.problem = shortened(what, 200), f"{why}{', ' if why else ''}in '{name}' as it is used at {use}", instead

    def note(self, place: Place, problems: Problems) -> None:
        """Add the mistake, whose node stands at this place."""
        problems.add(place, *self.problem)


class UnknownName(Wrong):
    """A name in an expression that is not declared, with the names that are known there."""

    def __init__(
        self, node: ast.AST, name: str, what: str, known: Collection[str], others: Collection[str] = (), why: str = ""
    ) -> None:
        super().__init__(node, what, why)
        self.name = name
        self.known = known
        self.others = others

    def note(self, place: Place, problems: Problems) -> None:
        """Add the mistake, with the name that was probably meant."""
        what, why, _ = self.problem
        problems.unknown(Unknown(place, self.name, what, self.known, self.others, why))


class Mismatch(Wrong):
    """Two values that can never be equal. One of them may be a misspelt word of the other's domain."""

    def __init__(self, node: ast.AST, what: str, why: str, sorts: tuple[Sort, Sort]) -> None:
        super().__init__(node, what, why)
        self.sorts = sorts

    def note(self, place: Place, problems: Problems) -> None:
        """Add the mistake, as an unknown word where a word of the one is like a word, a party or none of the other."""
        what, why, _ = self.problem
        for one, other in (self.sorts, self.sorts[::-1]):
            for name in filter(None, (other.party, "none" if other.nothing else "", *sorted(other.words))):
                if closest(name, one.words - other.words, MISSPELT):
                    problems.unknown(Unknown(place, name, what, one.words, (), why))
                    return
        super().note(place, problems)


@dataclass(frozen=True)
class Scope:
    """What names mean here: bound copies and fields, the party whose memory is read, whether everything is observed.

    `defines` is the party whose definitions are known here, where its memory is not read. `partly` are names that only
    some of the triggers of a row bind. `counterparts` are names for expressions, where nothing else has the name; of
    those that mean nothing here, `absent` has the reason, and a remedy.
    `layers` says of each layer whether it is laid, where `laid(LAYER)` may stand.
    """

    declared: Declared
    names: dict[str, Sort] = field(default_factory=dict[str, Sort])
    party: str = ""
    observes: bool = False
    defines: str = ""
    partly: frozenset[str] = frozenset()
    counterparts: dict[str, Typed] = field(default_factory=dict[str, Typed])
    absent: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    layers: Mapping[str, bool] | None = None

    def binding(self, extra: dict[str, Sort]) -> Scope:
        """This scope with more names bound."""
        return replace(self, names={**self.names, **extra})

    def memory(self, name: str) -> Memory | None:
        """The party's own machine or variable of this name."""
        return self.declared.parties[self.party].memory.get(name) if self.party else None

    def definitions(self) -> dict[str, Definition]:
        """What is defined here, by name."""
        party = self.declared.parties.get(self.defines or self.party)
        return {**self.declared.definitions, **(party.definitions if party else {})}

    def definition(self, name: str) -> Definition | None:
        """What a name is defined as here."""
        return self.definitions().get(name)

    def known_names(self) -> list[str]:
        """All names that mean something here."""
        own: Collection[str] = self.declared.parties[self.party].memory if self.party else ()
        copies = [name for p in self.declared.parties.values() for name in (p.copies_name, *p.names)]
        single = [name for name, party in self.declared.parties.items() if party.single]
        observed = ["phase", *single] if self.observes else []
        own = [*own, *self.counterparts]
        return [*self.names, *own, *self.definitions(), *self.declared.parameters, *filter(None, copies), *observed]

    def meaning(self, name: str) -> Typed | None:
        """What a name stands for; None if it is only a word."""
        if name in LITERALS:
            return Constant(LITERALS[name]), sort_of_value(LITERALS[name])
        if name in self.names:
            return Bound(name), self.names[name]
        if (memory := self.memory(name)) and not memory.per:
            return Read(self.party, Bound(self.party), name), memory.sort
        return self._declared(name) or (self._observed(name) if self.observes else self.counterparts.get(name))

    def _declared(self, name: str) -> Typed | None:
        if counted := self.declared.counted_by(name):
            return Size(counted[0]), NUMBER
        if named := self.declared.copy_named(name):
            return Constant(named[0]), Sort(party=named[1])
        return (Parameter(name), self.declared.parameters[name]) if name in self.declared.parameters else None

    def is_others(self, name: str) -> bool:
        """Whether a name means the other copies of the party whose row this is."""
        return name == "others" and self.party in self.names and not self.meaning(name) and not self.definition(name)

    def _observed(self, name: str) -> Typed | None:
        if name == "phase":
            return Phase(), words("start", *self.declared.phases)
        if name in self.declared.parties and self.declared.parties[name].single:
            return OnlyCopy(name), Sort(party=name)
        return None
