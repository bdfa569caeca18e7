"""How strong the claims of spec/failover about states and steps are.

Every mutant that survives is listed, with the reason why it may.
`survivors.toml` has them by reason. docs/findings.md tells it to people: `FINDINGS=write` in the environment, together
with `--slow`, writes its tables. All mutants take minutes; without `--slow` a sample of them is tried.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from tests.changes import IN_TIME, ROOT
from tests.test_findings import PAGE, SPECIFICATION, with_table

from everystate.composing import compose
from everystate.exploring.space import Limits
from everystate.judging.judge import claim_names
from everystate.report.markup import plain
from everystate.report.mutation.markdown import claims_table, kinds_table
from everystate.report.mutation.wording import percent
from everystate.study.mutation.mutants import mutants, sample
from everystate.study.mutation.strength import Strength, baselines_in, claims_strength
from everystate.study.mutation.trial import World

QUIET = World("", {"pace": "settled"})
GROUPS = tomllib.loads((ROOT / "tests" / "survivors.toml").read_text(encoding="utf-8"))["group"]
SURVIVORS = [name for group in GROUPS for name in group["mutants"]]


@cache
def strength(number: int | None = None) -> Strength:
    """What becomes of so many mutants in quiet times, of all if None. Claims about time are not asked."""
    every = mutants(SPECIFICATION, QUIET.settings)
    chosen = every if number is None else sample(every, number, seed=20)
    asked = [name for name in claim_names(compose(SPECIFICATION)) if name not in IN_TIME]
    baselines = baselines_in(SPECIFICATION, [QUIET], asked, Limits())
    return claims_strength(SPECIFICATION, chosen, baselines, jobs=None if number is None else 0)


def test_of_a_sample_only_those_survive_that_are_known_to() -> None:
    found = strength(8)
    assert not list(found.of("undecided"))
    assert {one.mutant.name for one in found.of("survived")} == {
        one.mutant.name for one in found.tried if one.mutant.name in SURVIVORS
    }


def test_every_survivor_is_a_mutant_and_is_explained_once() -> None:
    assert len(set(SURVIVORS)) == len(SURVIVORS)
    assert set(SURVIVORS) <= {mutant.name for mutant in mutants(SPECIFICATION, QUIET.settings)}
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {plain(group['reason'])} | {len(group['mutants'])} |" in text for group in GROUPS)


@pytest.mark.slow
def test_exactly_these_survive() -> None:
    found = strength()
    assert not list(found.of("undecided"))
    assert sorted(one.mutant.name for one in found.of("survived")) == sorted(SURVIVORS)


@pytest.mark.slow
def test_the_page_tells_how_strong_the_claims_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    fresh = with_table(text, "strength", strength_lines(strength()))
    if os.environ.get("FINDINGS") == "write":
        PAGE.write_text(fresh, encoding="utf-8")
    assert text == fresh


def strength_lines(found: Strength) -> Iterator[str]:
    """The score, what became of the changes of each kind, what each claim kills, and why the survivors may."""
    counts = found.counts()
    yield f"**{percent(found.score)}**: of {len(found.tried):,} changes, {counts['equivalent']:,} make no difference"
    others = f"of the other {found.counted:,}, {counts['killed']:,} are killed"
    yield f"and {counts['refused']:,} are refused by the loader; {others}."
    yield ""
    yield from kinds_table(found)
    yield from claims_table(found)
    yield "| the survivors: why they may | changes |"
    yield "|---|---|"
    yield from (f"| {plain(group['reason'])} | {len(group['mutants'])} |" for group in GROUPS)
