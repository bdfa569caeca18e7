"""The orders in which the sends of one step come: by machine, copy and list, or by the copies in any order.

What one copy of a machine sends stays together. Copies that send nothing keep their places, so that each order comes
once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import factorial

from everystate.composing.draft import Draft, Outgoing
from everystate.problems import Problems

MAX_COPIES = 4
"""How many copies of a machine may send in any order."""

Speech = tuple[Outgoing, ...]
"""What one copy of a machine sends, in order."""


def orders(outgoing: tuple[Outgoing, ...], problems: Problems) -> Iterator[list[tuple[int, Speech]]]:
    """Every order: at each place, the number of the place that is usual for a speech, and the speech."""
    parted = itertools.groupby(outgoing, lambda one: (one.sender, one.row.machine, one.names))
    speeches = [tuple(those) for _, those in parted]
    groups: dict[tuple[object, str], list[int]] = {}
    for place, speech in enumerate(speeches):
        if speech[0].row.in_any_order:
            groups.setdefault((speech[0].sender, speech[0].row.machine), []).append(place)
    if any(_is_too_large(speeches, places, problems) for places in groups.values()):
        groups = {}
    for chosen in itertools.product(*map(itertools.permutations, groups.values())):
        usual = list(range(len(speeches)))
        for places, permuted in zip(groups.values(), chosen, strict=True):
            for place, number in zip(places, permuted, strict=True):
                usual[place] = number
        yield [(number, speeches[number]) for number in usual]


def spoken(before: Draft, drafts: list[Draft], is_moved: bool) -> list[Draft]:
    """The pieces of a step after a speech; where it is not at its usual place, those in which it sends something."""
    return [made for made in drafts if not is_moved or len(made.sent) > len(before.sent)]


def _is_too_large(speeches: list[Speech], places: list[int], problems: Problems) -> bool:
    """Whether more copies than that send in any order, which is noted at the row."""
    if len(places) <= MAX_COPIES:
        return False
    row = speeches[places[0]][0].row
    what = f"{len(places)} copies of {row.machine} send in any order"
    why = f"they are {factorial(len(places)):,} orders; the limit is {MAX_COPIES} copies"
    problems.add(row.place, what, why, "set fewer copies, or leave `in_any_order` out")
    return True
