"""Formulas in negation normal form, each stored once under a number, simplified on construction.

Only literals, conjunctions, disjunctions, X, U and R are left: `F f` is `true U f`, `G f` is `false R f`, `f W g` is
`g R (f || g)`, `f M g` is `g U (f && g)`.

The simplifications are those of F. Somenzi and R. Bloem (Efficient Büchi Automata from LTL Formulae, CAV 2000, section
3) and of K. Etessami and G. Holzmann (Optimizing Büchi Automata, CONCUR 2000, section 4: eventual and universal
formulas) that look at no more than a formula and its parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from everystate.temporal.formula import Atom, Binary, Formula, Truth, TwoOperands, Unary

FALSE, TRUE = 0, 1
Kind = Literal["truth", "atom", "not", "and", "or", "X", "U", "R"]
_DUAL: dict[Kind, Kind] = {"atom": "not", "not": "atom", "and": "or", "or": "and", "X": "X", "U": "R", "R": "U"}


@dataclass(frozen=True)
class Node:
    """A formula over the numbers of its parts; `and` and `or` have two or more, in ascending order.

    It is eventual if whatever letters come before a word that satisfies it, the whole still does; universal if whatever
    letters are taken off the front of such a word, the rest still does.
    """

    kind: Kind
    parts: tuple[int, ...] = ()
    name: str = ""
    eventual: bool = False
    universal: bool = False


class Normal:
    """Formulas by number."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[tuple[Kind, tuple[int, ...], str], int] = {}
        self._negated: dict[int, int] = {}
        for name in ("false", "true"):
            self._number("truth", name=name)
        self._negated = {FALSE: TRUE, TRUE: FALSE}

    # -- from a formula -------------------------------------------------------------------------------------------

    def number(self, formula: Formula) -> int:
        """The number of a formula."""
        return self._reading(formula, True, {})

    def _reading(self, formula: Formula, positive: bool, known: dict[tuple[Formula, bool], int]) -> int:
        """The number of a formula, or of its negation; `known` keeps `<->` from doubling the work at each level."""
        key = (formula, positive)
        if key not in known:
            known[key] = self._read(formula, positive, known)
        return known[key]

    def _read(self, formula: Formula, positive: bool, known: dict[tuple[Formula, bool], int]) -> int:
        match formula:
            case Truth(value):
                return TRUE if value is positive else FALSE
            case Atom(name):
                return self._number("atom" if positive else "not", name=name)
            case Unary("!", operand):
                return self._reading(operand, not positive, known)
            case Unary(operator, operand):
                one = self._reading(operand, True, known)
                made = {"X": self.following, "F": self.eventually, "G": self.always}[operator](one)
                return made if positive else self.negation(made)
            case Binary(operator, left, right):
                made = self._binary(operator, self._reading(left, True, known), self._reading(right, True, known))
                return made if positive else self.negation(made)

    def _binary(self, operator: TwoOperands, left: int, right: int) -> int:
        match operator:
            case "&&" | "||":
                return self._junction("and" if operator == "&&" else "or", [left, right])
            case "->":
                return self.disjunction([self.negation(left), right])
            case "<->":
                neither = self.conjunction([self.negation(left), self.negation(right)])
                return self.disjunction([self.conjunction([left, right]), neither])
            case "U" | "R":
                return self._lasting(operator, left, right)
            case "W":
                return self.release(right, self.disjunction([left, right]))
            case "M":
                return self.until(right, self.conjunction([left, right]))

    def formula(self, number: int) -> Formula:
        """The formula of a number."""
        node = self.nodes[number]
        parts = [self.formula(part) for part in node.parts]
        match node.kind:
            case "truth":
                return Truth(number == TRUE)
            case "atom":
                return Atom(node.name)
            case "not":
                return Unary("!", Atom(node.name))
            case "X":
                return Unary("X", parts[0])
            case "U" | "R":
                return Binary(node.kind, parts[0], parts[1])
            case _:
                made = parts[0]
                for part in parts[1:]:
                    made = Binary("&&" if node.kind == "and" else "||", made, part)
                return made

    # -- construction --------------------------------------------------------------------------------------------

    def negation(self, number: int) -> int:
        """Not f."""
        if number not in self._negated:
            node = self.nodes[number]
            parts = tuple(self.negation(part) for part in node.parts)
            made = self._make(_DUAL[node.kind], parts, node.name)
            self._negated[number] = made
            self._negated.setdefault(made, number)
        return self._negated[number]

    def conjunction(self, parts: Iterable[int]) -> int:
        """All of these."""
        return self._junction("and", parts)

    def disjunction(self, parts: Iterable[int]) -> int:
        """Any of these."""
        return self._junction("or", parts)

    def following(self, part: int) -> int:
        """X f."""
        node = self.nodes[part]
        if node.kind == "truth" or (node.eventual and node.universal):
            return part
        return self._number("X", (part,))

    def eventually(self, part: int) -> int:
        """F f."""
        return self.until(TRUE, part)

    def always(self, part: int) -> int:
        """G f."""
        return self.release(FALSE, part)

    def until(self, left: int, right: int) -> int:
        """Left U right."""
        return self._lasting("U", left, right)

    def release(self, left: int, right: int) -> int:
        """Left R right."""
        return self._lasting("R", left, right)

    def _make(self, kind: Kind, parts: tuple[int, ...], name: str) -> int:
        match kind:
            case "and" | "or":
                return self._junction(kind, parts)
            case "X":
                return self.following(parts[0])
            case "U" | "R":
                return self._lasting(kind, *parts)
            case _:
                return self._number(kind, name=name)

    def _lasting(self, kind: Literal["U", "R"], left: int, right: int) -> int:
        """U, and R, which is the same with true and false, eventual and universal, and `and` and `or` exchanged."""
        whole, nothing = (TRUE, FALSE) if kind == "U" else (FALSE, TRUE)
        node = self.nodes[right]
        if left in (nothing, right) or right in (TRUE, FALSE) or (node.eventual if kind == "U" else node.universal):
            return right
        if self.negation(left) == right:  # !f U f is F f, and !f R f is G f
            left = whole
        if node.kind == kind and (left == node.parts[0] or left == whole):  # f U (f U g); F (f U g)
            return self._lasting(kind, left, node.parts[1])
        if self.nodes[left].kind == kind and self.nodes[left].parts[1] == right:  # (f U g) U g
            return self._lasting(kind, self.nodes[left].parts[0], right)
        if node.kind == "X" and self.nodes[left].kind == "X":
            return self.following(self._lasting(kind, self.nodes[left].parts[0], node.parts[0]))
        if node.kind == "X" and left == whole:  # F X f is X F f
            return self.following(self._lasting(kind, left, node.parts[0]))
        return self._number(kind, (left, right))

    def _junction(self, kind: Literal["and", "or"], parts: Iterable[int]) -> int:
        whole, nothing = (TRUE, FALSE) if kind == "and" else (FALSE, TRUE)
        found = self._gathered(kind, self._flat(kind, parts))
        if nothing in found or any(self.negation(part) in found for part in found):
            return nothing
        other = "or" if kind == "and" else "and"
        kept = tuple(
            part
            for part in sorted(found - {whole})
            if not (self.nodes[part].kind == other and found & set(self.nodes[part].parts))  # f && (f || g) is f
        )
        if len(kept) < 2:
            return kept[0] if kept else whole
        return self._number(kind, kept)

    def _flat(self, kind: Kind, parts: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for part in parts:
            found.update(self.nodes[part].parts if self.nodes[part].kind == kind else (part,))
        return found

    def _gathered(self, kind: Literal["and", "or"], parts: set[int]) -> set[int]:
        """`G f && G g` as `G (f && g)`, `F f || F g` as `F (f || g)`, and so on: one operator instead of two."""
        lasting, left = ("R", FALSE) if kind == "and" else ("U", TRUE)
        alike = [n for n in parts if self.nodes[n].kind == lasting and self.nodes[n].parts[0] == left]
        if len(alike) < 2:
            return parts
        inside = self._junction(kind, [self.nodes[number].parts[1] for number in alike])
        return parts - set(alike) | {self.always(inside) if kind == "and" else self.eventually(inside)}

    # -- numbers --------------------------------------------------------------------------------------------------

    def _number(self, kind: Kind, parts: tuple[int, ...] = (), name: str = "") -> int:
        key = (kind, parts, name)
        if key not in self._numbers:
            self._numbers[key] = len(self.nodes)
            eventual, universal = self._lasts(kind, parts, "eventual"), self._lasts(kind, parts, "universal")
            self.nodes.append(Node(kind, parts, name, eventual, universal))
        return self._numbers[key]

    def _lasts(self, kind: Kind, parts: tuple[int, ...], which: Literal["eventual", "universal"]) -> bool:
        """Whether it is eventual, or universal, as far as its parts show."""
        inherited = all(getattr(self.nodes[part], which) for part in parts)
        match kind:
            case "atom" | "not":
                return False
            case "U" if which == "eventual":
                return inherited or parts[0] == TRUE
            case "R" if which == "universal":
                return inherited or parts[0] == FALSE
            case _:
                return inherited
