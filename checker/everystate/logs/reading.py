"""The logs that a command line names: which source is of which copies, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from everystate.composing.field import Copy
from everystate.logs.canonical import RecordReader
from everystate.logs.record import Source
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Place, Problem, Problems, SpecError, Unknown

EVERYBODY = "*"
MAX_LINE = 1_000_000
"""How long a line of a log may be, in characters."""


def read_logs(words: Vocabulary, given: Iterable[tuple[str, Path]]) -> tuple[Source, ...]:
    """The sources that are given by name and file, in order; files of one source follow each other.

    Raises:
        SpecError: a name is not known, a record is wrong, or there is no record at all.
    """
    problems = Problems()
    files: dict[str, list[Path]] = {}
    for name, path in given:
        files.setdefault(name, []).append(path)
    sources = []
    for name, paths in files.items():
        copies = copies_of(words, name, problems)
        reader = RecordReader(words, copies, problems)
        records = [record for path in paths for record in reader.lines(str(path), lines_of(path))] if copies else []
        sources.append(Source(name, copies, tuple(records)))
    problems.stop_if_any()
    if not any(source.records for source in sources):
        where = ", ".join(str(path) for paths in files.values() for path in paths)
        why = "a log without records is no run"
        raise SpecError([Problem(Place(where), "no records", why, "is it the right file?")])
    return tuple(sources)


def copies_of(words: Vocabulary, name: str, problems: Problems) -> frozenset[Copy]:
    """The copies that a source is of: `server[0]`, `server` (all of them), `agent,server[1]`, `*`."""
    found: set[Copy] = set()
    for part in (piece.strip() for piece in name.split(",")):
        if part == EVERYBODY:
            found |= {copy for copies in words.copies.values() for copy in copies}
        elif part in words.copies:
            found |= {*words.copies[part]}
        else:
            what, place = f"no party or copy is '{part}'", Place("--log")
            problems.unknown(Unknown(place, part, what, words.copies, (), "", "write PARTY=FILE, or '*'=FILE for all"))
    return frozenset(found)


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a file.

    Raises:
        SpecError: it is no text, or a line is too long.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            number = 1
            while line := file.readline(MAX_LINE):
                if len(line) == MAX_LINE and not line.endswith("\n"):
                    what = f"a line of more than {MAX_LINE:,} characters"
                    raise SpecError([Problem(Place(str(path), number), what, "", "is it the right file?")])
                number += 1
                yield line.rstrip("\r\n")
    except UnicodeDecodeError:
        raise SpecError([Problem(Place(str(path)), "not text", "a log is UTF-8")]) from None
    except OSError as error:
        raise SpecError([Problem(Place(str(path)), f"cannot be read: {error.strerror or error}")]) from None
