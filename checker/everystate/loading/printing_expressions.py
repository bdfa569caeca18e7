"""Expressions as the language writes them: what was read, or changed since, as a person would have put it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from everystate.loading.expression import (
    Arithmetic,
    Bound,
    Collection,
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
    membership,
    shown,
)
from everystate.loading.spec import Spec


class Binds(IntEnum):
    """How tightly what is written holds together; inside something tighter it stands in parentheses."""

    IF = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARED = 4
    UNION = 5
    BOTH = 6
    SUM = 7
    PRODUCT = 8
    LEAF = 9


_BRACKETS = {"list": "[{}]", "set": "{{{}}}"}
_BINDS = {"|": Binds.UNION, "&": Binds.BOTH, "+": Binds.SUM, "-": Binds.SUM}


@dataclass(frozen=True)
class ExpressionWriter:
    """Writes the expressions of one spec. Inside a party, its own memory needs no name before it.

    `called` says what names that are bound are called instead: the copies that they stand for.
    """

    spec: Spec
    party: str = ""
    called: Mapping[str, str] = field(default_factory=dict[str, str])

    def expression(self, tree: Expr) -> str:
        """The text of a tree."""
        return self.written(tree)[0]

    def inside(self, tree: Expr, least: int) -> str:
        """The text, in parentheses where what stands around it binds tighter."""
        text, binds = self.written(tree)
        return text if binds >= least else f"({text})"

    def written(self, tree: Expr) -> tuple[str, int]:
        """The text, and how tightly it binds."""
        match tree:
            case Not() | Logic() | Conditional() | Collection("in"):
                return self._junction(tree)
            case Compare():
                return self._comparison(tree)
            case Arithmetic("-", Constant(0), right):
                return f"-{self.inside(right, Binds.LEAF)}", Binds.PRODUCT
            case Arithmetic(sign, left, right):
                if sign in ("min", "max"):
                    return f"{sign}({', '.join(map(self.expression, _extremes(tree)))})", Binds.LEAF
                binds, party = _BINDS.get(sign, Binds.PRODUCT), self._elements(tree) or ""
                return f"{self.holding(left, party, binds)} {sign} {self.holding(right, party, binds + 1)}", binds
            case _:
                return self._leaf(tree), Binds.LEAF

    def _comparison(self, tree: Compare) -> tuple[str, int]:
        if isinstance(tree.left, Read) and self._is_timer(tree.left):
            return f"{self._read(tree.left)}.running", Binds.LEAF
        sides = self._side(tree.left, tree.right), self._side(tree.right, tree.left)
        return f" {tree.operator} ".join(sides), Binds.COMPARED

    def _junction(self, tree: Not | Logic | Conditional | Collection) -> tuple[str, int]:
        match tree:
            case Not(item):
                text = self._member(item, "not in")
                return (text, Binds.COMPARED) if text else (f"not {self.inside(item, Binds.NOT)}", Binds.NOT)
            case Conditional():
                then, test, other = (self.inside(part, Binds.OR) for part in (tree.then, tree.test, tree.other))
                return f"{then} if {test} else {other}", Binds.IF
            case Collection():
                return self._member(tree, "in"), Binds.COMPARED
            case Logic(operator, items):
                if text := self._member(tree, "in"):
                    return text, Binds.COMPARED
                binds = Binds.OR if operator == "or" else Binds.AND
                return f" {operator} ".join(self.inside(item, binds + 1) for item in items), binds

    def _member(self, tree: Expr, word: str) -> str:
        """`x in (a, b)`, `x in servers`; nothing, where it is none."""
        match membership(tree):
            case None:
                return self._element(tree, word) if isinstance(tree, Collection) and tree.operator == "in" else ""
            case left, (Size() as copies,):
                return f"{self.inside(left, Binds.SUM)} {word} {self.set_of(copies.party)}"
            case left, values:
                inside = ", ".join(self._side(value, left) for value in values)
                return f"{self.inside(left, Binds.SUM)} {word} ({inside})"

    def _side(self, tree: Expr, other: Expr) -> str:
        """A side of a comparison; what is compared with a variable that holds copies is one of them."""
        if (holding := self._elements(other)) is not None:
            return self.holding(tree, holding, Binds.SUM)
        party = self.copies_of(other) if isinstance(other, Read | Collection) else ""
        return self.copy(party, tree) if party else self.inside(tree, Binds.SUM)

    # -- lists and sets -------------------------------------------------------------------------------------------

    def copies_of(self, tree: Expr) -> str:
        """The party of which an expression says a copy, or copies in a list or a set; empty where that is not known."""
        match tree:
            case Read(party, _, name):
                return self.spec.party(party).copies_in(name)
            case Collection("item" | "slice", (whole, *_)):
                return self.copies_of(whole)
            case Collection("list" | "set", items):
                return next(filter(None, map(self.copies_of, items)), "")
            case _:
                return ""

    def _elements(self, tree: Expr) -> str | None:
        """The party whose copies are in a list or a set, empty where there are none; None for anything else."""
        match tree:
            case Read(party, _, name) if self.spec.party(party).collects(name):
                return self.copies_of(tree)
            case Collection("list" | "set" | "slice"):
                return self.copies_of(tree)
            case Arithmetic(_, left, right):
                one, other = self._elements(left), self._elements(right)
                return one or other if one is not None else other
            case _:
                return None

    def holding(self, tree: Expr, party: str, least: int) -> str:
        """A list or a set that holds copies of a party, if there is one."""
        if party and isinstance(tree, Collection) and tree.operator in ("list", "set"):
            return _BRACKETS[tree.operator].format(", ".join(self.copy(party, item) for item in tree.items))
        return self.inside(tree, least)

    def _element(self, tree: Collection, word: str) -> str:
        item, whole = tree.items
        party = self._elements(whole)
        text = self.copy(party, item) if party else self.inside(item, Binds.SUM)
        return f"{text} {word} {self.inside(whole, Binds.SUM)}"

    def _collection(self, tree: Collection) -> str:
        texts = [self.expression(item) for item in tree.items]
        match tree.operator:
            case "len":
                return f"len({texts[0]})"
            case "item" | "slice":
                low = "" if tree.items[1:] == (Constant(0), *tree.items[2:]) and texts[2:] else texts[1]
                index = texts[1] if tree.operator == "item" else f"{low}:{''.join(texts[2:])}"
                return f"{self.inside(tree.items[0], Binds.LEAF)}[{index}]"
            case operator:
                return _BRACKETS[operator].format(", ".join(texts))

    def _leaf(self, tree: Expr) -> str:
        match tree:
            case Constant(value):
                return shown(value)
            case Bound(name):
                return self.called.get(name, name)
            case Parameter(name) | Only(name):
                return name
            case Size(party):
                return self.copies(party)
            case _:
                return self._observation(tree)

    def _observation(self, tree: Expr) -> str:
        match tree:
            case Read():
                return self._read(tree)
            case Link():
                return self._link(tree)
            case Left(owner, name):
                return f"{owner}.{name}.left"
            case Phase():
                return "phase"
            case Quantifier():
                return self._quantifier(tree)
            case Collection():
                return self._collection(tree)
            case _:
                raise AssertionError(tree)

    def _quantifier(self, tree: Quantifier) -> str:
        loops = dict(tree.loops)
        inner = replace(self, called={name: text for name, text in self.called.items() if name not in loops})
        over = " ".join(f"for {name} in {self.set_of(party)}" for name, party in tree.loops)
        kept = "".join(f" if {inner.inside(condition, Binds.OR)}" for condition in tree.conditions)
        return f"{tree.kind}({inner.expression(tree.element)} {over}{kept})"

    def set_of(self, party: str) -> str:
        """The set of the copies of a party: the party itself, if the name of their number is also that of another."""
        name = self.spec.party(party).copies_name
        return party if sum(other.copies_name == name for other in self.spec.parties) > 1 else name or party

    def copies(self, party: str) -> str:
        """The set of the copies of a party, which is their number, too."""
        return self.spec.party(party).copies_name or party

    def _read(self, tree: Read) -> str:
        own = tree.party == self.party and tree.copy == Bound(self.party)
        copy = "" if own else f"{self.copy(tree.party, tree.copy)}."
        return f"{copy}{tree.name}{indexed(map(self.expression, tree.index))}"

    def _is_timer(self, tree: Read) -> bool:
        return any(timer.name == tree.name for timer in self.spec.party(tree.party).timers)

    def copy(self, party: str, tree: Expr) -> str:
        """A copy of a party; one that is computed, or a number, needs the party's name."""
        names = self.spec.party(party).names
        if isinstance(tree, Constant) and type(tree.value) is int and 0 <= tree.value < len(names):
            return names[tree.value]
        text = self.expression(tree)
        named = isinstance(tree, Bound | Only | Read | Size | Collection) or tree == Constant(None)
        return text if named else f"{party}[{text}]"

    def _link(self, tree: Link) -> str:
        ends = self.spec.connection(tree.connection).ends
        joined = list(zip(ends, tree.index, strict=True))
        usual = all(index in (Bound(end.name), Only(end.party)) for end, index in joined)
        short = usual and self.party and not self.called
        index = "" if short else indexed(self.copy(end.party, index) for end, index in joined)
        end = f"[{ends[tree.end].name}]" if tree.end >= 0 else ""
        return f"{tree.connection}{index}.{tree.what}{end}{f'.{tree.part}' if tree.part else ''}"


def _extremes(tree: Arithmetic) -> list[Expr]:
    """What the smallest or the largest is taken of."""
    left = tree.left
    if isinstance(left, Arithmetic) and left.operator == tree.operator:
        return [*_extremes(left), tree.right]
    return [left, tree.right]


def indexed(items: Iterable[str]) -> str:
    """`[0, agent]`; empty without items."""
    inside = ", ".join(items)
    return f"[{inside}]" if inside else ""
