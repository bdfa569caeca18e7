"""What can be wrong with a spec or a command line, and where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum


class Exit(IntEnum):
    """How the program ends. Where several apply: `WRONG`, then `FAILED`, then `UNDECIDED`."""

    OK = 0
    FAILED = 1
    """A claim is violated, a log cannot be a run, or a condition that was asked for is not met."""
    WRONG = 2
    """The spec, a log or the command line is wrong."""
    UNDECIDED = 3
    """A check was stopped before its end: by a limit, or from outside."""
    BUG = 70
    """A mistake of this program; the number is EX_SOFTWARE of sysexits.h."""

    @staticmethod
    def worst(codes: Iterable[int]) -> Exit:
        """The exit code of several checks."""
        found = set(codes)
        return next((code for code in (Exit.WRONG, Exit.FAILED, Exit.UNDECIDED) if code in found), Exit.OK)


def reason_of(interrupt: KeyboardInterrupt) -> str:
    """Why a check was ended from outside: the text of the exception; one without a text is Ctrl-C."""
    return str(interrupt) or "interrupted"


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    @property
    def is_option(self) -> bool:
        """Whether it is an option of the command line, as `--claim`, and no file."""
        return self.file.startswith("--")

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, why it is wrong, and what would be right.

    `unknown` is the name that is not declared, where that is the mistake, and `meant` the declared name that is most
    like it.
    """

    place: Place
    what: str
    why: str = ""
    instead: str = ""
    unknown: str = field(default="", compare=False, repr=False)
    meant: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.place}: " + "; ".join(part for part in (self.what, self.why, self.instead) if part)


MAX_PROBLEMS = 200
MAX_NAME = 100
"""How long a name may be, in characters."""

MISSPELT = 0.66
"""The least similarity of a word and its misspelling; 1 is equal."""
_FEWEST_LETTERS = 3
_ALIKE = 0.6
"""The least similarity of a word and a suggestion for it."""
_MEASURED = 8
"""The number of words whose similarity is computed exactly."""


class SpecError(Exception):
    """A spec or a setting of it is wrong. `problems` has every mistake found, in the order of the files."""

    exit_code = Exit.WRONG

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class TooLarge(Exception):
    """Something does not fit at these parameters; code that knows the place turns it into a `SpecError`."""


class Problems:
    """Collects mistakes, so that all of them can be shown together, up to a limit."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.names_lost = False
        self._overlooked: set[str] = set()
        self._unknown: set[str] = set()

    def add(self, place: Place, what: str, why: str = "", instead: str = "") -> None:
        """Note a mistake, unless it follows from one that was found.

        Raises:
            SpecError: there are too many to go on.
        """
        if not _named(what) & (self._overlooked | self._unknown):
            self._note(Problem(place, what, why, instead))

    def unknown(self, unknown: Unknown) -> str:
        """Note a name that is not declared, unless that follows from a mistake that was found.

        Returns:
            the known name that was probably meant; an empty text where that cannot be guessed.

        Raises:
            SpecError: there are too many mistakes to go on.
        """
        if self.names_lost or self._overlooked & _named(unknown.what):
            return ""
        meant = closest(unknown.name, unknown.known) or closest(unknown.name, unknown.others)
        problem = unknown.problem(meant)
        self._unknown.update({problem.unknown, problem.meant} - {""})
        self._note(problem)
        return meant

    def _note(self, problem: Problem) -> None:
        self.found.append(problem)
        if len(self.found) >= MAX_PROBLEMS:
            self.stop_if_any()

    def overlook(self, words: Iterable[str]) -> None:
        """From now on, a mistake that names one of these only follows from one that was found."""
        self._overlooked.update(words)

    def overlooks(self, word: str) -> bool:
        """Whether mistakes that name this word only follow from one that was found."""
        return word in self._overlooked

    def lose_names(self) -> None:
        """From now on, a name may be unknown only because its declaration could not be read."""
        self.names_lost = True

    def stop_if_any(self) -> None:
        """Raise `SpecError` if anything was found."""
        if self.found:
            raise SpecError(self.found)


@dataclass(frozen=True)
class Unknown:
    """A name that is not declared: where, what kind of name, and the names that are known there.

    The `others` are suggested, too, but not listed. `what` and `why` stand in the message; `instead` where no known
    name is like it.
    """

    place: Place
    name: str
    what: str
    known: Collection[str]
    others: Collection[str] = ()
    why: str = ""
    instead: str = ""

    def problem(self, meant: str) -> Problem:
        """The mistake, with the known name that was meant; empty where none is like it."""
        hint = _hint(self.name, meant, self.known) or self.instead
        return Problem(self.place, self.what, self.why, hint, *_other_word(self.name, meant))


def _other_word(name: str, meant: str) -> tuple[str, str]:
    """The first word in which two names of several words differ: `agent.asks` and `agent.ask` in `asks` and `ask`."""
    pairs = zip(re.findall(r"\w+", name), re.findall(r"\w+", meant), strict=False)
    return next(((one, two) for one, two in pairs if one != two), (name, meant))


def _named(what: str) -> set[str]:
    """The words in quotes of a message."""
    return {word for quoted in re.findall("'([^']*)'", what) for word in re.findall(r"\w+", quoted)}


def shortened(text: str, most: int = 60) -> str:
    """A text as it is quoted in a message: its beginning, if it is long."""
    return text if len(text) <= most else text[: most - 3] + "..."


def either(words: Sequence[str]) -> str:
    """The words as alternatives: `a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def nearest(word: str, known: Iterable[str], others: Iterable[str] = ()) -> str:
    """`did you mean 'x'?` for the closest known word, or the list of known words when it is short.

    The `others` are suggested, too, but not listed.
    """
    names = set(known)
    return _hint(word, closest(word, names) or closest(word, others) or _containing(word, names), names)


def _containing(word: str, known: Iterable[str]) -> str:
    """The shortest known word of which a word is a part; empty if there is none, or the word is short."""
    found = [name for name in known if word in name] if len(word) >= _FEWEST_LETTERS else []
    return min(found, key=lambda name: (len(name), name), default="")


def _hint(word: str, close: str, known: Collection[str]) -> str:
    if close:
        return f"did you mean '{close}'?"
    return f"known: {', '.join(sorted(set(known)))}" if 0 < len(set(known)) <= 16 and len(word) <= MAX_NAME else ""


def closest(word: str, known: Iterable[str], least: float = _ALIKE) -> str:
    """The known word that is most like a word, or an empty text where none is.

    The measure is the ratio of Ratcliff and Obershelp, at least `least`. It takes the cube of the length at worst. So
    only the few words that share most letters are measured, and no word that is too long for a name.
    """
    import difflib

    matcher = difflib.SequenceMatcher(b=word)
    rough: list[tuple[float, str]] = []
    for name in {name for name in known if len(word) <= MAX_NAME and len(name) <= MAX_NAME}:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= least and (ratio := matcher.quick_ratio()) >= least:
            rough.append((ratio, name))
    found: list[tuple[float, str]] = []
    for _, name in sorted(rough)[-_MEASURED:]:
        matcher.set_seq1(name)
        found.append((matcher.ratio(), name))
    ratio, name = max(found, default=(0.0, ""))
    return name if ratio >= least else ""
