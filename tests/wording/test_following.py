"""A message is followed through a run: at each moment, those on their way are those that are queued."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from everystate.composing import compose
from everystate.exploring.reference.search import explore
from everystate.exploring.space import Limits, Space
from everystate.judging.traces import trace_along, trace_to
from everystate.judging.verdict import Trace
from everystate.loading import load
from everystate.wording.charting import chart_of

MODELS = Path(__file__).parents[1] / "models"
On = Counter[tuple[str, str, str]]


def queued(space: Space, state: int) -> On:
    found = On()
    for field, raw in zip(space.network.fields, space.states[state], strict=True):
        if (channel := field.channel) is not None:
            for packet in channel.packets(raw):
                found[str(packet), str(channel.connection), str(channel.receiver)] += 1
    return found


def on_their_way(space: Space, trace: Trace, index: int) -> On:
    """What a chart says of the time after a moment."""
    chart = chart_of(space, trace)
    return On(
        (message.text, message.connection, chart.lanes[message.end].name)
        for message in chart.messages
        if (message.sent is None or message.sent <= index) and (message.received is None or message.received > index)
    )


def deepest(model: str) -> tuple[Space, Trace]:
    space = explore(compose(load(MODELS / model)), Limits(states=3_000))
    return space, trace_to(space, len(space.states) - 1)


@pytest.mark.parametrize("model", sorted(path.parent.name for path in MODELS.glob("*/system.yaml")))
def test_messages_on_their_way_are_those_that_are_queued(model: str) -> None:
    space, trace = deepest(model)
    for index, step in enumerate(trace.steps):
        assert on_their_way(space, trace, index) == queued(space, step.target)


def test_a_run_that_begins_later_begins_with_what_is_queued_there() -> None:
    space, trace = deepest("alternating_bit")
    begin = next(index for index, step in enumerate(trace.steps) if queued(space, step.target))
    source = trace.steps[begin].target
    rest = trace_along(space, [(step.event, step.target) for step in trace.steps[begin + 1 :]], source)
    assert on_their_way(space, rest, -1) == queued(space, source)
    assert on_their_way(space, rest, len(rest.steps) - 1) == queued(space, rest.steps[-1].target)
