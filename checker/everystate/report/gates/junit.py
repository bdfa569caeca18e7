"""The report as JUnit XML, for gates that show tests: a suite for each world, a test case for each claim.

A violated claim is a failure; an undecided one is an error, never a skip: an exhausted limit is never a pass. A known
violation passes and gives its reason. Times are left out, so that the same check gives the same bytes. The elements and
attributes are those that the xUnit plugin of Jenkins accepts (its junit-10.xsd), the strictest of the readers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite
from junitparser.junitparser import FinalResult, SystemOut

from everystate.judging.verdict import Result, Verdict
from everystate.loading.expression import shown
from everystate.problems import Exit, Problem
from everystate.report.evidence.verdict import show_evidence
from everystate.report.forms.complaint import complain
from everystate.report.forms.form import Caption
from everystate.report.gates.finding import why
from everystate.report.gates.location import Root
from everystate.report.measures import measured
from everystate.report.screen import WIDTH_OF_FILES, painted
from everystate.wording.text import one_line, printable


class JUnitForm:
    """A JUnit file under construction."""

    def __init__(self) -> None:
        self.suites: list[TestSuite] = []
        self.root = Root()

    def add(self, caption: Caption, result: Result) -> None:
        """Add a suite: the parameters are its properties, the notes its output."""
        spec = result.network.spec
        suite = TestSuite(one_line(caption.of(spec)))
        for name, value in _properties(caption, result):
            suite.add_property(name, one_line(value))
        folder = one_line(self.root.path(spec.folder))
        for verdict in result.verdicts:
            suite.add_testcase(_case(folder, result, verdict))
        notes = [measured(result.space), *result.all_notes]
        suite.append(SystemOut("\n".join(map(one_line, notes))))
        self.suites.append(suite)

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Add a suite in which each mistake is an error."""
        suite = TestSuite("the spec and how it was called")
        for problem in problems:
            location = self.root.locate(problem.place)
            case = TestCase(one_line(f"{location or problem.place}: {problem.what}"), "mistakes")
            text = painted(list(complain([problem], WIDTH_OF_FILES))[:-1], coloured=False)
            case.result = [_said(Error(one_line(problem.what), "mistake"), text)]
            suite.add_testcase(case)
        self.suites.append(suite)

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add a suite for each world, with an error."""
        for caption in captions:
            suite = TestSuite(one_line(caption.world))
            case = TestCase("the world is checked")
            case.result = [_said(Error(one_line(reason), "undecided"), f"{one_line(reason)}\n")]
            suite.add_testcase(case)
            self.suites.append(suite)

    def text(self) -> str:
        """The text of the file."""
        whole = JUnitXml("everystate")
        for suite in self.suites:
            whole.append(suite)
        whole.tests = sum(len(suite) for suite in self.suites)
        whole.failures = sum(suite.failures or 0 for suite in self.suites)
        whole.errors = sum(suite.errors or 0 for suite in self.suites)
        file = io.BytesIO()
        whole.write(file, pretty=True)
        return file.getvalue().decode()


def _properties(caption: Caption, result: Result) -> Iterator[tuple[str, str]]:
    yield "world", caption.world or "as declared"
    if caption.description:
        yield "description", caption.description
    if laid := result.network.spec.laid:
        yield "layers", ", ".join(laid)
    for name, value in result.network.parameters.items():
        yield f"parameter {name}", shown(value)


def _case(folder: str, result: Result, verdict: Verdict) -> TestCase:
    case = TestCase(one_line(verdict.name), folder)
    case.result = list(_results(result, verdict))
    if verdict.answer == "known":
        case.system_out = f"known violation: {one_line(verdict.known)}\n\n{_evidence(result, verdict)}"
    return case


def _results(result: Result, verdict: Verdict) -> Iterator[FinalResult]:
    if verdict.answer == "violated":
        yield _said(Failure(why(verdict), "violated"), _evidence(result, verdict))
    if verdict.answer == "undecided":
        yield _said(Error(why(verdict), "undecided"), f"{one_line(verdict.reason)}\n")


def _said(outcome: FinalResult, text: str) -> FinalResult:
    outcome.text = "\n".join(printable(line) for line in text.split("\n"))
    return outcome


def _evidence(result: Result, verdict: Verdict) -> str:
    """The section of the text report on this claim."""
    return painted(show_evidence(result, verdict, WIDTH_OF_FILES), coloured=False)
