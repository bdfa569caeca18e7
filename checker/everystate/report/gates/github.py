"""The report as workflow commands of GitHub Actions: what does not hold is marked at its line in a pull request.

A command is a line on stdout, `::error file=...,line=...,title=...::message`. What is escaped, and how, is from
`command.ts` of the package @actions/core (functions escapeData and escapeProperty).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from everystate.judging.verdict import Answer, Result
from everystate.problems import Exit, Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.gates.finding import Finding, findings
from everystate.report.gates.location import Root
from everystate.report.measures import tally
from everystate.report.runs.outline import outline
from everystate.wording.charting import chart_of
from everystate.wording.text import one_line

_COMMANDS: dict[Answer, str] = {"violated": "error", "undecided": "warning", "known": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class GitHubForm:
    """The workflow commands of a report."""

    def __init__(self) -> None:
        self.root = Root()
        self.commands: list[str] = []
        self.tallies: list[str] = []

    def add(self, caption: Caption, result: Result) -> None:
        """Add a command for each claim that does not hold, and a line with the numbers."""
        for finding in findings(result):
            title = f"{finding.verdict.name}: {finding.verdict.answer}{_in(caption)}"
            message = "\n".join([finding.message, *_run(result, finding)])
            self.commands.append(self._command(_COMMANDS[finding.verdict.answer], finding.place, title, message))
        self.tallies.append(f"everystate: {one_line(caption.of(result.network.spec))}: {tally(result)}")

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Add a command for each mistake."""
        title = "everystate: a mistake" if exit_code == Exit.WRONG else "everystate: no result"
        for problem in problems:
            where = "" if self.root.locate(problem.place) else f"{problem.place}: "
            message = "\n".join(part for part in (where + problem.what, problem.why, problem.instead) if part)
            self.commands.append(self._command("error", problem.place, title, message))

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add one command for all of them."""
        text = f"{', '.join(caption.world for caption in captions)} ({reason})"
        self.commands.append(self._command("warning", Place("everystate check"), "everystate: not checked", text))

    def text(self) -> str:
        """The commands, one a line."""
        return "".join(f"{line}\n" for line in [*self.commands, *map(_obeyed_by_nobody, self.tallies)])

    def _command(self, name: str, place: Place, title: str, message: str) -> str:
        properties = {"title": one_line(title)}
        if location := self.root.locate(place):
            at = {"file": location.file, "line": location.line, "col": location.column}
            properties = {key: str(value) for key, value in at.items() if value} | properties
        return command(name, properties, message)


def command(name: str, properties: dict[str, str], message: str) -> str:
    """A workflow command, escaped as the runner reads it."""
    listed = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {listed}::{message.translate(_DATA)}"


def without_commands(text: str) -> str:
    """The text for stdout, in which the runner executes no command, whatever text a spec has.

    The token that resumes commands must not be guessable. It is a checksum of the text, so that output is reproducible.
    """
    word = hashlib.sha256(text.encode()).hexdigest()
    return f"::stop-commands::{word}\n{text}::{word}::\n"


def _obeyed_by_nobody(line: str) -> str:
    """The line without commands: the runner also executes its older form, `##[error]`, anywhere in a line."""
    return line.replace("##[", "## [")


def _in(caption: Caption) -> str:
    return f" in {caption.world}" if caption.world else ""


def _run(result: Result, finding: Finding) -> Iterable[str]:
    """The lines of the run of a finding; none for a known violation."""
    if finding.verdict.trace is None or finding.verdict.answer != "violated":
        return []
    return ["", *outline(chart_of(result.space, finding.verdict.trace))]
