"""Parties stand in the order of the spec, unless another order joins them over shorter ways."""

from __future__ import annotations

import pytest

from everystate.wording.ordering import side_by_side


@pytest.mark.parametrize(
    ("parties", "connections", "order"),
    [
        ("abc", ["ab", "bc"], "abc"),
        ("abc", ["ac", "cb"], "acb"),
        ("abc", ["ca", "cb"], "acb"),
        ("abc", [], "abc"),
        ("abcd", ["ad", "db", "bc"], "adbc"),
        ("ab", ["aa", "ab"], "ab"),
        ("", [], ""),
    ],
)
def test_parties_that_are_connected_stand_side_by_side(parties: str, connections: list[str], order: str) -> None:
    assert "".join(side_by_side(list(parties), [(one[0], one[1]) for one in connections])) == order


def test_the_order_of_the_spec_is_kept_where_another_is_no_shorter() -> None:
    assert side_by_side(["hub", "one", "two"], [("one", "hub"), ("two", "hub")]) == ["one", "hub", "two"]
    assert side_by_side(["one", "two", "three"], [("one", "three")]) == ["two", "one", "three"]
