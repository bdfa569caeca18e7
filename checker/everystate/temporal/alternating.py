"""A formula as a very weak alternating automaton, and that as a generalised Büchi automaton.

P. Gastin and D. Oddoux: Fast LTL to Büchi Automata Translation, CAV 2001, LNCS 2102, p. 53, sections 3 and 4.

Sets are bits of numbers: of atoms, of states of the alternating automaton (parts of the formula that are literals, or
begin with X, U or R), and of the U among them, each of which gives an acceptance set.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from everystate.temporal.formula import FormulaError
from everystate.temporal.normal import TRUE, Normal

MAX_WORK = 400_000


class Cube(NamedTuple):
    """For the letters with all `required` atoms and no `forbidden` one: a set of states to be in together."""

    required: int
    forbidden: int
    states: int


class RawArc(NamedTuple):
    """An arc as numbers; the last three are sets."""

    target: int
    required: int
    forbidden: int
    accepts: int


class Raw(NamedTuple):
    """An automaton as numbers. `acceptance` is the set of all acceptance sets."""

    initial: list[int]
    arcs: list[list[RawArc]]
    acceptance: int


_ANY = Cube(0, 0, 0)


class Alternating:
    """The states of the alternating automaton and their arcs, made when asked for."""

    def __init__(self, normal: Normal, atoms: list[str]) -> None:
        self.normal = normal
        self.atoms = {name: 1 << n for n, name in enumerate(atoms)}
        self.work = 0
        self._bits: dict[int, int] = {}
        self._numbers: list[int] = []
        self._untils = 0
        self._cubes: dict[int, list[Cube]] = {}

    def automaton(self, formula: int) -> Raw:
        """The generalised Büchi automaton for the formula of this number.

        Raises:
            FormulaError: it would be too much work.
        """
        self._name_states(formula)
        sets = [cube.states for cube in self._together(formula)]
        known = {states: n for n, states in enumerate(dict.fromkeys(sets))}
        found: list[list[tuple[Cube, int]]] = []
        for states in (queue := list(known)):
            found.append(self._arcs(states))
            for cube, _ in found[-1]:
                if cube.states not in known:
                    known[cube.states] = len(known)
                    queue.append(cube.states)
        arcs = [
            [RawArc(known[cube.states], cube.required, cube.forbidden, accepts) for cube, accepts in here]
            for here in found
        ]
        return Raw(sorted({known[states] for states in sets}), arcs, self._untils)

    # -- the alternating automaton --------------------------------------------------------------------------------

    def _name_states(self, formula: int) -> None:
        """Each part of the formula that is a state gets a bit."""
        stack, seen = [formula], {formula}
        while stack:
            number = stack.pop()
            node = self.normal.nodes[number]
            if node.kind not in {"truth", "and", "or"}:
                self._bits[number] = 1 << len(self._numbers)
                self._untils |= self._bits[number] if node.kind == "U" else 0
                self._numbers.append(number)
            stack += [part for part in node.parts if part not in seen]
            seen.update(node.parts)

    def _together(self, number: int) -> list[Cube]:
        """The formula as sets of states, any of which will do."""
        node = self.normal.nodes[number]
        match node.kind:
            case "truth":
                return [_ANY] if number == TRUE else []
            case "and":
                return self._all(self._together(part) for part in node.parts)
            case "or":
                return self._minimal(cube for part in node.parts for cube in self._together(part))
            case _:
                return [Cube(0, 0, self._bits[number])]

    def _delta(self, number: int) -> list[Cube]:
        """The arcs for a formula."""
        if number not in self._cubes:
            self._cubes[number] = self._minimal(self._step(number))
        return self._cubes[number]

    def _step(self, number: int) -> list[Cube]:
        node = self.normal.nodes[number]
        match node.kind:
            case "truth" | "X":
                return self._together(node.parts[0] if node.parts else number)
            case "atom" | "not":
                atom = self.atoms[node.name]
                return [Cube(atom, 0, 0) if node.kind == "atom" else Cube(0, atom, 0)]
            case "and":
                return self._all(self._delta(part) for part in node.parts)
            case "or":
                return [cube for part in node.parts for cube in self._delta(part)]
            case _:
                return self._lasting(number)

    def _lasting(self, number: int) -> list[Cube]:
        """`f U g` is `g || f && X (f U g)`, and `f R g` is `g && (f || X (f R g))`."""
        node = self.normal.nodes[number]
        left, right = (self._delta(part) for part in node.parts)
        later = [Cube(0, 0, self._bits[number])]
        return right + self._times(left, later) if node.kind == "U" else self._times(right, left + later)

    # -- sets of states -------------------------------------------------------------------------------------------

    def _arcs(self, states: int) -> list[tuple[Cube, int]]:
        """The arcs out of a set of states, and the acceptance sets of each."""
        cubes = [_ANY]
        for bit in _members(states):
            cubes = self._times(cubes, self._delta(self._numbers[bit]))
        marked = [(cube, self._accepts(cube)) for cube in dict.fromkeys(cubes)]
        return self._undominated(marked)

    def _accepts(self, cube: Cube) -> int:
        """The U that are not in what is to come, or might just as well not be."""
        accepts = self._untils & ~cube.states
        for bit in _members(self._untils & cube.states):
            for way in self._delta(self._numbers[bit]):
                if not way.states >> bit & 1 and _covers(way, cube):
                    accepts |= 1 << bit
                    break
        return accepts

    def _undominated(self, marked: list[tuple[Cube, int]]) -> list[tuple[Cube, int]]:
        self._count(len(marked) ** 2)
        return [
            (cube, accepts)
            for cube, accepts in marked
            if not any(other is not cube and _covers(other, cube) and not accepts & ~better for other, better in marked)
        ]

    # -- cubes ----------------------------------------------------------------------------------------------------

    def _all(self, factors: Iterable[list[Cube]]) -> list[Cube]:
        product = [_ANY]
        for factor in factors:
            product = self._minimal(self._times(product, factor))
        return product

    def _times(self, one: list[Cube], other: list[Cube]) -> list[Cube]:
        self._count(len(one) * len(other))
        both = (
            Cube(a.required | b.required, a.forbidden | b.forbidden, a.states | b.states) for a in one for b in other
        )
        return list(dict.fromkeys(cube for cube in both if not cube.required & cube.forbidden))

    def _minimal(self, cubes: Iterable[Cube]) -> list[Cube]:
        """Without those for which another asks for less."""
        different = list(dict.fromkeys(cubes))
        self._count(len(different) ** 2)
        return [
            cube for cube in different if not any(other is not cube and _covers(other, cube) for other in different)
        ]

    def _count(self, work: int) -> None:
        self.work += work
        if self.work > MAX_WORK:
            raise FormulaError(-1, "the formula's automaton would be too large", "split the claim into several")


def _covers(less: Cube, more: Cube) -> bool:
    return not (less.required & ~more.required or less.forbidden & ~more.forbidden or less.states & ~more.states)


def _members(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]
