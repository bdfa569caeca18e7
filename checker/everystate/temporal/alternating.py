"""A formula as a very weak alternating automaton, and that as a generalised Büchi automaton.

P. Gastin and D. Oddoux: Fast LTL to Büchi Automata Translation, CAV 2001, LNCS 2102, p. 53, sections 3 and 4.

Sets are bits of numbers. There are sets of atoms, of states of the alternating automaton, and of acceptance sets. A
state is a part of the formula that is a literal or begins with X, U or R; each U gives an acceptance set.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from everystate.temporal.formula import FormulaError
from everystate.temporal.normal import FALSE, TRUE, Normal

MAX_WORK = 4_000_000
MAX_STATES = 500


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

    def successors(self) -> list[list[int]]:
        """For each state, where its arcs lead."""
        return [[arc.target for arc in arcs] for arcs in self.arcs]


_ANY = Cube(0, 0, 0)


class Alternating:
    """The states of the alternating automaton and their arcs, computed on demand."""

    def __init__(self, normal: Normal, atoms: list[str]) -> None:
        self.normal = normal
        self.atoms = {name: 1 << n for n, name in enumerate(atoms)}
        self.work = 0
        self._bits: dict[int, int] = {}
        self._numbers: list[int] = []
        self._untils = 0
        self._cubes: dict[int, list[Cube]] = {}
        self._sets: dict[int, list[Cube]] = {}
        self._escapes: Cube | None = None

    def automaton(self, formula: int) -> Raw:
        """The generalised Büchi automaton for the formula of this number.

        Raises:
            FormulaError: the automaton would be too large.
        """
        self._name_states(formula)
        sets = [self._needed(cube.states) for cube in self._together(formula)]
        known = {states: n for n, states in enumerate(dict.fromkeys(sets))}
        rows: list[list[RawArc]] = []
        for states in (queue := list(known)):  # which grows
            if len(known) > MAX_STATES:
                raise self._too_large()
            rows.append([])
            for cube, accepts in self._arcs(states):
                target = self._needed(cube.states)
                if target not in known:
                    known[target] = len(known)
                    queue.append(target)
                rows[-1].append(RawArc(known[target], cube.required, cube.forbidden, accepts))
        return Raw(sorted({known[states] for states in sets}), rows, self._untils)

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
        """The formula as a disjunction of cubes."""
        if number not in self._sets:
            self._sets[number] = self._in_sets(number)
        return self._sets[number]

    def _in_sets(self, number: int) -> list[Cube]:
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

    def _needed(self, states: int) -> int:
        """The states without each f for which they include a G (f && ...), which implies it.

        A word that is accepted has a run in which all copies of a formula go the same way at the same time. In such a
        run the f that is left out here goes the way of the one that G asks for.
        """
        for bit in _members(states):
            node = self.normal.nodes[self._numbers[bit]]
            if node.kind == "R" and node.parts[0] == FALSE:
                inside = self.normal.nodes[node.parts[1]]
                for part in inside.parts if inside.kind == "and" else node.parts[1:]:
                    states &= ~self._bits.get(part, 0)
        return states

    def _arcs(self, states: int) -> list[tuple[Cube, int]]:
        """The arcs out of a set of states, and the acceptance sets of each."""
        cubes = [_ANY]
        for bit in _members(states):
            cubes = self._minimal(self._times(cubes, self._delta(self._numbers[bit])), self._escaping())
        return self._undominated([(cube, self._accepts(cube)) for cube in cubes])

    def _ways_out(self, until: int) -> list[Cube]:
        """The arcs of the U with this bit that do not lead back to it."""
        return [way for way in self._delta(self._numbers[until]) if not way.states >> until & 1]

    def _escaping(self) -> Cube:
        """Everything that may decide whether an arc is in an acceptance set."""
        if self._escapes is None:
            ways = [way for until in _members(self._untils) for way in self._ways_out(until)]
            self._escapes = reduce(_both, ways, _ANY)
        return self._escapes

    def _accepts(self, cube: Cube) -> int:
        """The U whose acceptance sets an arc with this cube is in: those that it leaves, or could leave."""
        accepts = self._untils & ~cube.states
        for bit in _members(self._untils & cube.states):
            if any(_covers(way, cube) for way in self._ways_out(bit)):
                accepts |= 1 << bit
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
        both = (_both(a, b) for a in one for b in other)
        return list(dict.fromkeys(cube for cube in both if not cube.required & cube.forbidden))

    def _minimal(self, cubes: Iterable[Cube], kept: Cube = _ANY) -> list[Cube]:
        """The cubes without those that another cube subsumes, with no less of what is to be `kept`."""
        different = list(dict.fromkeys(cubes))
        self._count(len(different) ** 2)
        return [
            cube
            for cube in different
            if not any(
                other is not cube and _covers(other, cube) and _covers(_shared(cube, kept), other)
                for other in different
            )
        ]

    def _count(self, work: int) -> None:
        self.work += work
        if self.work > MAX_WORK:
            raise self._too_large()

    def _too_large(self) -> FormulaError:
        return FormulaError(-1, "the formula's automaton would be too large", "split the claim into several")


def _both(one: Cube, other: Cube) -> Cube:
    return Cube(one.required | other.required, one.forbidden | other.forbidden, one.states | other.states)


def _shared(one: Cube, other: Cube) -> Cube:
    return Cube(one.required & other.required, one.forbidden & other.forbidden, one.states & other.states)


def _covers(less: Cube, more: Cube) -> bool:
    return not (less.required & ~more.required or less.forbidden & ~more.forbidden or less.states & ~more.states)


def _members(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]
