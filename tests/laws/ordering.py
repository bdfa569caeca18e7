"""The orders in which the sends of a step may come."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from tests.laws.state import Draft, MachineKey, Outgoing

Order = tuple[MachineKey, ...]
"""The machine copies that may change places, in the order in which they send."""


def orders(draft: Draft, says: Callable[[Outgoing], bool]) -> Iterator[tuple[Order, list[Outgoing]]]:
    """Every order of what is sent: the copies of a machine that send in any order change places with each other."""
    said = [one for one in draft.sends if says(one)]
    blocks = [(key, list(those)) for key, those in itertools.groupby(said, lambda one: one[3])]
    sent = {key: those for key, those in blocks if key}
    machines = [list(those) for _, those in itertools.groupby(sent, lambda key: key[:3])]
    for chosen in itertools.product(*map(itertools.permutations, machines)):
        before = list(itertools.chain(*machines))
        order = tuple(itertools.chain(*chosen))
        instead = dict(zip(before, order, strict=True))
        yield order, list(itertools.chain(*(sent[instead[key]] if key else those for key, those in blocks)))
