"""Expressions and rows back to text, in the words of the language, with the copies put in that are bound."""

from __future__ import annotations

from collections.abc import Mapping

from everystate.compose.network import shown
from everystate.load.expression import (
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
from everystate.load.spec import CopiesOf, Machine, Row, Send, Spec

_BINDS = {"or": 1, "and": 2, "not": 3, "compare": 4, "sum": 5, "product": 6, "leaf": 9}


class Phrasing:
    """Prints expressions of one spec; `bound` says what a bound name is to be called, `own` whose memory is read."""

    def __init__(self, spec: Spec, bound: Mapping[str, str] | None = None, own: str = "") -> None:
        self.spec = spec
        self.bound = dict(bound or {})
        self.own = own
        self.sets = {party.name: party.copies_name for party in spec.parties}

    def binding(self, extra: Mapping[str, str]) -> Phrasing:
        """The same, with more names bound."""
        return Phrasing(self.spec, {**self.bound, **extra}, self.own)

    def __call__(self, tree: Expr, above: str = "or") -> str:
        """The text of an expression; in parentheses, if what it stands in binds closer."""
        kind, text = self._said(tree)
        return f"({text})" if _BINDS[kind] < _BINDS[above] else text

    def _said(self, tree: Expr) -> tuple[str, str]:
        """How close it binds, and its text."""
        made = ("leaf", "")
        match tree:
            case Not(item):
                made = "not", f"not {self(item, 'not')}"
            case Logic():
                made = self._logic(tree)
            case Compare(sign, left, right):
                made = "compare", f"{self._beside(left, right)} {sign} {self._beside(right, left)}"
            case Arithmetic("-", Constant(0), right):
                made = "product", f"-{self(right, 'leaf')}"
            case Arithmetic("%", left, right):
                made = "product", f"{self(left, 'product')} % {self(right, 'leaf')}"
            case Arithmetic(sign, left, right):
                made = "sum", f"{self(left, 'sum')} {sign} {self(right, 'product')}"
            case Conditional(test, then, other):
                made = "or", f"{self(then, 'and')} if {self(test, 'and')} else {self(other, 'and')}"
            case _:
                made = "leaf", self._observed(tree) or self._leaf(tree)
        return made

    def _beside(self, tree: Expr, other: Expr) -> str:
        """One side of a comparison; a number that is compared with copies is a copy."""
        party = held_by(self.spec, other.party, other.name) if isinstance(other, Read) else ""
        return self.copy(party, tree) if party else self(tree, "sum")

    def _logic(self, tree: Logic) -> tuple[str, str]:
        if member := membership(tree):
            left, values = member
            return "compare", f"{self(left, 'sum')} in ({', '.join(self._beside(value, left) for value in values)})"
        if copy := copies_member(tree):
            return "compare", f"{self(copy[0], 'sum')} in {self.sets[copy[1]] or copy[1]}"
        return tree.operator, f" {tree.operator} ".join(self(item, "not") for item in tree.items)

    def _leaf(self, tree: Expr) -> str:
        match tree:
            case Constant(value):
                return shown(value)
            case Bound(name):
                return self.bound.get(name, name)
            case Parameter(name) | Only(name):
                return name
            case Size(party):
                return self.sets[party] or party
            case _:
                raise AssertionError(tree)

    def _observed(self, tree: Expr) -> str:
        match tree:
            case Phase():
                return "phase"
            case Left(owner, name):
                return f"{owner}.{name}.left"
            case Read():
                return self._read(tree)
            case Link():
                return self._link(tree)
            case Quantifier():
                return self._quantifier(tree)
            case _:
                return ""

    def _read(self, tree: Read) -> str:
        index = f"[{', '.join(map(self, tree.index))}]" if tree.index else ""
        if self.own == tree.party and tree.copy == Bound(tree.party):
            return f"{tree.name}{index}"
        return f"{self.copy(tree.party, tree.copy)}.{tree.name}{index}"

    def copy(self, party: str, tree: Expr) -> str:
        """A copy of a party: a name of one, or the party with its number."""
        text = self(tree)
        return text if isinstance(tree, Bound | Only | Read) or tree == Constant(None) else f"{party}[{text}]"

    def _link(self, tree: Link) -> str:
        ends = self.spec.connection(tree.connection).ends
        inside = ", ".join(self.copy(end.party, item) for end, item in zip(ends, tree.index, strict=True))
        end = "" if tree.end < 0 else f"[{ends[tree.end].name}]"
        part = f".{tree.part}" if tree.part else ""
        return f"{tree.connection}[{inside}].{tree.what}{end}{part}"

    def _quantifier(self, tree: Quantifier) -> str:
        inner = Phrasing(self.spec, {k: v for k, v in self.bound.items() if k not in dict(tree.loops)}, self.own)
        loops = " ".join(f"for {name} in {self.sets[party]}" for name, party in tree.loops)
        tests = f" if {' and '.join(inner(test, 'and') for test in tree.conditions)}" if tree.conditions else ""
        return f"{tree.kind}({inner(tree.element)} {loops}{tests})"


def held_by(spec: Spec, party: str, variable: str) -> str:
    """The party whose copies a variable holds; none, if it holds something else."""
    for item in spec.party(party).variables:
        if item.name == variable:
            return next((part.party for part in item.domain if isinstance(part, CopiesOf)), "")
    return ""


def membership(tree: Expr) -> tuple[Expr, tuple[Expr, ...]] | None:
    """The sides of `left in (a, b)`, which is kept as comparisons with each."""
    if not (isinstance(tree, Logic) and tree.operator == "or" and len(tree.items) > 1):
        return None
    found = [item for item in tree.items if isinstance(item, Compare) and item.operator == "=="]
    if len(found) < len(tree.items) or any(item.left != found[0].left for item in found):
        return None
    return found[0].left, tuple(item.right for item in found)


def copies_member(tree: Expr) -> tuple[Expr, str] | None:
    """The sides of `left in servers`, which is kept as two comparisons of numbers."""
    match tree:
        case Logic("and", (Compare(">=", one, Constant(0)), Compare("<", two, Size(party)))) if one == two:
            return one, party
        case _:
            return None


def row_outline(machine: Machine, row: Row) -> str:
    """What sets a row off, and from where to where it leads."""
    sources = "*" if row.sources == machine.states and len(row.sources) > 1 else ", ".join(row.sources)
    return f"{row.trigger}: {sources}" + (" waits" if row.defer else f" → {row.dest or '='}")


def row_text(spec: Spec, machine: Machine, row: Row) -> str:
    """A row in one line: what sets it off, from where to where, on which condition, what it sets and sends."""
    phrase = Phrasing(spec, own=machine.party)
    parts = [row_outline(machine, row)]
    if row.text:
        parts.append(f"when {' '.join(row.text.split())}")
    for item in row.sets:
        index = f"[{', '.join(map(phrase, item.index))}]" if item.index else ""
        party = held_by(spec, machine.party, item.variable)
        value = phrase.copy(party, item.value) if party else phrase(item.value)
        parts.append(f"set {item.variable}{index} = {value}")
    if row.sends:
        parts.append(f"send {', '.join(_send(send, phrase) for send in row.sends)}")
    return "; ".join(parts)


def _send(send: Send, phrase: Phrasing) -> str:
    inside = ", ".join(f"{name}={phrase(value)}" for name, value in send.arguments)
    return f"{send.message}({inside})" if inside else send.message
