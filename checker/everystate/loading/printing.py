"""Trees and rows as the language writes them: what was read, or changed since, as a person would have put it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from everystate.loading.expression import (
    TRUE,
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
from everystate.loading.party import Assignment, Known, Row, Send, TimerChange
from everystate.loading.spec import Held, Spec

_PLAIN = re.compile(r"[A-Za-z_][\w.]*(?: == \w+)?")


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
class Writer:
    """Writes the trees of one spec. Inside a party, its own memory needs no name before it.

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
                return f"{self._holding(left, party, binds)} {sign} {self._holding(right, party, binds + 1)}", binds
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
            return self._holding(tree, holding, Binds.SUM)
        party = self.copies_of(other) if isinstance(other, Read | Collection) else ""
        return self._copy(party, tree) if party else self.inside(tree, Binds.SUM)

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

    def _holding(self, tree: Expr, party: str, least: int) -> str:
        """A list or a set that holds copies of a party, if there is one."""
        if party and isinstance(tree, Collection) and tree.operator in ("list", "set"):
            return _BRACKETS[tree.operator].format(", ".join(self._copy(party, item) for item in tree.items))
        return self.inside(tree, least)

    def _element(self, tree: Collection, word: str) -> str:
        item, whole = tree.items
        party = self._elements(whole)
        text = self._copy(party, item) if party else self.inside(item, Binds.SUM)
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
        copy = "" if own else f"{self._copy(tree.party, tree.copy)}."
        return f"{copy}{tree.name}{_indexed(map(self.expression, tree.index))}"

    def _is_timer(self, tree: Read) -> bool:
        return any(timer.name == tree.name for timer in self.spec.party(tree.party).timers)

    def _copy(self, party: str, tree: Expr) -> str:
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
        index = "" if short else _indexed(self._copy(end.party, index) for end, index in joined)
        end = f"[{ends[tree.end].name}]" if tree.end >= 0 else ""
        return f"{tree.connection}{index}.{tree.what}{end}{f'.{tree.part}' if tree.part else ''}"

    # -- rows -----------------------------------------------------------------------------------------------------

    def row(self, row: Row, states: tuple[str, ...]) -> str:
        """A row as it stands in a file, of a machine with these states."""
        if row.rank == 2 and row.dest is None and not (row.sends or row.sets or row.dead or row.when != TRUE):
            return f"ignores: {row.trigger}"
        parts = [f"trigger: {row.trigger}", f"source: {_sources(row, states)}"]
        if not row.defer:
            parts.append(f"dest: {row.dest or _quoted('=')}")
        if row.when != TRUE:
            parts.append(f"when: {_quoted(row.text or self.expression(row.when))}")
        if row.sets:
            parts.append(f"set: {{{', '.join(map(self.assignment, row.sets))}}}")
        if row.sends:
            sends = [self._sent(send) for send in row.sends]
            parts.append(f"send: {sends[0] if len(sends) == 1 else '[' + ', '.join(sends) + ']'}")
            parts += [f"to: {to}" for to in dict.fromkeys(map(self._to, row.sends)) if to]
        for kind in ("start", "stop"):
            if changed := [self.timer(change) for change in row.timers if change.kind == kind]:
                parts.append(f"{kind}: {_listed(changed)}")
        parts += ["otherwise: true"] if row.rank else []
        parts += [f"{key}: true" for key in ("in_any_order", "choice", "defer") if getattr(row, key)]
        parts += [f"fair: {row.fair}"] if row.fair else []
        return f"{{{', '.join([*parts, *([self._dead(row)] if row.dead else [])])}}}"

    def _dead(self, row: Row) -> str:
        reasons = [self._known(known) for known in row.dead]
        listed = ", ".join(reasons)
        return f"dead: {listed}" if len(reasons) == 1 else f"dead: [{listed}]"

    def _known(self, known: Known) -> str:
        reason = _quoted(known.reason)
        return reason if known.when == TRUE else f"{{when: {_quoted(self.expression(known.when))}, reason: {reason}}}"

    def assignment(self, assignment: Assignment) -> str:
        """`"former[agent]": idle`."""
        return f"{_quoted(self.target(assignment))}: {_quoted(self.value(assignment))}"

    def target(self, assignment: Assignment) -> str:
        """`former[agent]`."""
        return f"{assignment.variable}{_indexed(map(self.expression, assignment.index))}"

    def timer(self, change: TimerChange) -> str:
        """`patience[agent]`."""
        return f"{change.timer}{_indexed(map(self.expression, change.index))}"

    def value(self, assignment: Assignment) -> str:
        """`idle`, `interaction_server[0]`."""
        party = self.spec.party(self.party).copies_in(assignment.variable)
        if not party or self.spec.party(self.party).collects(assignment.variable):
            return self._holding(assignment.value, party, Binds.IF)
        return self._copy(party, assignment.value)

    def send(self, send: Send) -> str:
        """`RequestVote(term=current)`."""
        inside = ", ".join(f"{name}={self.expression(value)}" for name, value in send.arguments)
        return f"{send.message}({inside})" if inside else send.message

    def _sent(self, send: Send) -> str:
        text = _listed([self.send(send)])
        return text if send.when == TRUE else f"{{{text}: {_quoted(self.expression(send.when))}}}"

    def held(self, held: Held) -> str:
        """`Token(lap=0) if left == 0`."""
        send = Send(held.message, held.arguments, held.place, when=held.when)
        return f"{self.send(send)}{self.condition(send)}"

    def receivers(self, party: str) -> str:
        """The copies of a party that get what a row sends: by the name of their set, or the others of its own."""
        return self.spec.party(party).copies_name or ("others" if party == self.party else party)

    def condition(self, send: Send) -> str:
        """` if reports == asked`; empty where it is sent whatever the state."""
        return "" if send.when == TRUE else f" if {self.expression(send.when)}"

    def _to(self, send: Send) -> str:
        if send.to is not None:
            return _quoted(self.expression(send.to))
        return send.to_end or (self.receivers(send.to_all) if send.to_all else "")


def _extremes(tree: Arithmetic) -> list[Expr]:
    """What the smallest or the largest is taken of."""
    left = tree.left
    if isinstance(left, Arithmetic) and left.operator == tree.operator:
        return [*_extremes(left), tree.right]
    return [left, tree.right]


def _indexed(items: Iterable[str]) -> str:
    inside = ", ".join(items)
    return f"[{inside}]" if inside else ""


def _sources(row: Row, states: tuple[str, ...]) -> str:
    return '"*"' if len(states) > 1 and row.sources == states else _listed(row.sources)


def _listed(items: Iterable[str]) -> str:
    """One item by itself, several in brackets; in quotes, where there is a comma or a bracket in it."""
    texts = [f'"{item}"' if "," in item or "[" in item else item for item in items]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """In quotes, unless it is a word or a plain comparison."""
    return text if _PLAIN.fullmatch(text) else f'"{" ".join(text.split())}"'
