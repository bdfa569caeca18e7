"""The evidence for one verdict: the claim, the reasons why it fails, and a shortest run to its failure."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.expected import AS_EXPECTED
from everystate.judging.assumed import assumed
from everystate.judging.builtin import NO_DEADLOCK, NO_UNEXPECTED
from everystate.judging.verdict import Cause, Result, Trace, Verdict
from everystate.report.evidence.claim import fails_here, false_there, reproduce, stated
from everystate.report.evidence.sections import section_lines
from everystate.report.layout import MARKS, QUIET, STRONG, indented, line, paragraph, with_margin
from everystate.report.measures import by_causes, failing
from everystate.report.runs.lanes import draw_lanes
from everystate.report.runs.steps import list_steps, titled
from everystate.wording.charting import chart_of
from everystate.wording.text import one_line, where

_MOST_CAUSES = 8


def show_evidence(result: Result, verdict: Verdict, width: int) -> Iterator[Text]:
    """The lines on a claim that is violated, or known to be."""
    mark, style = MARKS[verdict.answer]
    yield line((f"{mark} {one_line(verdict.name)}", style))
    yield from claimed(result, verdict, width)
    yield from _failing(result, verdict, width)
    if verdict.trace is not None:
        yield from list_run(result, verdict, verdict.trace, width)
        yield from paragraph(false_there(result, verdict), width, 6)
        yield from _standstill(result, verdict, verdict.trace, width)
        yield from _lanes(result, verdict.trace, width)
    yield line()
    yield line(("to see it again:  ", QUIET), reproduce(result, verdict.name))


def claimed(result: Result, verdict: Verdict, width: int) -> Iterator[Text]:
    """The lines on the claim: its description, its text with its place, and the reason of a known violation."""
    spec, claim = result.network.spec, verdict.claim
    yield from paragraph(claim.description, width, 2)
    place = where(claim.place, spec.folder) if claim.place and not verdict.asked else ""
    lines = list(paragraph(stated(claim), width, 2))
    yield from lines[:-1]
    yield from with_margin(lines[-1], place, width) if place else lines[-1:]
    if fair := assumed(result.network, [verdict.kind]):
        yield from paragraph(f"assuming that {fair}", width, 2, QUIET)
    for reason in (verdict.reason, verdict.known and f"known: {verdict.known}"):
        yield from paragraph(reason, width, 2, STRONG)


def _failing(result: Result, verdict: Verdict, width: int) -> Iterator[Text]:
    if not verdict.failures:
        return
    yield line(f"  {failing(verdict)}{by_causes(verdict)}{':' if verdict.causes else ''}")
    most = len(verdict.causes) if verdict.kind == AS_EXPECTED else _MOST_CAUSES
    for cause in verdict.causes[:most]:
        yield from _cause(cause, result.network.spec.folder, width)
    if len(verdict.causes) > most:
        yield line((f"    and {len(verdict.causes) - most:,} more", QUIET))


def _cause(cause: Cause, folder: str, width: int) -> Iterator[Text]:
    text = indented(line(one_line(cause.text), (f", {cause.count:,} times" if cause.count > 1 else "", QUIET)), 4)
    yield from with_margin(text, where(cause.place, folder), width) if cause.place else [text]


def list_run(result: Result, verdict: Verdict, trace: Trace, width: int) -> Iterator[Text]:
    """The lines of a run, step by step."""
    yield line()
    if not trace.steps and trace.offending is None:
        rests = "  Nothing ever happens, and the claim fails."
        yield line("  It fails at the start, before any step." if trace.loop is None else rests)
        yield from list_steps(chart_of(result.space, trace), width)
        return
    yield line((titled(trace), STRONG))
    yield from list_steps(chart_of(result.space, trace), width)
    yield from _fairly(result, trace, width)
    if trace.loop is None and trace.offending is None:
        yield line(("   ✗  ", MARKS["violated"][1]), (fails_here(verdict), STRONG))


def _standstill(result: Result, verdict: Verdict, trace: Trace, width: int) -> Iterator[Text]:
    """The lines on a deadlock or an unaccepted message at the end of a run; none for other ends."""
    if verdict.kind not in (NO_DEADLOCK, NO_UNEXPECTED):
        return
    from everystate.report.evidence.explanation import situation_sections
    from everystate.study.explanation import Explainer

    for section in situation_sections(result, Explainer(result).situation(verdict, trace)):
        if section.entries:
            yield line()
            yield from section_lines(section, width)


def _lanes(result: Result, trace: Trace, width: int) -> Iterator[Text]:
    if trace.steps or trace.offending:
        yield line()
        yield line(("As lanes", STRONG))
        yield from draw_lanes(chart_of(result.space, trace), width)


def _fairly(result: Result, trace: Trace, width: int) -> Iterator[Text]:
    """The lines on why a run that goes on for ever is fair."""
    if trace.fair:
        from everystate.report.evidence.fairness import listed

        for text in listed(result.space, trace):
            yield from paragraph(text, width, 2, QUIET, 4)
