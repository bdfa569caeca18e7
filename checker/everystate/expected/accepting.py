"""The result of a check, accepted as the expected one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from everystate.expected.comparing import against, judged_for, undecided, what_is_open
from everystate.expected.file import FILE, Expected, file_of, read_expected
from everystate.expected.places import Places
from everystate.expected.settings import DECLARED, LAYERS, known_claims, order_of, sections_of, title
from everystate.expected.values import Path, Values, changed_claims, changed_counts, values_of
from everystate.judging.verdict import Result

Sections = Mapping[Path, Values]


@dataclass(frozen=True)
class Accepted:
    """The new text of the file, and its changes: one line a value, old → new.

    `text` is None if the file is up to date. The result is judged against the new values.
    """

    result: Result
    file: FilePath
    text: str | None
    changes: tuple[str, ...]


def accept(result: Result, names: Iterable[str] | None = None) -> Accepted:
    """The new text of the file for this result; nothing is written. Claims and worlds that the spec lacks are removed.

    Args:
        result: the result for the claims that these names need (see `judged_for`).
        names: the requested claims, or None for all. Of requested claims only the verdicts are accepted, and no counts.

    Raises:
        SpecError: the file has mistakes other than worlds and claims that the spec does not have.
    """
    file = file_of(result.network.spec)
    old = read_expected(result.network, obsolete=True)
    if reason := what_is_open(result):
        cut = replace(result, verdicts=(*result.verdicts, undecided(f"nothing is accepted: {reason}")))
        return Accepted(cut, file, None, ())
    wanted = None if names is None else list(names)
    before: Sections = old.sections if old else {}
    after = _accepted(before, result, judged_for(wanted) is None)
    changes = tuple(_changes(before, after))
    from everystate.expected.writing import written

    text = written(old.text if old else "", _data(after)) if changes else None
    now = text if text is not None else old.text if old else ""
    made = against(Expected(now, after, Places(now, str(file))), result, wanted)
    return Accepted(
        replace(made, notes=(*made.notes, *_notes(changes, sections_of(result.network)))), file, text, changes
    )


def _accepted(before: Sections, result: Result, whole: bool) -> Sections:
    """The sections with the accepted values; sections and claims are in the order of the spec."""
    network = result.network
    found = values_of(result, whole)
    accepted = sections_of(network)
    made: dict[Path, Values] = {}
    for path in order_of([*before, *accepted], network.spec):
        if path in accepted or path in before:
            old = before.get(path, Values())
            new = old if path not in accepted else found if whole else old.updated(found)
            made[path] = new.ordered(known_claims(network))
    return made


def _changes(before: Sections, after: Sections) -> Iterator[str]:
    for path in {**after, **before}:
        if path not in after:
            yield f"{title(path)} is taken out"
        elif path not in before:
            yield f"{title(path)} is new: {len(after[path]):,} values"
        else:
            old, new = before[path], after[path]
            for change in (*changed_counts(old, new, said=False), *changed_claims(old, new, said=False)):
                yield f"{title(path)} {change.text}"


def _notes(changes: tuple[str, ...], sections: list[Path]) -> list[str]:
    unchanged = [f"{FILE}: nothing changes in {' and '.join(map(title, sections))}"]
    return [f"{FILE}, accepted: {change}" for change in changes] or unchanged


def _data(sections: Sections) -> dict[str, Any]:
    tables: dict[str, Any] = {"declared": sections[DECLARED].as_data()} if DECLARED in sections else {}
    for kind in ("worlds", LAYERS):
        if found := {path[1]: values.as_data() for path, values in sections.items() if path[0] == kind}:
            tables[kind] = found
    return tables
