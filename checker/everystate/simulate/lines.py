"""A walk and the steps that are possible, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from everystate.judging.verdict import Trace
from everystate.loading.expression import shown
from everystate.report.layout import FAULT, QUIET, STRONG, line, paragraph, with_margin
from everystate.report.runs.lanes import draw_lanes
from everystate.report.runs.steps import list_steps
from everystate.simulate.walk import Choice, Walk
from everystate.wording.charting import chart_of
from everystate.wording.text import counted, one_line, printable, where

_MARKS = {"protocol": ("", ""), "environment": ("  environment", QUIET), "fault": ("  ! fault", FAULT)}


def headline(walk: Walk, what: str, width: int) -> Iterator[Text]:
    """The lines with the title, the folder, the kind of simulation, and the parameters."""
    network = walk.space.network
    yield from paragraph(network.spec.title, width, style=STRONG)
    yield line((f"{printable(network.spec.folder)}, {what}", QUIET))
    settings = ", ".join(f"{name}={shown(value)}" for name, value in network.setting.items())
    yield from paragraph(settings, width)


def the_run(walk: Walk, width: int, lanes: bool = False) -> Iterator[Text]:
    """The lines of the run so far, as a list or as lanes."""
    if not walk.taken:
        yield line(("  no step was taken", QUIET))
        return
    yield from (draw_lanes if lanes else list_steps)(chart_of(walk.space, walk.trace()), width)


def the_last_step(walk: Walk, width: int) -> Iterator[Text]:
    """The lines of the last step, with its number."""
    lines = list(list_steps(chart_of(walk.space, Trace((walk.taken[-1].step,), start=-1)), width))
    number = len(walk.taken)
    for text in lines:
        yield line(f"{number:>4}") + text[4:] if text.plain.startswith("   1  ") else text


def the_state(walk: Walk) -> Iterator[Text]:
    """The lines of the fields that differ from their initial values."""
    here = zip(walk.space.network.fields, walk.space.states[walk.start], walk.space.states[walk.here], strict=True)
    changed = {field.name: walk.names.shown(field, new) for field, old, new in here if old != new}
    if not changed:
        yield line(("everything is as at the start", QUIET))
        return
    room = max(map(cell_len, changed))
    now = "settled" if walk.space.settled(walk.here) else "not settled"
    yield line((f"what is not as at the start ({now}):", QUIET))
    for name, value in changed.items():
        yield line(f"  {printable(name).ljust(room)}  {printable(value)}")


def the_choices(walk: Walk, choices: Sequence[Choice], width: int) -> Iterator[Text]:
    """The lines of the possible steps, numbered from 1, each with the place of its first row."""
    if not choices:
        yield line(("no step is possible here", STRONG))
        return
    yield line((counted(len(choices), "step") + (" is" if len(choices) == 1 else " are") + " possible:", QUIET))
    for number, choice in enumerate(choices, 1):
        text = line(f"{number:>4}  ", one_line(choice.name), _MARKS[choice.step.label.cause])
        rows = choice.step.rows
        yield from with_margin(text, where(rows[0].row.place, walk.space.network.spec.folder) if rows else "", width)
