"""The logs that a command line names: which source is of which copies, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from everystate.composing.field import Copy
from everystate.logs.canonical import RecordReader
from everystate.logs.mapped import Bindings, Fate, Mapper
from everystate.logs.mapping import LogMapping, SourceMapping
from everystate.logs.record import Source
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Place, Problem, Problems, SpecError, Unknown

EVERYBODY = "*"
MAX_LINE = 1_000_000
"""How long a line of a log may be, in characters."""


@dataclass(frozen=True)
class ReadLogs:
    """The sources of a log, and, for those in a form of their own, what became of each record."""

    sources: tuple[Source, ...]
    fates: tuple[Fate, ...] = ()

    @property
    def unmapped(self) -> int:
        """The number of records that no rule matches, and that are not ignored."""
        return sum(fate.record is None and not fate.ignored for fate in self.fates)


class LogReader:
    """Reads the files that are given for sources; without a mapping, all are of the canonical form."""

    def __init__(self, words: Vocabulary, mapping: LogMapping | None = None) -> None:
        self.words = words
        self.mapping = mapping or LogMapping({}, {})
        self.bindings = Bindings.of(words, self.mapping)
        self.problems = Problems()

    def read(self, given: Iterable[tuple[str, Path]]) -> ReadLogs:
        """The sources that are given by name and file, in order; files of one source follow each other.

        Raises:
            SpecError: a name is not known, or a record is wrong.
        """
        self._check_copies()
        files: dict[str, list[Path]] = {}
        for name, path in given:
            files.setdefault(name, []).append(path)
        fates: list[Fate] = []
        sources = tuple(self._source(name, paths, fates) for name, paths in files.items())
        self.problems.stop_if_any()
        return ReadLogs(sources, tuple(fates))

    def _source(self, name: str, paths: list[Path], fates: list[Fate]) -> Source:
        copies, mapping = self._meant(name)
        reader = RecordReader(self.words, copies, self.problems)
        if not copies:
            return Source(name, copies, ())
        if mapping is None:
            records = (record for path in paths for record in reader.lines(str(path), lines_of(path)))
            return Source(name, copies, tuple(records))
        mapper = Mapper(mapping, self.bindings, reader)
        made = [fate for path in paths for fate in mapper.fates(str(path), lines_of(path))]
        fates += made
        return Source(name, copies, tuple(fate.record for fate in made if fate.record), mapping.hidden)

    def _meant(self, name: str) -> tuple[frozenset[Copy], SourceMapping | None]:
        """The copies that a source is of, and its form: `server[0]`, or, of a mapping, `log` or `server[0] as log`."""
        of, as_, form = name.rpartition(" as ")
        mapping = self.mapping.sources.get(form.strip())
        if mapping is None and not as_:
            return self._copies(name, Place("--log")), None
        if mapping is None:
            what = f"no source '{form.strip()}' in logs.yaml"
            self.problems.unknown(Unknown(Place("--log"), form.strip(), what, self.mapping.sources))
            return frozenset(), None
        if not (of or mapping.of):
            instead = f"write --log 'PARTY as {mapping.name}=FILE', or add `of:`"
            self.problems.add(mapping.place, f"of which party is '{mapping.name}'?", "", instead)
            return frozenset(), mapping
        return self._copies(of or mapping.of, Place("--log") if of else mapping.place), mapping

    def _copies(self, name: str, place: Place) -> frozenset[Copy]:
        """The copies of `server[0]`, `server` (all of them), `agent,server[1]`, `*`."""
        found: set[Copy] = set()
        for part in (piece.strip() for piece in name.split(",")):
            if part == EVERYBODY:
                found |= {copy for copies in self.words.copies.values() for copy in copies}
            elif part in self.words.copies:
                found |= {*self.words.copies[part]}
            else:
                what, known = f"no party or copy is '{part}'", {*self.words.copies, *self.mapping.sources}
                instead = "write PARTY=FILE, or '*'=FILE for all"
                self.problems.unknown(Unknown(place, part, what, known, (), "", instead))
        return frozenset(found)

    def _check_copies(self) -> None:
        place = Place(self.mapping.file)
        for party, names in self.mapping.copies.items():
            known = self.words.names.copies
            if party not in known:
                self.problems.unknown(Unknown(place, party, f"copies: no party '{party}'", known))
            elif names is not None and len(names) > len(known[party]):
                what = f"copies: {len(names)} names for {party}, of which there are {len(known[party])}"
                self.problems.add(place, what, "", "set more copies with --set")


def read_logs(words: Vocabulary, given: Iterable[tuple[str, Path]], mapping: LogMapping | None = None) -> ReadLogs:
    """The sources that are given by name and file, which have a record.

    Raises:
        SpecError: a name is not known, a record is wrong, or there is no record at all.
    """
    files = list(given)
    read = LogReader(words, mapping).read(files)
    if not any(source.records for source in read.sources):
        where = ", ".join(str(path) for _, path in files)
        why = f"no rule matches any of its {read.unmapped:,}" if read.unmapped else "a log without records is no run"
        instead = "--map-only shows them" if read.unmapped else "is it the right file?"
        raise SpecError([Problem(Place(where), "no records", why, instead)])
    return read


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
