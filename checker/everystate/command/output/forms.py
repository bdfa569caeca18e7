"""The requested forms of a report, which are written when they are complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.command.output.delivery import append, save, write
from everystate.report.screen import WIDTH_OF_FILES, Colour, is_coloured, width_of

if TYPE_CHECKING:
    from everystate.command.output.destinations import Destination
    from everystate.judging.verdict import Result, Trace
    from everystate.problems import Exit, Problem
    from everystate.report.forms.form import Caption, Form

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable by which GitHub Actions names the file for the summary of a step."""


@dataclass(frozen=True)
class Style:
    """The style of text for people; `table` is for several worlds."""

    colour: Colour = "auto"
    verbose: bool = False
    table: bool = False


class Forms:
    """Every requested form."""

    def __init__(self, wanted: Sequence[Destination], style: Style) -> None:
        self.wanted = wanted
        self.forms = [_form(one, style) for one in wanted]
        self.summary = _summary(style) if any(one.form == "github" for one in wanted) else None

    def add(self, caption: Caption, result: Result) -> None:
        """Add a result to each form."""
        for form in self._all():
            form.add(caption, result)

    def refuse(self, problems: Sequence[Problem], exit_code: Exit) -> None:
        """Report in each form the mistakes, or the reason why there is no result."""
        for form in self._all():
            form.refuse(problems, exit_code)

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Report in each form the worlds that were not checked."""
        for form in self._all():
            form.leave_out(captions, reason)

    def deliver(self) -> None:
        """Write each form to its destination, files first; nothing is written for an empty text."""
        made = [(one, form.text()) for one, form in zip(self.wanted, self.forms, strict=True)]
        for one, text in made:
            if one.file and text:
                save(one.file, text)
        if self.summary:
            append(Path(os.environ[STEP_SUMMARY]), self.summary.text())
        shown = {one.form: text for one, text in made if not one.file and text}
        for form in sorted(shown, key=lambda form: form == "github"):
            write(sys.stdout, _guarded(shown[form]) if form == "text" and "github" in shown else shown[form])

    def _all(self) -> list[Form]:
        return [*self.forms, *([self.summary] if self.summary else [])]


def _form(one: Destination, style: Style) -> Form:
    match one.form:
        case "text":
            from everystate.report.forms.text import TextForm

            coloured = style.colour == "always" if one.file else is_coloured(sys.stdout, style.colour)
            return TextForm(width(one), coloured, style.verbose, style.table)
        case "json":
            from everystate.report.forms.record import JsonForm

            return JsonForm(style.table)
        case _:
            return _form_for_gates(one, style)


def _form_for_gates(one: Destination, style: Style) -> Form:
    match one.form:
        case "junit":
            from everystate.report.gates.junit import JUnitForm

            return JUnitForm()
        case "sarif":
            from everystate import __version__
            from everystate.report.gates.sarif import SarifForm

            return SarifForm(__version__)
        case "github":
            from everystate.report.gates.github import GitHubForm

            return GitHubForm()
        case _:
            from everystate.report.gates.markdown import MarkdownForm

            return MarkdownForm(_mermaid, worlds=style.table)


def _summary(style: Style) -> Form | None:
    """The form for the summary of a CI job; None if the environment names no file for it."""
    from everystate.report.gates.markdown import SUMMARY, MarkdownForm

    return MarkdownForm(_mermaid, SUMMARY, style.table) if os.environ.get(STEP_SUMMARY) else None


def _mermaid(result: Result, trace: Trace, title: str) -> str:
    """The Mermaid chart of a run."""
    from everystate.draw.mermaid import mermaid
    from everystate.wording.charting import chart_of

    return mermaid(chart_of(result.space, trace, "run", title))


def _guarded(text: str) -> str:
    from everystate.report.gates.github import without_commands

    return without_commands(text)


def width(one: Destination) -> int:
    """The width of text at a destination, in columns."""
    return WIDTH_OF_FILES if one.file else width_of(sys.stdout)
