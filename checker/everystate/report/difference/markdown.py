"""The differences between two specs as Markdown, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from everystate.exploring.space import Space
from everystate.judging.verdict import Trace
from everystate.report.difference.text import (
    COMPARED,
    answered,
    both_ways,
    in_its_place,
    in_side,
    no_run,
    placed,
    set_here,
    tally,
    the_same_run,
    titled,
    why,
    written_lines,
)
from everystate.report.markup import code, fenced, folded, plain, table
from everystate.study.difference.comparing import Comparison, OneRun
from everystate.wording.text import counted

Draw = Callable[[Space, Trace, str], str]
"""A run and its title to the text of a Mermaid chart."""

_VERBS = {"state": "entered", "message": "sent", "row": "taken"}


def difference_in_markdown(comparison: Comparison, draw: Draw) -> str:
    """The text of the comment; `draw` gives the Mermaid chart of a run."""
    return "\n".join(_lines(comparison, draw))


def _lines(comparison: Comparison, draw: Draw) -> Iterator[str]:
    yield f"### {plain(comparison.new.result.network.spec.title)}: {plain(tally(comparison))}"
    yield ""
    yield from _sizes(comparison)
    if comparison.verdicts:
        yield from table(("claim", "old", "new"), _verdicts(comparison))
    if comparison.changes:
        yield from folded(f"{counted(len(comparison.changes), 'declaration')} changed", _changes(comparison))
    if comparison.reached:
        yield from folded(f"{counted(len(comparison.reached), 'difference')} in what is reached", _reached(comparison))
    if comparison.is_same:
        return
    for one, other, run in both_ways(comparison):
        if one == "old" and comparison.is_twofold:
            yield plain(the_same_run(run))
            yield ""
        else:
            yield from _run(one, other, run, draw)
    yield f"<sub>{plain(COMPARED)}</sub>"
    yield ""


def _sizes(comparison: Comparison) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for word, side in (("old", comparison.old), ("new", comparison.new)):
        stopped = side.result.space.stopped
        cut = f", stopped: {plain(stopped)}" if stopped else ""
        where = f" at {code(set_here(side.result))}" if set_here(side.result) else ""
        rows.append((word, code(side.name) + where + cut, *(f"{number:,}" for number in side.size)))
    yield from table(("", "spec", "joint states", "steps", "depth"), rows)


def _verdicts(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    for change in comparison.verdicts:
        mark = {"worse": "❌ ", "unclear": "❔ ", "better": "✅ ", "other": ""}[change.turn]
        reason = f"<br><sub>{plain(why(change))}</sub>" if why(change) else ""
        yield mark + plain(change.name) + reason, answered(change.old), answered(change.new)


def _changes(comparison: Comparison) -> Iterator[str]:
    for change in comparison.changes:
        yield f"- {change.kind} {code(change.name)} {change.how} ({plain(placed(comparison, change))})"
        yield ""
        text = "\n".join(text for text, _ in written_lines(change))
        if text:
            yield from (f"  {line}" for line in fenced(text, "diff"))
            yield ""


def _reached(comparison: Comparison) -> Iterator[str]:
    for reach in comparison.reached:
        side = comparison.new if reach.now else comparison.old
        at = f" ({plain(in_side(reach.place, side))})" if reach.place else ""
        ever = "now" if reach.now else "no longer"
        yield f"- {reach.kind} {code(reach.name)} is {ever} {_VERBS[reach.kind]}{at}"


def _run(one: str, other: str, run: OneRun, draw: Draw) -> Iterator[str]:
    if run.trace is None:
        yield no_run(one, other, run)
        yield ""
        return
    title = titled(one, other, run.trace)
    inside = [plain(in_its_place(other, run, run.trace)), "", *fenced(draw(run.has, run.trace, title), "mermaid")]
    yield from folded(title, inside, unfolded=one == "new")
