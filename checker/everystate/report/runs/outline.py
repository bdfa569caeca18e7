"""A run in a line for each step: enough to recognise it, where the whole story does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.judging.verdict import Result, Trace
from everystate.wording.story import Scene, tell
from everystate.wording.text import one_line

_MOST = 60


def outline(result: Result, trace: Trace) -> list[str]:
    """The steps in lines; of a very long run, its end."""
    lines = list(_lines(result, trace))
    left_out = len(lines) - _MOST
    return lines if left_out <= 0 else [f"   … {left_out:,} steps before", *lines[left_out:]]


def _lines(result: Result, trace: Trace) -> Iterator[str]:
    story = tell(result.space, trace)
    for at, scene in enumerate(story.scenes):
        if at == story.loop:
            yield "      and from here on, for ever:"
        yield _line(scene)
    if story.offending:
        yield f"{_line(story.offending)}  ✗ the claim forbids this step"


def _line(scene: Scene) -> str:
    number = f"{scene.number:>4}" if scene.number else "next"
    cause = "" if scene.cause == "protocol" else f"  ({scene.cause})"
    phase = f"  [{scene.phase}]" if scene.phase else ""
    return f"{number}  {one_line(f'{scene.who} {scene.trigger}{cause}{phase}')}"
