"""Which guards hold in a joint state: the intersection, over the fields, of those that accept the field's value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_

from everystate.composing.network import Network
from everystate.exploring.space import Guard, State


class _Masks(dict[int, int]):
    """For one field: the set of events that accept a value, as a bit mask."""

    def __init__(self, network: Network, field: int, guards: Sequence[Guard]) -> None:
        self.channel = network.fields[field].channel
        self.tests = [dict(guard).get(field) for guard in guards]

    def __missing__(self, raw: int) -> int:
        mask = 0
        for number, accepted in enumerate(self.tests):
            if accepted is None or self._accepts(accepted, raw):
                mask |= 1 << number
        self[raw] = mask
        return mask

    def _accepts(self, accepted: object, raw: int) -> bool:
        if isinstance(accepted, frozenset):
            return raw in accepted
        assert self.channel is not None
        assert isinstance(accepted, tuple)
        return all(test.accepts(self.channel, raw) for test in accepted)


class EnabledMasks:
    """Which of several guards hold in a joint state, as a bit mask."""

    def __init__(self, network: Network, guards: Sequence[Guard]) -> None:
        self.all = (1 << len(guards)) - 1
        used = sorted({field for guard in guards for field, _ in guard})
        self.fields = [(field, _Masks(network, field, guards)) for field in used]

    def __call__(self, state: State) -> int:
        return reduce(and_, [masks[state[field]] for field, masks in self.fields], self.all)


def bits(mask: int) -> Iterator[int]:
    """The numbers in a bit mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
