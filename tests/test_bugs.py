"""Seeded bugs: each is a small change of the rows, and the claim that ought to catch it does, in so many steps.

A file of `bugs/` says what is changed in spec/failover, at which parameters, the claim that falls, and where the bug
was seen. Without the change that claim holds at the same parameters. `in_time` has the claims about time that
fall: what never happens any more, or never ends.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.changes import IN_TIME, SPEC, arrives_where_told, changed, described, falls

from everystate.loading.expression import Value

BUGS = described("bugs")


@cache
def falls_unchanged(parameters: frozenset[tuple[str, Value]]) -> dict[str, int]:
    """The claims that fall without a change."""
    return falls(SPEC, dict(parameters))


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_is_caught_by_its_claim(name: str, tmp_path: Path) -> None:
    bug = BUGS[name]
    assert bug["origin"]
    assert bug["claim"] not in falls_unchanged(frozenset(bug["set"].items()))
    caught = falls(changed(tmp_path / "spec", bug["change"]), bug["set"])
    assert caught.get(bug["claim"]) == bug["length"], caught
    assert arrives_where_told(caught)
    assert {claim: steps for claim, steps in caught.items() if claim in IN_TIME} == bug.get("in_time", {})
