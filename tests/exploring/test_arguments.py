"""The arguments of compiled loops are what was declared, or a TypeError: no wrong address ever reaches machine code."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pytest

from everystate.exploring.native.arguments import Arguments, Numbers, Rows, Words, arguments
from everystate.exploring.native.machine_code import loops
from everystate.exploring.native.signatures import Grow, Locate
from everystate.exploring.native.visited import Visited


@arguments
class Pair(Arguments):
    """Two arrays of one length, which is also given."""

    count: int
    keys: Annotated[Words, "count"]
    numbers: Annotated[Numbers, "count _"]


@arguments
class Whole(Arguments):
    """A group in a group."""

    rows: Annotated[Rows, "count"]
    pair: Pair
    budget: int


def pair(**changes: Any) -> Pair:
    return Pair(**{"count": 3, "keys": np.zeros(3, np.uint64), "numbers": np.zeros((3, 2), np.int64), **changes})


def test_a_block_has_the_integers_and_the_addresses_in_the_order_of_declaration() -> None:
    inner, rows = pair(), np.zeros(3, np.uint32)
    whole = Whole(budget=-7, pair=inner, rows=rows)
    assert whole.cells == (rows.ctypes.data, 3, inner.keys.ctypes.data, inner.numbers.ctypes.data, -7)


def test_two_arrays_that_are_swapped_are_a_type_error() -> None:
    keys, numbers = np.zeros(3, np.uint64), np.zeros((3, 2), np.int64)
    with pytest.raises(TypeError, match=r"Pair\.keys is an array of uint64 \(count\), not an array of int64"):
        _ = pair(keys=numbers, numbers=keys).cells


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keys": np.zeros(3, np.int64)}, "not an array of int64"),
        ({"keys": np.zeros(3, np.uint32)}, "not an array of uint32"),
        ({"keys": np.zeros(6, np.uint64)[::2]}, "not an array with gaps"),
        ({"keys": np.zeros((3, 1), np.uint64)}, "not an array with 2 axes"),
        ({"keys": np.zeros(4, np.uint64)}, "count = 3, which is 4 elsewhere"),
        ({"keys": [0, 0, 0]}, "not a list"),
        ({"keys": 140_000_000_000_000}, "not a int"),
        ({"count": 4}, "count = 4, which is 3 elsewhere"),
        ({"count": np.int64(3)}, "not a int64"),
    ],
)
def test_what_is_not_as_declared_is_a_type_error(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        _ = pair(**changes).cells


def test_lengths_agree_between_groups() -> None:
    with pytest.raises(TypeError, match=r"Whole\.pair is a Pair, not one with count = 3, which is 2 elsewhere"):
        _ = Whole(rows=np.zeros(2, np.uint32), pair=pair(), budget=0).cells


def test_arguments_are_given_by_name_alone() -> None:
    made: Any = Grow
    with pytest.raises(TypeError, match="positional"):
        made(np.zeros(1, np.uint64), 0, 1, np.zeros(1, np.uint64))


def test_states_of_another_number_of_words_are_a_type_error() -> None:
    visited = Visited(1, loops(1))
    wanted, rows = np.zeros((2, 2), np.uint64), np.empty(2, np.uint32)
    with pytest.raises(TypeError, match="Locate is for states of other than 1 words"):
        visited.loops(Locate(columns=visited.columns, tables=visited.hashes, wanted=wanted, count=2, rows=rows))


def test_a_loop_reads_its_arguments_by_their_names() -> None:
    """A table of four entries grows to eight: each entry is where the search for its tag begins."""
    table: Words = np.zeros(8, np.uint64)
    tags = [tag << 32 | 1 for tag in (0, 1 << 30, 1 << 31, 3 << 30)]
    table[:4] = tags
    assert loops(1)(Grow(table=table, old_size=4, size=8, spare=np.zeros(4, np.uint64))) == 4
    assert table.tolist() == [tags[0], 0, tags[1], 0, tags[2], 0, tags[3], 0]
