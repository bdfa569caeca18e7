"""The numbers and verdicts of a check, at one setting of the parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from everystate.judging.verdict import Result

Path = tuple[str, ...]
"""The keys that lead to a value of the file: ("worlds", "attic", "claims", "no deadlock")."""

_COUNTS = {"states": "joint states", "steps": "steps", "depth": "depth"}
_NOTHING = "nothing"


@dataclass(frozen=True)
class Values:
    """The numbers and verdicts of one setting; a missing key is a value that is not stated.

    `counts` has the numbers of states and steps and the depth; `claims` has the verdict on each claim, and
    `counterexamples` the number of steps of each counterexample.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    counterexamples: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.counts) + len(self.claims)

    def as_data(self) -> dict[str, Any]:
        """The values as a table of the file."""
        tables = {"claims": dict(self.claims), "counterexamples": dict(self.counterexamples)}
        return {**self.counts, **{name: table for name, table in tables.items() if table}}

    def among(self, names: Collection[str]) -> Values:
        """The values of these claims alone, without counts."""
        claims = {name: answer for name, answer in self.claims.items() if name in names}
        lengths = {name: length for name, length in self.counterexamples.items() if name in names}
        return Values({}, claims, lengths)

    def updated(self, others: Values) -> Values:
        """These values, with the claims of the others in their place."""
        lengths = {name: length for name, length in self.counterexamples.items() if name not in others.claims}
        return Values(self.counts, {**self.claims, **others.claims}, {**lengths, **others.counterexamples})

    def ordered(self, names: Collection[str]) -> Values:
        """These values, with the claims in the order of these names; claims with other names are left out."""
        claims = {name: self.claims[name] for name in names if name in self.claims}
        lengths = {name: self.counterexamples[name] for name in names if name in self.counterexamples}
        return Values(self.counts, claims, lengths)

    def verdict_text(self, claim: str) -> str:
        """The verdict on a claim in words: `known after 12 steps`."""
        length = self.counterexamples.get(claim)
        after = "" if length is None else f" after {length:,} step{'' if length == 1 else 's'}"
        return self.claims.get(claim, _NOTHING) + after


@dataclass(frozen=True)
class Difference:
    """One changed value: the path of its keys in the section, and old → new in words."""

    path: Path
    text: str


def values_of(result: Result, whole: bool) -> Values:
    """The values of a result: the claims and, with `whole`, the counts."""
    space = result.space
    counts = {"states": len(space.states), "steps": space.steps, "depth": space.depth}
    verdicts = [verdict for verdict in result.verdicts if not verdict.asked]
    claims = {verdict.name: verdict.answer for verdict in verdicts}
    lengths = {verdict.name: verdict.trace.length for verdict in verdicts if verdict.trace}
    return Values(counts if whole else {}, claims, lengths)


def changed_counts(old: Values, new: Values, *, said: bool = True) -> Iterator[Difference]:
    """The counts that differ; with `said`, only those that the old values state."""
    for name, word in _COUNTS.items():
        before, after = old.counts.get(name), new.counts.get(name)
        if after not in (None, before) and not (said and before is None):
            yield Difference((name,), f"{word}: {_shown(before)} → {_shown(after)}")


def changed_claims(old: Values, new: Values, *, said: bool = True) -> Iterator[Difference]:
    """The claims whose values differ, or that only one side has.

    With `said`, the lengths of counterexamples are compared only if the old values state one.
    """
    for claim in {**new.claims, **old.claims}:
        alike = old.claims.get(claim) == new.claims.get(claim)
        length = old.counterexamples.get(claim)
        longer = new.counterexamples.get(claim) != length and not (said and length is None)
        if longer or not alike:
            table = "counterexamples" if alike else "claims"
            yield Difference((table, claim), f"{claim}: {old.verdict_text(claim)} → {new.verdict_text(claim)}")


def _shown(number: int | None) -> str:
    return _NOTHING if number is None else f"{number:,}"
