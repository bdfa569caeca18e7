"""What can be wrong with a spec or a command line, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, why it is wrong, and what would be right."""

    place: Place
    what: str
    why: str = ""
    instead: str = ""

    def __str__(self) -> str:
        return f"{self.place}: " + "; ".join(part for part in (self.what, self.why, self.instead) if part)


MAX_PROBLEMS = 200
MAX_NAME = 100
"""How long a name may be, in characters."""


class SpecError(Exception):
    """A spec or a setting of it is wrong. `problems` has every mistake found, in the order of the files."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class TooLarge(Exception):
    """Something does not fit at these parameters; whoever knows the parameters says so as a `SpecError`."""


class Problems:
    """Collects mistakes, so that all of them can be shown together; so many are enough."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._overlooked: set[str] = set()

    def add(self, place: Place, what: str, why: str = "", instead: str = "") -> None:
        """Note a mistake.

        Raises:
            SpecError: there are too many to go on.
        """
        named = {word for quoted in re.findall("'([^']*)'", what) for word in re.findall(r"\w+", quoted)}
        if not named & self._overlooked:
            self.found.append(Problem(place, what, why, instead))
        if len(self.found) >= MAX_PROBLEMS:
            self.stop_if_any()

    def overlook(self, words: Iterable[str]) -> None:
        """From now on, a mistake that names one of these only follows from one that was found."""
        self._overlooked.update(words)

    def stop_if_any(self) -> None:
        """Raise `SpecError` if anything was found."""
        if self.found:
            raise SpecError(self.found)


def shortened(text: str, most: int = 60) -> str:
    """A text as it is quoted in a message: its beginning, if it is long."""
    return text if len(text) <= most else text[: most - 3] + "..."


def nearest(word: str, known: Iterable[str], others: Iterable[str] = ()) -> str:
    """`did you mean 'x'?` for the closest known word, or the list of what is known when it is short.

    The `others` would do, too, but are not listed.
    """
    names = sorted(set(known))
    if len(word) > MAX_NAME:
        return ""
    import difflib

    if close := difflib.get_close_matches(word, names, 1) or difflib.get_close_matches(word, sorted(set(others)), 1):
        return f"did you mean '{close[0]}'?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else ""
