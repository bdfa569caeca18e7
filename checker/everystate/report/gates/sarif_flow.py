"""A run as a code flow of SARIF: a thread for each party, its steps at the rows that it takes.

`executionOrder` is the number of the step, so that a reader can put the threads side by side: steps of two parties with
the same number are one. A fault of a connection has a thread of its own, at the line where the connection is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from everystate.judging.verdict import Result, Trace
from everystate.problems import Place
from everystate.report.gates.finding import places_of
from everystate.wording.names import Names
from everystate.wording.story import Effect, Scene, tell
from everystate.wording.text import one_line

Locate = Callable[[Place, str], dict[str, Any]]
"""Makes a location of SARIF, with a message."""


def code_flow(result: Result, trace: Trace, locate: Locate) -> dict[str, Any]:
    """The code flow of a run."""
    threads: dict[str, list[dict[str, Any]]] = {}
    story = tell(result.space, trace)
    names = Names(result.network)
    scenes = [*story.scenes, *([story.offending] if story.offending else [])]
    for order, scene in enumerate(scenes, 1):
        forbidden = scene is story.offending
        for who, place, effects in _parts(result, scene):
            text = f"{order}. {scene.who} {scene.trigger}" + (" (the claim forbids this step)" if forbidden else "")
            threads.setdefault(who, []).append(
                {
                    "executionOrder": order,
                    "importance": "essential" if who == scene.who or forbidden else "important",
                    "kinds": [scene.cause],
                    "location": locate(place, _told(text, effects, _sent(names, scene, who))),
                    "state": {effect.name: {"text": one_line(effect.after)} for effect in effects if effect.after},
                }
            )
    return {"threadFlows": [{"id": who, "locations": steps} for who, steps in threads.items()]}


def _parts(result: Result, scene: Scene) -> Iterator[tuple[str, Place, list[Effect]]]:
    """Who takes part in a step, at which row, and with what effect; one part for each who."""
    owners = dict.fromkeys(str(taken.owner) for taken in scene.step.rows)
    for owner in sorted(owners, key=lambda name: name != scene.who):
        row = next(taken.row for taken in scene.step.rows if str(taken.owner) == owner)
        yield owner, row.place, [effect for effect in scene.effects if str(effect.owner or "") == owner]
    if not owners:
        spec = result.network.spec
        yield scene.who, next(iter(places_of(spec, scene.step)), spec.place), []


def _sent(names: Names, scene: Scene, who: str) -> Iterator[str]:
    """What somebody sends in a step, and whether it is lost."""
    for passage in scene.passages:
        if passage.fate in ("sent", "met", "unsent") and str(passage.sender) == who:
            packet = names.packet(passage.packet, passage.sender, passage.receiver)
            yield f"sends {packet} to {passage.receiver}" + (", lost" if passage.lost else "")


def _told(text: str, effects: list[Effect], sent: Iterator[str]) -> str:
    changes = [f"{effect.name}: {effect.before} → {effect.after}" for effect in effects if effect.after]
    return one_line("; ".join([text, *changes, *sent]))
