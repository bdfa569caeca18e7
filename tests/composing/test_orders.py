"""What copies of a machine send in one step comes in any order, where the row says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate import SpecError, check, compose, load
from everystate.study.mutation.mutants import mutants, of_kinds

MODEL = Path(__file__).parents[1] / "models" / "in_any_order"


def test_more_copies_than_four_are_refused() -> None:
    with pytest.raises(SpecError) as raised:
        compose(load(MODEL), {"guests": 5})
    assert "5 copies of seat send in any order; they are 120 orders; the limit is 4 copies" in str(raised.value)
    assert "set fewer copies, or leave `in_any_order` out" in str(raised.value)


def test_four_copies_have_24_orders() -> None:
    events = compose(load(MODEL), {"guests": 4}).events
    sent = {tuple(str(transfer.packet) for transfer in event.label.sent) for event in events if event.label.sent}
    assert sum(len(one) == 4 for one in sent) == 24
    assert len(sent) == 4 + 4 * 3 + 4 * 3 * 2 + 24


def test_a_mutant_sends_in_the_order_of_the_copies() -> None:
    [mutant] = of_kinds(mutants(load(MODEL)), ["order"])
    assert "in_any_order: true" in mutant.before
    assert "in_any_order" not in mutant.after
    verdicts = {verdict.name: verdict.answer for verdict in check(mutant.spec, engine="reference").verdicts}
    assert verdicts["the last may be called first"] == "violated"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (', send: {Gone: "seat[guest] == taken"}', "", "in_any_order: without send:"),
        ("actions: {close: {}}", "actions: {close: {per: guest}}", "in_any_order changes nothing"),
    ],
)
def test_where_it_changes_nothing_it_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    for file in MODEL.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SpecError) as raised:
        load(tmp_path)
    assert said in str(raised.value)
    assert "leave it out" in str(raised.value)
