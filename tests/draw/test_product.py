"""The product as a diagram: whole, folded, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate.checking import check
from everystate.draw import product
from everystate.draw.grouping import group_states
from everystate.draw.product import ProductTooLarge, product_diagrams
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result

MODELS = Path(__file__).parents[1] / "models"


def test_a_small_product_has_every_joint_state_and_every_step() -> None:
    result = check(MODELS / "greeting", engine="reference")
    [whole] = product_diagrams(result)
    assert len(list(whole.boxes())) == len(result.space.states) + 1
    assert len(whole.arrows) == result.space.steps + 1


def test_what_violates_a_claim_is_marked_with_a_way_to_it(violated: Result) -> None:
    diagrams = product_diagrams(violated)
    assert any(box.shape == "bad" for box in diagrams[0].boxes())
    assert any(arrow.strong for arrow in diagrams[0].arrows) or len(violated.space.states) > product.WHOLE


def test_a_large_product_is_folded_by_claims_and_by_phase(failover: Result) -> None:
    by_claims, by_phase = product_diagrams(failover)
    assert len(list(by_claims.boxes())) <= 11
    assert [box.title.splitlines()[0] for box in by_phase.boxes() if box.title] == [
        "start",
        "Interaction Server Disconnects",
        "Interaction Server Restarts",
    ]


def test_every_joint_state_is_in_one_group(failover: Result) -> None:
    grouping = group_states(failover.space, 10, by_phase=False)
    assert len(grouping.group_of) == len(failover.space.states)
    assert 1 < len(set(grouping.group_of)) <= 10
    by_claims = product_diagrams(failover)[0]
    counts = [box.lines[0].text for box in by_claims.boxes() if box.lines]
    assert sum(int(count.split()[0].replace(",", "")) for count in counts) == len(failover.space.states)


def test_a_product_that_is_too_large_is_refused_with_advice(violated: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product, "TOO_MANY", 5)
    with pytest.raises(ProductTooLarge, match="--set"):
        product_diagrams(violated)


def test_a_product_that_is_not_all_there_is_refused_with_advice() -> None:
    part = check(MODELS / "philosophers", limits=Limits(states=5), engine="reference")
    with pytest.raises(ProductTooLarge, match="--max-states"):
        product_diagrams(part)
