"""What can happen, before its sends are routed."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.draft import Draft
from everystate.composing.event import Arrival
from everystate.composing.field import Copy, FieldKey
from everystate.composing.layout import Layout
from everystate.loading.events import EventName
from everystate.loading.expression import Value
from everystate.loading.party import Cause


@dataclass(frozen=True)
class Occasion:
    """Something that can happen, in disjoint pieces."""

    kind: str
    name: str
    actor: Copy | None
    cause: Cause
    names: dict[str, Value]
    drafts: list[Draft]
    event: EventName | None = None
    closed: tuple[tuple[str, Copy, Copy], ...] = ()
    timer: FieldKey | None = None


@dataclass(frozen=True)
class Stuck:
    """A message or a notice that a party neither takes nor lets wait."""

    text: str
    arrival: Arrival
    drafts: list[Draft]


def spent(draft: Draft, layout: Layout, owner: str, name: str) -> Draft | None:
    """The draft where something is left of a bound, with one less left after it."""
    field = layout.index.get(FieldKey("budget", name, of=owner))
    if field is None:
        return draft
    left = frozenset(range(1, len(layout.fields[field].values)))
    made = draft.where({field: left})
    return made.changing(field, {raw: raw - 1 for raw in left}) if made else None
