"""Networks that are random graphs: one field, and events that lead from some of its values to others."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from everystate.composing.event import Event, Label
from everystate.composing.field import Field, FieldKey
from everystate.composing.network import Network


def some_graph(random: Random, like: Network) -> Network:
    """A few states with several steps from most of them; the rest of the network is as in one that was composed."""
    count = random.randint(2, 9)
    field = Field(FieldKey("variable", "at"), 0, tuple(range(count)))
    events = tuple(_some_event(random, count, number) for number in range(random.randint(1, 6)))
    return replace(like, fields=(field,), events=events, unexpected=(), waits=(), claims=(), final=None, phase_field=-1)


def _some_event(random: Random, count: int, number: int) -> Event:
    sources = random.sample(range(count), random.randint(1, min(count, 5)))
    change = {source: random.randrange(count) for source in sources}
    label = Label("action", f"e{number}", None, random.choice(["protocol", "protocol", "fault"]))
    return Event(label, ((0, frozenset(sources)),), ((0, change),), (), random.random() < 0.1)
