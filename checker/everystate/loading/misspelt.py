"""One message for each misspelt word, at the place where it is misspelt.

A name that is misspelt where it is declared is unknown wherever it is used. Of two words that are alike, the one that
stands only once in all files is taken for the misspelt one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.problems import Place, Problem, closest

_MISSPELT = 0.66
"""How much alike two words are, of which one is the other misspelt."""
_REMARKS = frozenset(["system", "description", "reason", "dead"])
"""The keys of texts for the reader, whose words are no names."""


def one_for_each_word(problems: Iterable[Problem], documents: Sequence[Mapping]) -> list[Problem]:
    """The problems, with one for all that are about the same unknown word."""
    made: list[Problem] = []
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.unknown:
            groups.setdefault(problem.unknown, []).append(problem)
        else:
            made.append(problem)
    if groups:
        words = [(word, place) for document in documents for word, place in _words(document)]
        made += (_one(word, group, words) for word, group in groups.items())
    return made


def _one(word: str, group: list[Problem], words: list[tuple[str, Place]]) -> Problem:
    first = group[0]
    number = sum(one == word for one, _ in words)
    meant = [place for one, place in words if one == first.meant]
    if len(meant) == 1 and number > 1 and closest(word, [first.meant], _MISSPELT):
        what = f"'{first.meant}' stands only here"
        return Problem(meant[0], what, f"'{word}' stands at {number} places and is unknown", f"did you mean '{word}'?")
    if len(group) == 1:
        return first
    others = f"and at {group[1].place}" if len(group) == 2 else f"and at {len(group) - 1} other places"
    return replace(first, why="; ".join(part for part in (first.why, others) if part))


def _words(node: Node) -> Iterator[tuple[str, Place]]:
    """Every word of a document that may be a name, and its place."""
    match node:
        case Text():
            for match in re.finditer(r"\w+", node):
                yield match[0], node.at(match.start())
        case Listing(items):
            for item in items:
                yield from _words(item)
        case Mapping(entries):
            for key, value in entries:
                yield from _words(key)
                if key not in _REMARKS:
                    yield from _words(value)
