"""Plain values and domains: words, numbers, copies of parties."""

from __future__ import annotations

import re

from everystate.loading.document import Text
from everystate.loading.expression import Constant, Expr
from everystate.loading.expression import Parameter as ParameterName
from everystate.loading.party import Choice, CopiesOf, Elements, Range
from everystate.loading.shapes import name_problem
from everystate.loading.sorts import Declared
from everystate.problems import Problems, Unknown

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_RANGE = re.compile(r"(-?\w+)\s*\.\.\s*(-?\w+)")


def value_of(text: str) -> str | int | bool:
    """A plain value: a number, true or false, or a word."""
    if _NUMBER.fullmatch(text):
        return int(text)
    return text == "true" if text in ("true", "false") else str(text)


def word_problem(text: str) -> tuple[str, str, str] | None:
    """Why a text is not a value, as a problem has it; None if it is one. `any` and `all` are words, too."""
    if text in ("any", "all") or not isinstance(value_of(text), str) or not name_problem(text):
        return None
    return f"'{text}' is not a value", "a value is a number or a word of letters, digits and underscores", ""


def read_domain(items: list[Text], declared: Declared, problems: Problems) -> Elements:
    """A domain from its texts: words, numbers, ranges, parties, none, true, false."""
    domain: list[Choice | Range | CopiesOf] = []
    for item in items:
        if match := _RANGE.fullmatch(item):
            low, high = (_range_end(item, end, declared, problems) for end in match.groups())
            domain.append(Range(low, high))
        elif item in declared.parties:
            domain.append(CopiesOf(str(item)))
        elif item == "none":
            domain.append(Choice(None))
        elif wrong := word_problem(item):
            problems.add(item.place, *wrong)
        else:
            domain.append(Choice(value_of(item)))
    _check_mixture(items, domain, problems)
    return tuple(domain)


def _range_end(item: Text, end: str, declared: Declared, problems: Problems) -> Expr:
    if _NUMBER.fullmatch(end):
        return Constant(int(end))
    if end not in declared.parameters:
        problems.unknown(Unknown(item.place, end, f"unknown parameter '{end}'", declared.parameters))
    return ParameterName(end)


def _check_mixture(items: list[Text], domain: list[Choice | Range | CopiesOf], problems: Problems) -> None:
    """Refuse copies of two parties, and truth values among numbers: their values would be equal."""
    parties = [item.party for item in domain if isinstance(item, CopiesOf)]
    if len(set(parties)) > 1:
        problems.add(items[0].place, f"one domain for {' and '.join(parties)}", "copies differ only by their numbers")
    truths = [item for item in domain if isinstance(item, Choice) and isinstance(item.value, bool)]
    numbers = [i for i in domain if not isinstance(i, Choice) or (isinstance(i.value, int) and i not in truths)]
    if truths and numbers:
        problems.add(items[0].place, "one domain for truth values and numbers", "true is no number")
