"""The differences between two specs as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from everystate.composing.event import Label
from everystate.judging.verdict import Result, Trace, Verdict
from everystate.loading.expression import shown
from everystate.problems import Place
from everystate.report.layout import FAULT, MARKS, QUIET, STRONG, line, paragraph, with_margin
from everystate.report.measures import measured
from everystate.report.runs.lanes import draw_lanes
from everystate.report.runs.steps import list_steps
from everystate.study.difference.comparing import Comparison, OneRun, Side
from everystate.study.difference.declarations import Change
from everystate.study.difference.verdicts import Turn, VerdictChange
from everystate.wording.charting import chart_of
from everystate.wording.names import Names
from everystate.wording.text import counted, one_line, printable, where

COMPARED = (
    "Runs are compared by what is seen of each step: who moves, what happens, which messages are received and sent. "
    "A new name is a difference."
)

_SIGNS = {"added": ("+", "green"), "removed": ("-", FAULT), "changed": ("~", "yellow")}
_TURNS: dict[Turn, str] = {"worse": FAULT, "unclear": "bold yellow", "better": "green", "other": ""}
_MOST_INSTEAD = 8


def show_difference(comparison: Comparison, width: int) -> Iterator[Text]:
    """The lines of the report."""
    yield from _head(comparison, width)
    if not comparison.is_same:
        yield from _changes(comparison, width)
        yield from _verdicts(comparison, width)
        yield from _reached(comparison, width)
        for one, other, run in both_ways(comparison):
            yield from _run(comparison, one, other, run, width)
        yield line()
        yield from paragraph(COMPARED, width, style=QUIET)
    yield line()
    yield line((tally(comparison), STRONG))


def both_ways(comparison: Comparison) -> Iterator[tuple[str, str, OneRun]]:
    """For each direction: the side that has a run, the side that lacks it, and the run that was looked for."""
    yield "new", "old", comparison.added
    yield "old", "new", comparison.removed


def tally(comparison: Comparison) -> str:
    """The numbers of differences, in one line."""
    if comparison.is_same:
        return "no difference" if comparison.is_certain else "no difference found"
    turns = Counter(change.turn for change in comparison.verdicts)
    parts = [f"{counted(turns[turn], 'claim')} {word}" for turn, word in _TURNED.items() if turns[turn]]
    parts += [counted(len(comparison.changes), "declaration") + " changed"] if comparison.changes else []
    parts += [f"a run that only {one} has" for one, _, run in both_ways(comparison) if run.trace]
    return ", ".join(parts) or "the spaces differ in size only"


_TURNED: dict[Turn, str] = {
    "worse": "worse",
    "unclear": "undecided",
    "better": "better",
    "other": "with another answer or counterexample",
}


def _head(comparison: Comparison, width: int) -> Iterator[Text]:
    titles = dict.fromkeys(side.result.network.spec.title for side in (comparison.old, comparison.new))
    yield from paragraph(" → ".join(titles), width, style=STRONG)
    for word, side in (("old", comparison.old), ("new", comparison.new)):
        yield line((f"{word}  ", QUIET), printable(side.name))
        yield from paragraph(set_here(side.result), width, 5, QUIET)
        yield from paragraph(measured(side.result.space), width, 5, QUIET)
        if not side.result.space.complete:
            yield from paragraph(f"stopped: {side.result.space.stopped}", width, 5, MARKS["undecided"][1])


def set_here(result: Result) -> str:
    """The layers, and the parameters that differ from their declared values, in words."""
    initial = {parameter.name: parameter.initial for parameter in result.network.spec.parameters}
    values = result.network.setting.items()
    return ", ".join(f"{name}={shown(value)}" for name, value in values if initial.get(name, "") != value)


# -- the tables -------------------------------------------------------------------------------------------------------


def _changes(comparison: Comparison, width: int) -> Iterator[Text]:
    if comparison.changes:
        yield line()
        yield line(("What is written", STRONG))
    for change in comparison.changes:
        sign, style = _SIGNS[change.how]
        left = line((f"{sign} ", style), (change.kind, QUIET), f" {one_line(change.name)}")
        yield from with_margin(left, placed(comparison, change), width)
        for text, tone in written_lines(change):
            yield line("    ", (printable(text), tone))


def written_lines(change: Change) -> Iterator[tuple[str, str]]:
    """The removed and added lines of a text, each with its sign; unchanged lines are left out."""
    old = change.old.text.split("\n") if change.old and change.old.text else []
    new = change.new.text.split("\n") if change.new and change.new.text else []
    gone, fresh = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for lines, left, sign, tone in ((old, gone, "-", "red"), (new, fresh, "+", "green")):
        for text in lines:
            if left[text] > 0:
                left[text] -= 1
                yield f"{sign} {text}", tone


def placed(comparison: Comparison, change: Change) -> str:
    """The places of a change: in the old spec, the new one, or both."""
    sides = ((change.old, comparison.old), (change.new, comparison.new))
    return " → ".join(in_side(written.place, side) for written, side in sides if written)


def in_side(place: Place, side: Side) -> str:
    """A place in a file of one side, relative to the folder of its spec."""
    return where(place, side.result.network.spec.folder)


# -- what comes of it -------------------------------------------------------------------------------------------------


def _verdicts(comparison: Comparison, width: int) -> Iterator[Text]:
    if comparison.verdicts:
        yield line()
        yield line(("What becomes of the claims", STRONG))
    before = max((len(answered(change.old)) for change in comparison.verdicts), default=0)
    after = max((len(answered(change.new)) for change in comparison.verdicts), default=0)
    for change in comparison.verdicts:
        text = f"{answered(change.old).ljust(before)} → {answered(change.new).ljust(after)}  "
        made = line((text, _TURNS[change.turn]))
        name, *more = paragraph(change.name, width - len(text))
        yield made + name
        yield from (line(" " * len(text)) + rest for rest in more)
        if reason := why(change):
            yield from paragraph(reason, width, len(text), QUIET)


def answered(verdict: Verdict | None) -> str:
    """A verdict in words, with the length of its run."""
    if verdict is None:
        return "not judged"
    steps = f" after {counted(verdict.trace.length, 'step')}" if verdict.trace else ""
    return f"{verdict.answer}{steps}"


def why(change: VerdictChange) -> str:
    """The reason that the new verdict gives."""
    verdict = change.new
    return one_line(verdict.reason or verdict.known) if verdict and verdict.answer != "holds" else ""


def _reached(comparison: Comparison, width: int) -> Iterator[Text]:
    if comparison.reached:
        yield line()
        yield line(("What is reached", STRONG))
    verbs = {"state": "entered", "message": "sent", "row": "taken"}
    for reach in comparison.reached:
        sign, style = _SIGNS["added" if reach.now else "removed"]
        ever = "now" if reach.now else "no longer"
        left = line((f"{sign} ", style), f"{ever} {verbs[reach.kind]}: ", one_line(reach.name))
        side = comparison.new if reach.now else comparison.old
        yield from with_margin(left, in_side(reach.place, side), width) if reach.place else [left]


# -- runs -------------------------------------------------------------------------------------------------------------


def _run(comparison: Comparison, one: str, other: str, run: OneRun, width: int) -> Iterator[Text]:
    yield line()
    if run.trace is None:
        yield from paragraph(no_run(one, other, run), width)
        return
    if one == "old" and comparison.is_twofold:
        yield from paragraph(the_same_run(comparison.removed), width)
        return
    yield line("─" * width)
    yield line((titled(one, other, run.trace), STRONG))
    chart = chart_of(run.has, run.trace)
    yield from list_steps(chart, width)
    yield line()
    yield from paragraph(in_its_place(other, run, run.trace), width)
    yield line()
    yield line(("As lanes", STRONG))
    yield from draw_lanes(chart, width)


def titled(one: str, other: str, trace: Trace) -> str:
    """The title of a run that only one side has."""
    return f"A shortest run that {one} has and {other} has not, {counted(len(trace.steps), 'step')}"


def no_run(one: str, other: str, run: OneRun) -> str:
    """The conclusion from a search that found no such run."""
    if run.cut:
        looked = f"{counted(run.pairs, 'pair')} of joint states"
        return f"No run that {one} has and {other} has not was found within {looked} ({run.cut}). There may be one."
    return f"Every run of {one} is one of {other}."


def the_same_run(run: OneRun) -> str:
    """The title of a run that is possible in both specs, but whose last step sends other messages."""
    assert run.trace is not None
    last = sending(run.trace.steps[-1].label)
    return f"A shortest run that old has and new has not is this one, where the last step {last}."


def in_its_place(other: str, run: OneRun, trace: Trace) -> str:
    """What the other side can do in place of the last step of a run, in one sentence."""
    names = Names(run.lacks.network)
    last = Names(run.has.network).step(trace.steps[-1].label)
    same = [label for label in run.instead if names.step(label) == last]
    if same:
        return f"In {other}, the last step {' or '.join(dict.fromkeys(sending(label) for label in same))}."
    steps = list(dict.fromkeys(names.step(label) for label in run.instead))
    if not steps:
        return f"In {other}, no step is possible in the place of the last one."
    more = f"; and {len(steps) - _MOST_INSTEAD} more" if len(steps) > _MOST_INSTEAD else ""
    return f"In {other}, the last step is not possible. There, in its place: {'; '.join(steps[:_MOST_INSTEAD])}{more}."


def sending(label: Label) -> str:
    """The messages that a step sends, in words."""
    sent = (f"{t.packet} to {t.receiver}" for t in label.sent)
    return f"sends {', '.join(sent)}" if label.sent else "sends nothing"
