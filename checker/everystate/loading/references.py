"""What an expression says with a dot or an index: memory of a party, a copy, a connection, the rest of a bound."""

from __future__ import annotations

import ast

from everystate.loading.collected import part_of
from everystate.loading.expression import Bound, Compare, Constant, Expr, Left, Link, Only, Read, View
from everystate.loading.party import Per
from everystate.loading.scope import Mismatch, Reader, Scope, Typed, UnknownName, Wrong
from everystate.loading.sorts import NUMBER, TRUTH, Declared, Sort
from everystate.problems import Place, Problems

_ENDED: dict[str, View] = {"pending": "pending", "head": "head", "length": "length"}


def copy_set(declared: Declared, node: ast.expr) -> str:
    """The party whose copies a set names."""
    party = declared.set_of(node.id) if isinstance(node, ast.Name) else ""
    if not party:
        raise UnknownSet(node, ast.unparse(node), declared)
    return party


class UnknownSet(UnknownName):
    """A name that is no set of copies; it may be a parameter, where a party says a number instead."""

    def __init__(self, node: ast.AST, name: str, declared: Declared) -> None:
        super().__init__(node, name, f"unknown set '{name}'", declared.set_names())
        self.several = declared.counted_by(name)
        self.party = declared.meant_by_set(name)
        self.copies = declared.parties[self.party].copies if self.party else None

    def note(self, place: Place, problems: Problems) -> None:
        """Add the mistake, at the party that does not name the set of its copies, if that is why."""
        if self.several:
            what, why = f"'{self.name}' counts several parties", " and ".join(self.several)
            problems.add(place, what, why, f"write `in {self.several[0]}`")
        elif self.copies is None or problems.names_lost:
            super().note(place, problems)
        else:
            what, why = f"the copies of '{self.party}' have no name", f"{self.name} is used as their set"
            problems.add(self.copies, what, why, f"write `copies: {self.name}`")


