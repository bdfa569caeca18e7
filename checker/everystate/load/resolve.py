"""Expression texts to trees: parsed with `ast`, every name looked up, every comparison checked for its sort."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from everystate.load.document import Text
from everystate.load.expression import (
    TRUE,
    Arithmetic,
    Bound,
    Compare,
    Conditional,
    Constant,
    Expr,
    Left,
    Link,
    Logic,
    Not,
    Only,
    Parameter,
    Phase,
    Quantifier,
    Read,
    Size,
)
from everystate.load.sorts import ANYTHING, NUMBER, TRUTH, Declared, Memory, Sort, sort_of_value, words
from everystate.problems import Place, Problems, nearest

MAX_LENGTH = 4_000
_LITERALS = {"none": None, "true": True, "false": False}
_COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mod: "%"}


@dataclass(frozen=True)
class Scope:
    """What names mean here: bound copies and fields, the party whose memory is read, whether everything is observed."""

    declared: Declared
    names: dict[str, Sort] = field(default_factory=dict)
    party: str = ""
    observes: bool = False

    def binding(self, extra: dict[str, Sort]) -> Scope:
        """This scope with more names bound."""
        return replace(self, names={**self.names, **extra})

    def memory(self, name: str) -> Memory | None:
        """The party's own machine or variable of this name."""
        return self.declared.parties[self.party].memory.get(name) if self.party else None

    def known_names(self) -> list[str]:
        """All names that mean something here."""
        own = self.declared.parties[self.party].memory if self.party else {}
        copies = [p.copies_name for p in self.declared.parties.values()]
        observed = ["phase", *self.declared.parties] if self.observes else []
        return [*self.names, *own, *self.declared.parameters, *filter(None, copies), *observed]


class _Wrong(Exception):
    def __init__(self, node: ast.AST, *problem: str) -> None:
        super().__init__(*problem)
        self.node = node
        self.problem = problem


def resolve(text: Text, scope: Scope, expected: Sort, problems: Problems) -> Expr:
    """The tree of an expression of the expected sort; a mistake is added to `problems` and TRUE is returned."""
    try:
        tree, sort = _Resolver(scope).typed(_parse(text), expected)
    except _Wrong as wrong:
        problems.add(_place(text, wrong.node), *wrong.problem)
        return TRUE
    if not sort.meets(expected):
        problems.add(text.place, f"'{text}' is {sort}", f"{expected} is expected")
    return tree


def _place(text: Text, node: ast.AST) -> Place:
    return text.at(getattr(node, "col_offset", 1) - 1) if "\n" not in text else text.place


def _parse(text: Text) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise _Wrong(ast.Pass(), f"an expression of {len(text):,} characters", f"the limit is {MAX_LENGTH:,}")
    try:
        return ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it is nested too deeply"
        node = ast.Pass(col_offset=max((getattr(error, "offset", 0) or 1) - 1, 1))
        raise _Wrong(node, f"'{_short(text)}' is not an expression", reason) from None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


