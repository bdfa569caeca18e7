"""`everystate explain`, from its options to a report and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import click

from everystate.command.arguments import EVERY_WORLD, StudyArguments
from everystate.command.stopping import supervisor
from everystate.judging.builtin import ABOUT_THE_WHOLE
from everystate.judging.judge import claim_names, judge
from everystate.judging.verdict import Result, Verdict
from everystate.loading import load
from everystate.problems import Exit
from everystate.study.blame import Outcome, Suspect, judge_without, lost, suspects, variants
from everystate.study.explanation import Explainer, Explanation
from everystate.study.pool import parallel, shared


@dataclass(frozen=True, kw_only=True)
class ExplainArguments(StudyArguments):
    """The options of `everystate explain`."""

    spec: Path
    jobs: int | None = None
    verbose: bool = False


def run_explain(asked: ExplainArguments) -> Exit:
    """Check, explain the violated claims, and write the report; returns the exit code of the check.

    Raises:
        click.UsageError: more than one world is requested.
    """
    if asked.world == EVERY_WORLD:
        raise click.UsageError("an explanation is of one world: name it with --world")
    asked.enforce_memory()
    with asked.progress(0.5) as progress:
        result = asked.check().run(asked.network(load(asked.spec)), progress)
    explanations = _explained(asked, result)
    with supervisor().shield():
        _report(asked, result, explanations)
    return result.exit_code


def _explained(asked: ExplainArguments, result: Result) -> list[Explanation]:
    """An explanation of each violated verdict, and of each known one if all are requested."""
    answers = ("violated", "known") if asked.verbose else ("violated",)
    chosen = [verdict for verdict in result.verdicts if verdict.answer in answers]
    explainer = Explainer(result, _failing(result) if chosen else ())
    outcomes = _outcomes(asked, result, chosen)
    return [explainer.explain(verdict, outcomes) for verdict in chosen]


def _comparable(result: Result) -> list[str]:
    """The claims that are judged again without each suspect: all except those about the whole spec."""
    return [name for name in claim_names(result.network) if name not in ABOUT_THE_WHOLE]


def _failing(result: Result) -> list[str]:
    """Every claim that fails with all suspects, also those that were not requested."""
    verdicts = judge(result.space, _comparable(result)).verdicts
    return [verdict.name for verdict in verdicts if verdict.answer in ("violated", "known")]


def _outcomes(asked: ExplainArguments, result: Result, verdicts: list[Verdict]) -> dict[Suspect, Outcome]:
    """The outcome of the claims without each suspect."""
    traces = [verdict.trace for verdict in verdicts if verdict.trace is not None]
    suspected = list(dict.fromkeys(suspect for trace in traces for suspect in suspects(result.network, trace)))
    if not suspected:
        return {}
    left_out = variants(result, suspected, _comparable(result), shared(asked.limits, asked.jobs), asked.engine)
    done = count(1)
    with asked.counting() as counting:
        counting(0, len(suspected))
        results = parallel(
            judge_without, left_out, jobs=asked.jobs, on_result=lambda *_: counting(next(done), len(suspected))
        )
    return {suspect: lost(outcome) for suspect, outcome in zip(suspected, results, strict=True)}


def _report(asked: ExplainArguments, result: Result, explanations: list[Explanation]) -> None:
    if asked.form == "json":
        from everystate.report.explanation.record import explained
        from everystate.report.forms.record import as_json

        asked.write(as_json(explained(result, explanations)))
    elif asked.form == "markdown":
        from everystate.report.explanation.markdown import markdown

        asked.write(markdown(result, explanations))
    else:
        from everystate.report.explanation.text import explain

        asked.write_lines(explain(result, explanations, asked.width))
