"""Trees and rows as the language writes them: what was read, or changed since, as a person would have put it."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    Value,
)
from everystate.load.spec import Assignment, CopiesOf, Per, Row, Send, Spec, Variable

_PLAIN = re.compile(r"[A-Za-z_][\w.]*(?: == \w+)?")

# How tightly an operator binds; what is written inside a tighter one stands in parentheses.
_IF, _OR, _AND, _NOT, _COMPARED, _SUM, _REMAINDER, _LEAF = range(8)


def value_text(value: Value) -> str:
    """`none`, `true`, `3`, `asked`."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


class Writer:
    """Writes the trees of one spec. Inside a party, its own memory needs no name before it."""

    def __init__(self, spec: Spec, party: str = "") -> None:
        self.spec = spec
        self.party = party

    def expression(self, tree: Expr) -> str:
        """The text of a tree."""
        return self._bound(tree)[0]

    def _inside(self, tree: Expr, least: int) -> str:
        """In parentheses, where what stands around it binds tighter."""
        text, binds = self._bound(tree)
        return text if binds >= least else f"({text})"

    def _bound(self, tree: Expr) -> tuple[str, int]:
        """The text, and how tightly it binds."""
        match tree:
            case Not(Logic("or", items)) if member := self._member(items, "not in"):
                return member, _COMPARED
            case Not() | Logic() | Conditional():
                return self._junction(tree)
            case Compare(sign, left, right):
                return f"{self._inside(left, _SUM)} {sign} {self._inside(right, _SUM)}", _COMPARED
            case Arithmetic(sign, left, right):
                binds = _REMAINDER if sign == "%" else _SUM
                return f"{self._inside(left, binds)} {sign} {self._inside(right, binds + 1)}", binds
            case _:
                return self._leaf(tree), _LEAF

    def _junction(self, tree: Not | Logic | Conditional) -> tuple[str, int]:
        match tree:
            case Not(item):
                return f"not {self._inside(item, _NOT)}", _NOT
            case Conditional(test, then, other):
                return f"{self._inside(then, _OR)} if {self._inside(test, _OR)} else {self._inside(other, _OR)}", _IF
            case Logic(operator, items):
                if operator == "or" and (member := self._member(items, "in")):
                    return member, _COMPARED
                binds = _OR if operator == "or" else _AND
                return f" {operator} ".join(self._inside(item, binds + 1) for item in items), binds

    def _member(self, items: tuple[Expr, ...], word: str) -> str:
        """`x in (a, b)` for `x == a or x == b`; nothing, where it is none."""
        equal = [item for item in items if isinstance(item, Compare) and item.operator == "=="]
        if len(equal) < max(len(items), 2) or len({item.left for item in equal}) > 1:
            return ""
        values = ", ".join(self._inside(item.right, _SUM) for item in equal)
        return f"{self._inside(equal[0].left, _SUM)} {word} ({values})"

    def _leaf(self, tree: Expr) -> str:
        match tree:
            case Constant(value):
                return value_text(value)
            case Parameter(name) | Bound(name) | Only(name):
                return name
            case Size(party):
                return self._set(party)
            case Read():
                return self._read(tree)
            case _:
                return self._observation(tree)

    def _observation(self, tree: Expr) -> str:
        match tree:
            case Link():
                return self._link(tree)
            case Left(owner, name):
                return f"{owner}.{name}.left"
            case Phase():
                return "phase"
            case Quantifier(kind, element, loops, conditions):
                over = " ".join(f"for {name} in {self._set(party)}" for name, party in loops)
                kept = "".join(f" if {self._inside(condition, _OR)}" for condition in conditions)
                return f"{kind}({self.expression(element)} {over}{kept})"
            case _:
                raise AssertionError(tree)

    def _set(self, party: str) -> str:
        return self.spec.party(party).copies_name or party

    def _read(self, tree: Read) -> str:
        own = tree.party == self.party and tree.copy == Bound(self.party)
        copy = "" if own else f"{self._copy(tree.party, tree.copy)}."
        return f"{copy}{tree.name}{self._index(self.spec.party(tree.party).per(tree.name), tree.index)}"

    def _copy(self, party: str, tree: Expr) -> str:
        """A copy of a party; one that is computed, or a number, needs the party's name."""
        text = self.expression(tree)
        named = isinstance(tree, Bound | Only | Read) or tree == Constant(None)
        return text if named else f"{party}[{text}]"

    def _index(self, per: Iterable[Per], items: Iterable[Expr]) -> str:
        inside = ", ".join(self._copy(one.party, item) for one, item in zip(per, items, strict=True))
        return f"[{inside}]" if inside else ""

    def _link(self, tree: Link) -> str:
        ends = self.spec.connection(tree.connection).ends
        usual = all(index in (Bound(end.name), Only(end.party)) for index, end in zip(tree.index, ends, strict=True))
        index = "" if usual and self.party else self._index(ends, tree.index)
        end = f"[{ends[tree.end].name}]" if tree.end >= 0 else ""
        return f"{tree.connection}{index}.{tree.what}{end}{f'.{tree.part}' if tree.part else ''}"

    # -- rows -----------------------------------------------------------------------------------------------------

    def row(self, row: Row, states: tuple[str, ...]) -> str:
        """A row as it stands in a file, of a machine with these states."""
        parts = [f"trigger: {row.trigger}", f"source: {_sources(row, states)}"]
        if not row.defer:
            parts.append(f"dest: {row.dest or _quoted('=')}")
        if row.when != TRUE:
            parts.append(f"when: {_quoted(row.text or self.expression(row.when))}")
        if row.sets:
            parts.append(f"set: {{{', '.join(map(self.assignment, row.sets))}}}")
        if row.sends:
            parts.append(f"send: {_listed([self.send(send) for send in row.sends])}")
            parts += [f"to: {to}" for to in dict.fromkeys(map(self._to, row.sends)) if to]
        parts += [f"{key}: true" for key in ("choice", "defer") if getattr(row, key)]
        parts += [f"fair: {row.fair}"] if row.fair else []
        return f"{{{', '.join([*parts, *([f'dead: {_quoted(row.dead)}'] if row.dead else [])])}}}"

    def assignment(self, assignment: Assignment) -> str:
        """`"former[agent]": idle`."""
        parties = [item.party for item in self._variable(assignment).domain if isinstance(item, CopiesOf)]
        value = assignment.value
        text = self._copy(parties[0], value) if parties else self.expression(value)
        return f"{_quoted(self.target(assignment))}: {_quoted(text)}"

    def target(self, assignment: Assignment) -> str:
        """`former[agent]`."""
        return f"{assignment.variable}{self._index(self._variable(assignment).per, assignment.index)}"

    def _variable(self, assignment: Assignment) -> Variable:
        return next(v for v in self.spec.party(self.party).variables if v.name == assignment.variable)

    def send(self, send: Send) -> str:
        """`RequestVote(term=current)`."""
        inside = ", ".join(f"{name}={self.expression(value)}" for name, value in send.arguments)
        text = f"{send.message}({inside})" if inside else send.message
        return f'"{text}"' if "," in text else text

    def _to(self, send: Send) -> str:
        if send.to is not None:
            return _quoted(self.expression(send.to))
        return send.to_end or (self._set(send.to_all) if send.to_all else "")


def _sources(row: Row, states: tuple[str, ...]) -> str:
    return '"*"' if len(states) > 1 and row.sources == states else _listed(row.sources)


def _listed(items: Iterable[str]) -> str:
    """One item by itself, several in brackets."""
    texts = list(items)
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """In quotes, unless it is a word or a plain comparison."""
    return text if _PLAIN.fullmatch(text) else f'"{" ".join(text.split())}"'
