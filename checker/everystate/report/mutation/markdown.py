"""The strength of the claims as Markdown, for a page or a comment on a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from everystate.exploring.space import Space
from everystate.judging.verdict import Trace
from everystate.report.markup import fenced, folded, plain, table
from everystate.report.mutation.wording import KIND_TEXTS, aside, difference_text, in_world, percent, summary
from everystate.report.runs.steps import list_steps
from everystate.report.screen import WIDTH_OF_FILES
from everystate.study.mutation.fate import Answer
from everystate.study.mutation.strength import Strength, Tried
from everystate.wording.charting import chart_of
from everystate.wording.text import counted, where

Rerun = Callable[[Tried], tuple[Space, Trace]]

_ANSWERS: tuple[Answer, ...] = ("killed", "survived", "undecided", "equivalent", "refused")


def strength_in_markdown(strength: Strength, rerun: Rerun | None = None) -> str:
    """The text of the report; with `rerun`, each survivor has a run."""
    lines = [f"## {plain(strength.spec.title)}: {percent(strength.score)}", "", f"{summary(strength)}.", ""]
    lines += [f"- {plain(text)}" for text in aside(strength)]
    lines += ["", *kinds_table(strength), *claims_table(strength)]
    for answer in _ANSWERS[1:3]:
        chosen = list(strength.of(answer))
        if chosen:
            entries = [line for one in chosen for line in _mutant(one, strength.spec.folder, rerun)]
            lines += folded(f"{answer}: {counted(len(chosen), 'mutant')}", entries)
    return "\n".join(lines).rstrip("\n") + "\n"


def kinds_table(strength: Strength) -> Iterator[str]:
    """The lines of a table: the outcomes of the mutants of each kind."""
    rows: list[list[str]] = []
    for kind in strength.kinds():
        counts = strength.counts(kind)
        rows.append([KIND_TEXTS[kind], *(f"{counts[answer]:,}" for answer in _ANSWERS)])
    yield from table(["change", *_ANSWERS], rows)


def claims_table(strength: Strength) -> Iterator[str]:
    """The lines of a table: the mutants that each claim kills, in all, first by depth, and as the only claim."""
    scores = strength.claims()
    rows = [[plain(s.claim), f"{s.kills:,}", f"{s.first:,}", f"{s.alone:,}"] for s in scores]
    yield from table(["claim", "kills", "first", "alone"], rows)


def _mutant(one: Tried, folder: str, rerun: Rerun | None) -> Iterator[str]:
    mutant, fate = one.mutant, one.fate
    yield f"**{plain(mutant.name)}** ({plain(where(mutant.place, folder))})"
    yield ""
    changes = [*(f"-{part}" for part in mutant.before.splitlines()), *(f"+{p}" for p in mutant.after.splitlines())]
    yield from fenced("\n".join(changes), "diff")
    yield ""
    texts = [fate.reason] if fate.reason else []
    texts += [difference_text(fate.difference)] if fate.difference is not None else []
    yield plain(" ".join(texts) + in_world(fate))
    yield ""
    if rerun is not None and fate.difference is not None:
        space, trace = rerun(one)
        steps = list_steps(chart_of(space, trace), WIDTH_OF_FILES)
        yield from fenced("\n".join(step.plain for step in steps), "")
        yield ""
