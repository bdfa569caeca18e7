"""Seeded bugs: each is a layer over spec/failover, and the claim that ought to catch it does, in so many steps.

Of each bug, a file of `bugs/` has the layer, and another one the parameters and the layers below, the claim that falls,
and where the bug was seen. Without the bug that claim holds. `in_time` has the claims about time that fall: what never
happens any more, or never ends.
"""

from __future__ import annotations

from functools import cache

import pytest
from tests.changes import IN_TIME, arrives_where_told, described, falls

from everystate.loading.expression import Value

BUGS = described("bugs")


@cache
def falls_unchanged(parameters: frozenset[tuple[str, Value]], layers: tuple[str, ...]) -> dict[str, int]:
    """The claims that fall without a change."""
    return falls(dict(parameters), layers=list(layers))


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_is_caught_by_its_claim(name: str) -> None:
    bug = BUGS[name]
    assert bug["origin"]
    assert bug["claim"] not in falls_unchanged(frozenset(bug["set"].items()), tuple(bug["layers"]))
    caught = falls(bug["set"], layers=[*bug["layers"], *bug["layer"]])
    assert caught.get(bug["claim"]) == bug["length"], caught
    assert arrives_where_told(caught)
    assert {claim: steps for claim, steps in caught.items() if claim in IN_TIME} == bug.get("in_time", {})
