"""The fields of a network, found by what they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from everystate.composing.field import Copy, Field, FieldKey
from everystate.composing.formula import Missing
from everystate.composing.settings import Settings
from everystate.loading.expression import Value
from everystate.loading.party import Per

PHASE = FieldKey("phase", "phase")


class FieldIndex:
    """Finds every field by its key.

    `memory` has machines, variables, timers and monitors by owner (None for a monitor), name, and the numbers of the
    copies that they are `per`.
    """

    def __init__(self, settings: Settings, fields: Iterable[Field] = ()) -> None:
        self.settings = settings
        self.spec = settings.spec
        self.fields: list[Field] = []
        self.index: dict[FieldKey, int] = {}
        self.memory: dict[tuple[Copy | None, str, tuple[Value | Missing, ...]], int] = {}
        self._instances: dict[tuple[str, tuple[int, ...]], list[FieldKey]] = {}
        for field in fields:
            self.add(field)

    def add(self, field: Field) -> None:
        """Add one more field, after the others."""
        key, number = field.key, len(self.fields)
        self.fields.append(field)
        self.index[key] = number
        if key.kind in ("machine", "variable", "timer", "monitor"):
            self.memory[key.owner, key.name, tuple(copy.number for copy in key.index)] = number
        elif key.kind == "connection":
            self._instances.setdefault((key.name, tuple(copy.number for copy in key.ends)), []).append(key)

    def instances(self, connection: str, ends: tuple[int, ...]) -> list[FieldKey]:
        """The instances of a connection between two copies; none where these are not joined."""
        return self._instances.get((connection, ends), [])

    def copies(self, party: str) -> list[Copy]:
        """The copies of a party."""
        return [self.copy(party, number) for number in range(self.settings.counts[party])]

    def copy(self, party: str, number: int) -> Copy:
        """A copy of a party, by its number."""
        return Copy.of(self.spec.party(party), number, self.settings.counts[party])

    def combinations(self, per: tuple[Per, ...]) -> Iterator[dict[str, int]]:
        """Every way to bind the names of a `per`."""
        for numbers in itertools.product(*(range(self.settings.counts[p.party]) for p in per)):
            yield {p.name: number for p, number in zip(per, numbers, strict=True)}