class _Resolver:
    """One method for each kind of Python's tree that the subset has."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.declared = scope.declared

    def typed(self, node: ast.expr, expected: Sort = ANYTHING) -> tuple[Expr, Sort]:
        handler: Callable[..., tuple[Expr, Sort]] | None = getattr(self, f"_{type(node).__name__}", None)
        if handler is None:
            raise _Wrong(node, f"{type(node).__name__} is not in the language", "", "see docs/language.md, Expressions")
        try:
            return handler(node, expected)
        except RecursionError:
            raise _Wrong(node, "the expression is nested too deeply") from None

    def truth(self, node: ast.expr) -> Expr:
        tree, sort = self.typed(node, TRUTH)
        if not sort.meets(TRUTH):
            raise _Wrong(node, f"'{ast.unparse(node)}' is {sort}", "true or false is expected")
        return tree

    def number(self, node: ast.expr) -> Expr:
        tree, sort = self.typed(self._counted(node), NUMBER)
        if not sort.numeric():
            raise _Wrong(node, f"'{ast.unparse(node)}' is {sort}", "a number is expected")
        return tree

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _Constant(self, node: ast.Constant, _: Sort) -> tuple[Expr, Sort]:
        if type(node.value) is not int or abs(node.value) > 10**9:
            raise _Wrong(node, f"{node.value!r} is not in the language", "", "words are written without quotes")
        return Constant(node.value), NUMBER

    def _Name(self, node: ast.Name, expected: Sort) -> tuple[Expr, Sort]:
        name = node.id
        if name in _LITERALS:
            return Constant(_LITERALS[name]), sort_of_value(_LITERALS[name])
        if name in expected.words:
            return Constant(name), words(name)
        if found := self._named(name):
            return found
        if expected.anything and not expected.truth:
            return Constant(name), words(name)
        known = [*self.scope.known_names(), *expected.words]
        kind = "word" if expected.words else "name"
        raise _Wrong(
            node, f"unknown {kind} '{name}'", "", nearest(name, expected.words or known) or nearest(name, known)
        )

    def _named(self, name: str) -> tuple[Expr, Sort] | None:
        if name in self.scope.names:
            return Bound(name), self.scope.names[name]
        if (memory := self.scope.memory(name)) and not memory.per:
            return Read(self.scope.party, Bound(self.scope.party), name), memory.sort
        if party := self.declared.party_counted_by(name):
            return Size(party), NUMBER
        if name in self.declared.parameters:
            return Parameter(name), self.declared.parameters[name]
        if not self.scope.observes:
            return None
        if name == "phase":
            return Phase(), words("start", *self.declared.phases)
        if name in self.declared.parties and self.declared.parties[name].single:
            return Only(name), Sort(party=name)
        return None

    def _counted(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and len(node.args) == 1:
            return node.args[0]
        return node

    # -- logic ----------------------------------------------------------------------------------------------------

    def _BoolOp(self, node: ast.BoolOp, _: Sort) -> tuple[Expr, Sort]:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        return Logic(operator, tuple(self.truth(item) for item in node.values)), TRUTH

    def _UnaryOp(self, node: ast.UnaryOp, _: Sort) -> tuple[Expr, Sort]:
        if isinstance(node.op, ast.Not):
            return Not(self.truth(node.operand)), TRUTH
        if isinstance(node.op, ast.USub):
            return Arithmetic("-", Constant(0), self.number(node.operand)), NUMBER
        raise _Wrong(node, f"'{ast.unparse(node)}' is not in the language")

    def _BinOp(self, node: ast.BinOp, _: Sort) -> tuple[Expr, Sort]:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            raise _Wrong(node, f"'{ast.unparse(node)}' is not in the language", "", "there are +, - and %")
        return Arithmetic(operator, self.number(node.left), self.number(node.right)), NUMBER  # type: ignore[arg-type]

    def _IfExp(self, node: ast.IfExp, expected: Sort) -> tuple[Expr, Sort]:
        then, one = self.typed(node.body, expected)
        other, two = self.typed(node.orelse, expected)
        return Conditional(self.truth(node.test), then, other), one.or_else(two)

    def _Compare(self, node: ast.Compare, _: Sort) -> tuple[Expr, Sort]:
        sides = [node.left, *node.comparators]
        made = [self._compared(a, op, b) for a, op, b in zip(sides, node.ops, sides[1:], strict=False)]
        return (made[0] if len(made) == 1 else Logic("and", tuple(made))), TRUTH

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Expr:
        if isinstance(operator, ast.In | ast.NotIn):
            member = self._member(left, right)
            return member if isinstance(operator, ast.In) else Not(member)
        if (sign := _COMPARISONS.get(type(operator))) is None:
            raise _Wrong(left, "'is' is not in the language", "", "write ==")
        if sign not in ("==", "!="):
            return Compare(sign, self.number(left), self.number(right))  # type: ignore[arg-type]
        return self._equal(sign, left, right)

    def _equal(self, sign: str, left: ast.expr, right: ast.expr) -> Expr:
        if self._bare(left) and not self._bare(right):
            two, second = self.typed(self._counted(right))
            one, first = self.typed(self._counted(left), second)
        else:
            one, first = self.typed(self._counted(left))
            two, second = self.typed(self._counted(right), first)
        if not first.meets(second):
            raise _Wrong(right, f"'{ast.unparse(left)}' is {first}", f"'{ast.unparse(right)}' is {second}")
        return Compare(sign, one, two)  # type: ignore[arg-type]

    def _bare(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and (node.id in _LITERALS or self._named(node.id) is None)

    def _member(self, left: ast.expr, right: ast.expr) -> Expr:
        if isinstance(right, ast.Name) and (party := self.declared.party_counted_by(right.id)):
            copy = self.number(left)
            return Logic("and", (Compare(">=", copy, Constant(0)), Compare("<", copy, Size(party))))
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            raise _Wrong(right, f"'{ast.unparse(right)}' is no set", "", "write (a, b), or the name of copies")
        return Logic("or", tuple(self._equal("==", left, item) for item in right.elts))

    # -- quantifiers ----------------------------------------------------------------------------------------------

    def _Call(self, node: ast.Call, _: Sort) -> tuple[Expr, Sort]:
        name = ast.unparse(node.func)
        if name == "len" and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
            return self.typed(node.args[0], NUMBER)
        if name not in ("any", "all", "count"):
            raise _Wrong(
                node,
                f"'{name}' cannot be called",
                "there are any, all and count",
                nearest(name, ("any", "all", "count")),
            )
        if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
            raise _Wrong(node, f"{name} takes `CONDITION for x in SET`")
        return self._quantified(name, node.args[0])

    def _quantified(self, name: str, generator: ast.GeneratorExp) -> tuple[Expr, Sort]:
        inner = _Resolver(self.scope)
        loops: list[tuple[str, str]] = []
        conditions: list[Expr] = []
        for part in generator.generators:
            variable, party = self._loop(part)
            inner = _Resolver(inner.scope.binding({variable: Sort(party=party)}))
            loops.append((variable, party))
            conditions += [inner.truth(test) for test in part.ifs]
        tree = Quantifier(name, inner.truth(generator.elt), tuple(loops), tuple(conditions))  # type: ignore[arg-type]
        return tree, NUMBER if name == "count" else TRUTH

    def _loop(self, part: ast.comprehension) -> tuple[str, str]:
        if not isinstance(part.target, ast.Name):
            raise _Wrong(part.target, "a loop has one variable")
        known = [names.copies_name for names in self.declared.parties.values() if names.copies_name]
        party = self.declared.party_counted_by(part.iter.id) if isinstance(part.iter, ast.Name) else ""
        if not party:
            raise _Wrong(
                part.iter, f"unknown set '{ast.unparse(part.iter)}'", "", nearest(ast.unparse(part.iter), known)
            )
        return part.target.id, party

    # -- memory, connections, bounds ------------------------------------------------------------------------------

    def _Subscript(self, node: ast.Subscript, expected: Sort) -> tuple[Expr, Sort]:
        index = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        value = node.value
        if isinstance(value, ast.Name) and (memory := self.scope.memory(value.id)):
            own = Bound(self.scope.party)
            return Read(self.scope.party, own, value.id, self._index(node, memory, index)), memory.sort
        if isinstance(value, ast.Name) and value.id in self.declared.parties:
            return self._copy(node, value.id, index)
        if isinstance(value, ast.Attribute) and value.attr in ("pending", "head", "length"):
            return self._link(value.value, value.attr, node.slice, "")
        if isinstance(value, ast.Attribute):
            return self._observed(node, value, index)
        raise _Wrong(node, f"'{ast.unparse(value)}' has no index")

    def _copy(self, node: ast.expr, party: str, index: list[ast.expr]) -> tuple[Expr, Sort]:
        if len(index) != 1:
            raise _Wrong(node, f"'{ast.unparse(node)}' is no copy", "", f"write {party}[0]")
        return self.number(index[0]), Sort(party=party)

    def _index(self, node: ast.expr, memory: Memory, index: list[ast.expr]) -> tuple[Expr, ...]:
        if len(index) != len(memory.per):
            wanted = ", ".join(per.party for per in memory.per) or "nothing"
            raise _Wrong(node, f"'{ast.unparse(node)}' has {len(index)} indices", f"it is one for each {wanted}")
        return tuple(self._copy_of(per.party, item) for per, item in zip(memory.per, index, strict=True))

    def _copy_of(self, party: str, node: ast.expr) -> Expr:
        if isinstance(node, ast.Name) and node.id == party and self._named(party) is None:
            if not self.declared.parties[party].single:
                raise _Wrong(node, f"which {party}?", "nothing binds it here", f"write {party}[0], or use a loop")
            return Only(party)
        tree, sort = self.typed(node, Sort(party=party))
        if not sort.meets(Sort(party=party)):
            raise _Wrong(node, f"'{ast.unparse(node)}' is {sort}", f"a copy of {party} is expected")
        return tree

    def _Attribute(self, node: ast.Attribute, expected: Sort) -> tuple[Expr, Sort]:
        value = node.value
        if node.attr == "left" and isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
            return self._left(node, value.value.id, value.attr)
        if node.attr == "is_open":
            return self._link(value, "is_open", None, "")
        if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Attribute) and value.value.attr == "head":
            return self._link(value.value.value, "head", value.slice, node.attr)
        return self._observed(node, node, [])

    def _observed(self, node: ast.expr, value: ast.Attribute, index: list[ast.expr]) -> tuple[Expr, Sort]:
        if not self.scope.observes:
            raise _Wrong(
                node, f"'{ast.unparse(node)}' is not known to {self.scope.party or 'this'}", "parties share nothing"
            )
        copy, sort = self.typed(value.value)
        if not sort.party:
            raise _Wrong(value, f"'{ast.unparse(value.value)}' is {sort}", "a copy of a party is expected")
        known = self.declared.parties[sort.party].memory
        if value.attr not in known:
            raise _Wrong(value, f"{sort.party} has no '{value.attr}'", "", nearest(value.attr, known))
        memory = known[value.attr]
        return Read(sort.party, copy, value.attr, self._index(node, memory, index)), memory.sort

    def _left(self, node: ast.expr, owner: str, name: str) -> tuple[Expr, Sort]:
        names = self.declared.parties.get(owner) or self.declared.connections.get(owner)
        if not self.scope.observes or names is None or name not in names.bounded:
            raise _Wrong(node, f"'{owner}.{name}' has no bound", "", nearest(name, names.bounded) if names else "")
        return Left(owner, name), NUMBER

    def _link(self, node: ast.expr, what: Any, end: ast.expr | None, part: str) -> tuple[Expr, Sort]:
        name, index = self._connection(node)
        if what != "is_open" and not self.scope.observes:
            raise _Wrong(node, f"'{name}.{what}' is not known to {self.scope.party}", "parties share nothing")
        which = -1
        if end is not None and (which := self.declared.connections[name].end(ast.unparse(end))) < 0:
            ends = [e.name for e in self.declared.connections[name].ends]
            raise _Wrong(end, f"'{ast.unparse(end)}' is no end of {name}", "", f"ends: {', '.join(ends)}")
        sorts = {"is_open": TRUTH, "pending": TRUTH, "length": NUMBER}
        sort = sorts.get(what) or self.declared.head_sort(name, part)
        if sort == Sort():
            raise _Wrong(node, f"no message on {name} carries '{part}'")
        return Link(name, index, what, which, part), sort

    def _connection(self, node: ast.expr) -> tuple[str, tuple[Expr, ...]]:
        base, index = node, None
        if isinstance(node, ast.Subscript):
            base = node.value
            index = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        name = ast.unparse(base)
        if name not in self.declared.connections:
            raise _Wrong(node, f"unknown connection '{name}'", "", nearest(name, self.declared.connections))
        ends = self.declared.connections[name].ends
        if index is None:
            return name, tuple(self._bound_end(node, name, end.name) for end in ends)
        if len(index) != len(ends):
            raise _Wrong(node, f"{name} joins {ends[0].name} and {ends[1].name}", "", f"write {name}[a, b]")
        return name, tuple(self._copy_of(end.party, item) for end, item in zip(ends, index, strict=True))

    def _bound_end(self, node: ast.expr, connection: str, name: str) -> Expr:
        if name in self.scope.names:
            return Bound(name)
        if self.declared.parties.get(name) and self.declared.parties[name].single:
            return Only(name)
        raise _Wrong(node, f"which {connection}?", f"nothing binds {name} here", f"write {connection}[a, b]")
