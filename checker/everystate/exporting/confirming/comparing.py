"""What other checkers find, compared with a check."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from everystate.exporting.changes import Claims
from everystate.exporting.confirming import spin, tlc
from everystate.exporting.confirming.found import Found, NotRunError
from everystate.exporting.logic import JSON, Unsupported
from everystate.exporting.promela import Promela

CHECKERS: Mapping[str, tuple[Callable[[], str], Callable[[JSON, Path, float | None], Found]]] = {
    "spin": (spin.missing, spin.search),
    "tlc": (tlc.missing, tlc.search),
}
"""For each checker, what says what is missing, and what runs it."""

_COUNTED = ("always", "never", "after", "no deadlock", "no unexpected message")
"""The kinds of claims whose failures are joint states."""


@dataclass(frozen=True)
class Comparison:
    """How a checker agrees with a check: what differs, each in a line; and the claims that it judged and did not."""

    checker: str
    found: Found | None
    differences: tuple[str, ...] = ()
    judged: int = 0
    left_out: Mapping[str, str] | None = None
    missing: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the checker ran, and found the same."""
        return self.found is not None and not self.differences


def confirmed(network: JSON, checker: str, seconds: float | None = None) -> Comparison:
    """Run a checker on a network that has been checked, and compare."""
    missing, search = CHECKERS[checker]
    if absent := missing():
        return Comparison(checker, None, missing=absent)
    claims = Claims(Promela(network), "SETTLED")
    names = [name for name, _, _ in claims.conditions()]
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = search(network, Path(folder), seconds)
    except (NotRunError, Unsupported) as reason:
        return Comparison(checker, None, (str(reason),))
    verdicts = {one["claim"]: one for one in network["check"]["verdicts"]}
    judged = [(number, verdicts[name]) for number, name in enumerate(names) if name in verdicts]
    differences = (*_counts(network["check"], found), *(line for one in judged for line in _verdict(*one, found)))
    return Comparison(checker, found, differences, len(judged), claims.left_out)


def _counts(check: JSON, found: Found) -> Iterator[str]:
    for name in ("states", "steps", "depth"):
        if check[name] != getattr(found, name):
            yield f"{name}: {getattr(found, name):,} there, {check[name]:,} here"


def _verdict(number: int, verdict: JSON, found: Found) -> Iterator[str]:
    """What differs in the verdict on a claim."""
    possible = verdict["kind"] == "possible"
    shown = number in found.first
    failed = verdict["answer"] in ("violated", "known")
    if verdict["answer"] == "undecided":
        return
    if shown == (failed == possible):
        said = "violated" if shown != possible else "holds"
        yield f"{verdict['claim']}: {said} there, {verdict['answer']} here"
        return
    if shown and found.first[number] != verdict["run"]["length"]:
        yield f"{verdict['claim']}: after {found.first[number]} steps there, {verdict['run']['length']} here"
    counted = failed and verdict["kind"] in _COUNTED and found.failing is not None
    if counted and found.failing is not None and found.failing[number] != verdict["failures"]:
        yield f"{verdict['claim']}: in {found.failing[number]:,} states there, {verdict['failures']:,} here"
