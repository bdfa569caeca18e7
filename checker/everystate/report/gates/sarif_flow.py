"""A run as a code flow of SARIF: a thread for each party, with its steps at the rows that it takes.

`executionOrder` is the number of the step: locations of two parties with the same number are one step. So a reader can
put the threads side by side. A fault of a connection has a thread of its own, at the line where the connection is
declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from everystate.judging.verdict import Result, Step, Trace
from everystate.problems import Place
from everystate.report.gates.finding import places_of
from everystate.wording.chart import Chart, Effect, Moment
from everystate.wording.chart_events import Event, events
from everystate.wording.charting import chart_of
from everystate.wording.text import one_line

Locate = Callable[[Place, str], dict[str, Any]]
"""Makes a location of SARIF, with a message."""


def code_flow(result: Result, trace: Trace, locate: Locate) -> dict[str, Any]:
    """The code flow of a run."""
    threads: dict[str, list[dict[str, Any]]] = {}
    chart = chart_of(result.space, trace)
    steps = (*trace.steps, *([trace.offending] if trace.offending else []))
    for event, step in zip(events(chart), steps, strict=True):
        moment, order = event.moment, event.index + 1
        text = f"{order}. {moment.who} {moment.trigger}" + (
            " (the claim forbids this step)" if moment.forbidden else ""
        )
        for who, place in _parts(result, moment, step):
            effects = [effect for effect in moment.effects if effect.after and str(effect.key.owner) == who]
            threads.setdefault(who, []).append(
                {
                    "executionOrder": order,
                    "importance": "essential" if who == moment.who or moment.forbidden else "important",
                    "kinds": [moment.cause],
                    "location": locate(place, _message(text, effects, _sent(chart, event, who))),
                    "state": {effect.name: {"text": one_line(effect.after)} for effect in effects},
                }
            )
    return {"threadFlows": [{"id": who, "locations": steps} for who, steps in threads.items()]}


def _parts(result: Result, moment: Moment, step: Step) -> Iterator[tuple[str, Place]]:
    """The participants of a step, each once, with the place of its row."""
    places: dict[str, Place] = {}
    for taken in step.rows:
        places.setdefault(str(taken.owner), taken.row.place)
    yield from sorted(places.items(), key=lambda part: part[0] != moment.who)
    if not places:
        spec = result.network.spec
        yield moment.who, next(iter(places_of(spec, step)), spec.place)


def _sent(chart: Chart, event: Event, who: str) -> Iterator[str]:
    """The messages that a participant sends in a step, marked if they are lost."""
    for message in event.sent:
        if chart.lanes[message.start].name == who and not message.doubled:
            lost = ", lost" if message.fate == "unsent" else ""
            yield f"sends {message.text} to {chart.lanes[message.end].name}{lost}"


def _message(text: str, effects: list[Effect], sent: Iterator[str]) -> str:
    changes = [f"{effect.name}: {effect.before} → {effect.after}" for effect in effects]
    return one_line("; ".join([text, *changes, *sent]))
