"""The report as Markdown, for a comment on a pull request or the summary of a job.

Each world is a section: the verdicts as tables, the parameters and each counterexample collapsed, the run as a Mermaid
chart. Code hosting limits the number of characters; sections at the end that do not fit are left out, and the page says
so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from everystate.judging.verdict import Result, Trace, Verdict
from everystate.loading.expression import shown
from everystate.problems import Exit, Problem
from everystate.report.evidence.claim import reproduce, stated
from everystate.report.forms.form import Caption
from everystate.report.gates.finding import findings
from everystate.report.gates.location import Root
from everystate.report.layout import MARKS
from everystate.report.markup import code, plain
from everystate.report.measures import measured, tally
from everystate.report.runs.outline import outline
from everystate.report.runs.steps import titled
from everystate.wording.charting import chart_of
from everystate.wording.text import counted

COMMENT = 65_000
"""GitHub takes 65,536 characters in a comment, GitLab a million."""
SUMMARY = 900_000
"""GitHub takes 1 MiB in the summary of a step; some characters are several bytes."""
_MOST_OF_MERMAID = 49_000
"""Mermaid draws no chart of more than 50,000 characters (`maxTextSize`)."""
_MOST_REASONS = 20
_MOST_NOTES = 3
_MARKER = "<!-- everystate -->"
_HEAD = ("verdict", "claim", "judged in", "fails after")

Draw = Callable[[Result, Trace, str], str]


class MarkdownForm:
    """A page under construction.

    `draw` gives the text of a Mermaid chart with a title; `most` is the largest number of characters. With several
    `worlds`, a section has only the failing claims and the parameters of its world.
    """

    def __init__(self, draw: Draw, most: int = COMMENT, worlds: bool = False) -> None:
        self.draw = draw
        self.most = most
        self.worlds = worlds
        self.root = Root()
        self.sections: list[str] = []
        self.evidence: list[str] = []

    def add(self, caption: Caption, result: Result) -> None:
        """Add a section for the verdicts, and one for each claim that is violated."""
        self.sections.append("\n\n".join(self._section(caption, result)))
        for verdict in result.verdicts:
            if verdict.answer == "violated":
                self.evidence.append("\n\n".join(self._evidence(caption, result, verdict)))

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Add a section with every mistake."""
        rows = [(code(str(self.root.locate(p.place) or p.place)), plain(p.what), plain(_help(p))) for p in problems]
        mistakes = exit_code == Exit.WRONG
        title = f"## ✗ everystate: {counted(len(problems), 'mistake')}" if mistakes else "## ? everystate: no result"
        self.sections.append(f"{title}\n\n{_table(('where', 'what', 'why, and what instead'), rows)}")

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add a section with the names of the worlds."""
        names = ", ".join(plain(caption.world) for caption in captions)
        self.sections.append(f"## ? Not checked\n\n{names}: {plain(reason)}. Running out is no pass.")

    def text(self) -> str:
        """The text of the page, without the sections that exceed the limit."""
        made = _MARKER + "\n"
        left_out = 0
        for part in [*self.sections, *self.evidence]:
            if left_out or len(made) + len(part) > self.most - 200:
                left_out += 1
            else:
                made += f"\n{part}\n"
        return made + (f"\n*{counted(left_out, 'section')} left out: a page takes no more.*\n" if left_out else "")

    def _section(self, caption: Caption, result: Result) -> Iterator[str]:
        spec = result.network.spec
        mark = {Exit.OK: "✓", Exit.FAILED: "✗"}.get(result.exit_code, "?")
        yield f"## {mark} {plain(caption.of(spec))}: {tally(result)}"
        if caption.description:
            yield plain(caption.description)
        yield f"{code(self.root.path(spec.folder))}, {measured(result.space)}"
        if not result.space.complete:
            yield f"Stopped: {plain(result.space.stopped)}. Running out is no pass."
        if others := [verdict for verdict in result.verdicts if verdict.answer != "holds"]:
            yield self._verdicts(result, others)
        yield from self._set_in(result) if self.worlds else self._folded_away(result)
        if result.all_notes:
            notes = "\n".join(f"- {plain(note)}" for note in result.all_notes)
            yield (
                notes
                if len(result.all_notes) <= _MOST_NOTES
                else _folded(counted(len(result.all_notes), "note"), notes)
            )

    def _set_in(self, result: Result) -> Iterator[str]:
        rows = [f"{code(f'{name}={value}')}{declared}" for name, value, declared in _parameters(result) if declared]
        if rows:
            yield f"Set: {', '.join(rows)}"

    def _folded_away(self, result: Result) -> Iterator[str]:
        if holding := [verdict for verdict in result.verdicts if verdict.answer == "holds"]:
            hold = "claim holds" if len(holding) == 1 else "claims hold"
            yield _folded(f"{len(holding)} {hold}", self._verdicts(result, holding))
        if rows := [(code(name), code(value) + declared) for name, value, declared in _parameters(result)]:
            yield _folded("Parameters", _table(("parameter", "value"), rows))

    def _verdicts(self, result: Result, verdicts: list[Verdict]) -> str:
        rows = []
        for verdict in verdicts:
            length = counted(verdict.trace.length, "step") if verdict.trace else ""
            reason = "" if verdict.answer in ("holds", "violated") else f"<br>{plain(verdict.known or verdict.reason)}"
            answer = f"{MARKS[verdict.answer][0]} {verdict.answer}"
            judged = str(verdict.judged)
            rows.append((answer, plain(verdict.name) + reason, judged, length))
        return _table(_HEAD, rows)

    def _evidence(self, caption: Caption, result: Result, verdict: Verdict) -> Iterator[str]:
        world = f" ({plain(caption.world)})" if caption.world else ""
        yield f"### ✗ {plain(verdict.name)}{world}"
        if verdict.claim.description:
            yield plain(verdict.claim.description)
        yield code(stated(verdict.claim))
        yield "\n".join(self._reasons(result, verdict))
        if verdict.trace and (verdict.trace.steps or verdict.trace.offending):
            yield _folded(titled(verdict.trace), self._run(result, verdict, verdict.trace))
        if verdict.trace and verdict.trace.fair:
            from everystate.report.evidence.fairness import listed

            reasons = "\n".join(f"- {plain(text)}" for text in listed(result.space, verdict.trace))
            yield _folded("Why this run is fair", reasons)
        yield f"To see it again: {code(reproduce(result, verdict.name))}"

    def _reasons(self, result: Result, verdict: Verdict) -> Iterator[str]:
        """A list item for each finding on a claim, with its place and reason."""
        found = [finding for finding in findings(result) if finding.verdict is verdict]
        for finding in found[:_MOST_REASONS]:
            yield f"- {code(str(self.root.locate(finding.place)))}: {plain(finding.message)}"
        if len(found) > _MOST_REASONS:
            yield f"- and {len(found) - _MOST_REASONS:,} more"

    def _run(self, result: Result, verdict: Verdict, trace: Trace) -> str:
        chart = self.draw(result, trace, verdict.name)
        steps = _fence("text", "\n".join(outline(chart_of(result.space, trace))).replace("```", "'''"))
        return steps if len(chart) > _MOST_OF_MERMAID else f"{_fence('mermaid', chart)}\n\n{steps}"


def _parameters(result: Result) -> Iterator[tuple[str, str, str]]:
    """The layers; then the name and value of each parameter, with the declared value if it differs."""
    if laid := result.network.spec.laid:
        yield "layers", "+".join(laid), ""
    for parameter in result.network.spec.parameters:
        value = result.network.parameters[parameter.name]
        declared = "" if value == parameter.initial else f" (declared {code(shown(parameter.initial))})"
        yield parameter.name, shown(value), declared


def _help(problem: Problem) -> str:
    return "; ".join(part for part in (problem.why, problem.instead) if part)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```"
