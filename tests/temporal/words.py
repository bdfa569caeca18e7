"""Infinite words that end in a loop, what formulas say of them, and which of them an automaton accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from hypothesis import strategies as st

from everystate.temporal import Arc, Atom, Automaton, Binary, Formula, Truth, Unary

Letter = frozenset[str]


@dataclass(frozen=True)
class Word:
    """The letters of a stem, and then those of a loop, again and again."""

    stem: tuple[Letter, ...]
    loop: tuple[Letter, ...]

    @property
    def letters(self) -> tuple[Letter, ...]:
        return self.stem + self.loop

    def after(self, position: int) -> int:
        return position + 1 if position + 1 < len(self.letters) else len(self.stem)


def letters(atoms: str) -> list[Letter]:
    return [
        frozenset(a for a, held in zip(atoms, row, strict=True) if held) for row in product([0, 1], repeat=len(atoms))
    ]


def words(atoms: str, stem: int, loop: int) -> Iterator[Word]:
    """All of them up to these lengths."""
    for m, n in product(range(stem + 1), range(1, loop + 1)):
        for row in product(letters(atoms), repeat=m + n):
            yield Word(row[:m], row[m:])


def some_words(atoms: str = "abc") -> st.SearchStrategy[Word]:
    letter = st.sets(st.sampled_from(atoms)).map(frozenset)
    return st.builds(Word, st.lists(letter, max_size=4).map(tuple), st.lists(letter, min_size=1, max_size=4).map(tuple))


def some_formulas(atoms: str = "abc", leaves: int = 6) -> st.SearchStrategy[Formula]:
    leaf: st.SearchStrategy[Formula] = st.sampled_from(atoms).map(Atom) | st.booleans().map(Truth)
    one = st.sampled_from(["!", "X", "F", "G"])
    two = st.sampled_from(["&&", "||", "->", "<->", "U", "R", "W", "M"])
    return st.recursive(
        leaf, lambda inner: st.builds(Unary, one, inner) | st.builds(Binary, two, inner, inner), max_leaves=leaves
    )


def holds(formula: Formula, word: Word) -> bool:
    """Whether a word satisfies a formula, by what each operator means and no automaton."""
    return _true_at(formula, word)[0]


def _true_at(formula: Formula, word: Word) -> list[bool]:
    """At each position of the word, whether what begins there satisfies the formula."""
    places = range(len(word.letters))
    match formula:
        case Truth(value):
            return [value for _ in places]
        case Atom(name):
            return [name in letter for letter in word.letters]
        case Unary(operator, operand):
            f = _true_at(operand, word)
            return {
                "!": lambda: [not here for here in f],
                "X": lambda: [f[word.after(n)] for n in places],
                "F": lambda: _solved(False, word, lambda n, next_one: f[n] or next_one),
                "G": lambda: _solved(True, word, lambda n, next_one: f[n] and next_one),
            }[operator]()
        case Binary(operator, left, right):
            f, g = _true_at(left, word), _true_at(right, word)
            return {
                "&&": lambda: [f[n] and g[n] for n in places],
                "||": lambda: [f[n] or g[n] for n in places],
                "->": lambda: [not f[n] or g[n] for n in places],
                "<->": lambda: [f[n] == g[n] for n in places],
                "U": lambda: _solved(False, word, lambda n, next_one: g[n] or (f[n] and next_one)),
                "W": lambda: _solved(True, word, lambda n, next_one: g[n] or (f[n] and next_one)),
                "R": lambda: _solved(True, word, lambda n, next_one: g[n] and (f[n] or next_one)),
                "M": lambda: _solved(False, word, lambda n, next_one: g[n] and (f[n] or next_one)),
            }[operator]()


def _solved(start: bool, word: Word, here: Callable[[int, bool], bool]) -> list[bool]:
    """The least solution from false, the greatest from true, of what holds here if it holds in the next place."""
    found = [start] * len(word.letters)
    while True:
        better = [here(n, found[word.after(n)]) for n in range(len(found))]
        if better == found:
            return found
        found = better


def accepts(automaton: Automaton, word: Word) -> bool:
    """Whether the automaton has a run over the word that takes arcs of each acceptance set for ever.

    The pairs of place and state from which, for each set, an arc of it can be reached from where it goes on like that:
    the greatest such set of pairs (E. A. Emerson, C.-L. Lei: Modalities for model checking, 1987).
    """
    ways = {
        (n, state): [((word.after(n), arc.target), arc.accepts) for arc in automaton.arcs[state] if takes(arc, letter)]
        for n, letter in enumerate(word.letters)
        for state in automaton.states
    }
    going = set(ways)
    while True:
        better = going
        for number in range(max(1, automaton.acceptance)):
            inside = {
                pair: [(to, not automaton.acceptance or number in sets) for to, sets in ways[pair] if to in better]
                for pair in better
            }
            better = _reaching(inside)
        if better == going:
            return any((0, state) in going for state in automaton.initial)
        going = better


def _reaching(inside: dict[tuple[int, int], list[tuple[tuple[int, int], bool]]]) -> set[tuple[int, int]]:
    """The pairs from which a marked arc can be reached."""
    found: set[tuple[int, int]] = set()
    while True:
        more = {pair for pair, ways in inside.items() if any(marked or to in found for to, marked in ways)}
        if more == found:
            return found
        found = more


def takes(arc: Arc, letter: Letter) -> bool:
    return letter.issuperset(arc.required) and letter.isdisjoint(arc.forbidden)
