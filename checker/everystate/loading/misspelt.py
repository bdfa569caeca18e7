"""One message for each misspelt word, at the place where it is misspelt.

A name that is misspelt where it is declared is unknown wherever it is used. Of two words that are alike, the one that
stands only once in all files is taken for the misspelt one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.problems import MISSPELT, Place, Problem, closest

_WORD = re.compile(r"\w+")
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
        texts = [text for document in documents for text in _texts(document)]
        numbers = Counter(word for text in texts for word in _WORD.findall(text))
        made += (_one(word, group, numbers, texts) for word, group in groups.items())
    return made


def _one(word: str, group: list[Problem], numbers: Counter[str], texts: list[Text]) -> Problem:
    first = group[0]
    if numbers[first.meant] == 1 < numbers[word] and closest(word, [first.meant], MISSPELT):
        what = f"'{first.meant}' stands only here"
        why = f"'{word}' stands at {numbers[word]} places and is unknown"
        return Problem(_place(first.meant, texts), what, why, f"did you mean '{word}'?")
    if len(group) == 1:
        return first
    others = f"and at {group[1].place}" if len(group) == 2 else f"and at {len(group) - 1} other places"
    return replace(first, why="; ".join(part for part in (first.why, others) if part))


def _place(word: str, texts: list[Text]) -> Place:
    """Where a word stands that stands in one text only."""
    return next(text.at(match.start()) for text in texts for match in _WORD.finditer(text) if match[0] == word)


def _texts(node: Node) -> Iterator[Text]:
    """Every text of a document whose words may be names."""
    match node:
        case Text():
            yield node
        case Listing(items):
            for item in items:
                yield from _texts(item)
        case Mapping(entries):
            for key, value in entries:
                yield key
                if key not in _REMARKS:
                    yield from _texts(value)