class References:
    """Reads references in one scope."""

    def __init__(self, scope: Scope, reader: Reader) -> None:
        self.scope = scope
        self.declared = scope.declared
        self.reader = reader

    def subscript(self, node: ast.Subscript, _: Sort) -> Typed:
        """`session[agent]`, `server[0]`, `engine.known[a, s]`, `desk[a, s].length[agent]`."""
        index = _items(node.slice)
        match node.value:
            case ast.Name(name) if (found := self.scope.meaning(name)) and found[1].collection:
                return part_of(self.reader, node, found)
            case ast.Name(name) if memory := self.scope.memory(name):
                party = self.scope.party
                return Read(party, Bound(party), name, self._index(node, name, memory.per, index)), memory.sort
            case ast.Name(name) if name in self.declared.parties:
                return self._copy(node, name, index)
            case ast.Attribute(value, view) if view in _ENDED:
                return self._at_end(value, _ENDED[view], node.slice, "")
            case ast.Attribute():
                return self._observed(node, node.value, index)
            case ast.Name(name) if self.scope.definition(name) is None:
                raise Wrong(node, f"'{ast.unparse(node.value)}' has no index")
            case _:
                whole = self.reader.typed(node.value)
                if not whole[1].collection:
                    raise Wrong(node, f"'{ast.unparse(node.value)}' has no index")
                return part_of(self.reader, node, whole)

    def attribute(self, node: ast.Attribute, _: Sort) -> Typed:
        """`s.role`, `desk.is_open`, `server.stop.left`, `desk[a, s].head[server].term`."""
        match node:
            case ast.Attribute(ast.Attribute(ast.Name(owner), name), "left"):
                return self._left(node, owner, name)
            case ast.Attribute(value, "is_open"):
                return self._is_open(value)
            case ast.Attribute(value, "running"):
                return self._running(node, value)
            case ast.Attribute(ast.Subscript(ast.Attribute(value, "head"), end), part):
                return self._at_end(value, "head", end, part)
            case _:
                return self._observed(node, node, [])

    # -- memory ---------------------------------------------------------------------------------------------------

    def _copy(self, node: ast.expr, party: str, index: list[ast.expr]) -> Typed:
        if len(index) != 1:
            raise Wrong(node, f"'{ast.unparse(node)}' is not a copy", "", f"write {party}[0]")
        return self.reader.number(index[0]), Sort(party=party)

    def _index(self, node: ast.expr, name: str, pers: tuple[Per, ...], index: list[ast.expr]) -> tuple[Expr, ...]:
        if len(index) != len(pers):
            wanted = ", ".join(per.party for per in pers)
            why = f"it is one for each {wanted}" if wanted else "it is not `per` anything"
            raise UnknownName(node, name, f"'{ast.unparse(node)}' has {counted(len(index))}", (), why=why)
        return tuple(self._copy_of(per.party, item) for per, item in zip(pers, index, strict=True))

    def _copy_of(self, party: str, node: ast.expr) -> Expr:
        if isinstance(node, ast.Name) and node.id == party and self.scope.meaning(party) is None:
            if not self.declared.parties[party].single:
                raise Wrong(node, f"which {party}?", "nothing binds it here", f"write {party}[0], or use a loop")
            return Only(party)
        tree, sort = self.reader.typed(node, Sort(party=party))
        if not sort.meets(Sort(party=party)):
            what, why = f"'{ast.unparse(node)}' is {sort}", f"a copy of {party} is expected"
            raise Mismatch(node, what, why, (sort, Sort(party=party)))
        return tree

    def _observed(self, node: ast.expr, value: ast.Attribute, index: list[ast.expr]) -> Typed:
        if not self.scope.observes:
            who = self.scope.party or "this expression"
            raise Wrong(node, f"'{ast.unparse(node)}' is not known to {who}", "parties share nothing")
        copy, sort = self.reader.typed(value.value)
        if not sort.party:
            raise Wrong(value, f"'{ast.unparse(value.value)}' is {sort}", "a copy of a party is expected")
        known = self.declared.parties[sort.party].memory
        if value.attr not in known:
            raise UnknownName(value, value.attr, f"{sort.party} has no '{value.attr}'", known)
        memory = known[value.attr]
        if isinstance(node, ast.Subscript) and memory.sort.collection and not memory.per:
            return part_of(self.reader, node, (Read(sort.party, copy, value.attr), memory.sort))
        index_of = self._index(node, value.attr, memory.per, index)
        return Read(sort.party, copy, value.attr, index_of), memory.sort

    def _running(self, node: ast.Attribute, value: ast.expr) -> Typed:
        """`n.election.running`, `a.patience[s].running`: a timer is not off."""
        index = _items(value.slice) if isinstance(value, ast.Subscript) else []
        timer = value.value if isinstance(value, ast.Subscript) else value
        if not self.scope.observes or not isinstance(timer, ast.Attribute):
            said = ast.unparse(node)
            raise Wrong(
                node, f"'{said}' is not known here", "guards do not read timers, claims read PARTY.TIMER.running"
            )
        copy, sort = self.reader.typed(timer.value)
        if not sort.party:
            raise Wrong(timer, f"'{ast.unparse(timer.value)}' is {sort}", "a copy of a party is expected")
        known = self.declared.parties[sort.party].timers
        if timer.attr not in known:
            raise UnknownName(timer, timer.attr, f"{sort.party} has no timer '{timer.attr}'", known)
        made = Read(sort.party, copy, timer.attr, self._index(node, timer.attr, known[timer.attr], index))
        return Compare("!=", made, Constant("off")), TRUTH

    def _left(self, node: ast.expr, owner: str, name: str) -> Typed:
        names = self.declared.parties.get(owner) or self.declared.connections.get(owner)
        if not self.scope.observes or names is None:
            owners = [*self.declared.parties, *self.declared.connections] if self.scope.observes else []
            raise UnknownName(node, owner, f"'{owner}.{name}' has no bound", owners)
        if name not in names.bounded:
            raise UnknownName(node, name, f"'{owner}.{name}' has no bound", names.bounded)
        return Left(owner, name), NUMBER

    # -- connections ----------------------------------------------------------------------------------------------

    def _is_open(self, node: ast.expr) -> Typed:
        if not (self.scope.party or self.scope.observes):
            raise Wrong(node, f"'{ast.unparse(node)}.is_open' is not known here", "nothing is open or closed yet")
        name, index = self._connection(node)
        return Link(name, index, "is_open"), TRUTH

    def _at_end(self, node: ast.expr, view: View, end: ast.expr, part: str) -> Typed:
        name, index = self._connection(node)
        if not self.scope.observes:
            who = self.scope.party or "this expression"
            raise Wrong(node, f"'{name}.{view}' is not known to {who}", "parties share nothing")
        ends = self.declared.connections[name]
        which = ends.end(ast.unparse(end))
        if which < 0:
            said = ast.unparse(end)
            raise UnknownName(end, said, f"'{said}' is not an end of {name}", [e.name for e in ends.ends])
        sort = {"pending": TRUTH, "length": NUMBER}.get(view) or self.declared.head_sort(name, part)
        if sort == Sort():
            known = self.declared.carried_on(name)
            raise UnknownName(node, part, f"no message on {name} carries '{part}'", known)
        return Link(name, index, view, which, part), sort

    def _connection(self, node: ast.expr) -> tuple[str, tuple[Expr, ...]]:
        base, index = (node.value, _items(node.slice)) if isinstance(node, ast.Subscript) else (node, None)
        name = ast.unparse(base)
        if name not in self.declared.connections:
            raise UnknownName(node, name, f"unknown connection '{name}'", self.declared.connections)
        ends = self.declared.connections[name].ends
        if index is None:
            return name, tuple(self._bound_end(node, name, end) for end in ends)
        if len(index) != len(ends):
            raise Wrong(node, f"{name} joins {ends[0].name} and {ends[1].name}", "", f"write {name}[a, b]")
        return name, tuple(self._copy_of(end.party, item) for end, item in zip(ends, index, strict=True))

    def _bound_end(self, node: ast.expr, connection: str, end: Per) -> Expr:
        if end.name in self.scope.names and self.scope.names[end.name].party == end.party:
            return Bound(end.name)
        if end.party == end.name and self.declared.parties[end.party].single:
            return Only(end.party)
        raise Wrong(node, f"which {connection}?", f"nothing binds {end.name} here", f"write {connection}[a, b]")


def counted(number: int) -> str:
    """How many indices there are, in words."""
    return "1 index" if number == 1 else f"{number} indices"


def _items(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]
