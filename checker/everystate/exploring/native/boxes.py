"""Formulas as disjoint guards, channels included."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.composing.event import Accepts, Guard, Test
from everystate.composing.field import Channel
from everystate.composing.formula import Const, Formula, Look, Op, restrict
from everystate.composing.network import Network

Choice = tuple[Accepts, int]
"""A set of contents of a field, and a raw value that represents them."""


class TooManyError(Exception):
    """There would be too many boxes."""


def boxes(formula: Formula, truth: bool, network: Network, most: int) -> list[dict[int, Accepts]]:
    """Disjoint boxes of field values that cover just the states in which a formula has this truth value.

    Raises:
        TooManyError: there are more than `most`.
    """
    return _Splitting(truth, network, most).boxes(formula)


class _Splitting:
    """Splits formulas by the values of one field after the other; equal remaining formulas are split once."""

    def __init__(self, truth: bool, network: Network, most: int) -> None:
        self.truth = truth
        self.network = network
        self.most = most
        self.known: dict[Formula, list[dict[int, Accepts]]] = {}

    def boxes(self, formula: Formula) -> list[dict[int, Accepts]]:
        if isinstance(formula, Const):
            return [{}] if bool(formula.value) is self.truth else []
        if formula not in self.known:
            self.known[formula] = self._split(formula, formula.support[0])
        return self.known[formula]

    def _split(self, formula: Formula, field: int) -> list[dict[int, Accepts]]:
        channel, look = self.network.fields[field].channel, self.network.look
        choices = _finite(formula, field, self.network) if channel is None else _queued(formula, field, channel)
        made: list[dict[int, Accepts]] = []
        for accepted, raw in choices:
            made += [{field: accepted, **box} for box in self.boxes(restrict(formula, field, raw, look))]
            if len(made) > self.most:
                raise TooManyError
        return made


def _finite(formula: Formula, field: int, network: Network) -> list[Choice]:
    """The values of a field, grouped by the formula that each leaves."""
    groups: dict[Formula, list[int]] = {}
    for raw in range(len(network.fields[field].values)):
        groups.setdefault(restrict(formula, field, raw, network.look), []).append(raw)
    return [(frozenset(raws), raws[0]) for raws in groups.values()]


def _queued(formula: Formula, field: int, channel: Channel) -> Iterator[Choice]:
    """The contents of a channel, grouped by head, and by length if the formula depends on it."""
    yield (Test("empty"),), 0
    by_length = "length" in _views(formula, field)
    for code in range(1, len(channel.alphabet) + 1):
        for length in range(1, channel.capacity + 1) if by_length else (1,):
            tests: tuple[Test, ...] = (Test("head", code),)
            if by_length:
                tests += (Test("longer", length - 1), Test("room", channel.capacity - length))
            yield tests, channel.content((code,) * length)


def _views(formula: Formula, field: int) -> set[str]:
    if isinstance(formula, Look):
        return {formula.view} if formula.field == field else set()
    return {view for item in formula.items for view in _views(item, field)} if isinstance(formula, Op) else set()


def meet(guard: Guard, other: Guard) -> Guard | None:
    """Where two guards hold; None if that is nowhere. Only one of them has relations."""
    made = dict(guard)
    for field, accepted in other:
        before = made.get(field)
        if before is None:
            made[field] = accepted
        elif isinstance(before, frozenset) and isinstance(accepted, frozenset):
            if not before & accepted:
                return None
            made[field] = before & accepted
        else:
            assert isinstance(before, tuple)
            assert isinstance(accepted, tuple)
            made[field] = (*before, *accepted)
    return tuple(made.items())
