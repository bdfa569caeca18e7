"""The built-in claim that a check has its expected result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from everystate.composing.network import Network
from everystate.expected.file import FILE, Expected, read_expected
from everystate.expected.settings import LAYERS, sections_of, title
from everystate.expected.values import Difference, Path, Values, changed_claims, changed_counts, values_of
from everystate.judging.judge import claim_names
from everystate.judging.verdict import BuiltIn, Cause, Count, Result, Verdict
from everystate.wording.text import one_line

AS_EXPECTED: Final = "as expected"

_CLAIM = BuiltIn(AS_EXPECTED, f"a check comes to the numbers and the verdicts that {FILE} says")


def names_of(network: Network, *, obsolete: bool = False) -> list[str]:
    """The names of all claims, with the built-in one about the expected result if the spec has a file.

    Args:
        network: the spec at its parameters.
        obsolete: ignore worlds and claims in the file that the spec does not have.

    Raises:
        SpecError: the file has mistakes.
    """
    expected = read_expected(network, obsolete=obsolete)
    said = expected is not None and any(path in expected.sections for path in sections_of(network))
    return claim_names(network) + [AS_EXPECTED] * said


def judged_for(names: Iterable[str] | None) -> list[str] | None:
    """The claims to judge for a verdict on these; None stands for all, which the one on the expected result needs."""
    wanted = None if names is None else list(names)
    return None if wanted is not None and AS_EXPECTED in wanted else wanted


def compared(result: Result, names: Iterable[str] | None = None) -> Result:
    """The result with a verdict on whether it is as expected, if the spec has a file.

    Args:
        result: the result for the claims that these names need (see `judged_for`).
        names: the requested claims, or None for all. Of requested claims only the verdicts are compared, and no
            counts; if one of them is violated, there is no further verdict.

    Raises:
        SpecError: the file has mistakes.
    """
    expected = read_expected(result.network)
    return against(expected, result, names) if expected is not None and expected.sections else result


def against(expected: Expected, result: Result, names: Iterable[str] | None) -> Result:
    """The result with a verdict on whether it is as this file expects."""
    wanted = None if names is None else list(names)
    whole = judged_for(wanted) is None
    sections = sections_of(result.network)
    said = [path for path in sections if path in expected.sections]
    notes = tuple(
        f"{FILE} says nothing about {title(p)}: --accept writes it"
        for p in sections
        if p not in said and p[0] != LAYERS
    )
    verdicts = [verdict for verdict in result.verdicts if wanted is None or verdict.name in wanted]
    of_files = [verdict for verdict in verdicts if not verdict.asked]
    if said and (whole or (of_files and not _red(of_files))):
        verdicts.append(_verdict(expected, result, said, whole))
    return replace(result, verdicts=tuple(verdicts), notes=result.notes + notes)


def _red(verdicts: Iterable[Verdict]) -> bool:
    return any(verdict.answer == "violated" for verdict in verdicts)


def notes_of(result: Result) -> tuple[str, ...]:
    """Notes about the file."""
    return tuple(note for note in result.notes if note.startswith(FILE))


def what_is_open(result: Result) -> str:
    """Why part of the result is unknown: the search was cut short, or a claim is undecided; else empty."""
    if not result.space.complete:
        return result.space.stopped
    undecided = [verdict for verdict in result.verdicts if verdict.answer == "undecided"]
    return f"'{one_line(undecided[0].name)}' is undecided: {undecided[0].reason}" if undecided else ""


def undecided(reason: str) -> Verdict:
    """The verdict if part of the result is unknown."""
    return Verdict(_CLAIM, "undecided", Count(0, "value"), reason)


def _verdict(expected: Expected, result: Result, sections: list[Path], whole: bool) -> Verdict:
    if not result.space.complete:
        return undecided(f"nothing is compared: {result.space.stopped}")
    found = values_of(result, whole)
    causes: list[Cause] = []
    count, is_open = 0, False
    for section in sections:
        compared, changes = _differences(expected.sections[section], found, whole)
        different = [change for change in changes if not _may_still_be(change, found)]
        causes += [Cause(change.text, 1, expected.places((*section, *change.path))) for change in different]
        is_open = is_open or len(different) < len(changes)
        count += compared
    claim, judged = replace(_CLAIM, place=expected.places(sections[0])), Count(count, "value")
    if causes:
        reason = "where that is right, --accept makes it what is expected"
        return Verdict(claim, "violated", judged, reason, len(causes), causes=tuple(causes))
    if is_open:
        return Verdict(claim, "undecided", judged, f"not all is compared: {what_is_open(result)}")
    return Verdict(claim, "holds", judged)


def _may_still_be(change: Difference, found: Values) -> bool:
    """Whether a claim differs from its expected verdict only because it is undecided."""
    return len(change.path) > 1 and found.claims.get(change.path[1]) == "undecided"


def _differences(said: Values, found: Values, whole: bool) -> tuple[int, list[Difference]]:
    """The number of compared values, and those that differ; a section that lists claims must list all of them."""
    old = said if whole else said.among(found.claims)
    listed = bool(said.claims)
    count = len(old.counts) + (len({**old.claims, **found.claims}) if listed else 0)
    return count, [*changed_counts(old, found), *(changed_claims(old, found) if listed else ())]
