"""Which guards hold in a joint state: the intersection, over the fields, of those that accept the field's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import and_, itemgetter
from typing import Any

from everystate.composing.event import Guard
from everystate.composing.network import Network
from everystate.composing.relations import Fields
from everystate.exploring.system import State


class _Masks(dict[Any, int]):
    """For one field, or some fields together: the set of guards that accept its value, as a bit mask."""

    def __init__(self, network: Network, key: int | Fields, guards: Sequence[Guard]) -> None:
        self.network = network
        self.key = key
        self.fields = key if isinstance(key, tuple) else (key,)
        self.asked = [dict(guard).get(key) for guard in guards]

    def __missing__(self, raw: Any) -> int:
        values = dict(zip(self.fields, raw if isinstance(raw, tuple) else (raw,), strict=True))
        accepted = (asked is None or self.network.accepts(self.key, asked, values) for asked in self.asked)
        mask = self[raw] = sum(1 << number for number, accepts in enumerate(accepted) if accepts)
        return mask


class EnabledMasks:
    """Which of several guards hold in a joint state, as a bit mask."""

    def __init__(self, network: Network, guards: Sequence[Guard]) -> None:
        self.all = (1 << len(guards)) - 1
        used = dict.fromkeys(key for guard in guards for key, _ in guard)
        fields = sorted(key for key in used if not isinstance(key, tuple))
        relations = [key for key in used if isinstance(key, tuple)]
        self.fields = [(field, _Masks(network, field, guards)) for field in fields]
        self.relations: list[tuple[Callable[[State], Any], _Masks]] = [
            (itemgetter(*key), _Masks(network, key, guards)) for key in relations
        ]

    def __call__(self, state: State) -> int:
        mask = reduce(and_, [masks[state[field]] for field, masks in self.fields], self.all)
        for values, masks in self.relations:
            if not mask:
                break
            mask &= masks[values(state)]
        return mask


def bits(mask: int) -> Iterator[int]:
    """The numbers in a bit mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
