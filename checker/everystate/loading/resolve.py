"""Expression texts to trees: parsed with `ast`, every name looked up, every comparison checked for its sort."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from everystate.loading.collected import is_literal, joined, length, literal, member
from everystate.loading.definitions import written_out
from everystate.loading.document import Text
from everystate.loading.expression import (
    TRUE,
    Arithmetic,
    Bound,
    Collection,
    Compare,
    Comparison,
    Conditional,
    Constant,
    Counting,
    Expr,
    Logic,
    Not,
    Quantifier,
    Sign,
    Size,
    parts,
)
from everystate.loading.parsing import MAX_DEPTH, MAX_PARTS, OPERATORS, parse, place_of
from everystate.loading.references import References, copy_set
from everystate.loading.scope import LITERALS, Mismatch, Scope, Typed, UnknownName, Wrong
from everystate.loading.sorts import ANYTHING, NUMBER, TRUTH, Definition, Sort, words
from everystate.problems import Problems

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], Sign] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitOr: "|",
    ast.BitAnd: "&",
}
_EXTREMES: dict[str, Sign] = {"min": "min", "max": "max"}
_BITWISE = ("|", "&")
"""Signs that only sets have."""
_COUNTING: dict[str, Counting] = {"any": "any", "all": "all", "count": "count"}

Handler = Callable[[Any, Sort], Typed]


def resolve(text: Text, scope: Scope, expected: Sort, problems: Problems) -> Expr:
    """The tree of an expression of the expected sort; a mistake is added to `problems` and TRUE is returned."""
    node = parse(text, problems)
    return TRUE if node is None else resolve_node(node, text, scope, expected, problems)


def resolve_node(node: ast.expr, text: Text, scope: Scope, expected: Sort, problems: Problems) -> Expr:
    """The tree of a part of an expression text."""
    try:
        tree, sort = _Resolver(scope).typed(node, expected)
        if not sort.meets(expected):
            what, why = f"'{ast.unparse(node)}' is {sort}", f"{expected} is expected"
            raise Mismatch(node, what, why, (sort, expected))
    except Wrong as wrong:
        place = place_of(text, wrong.node)
        if wrong.definition:
            if any(problem.place == place for problem in problems.found):
                return TRUE  # of the same definition, used elsewhere
            wrong.in_definition(wrong.definition, place_of(text, node))
        wrong.note(place, problems)
        return TRUE
    return tree


class _Resolver:
    """One method for each kind of Python's tree that the subset has."""

    def __init__(self, scope: Scope, left: Iterator[int] | None = None, depth: int = 0) -> None:
        self.scope = scope
        self.left = left or iter(range(MAX_PARTS))
        self.depth = depth
        self.references = References(scope, self)
        self.handlers: dict[type[ast.expr], Handler] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.BoolOp: self._junction,
            ast.UnaryOp: self._negation,
            ast.BinOp: self._arithmetic,
            ast.IfExp: self._conditional,
            ast.Compare: self._comparison,
            ast.Call: self._call,
            ast.List: self._literal,
            ast.Set: self._literal,
            ast.Dict: self._literal,
            ast.Subscript: self.references.subscript,
            ast.Attribute: self.references.attribute,
        }

    def typed(self, node: ast.expr, expected: Sort = ANYTHING) -> Typed:
        handler = self.handlers.get(type(node))
        if next(self.left, None) is None:
            raise Wrong(node, f"the expression unfolds to more than {MAX_PARTS:,} parts", "", "say it in fewer words")
        if handler is None:
            raise Wrong(node, f"{type(node).__name__} is not in the language", "", "see docs/language.md, Expressions")
        if self.depth > MAX_DEPTH:
            raise Wrong(node, "the expression is nested too deeply", f"the limit is {MAX_DEPTH} levels, written out")
        self.depth += 1
        made = handler(node, expected)
        self.depth -= 1
        return made

    def truth(self, node: ast.expr) -> Expr:
        tree, sort = self.typed(node, TRUTH)
        if not sort.meets(TRUTH):
            raise Wrong(node, f"'{ast.unparse(node)}' is {sort}", "true or false is expected")
        return tree

    def number(self, node: ast.expr) -> Expr:
        return self._numeric(node, self.typed(node, NUMBER))

    def _numeric(self, node: ast.expr, typed: Typed) -> Expr:
        tree, sort = typed
        if not sort.numeric():
            raise Wrong(node, f"'{ast.unparse(node)}' is {sort}", "a number is expected")
        return tree

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant, _: Sort) -> Typed:
        if type(node.value) is not int:
            said = ast.unparse(node)
            instead = f"write `{OPERATORS[said]}`" if said in OPERATORS else "words are written without quotes"
            raise Wrong(node, f"{said} is not in the language", "", instead)
        return Constant(node.value), NUMBER

    def _literal(self, node: ast.List | ast.Set | ast.Dict, expected: Sort) -> Typed:
        return literal(self, node, expected)

    def _refuse_known(self, node: ast.Name) -> None:
        """A row reads no timer of its party."""
        if self.scope.party and node.id in self.scope.declared.parties[self.scope.party].timers:
            raise Wrong(node, f"'{node.id}' is a timer", "guards do not read timers", "let its expiry change a state")
        if node.id in self.scope.absent:
            raise Wrong(node, f"unknown name '{node.id}'", *self.scope.absent[node.id])

    def _name(self, node: ast.Name, expected: Sort) -> Typed:
        name = node.id
        if name in expected.words:
            return Constant(name), words(name)
        if name in self.scope.partly:
            what, why = f"'{name}' is bound by some of the triggers only", "a row says the same for all of its triggers"
            raise Wrong(node, what, why, "write a row for each of them")
        if found := self.scope.meaning(name):
            return found
        if definition := self.scope.definition(name):
            return self._written_out(node, definition, (), expected)
        if expected.free:
            return Constant(name), words(name)
        self._refuse_known(node)
        known = self.scope.known_names()
        if name in self.scope.declared.parties and self.scope.observes:
            raise Wrong(node, f"which {name}?", "nothing binds it here", f"write {name}[0], or use a loop")
        if expected.words:
            raise UnknownName(node, name, f"unknown word '{name}'", expected.words, known)
        raise UnknownName(node, name, f"unknown name '{name}'", known)

    # -- logic and numbers ----------------------------------------------------------------------------------------

    def _junction(self, node: ast.BoolOp, _: Sort) -> Typed:
        items = tuple(self.truth(item) for item in node.values)
        return Logic("and" if isinstance(node.op, ast.And) else "or", items), TRUTH

    def _negation(self, node: ast.UnaryOp, _: Sort) -> Typed:
        if isinstance(node.op, ast.Not):
            return Not(self.truth(node.operand)), TRUTH
        if isinstance(node.op, ast.USub):
            return Arithmetic("-", Constant(0), self.number(node.operand)), NUMBER
        raise Wrong(node, f"'{ast.unparse(node)}' is not in the language")

    def _arithmetic(self, node: ast.BinOp, expected: Sort) -> Typed:
        sign = _ARITHMETIC.get(type(node.op))
        turned = is_literal(node.left) and not is_literal(node.right)
        first, second = (node.right, node.left) if turned else (node.left, node.right)
        one = self._first_side(node, first, expected if expected.collection else NUMBER)
        if sign and one[1].collection:
            other, sort = joined(self, second, one, sign)
            return Arithmetic(sign, *((other, one[0]) if turned else (one[0], other))), sort
        if sign is None or sign in _BITWISE:
            raise self._no_operator(node)
        return Arithmetic(sign, self._numeric(first, one), self.number(second)), NUMBER

    def _first_side(self, node: ast.BinOp, side: ast.expr, expected: Sort) -> Typed:
        sign = _ARITHMETIC.get(type(node.op))
        try:
            if sign:
                return self.typed(side, expected)
        except Wrong:
            if sign not in _BITWISE:
                raise
        raise self._no_operator(node)

    def _no_operator(self, node: ast.BinOp) -> Wrong:
        sign = _ARITHMETIC.get(type(node.op))
        instead = f"write `{OPERATORS[sign]}`" if sign in _BITWISE else "there are +, -, *, // and %"
        return Wrong(node, f"'{ast.unparse(node)}' is not in the language", "", instead)

    def _conditional(self, node: ast.IfExp, expected: Sort) -> Typed:
        then, one = self.typed(node.body, expected)
        other, two = self.typed(node.orelse, expected)
        return Conditional(self.truth(node.test), then, other), one.or_else(two)

    # -- comparisons ----------------------------------------------------------------------------------------------

    def _comparison(self, node: ast.Compare, _: Sort) -> Typed:
        sides = [node.left, *node.comparators]
        made = [self._compared(a, op, b) for a, op, b in zip(sides, node.ops, sides[1:], strict=False)]
        return (made[0] if len(made) == 1 else Logic("and", tuple(made))), TRUTH

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Expr:
        if isinstance(operator, ast.In | ast.NotIn):
            member = self._member(left, right)
            return member if isinstance(operator, ast.In) else Not(member)
        sign = _COMPARISONS.get(type(operator))
        if sign is None:
            raise Wrong(left, "'is' is not in the language", "", "write ==")
        if sign in ("==", "!="):
            return self._equal(sign, left, right)
        return Compare(sign, self.number(left), self.number(right))

    def _equal(self, sign: Comparison, left: ast.expr, right: ast.expr) -> Expr:
        if self._bare(left) and not self._bare(right):
            two, second = self.typed(right)
            one, first = self.typed(left, second)
        else:
            one, first = self.typed(left)
            two, second = self.typed(right, first)
        if not first.meets(second):
            what, why = f"'{ast.unparse(left)}' is {first}", f"'{ast.unparse(right)}' is {second}"
            raise Mismatch(right, what, why, (first, second))
        return Compare(sign, one, two)

    def _bare(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Name) or node.id in LITERALS:
            return isinstance(node, ast.Name) or is_literal(node)
        return self.scope.meaning(node.id) is None and self.scope.definition(node.id) is None

    def _is_others(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.scope.is_others(node.id)

    def _member(self, left: ast.expr, right: ast.expr) -> Expr:
        if self._is_others(right):
            party = self.scope.party
            copy = self.number(left)
            among = Compare(">=", copy, Constant(0)), Compare("<", copy, Size(party))
            return Logic("and", (*among, Compare("!=", copy, Bound(party))))
        if isinstance(right, ast.Name) and (party := self.scope.declared.set_of(right.id)):
            copy = self.number(left)
            return Logic("and", (Compare(">=", copy, Constant(0)), Compare("<", copy, Size(party))))
        if not isinstance(right, ast.Tuple | ast.List | ast.Set):
            if isinstance(right, ast.Name) and self._bare(right):
                raise Wrong(right, f"'{ast.unparse(right)}' is not a set", "", "write (a, b), or the name of copies")
            return member(self, left, right)
        if not right.elts:
            raise Wrong(right, f"'{ast.unparse(right)}' is empty", "nothing is in it", "write (a, b)")
        return Logic("or", tuple(self._equal("==", left, item) for item in right.elts))

    # -- quantifiers ----------------------------------------------------------------------------------------------

    def _written_out(
        self, node: ast.expr, definition: Definition, arguments: Sequence[ast.expr], expected: Sort
    ) -> Typed:
        tree = written_out(definition, arguments, node)
        try:
            return self.typed(tree, expected)
        except Wrong as wrong:
            if hasattr(wrong.node, "text"):
                wrong.definition = wrong.definition or definition.name
            raise

    def _call(self, node: ast.Call, expected: Sort) -> Typed:
        name = ast.unparse(node.func)
        if (definition := self.scope.definition(name)) and not node.keywords:
            return self._written_out(node, definition, node.args, expected)
        if name in _EXTREMES:
            return self._extreme(node, _EXTREMES[name])
        if name == "len":
            return length(self, node)
        if name == "laid" and self.scope.layers is not None:
            return self._laid(node, self.scope.layers)
        if name not in _COUNTING:
            why = "there are any, all, count, len, min and max"
            known = [*_COUNTING, "len", *_EXTREMES, *self.scope.definitions()]
            raise UnknownName(node, name, f"'{name}' cannot be called", known, why=why)
        if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
            raise Wrong(node, f"{name} takes `CONDITION for x in SET`")
        return self._quantified(_COUNTING[name], node.args[0])

    def _laid(self, node: ast.Call, layers: Mapping[str, bool]) -> Typed:
        """`laid(LAYER)`, which is known when the spec is loaded."""
        if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Name):
            raise Wrong(node, "laid takes the name of a layer", "", "write laid(LAYER)")
        name = node.args[0].id
        if name not in layers:
            raise UnknownName(node.args[0], name, f"unknown layer '{name}'", layers)
        return Constant(layers[name]), TRUTH

    def _extreme(self, node: ast.Call, sign: Sign) -> Typed:
        """`min(a, b, c)`, as the smaller of two, and so on."""
        if len(node.args) < 2 or node.keywords:
            raise Wrong(node, f"{sign} takes two numbers or more", "", f"write {sign}(a, b)")
        first, *others = map(self.number, node.args)
        for other in others:
            first = Arithmetic(sign, first, other)
        return first, NUMBER

    def _quantified(self, kind: Counting, generator: ast.GeneratorExp) -> Typed:
        inner = self
        loops: list[tuple[str, str]] = []
        conditions: list[Expr] = []
        for part in generator.generators:
            if not isinstance(part.target, ast.Name):
                raise Wrong(part.target, "a loop has one variable")
            party, within = inner.looped(part.target.id, part.iter)
            inner = _Resolver(inner.scope.binding({part.target.id: Sort(party=party)}), self.left, self.depth)
            loops.append((part.target.id, party))
            conditions += [*within, *(inner.truth(test) for test in part.ifs)]
        tree = Quantifier(kind, inner.truth(generator.elt), tuple(loops), tuple(conditions))
        return tree, NUMBER if kind == "count" else TRUTH

    def looped(self, name: str, node: ast.expr) -> tuple[str, list[Expr]]:
        """The party over whose copies a loop goes, and what it asks of them: to be in a set, or another one."""
        if self._is_others(node):
            party = self.scope.party
            if name == party:
                raise Wrong(node, f"'{name}' is the copy itself", "others are the rest", "use another name")
            return party, [Compare("!=", Bound(name), Bound(party))]
        known = not isinstance(node, ast.Name) or self.scope.memory(node.id) or self.scope.definition(node.id)
        tree, sort = self.typed(node) if known else (TRUE, ANYTHING)
        if sort.collection != "set" or sort.element is None or sort.element != Sort(party=sort.element.party):
            return copy_set(self.scope.declared, node), []
        if any(part == Bound(name) for part in parts(tree)):
            raise Wrong(node, f"'{name}' is bound twice", "the set is that of another one", "use another name")
        return sort.element.party, [Collection("in", (Bound(name), tree))]
