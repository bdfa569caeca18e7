"""`everystate explain`: why a claim fails, where everybody is then, and what the violation cannot do without."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from everystate.command import options
from everystate.problems import Exit

if TYPE_CHECKING:
    from everystate.command.check.pipeline import Task
    from everystate.command.studies import Outlet
    from everystate.judging.verdict import Result, Verdict
    from everystate.study.blame import Outcome, Suspect
    from everystate.study.explanation import Explanation

Form = Literal["text", "json", "markdown"]

_EPILOG = """
\b
Examples:
  everystate explain spec/failover --set agents=2
  everystate explain spec/failover --world late_notice -v
  everystate explain spec/failover --claim 'no deadlock' --format markdown

Each violation is explained by its shortest run: why the claim fails at its end, where everybody is there and
what each waits for, and every row and every event of the run without which the claim would hold. To find these,
the spec is checked once for each, in several processes.
""" + options.exit_codes(ok="nothing is violated")


@click.command("explain", epilog=_EPILOG)
@options.spec()
@options.setting()
@options.world("Explain what fails in a world of the spec.")
@options.claim("Explain this claim only. Repeatable.")
@options.form("How it is told.")
@options.output("Write the explanation there.")
@options.jobs("Processes at work; one a processor if not said.", least=0)
@options.states("Stop each search at so many joint states.")
@options.depth("Stop each at so many steps from the start.")
@options.seconds("Stop each after so many seconds.")
@options.memory("Stop at so much memory, in all (500M, 2G).")
@options.engine()
@options.verbose("Explain known violations, too.")
@options.quiet()
@options.colour()
def explain_command(jobs: int | None, form: Form, output: Path | None, **given: Any) -> Exit:
    """Say why claims of SPEC, a folder, are violated."""
    from everystate.command.check.pipeline import EVERY_WORLD, Task
    from everystate.command.studies import Outlet

    if given["world"] == EVERY_WORLD:
        raise click.UsageError("an explanation is of one world: name it with --world")
    task = Task(**given)
    outlet = Outlet(output, task.colour, task.quiet)
    result, found = _found(task, outlet, jobs)
    _tell(outlet, form, result, found)
    return result.exit_code


def _found(task: Task, outlet: Outlet, jobs: int | None) -> tuple[Result, list[Explanation]]:
    """Check, and explain what is violated."""
    from everystate.command.check.pipeline import chosen, search, settings_in
    from everystate.composing import compose
    from everystate.loading import load
    from everystate.study.explanation import Explainer

    spec = load(task.spec)
    network = compose(spec, {**settings_in(spec, task.world), **task.settings})
    result = search(task, network, chosen(task, network))
    wanted = ("violated", "known") if task.verbose else ("violated",)
    explained = [verdict for verdict in result.verdicts if verdict.answer in wanted]
    explainer = Explainer(result, _failing(result) if explained else ())
    outcomes = _outcomes(task, outlet, result, explained, jobs)
    return result, [explainer.explain(verdict, outcomes) for verdict in explained]


def _comparable(result: Result) -> list[str]:
    """The claims that are judged without each suspect: all but those about the whole spec."""
    from everystate.judging.builtin import ABOUT_THE_WHOLE
    from everystate.judging.judge import claim_names

    return [name for name in claim_names(result.network) if name not in ABOUT_THE_WHOLE]


def _failing(result: Result) -> list[str]:
    """Every claim that fails anyway, also of those that were not asked for."""
    from everystate.judging.judge import judge

    verdicts = judge(result.space, _comparable(result)).verdicts
    return [verdict.name for verdict in verdicts if verdict.answer in ("violated", "known")]


def _outcomes(
    task: Task, outlet: Outlet, result: Result, verdicts: list[Verdict], jobs: int | None
) -> dict[Suspect, Outcome]:
    """What becomes of the claims without each suspect."""
    from everystate.study.blame import judge_without, lost, suspects, variants
    from everystate.study.pool import parallel, shared

    traces = [verdict.trace for verdict in verdicts if verdict.trace is not None]
    found = list(dict.fromkeys(suspect for trace in traces for suspect in suspects(result.network, trace)))
    if not found:
        return {}
    left_out = variants(result, found, _comparable(result), shared(task.limits(), jobs), task.engine)
    counting = outlet.counting()
    done = count(1)
    counting(0, len(found))
    try:
        results = parallel(judge_without, left_out, jobs=jobs, on_result=lambda *_: counting(next(done), len(found)))
    finally:
        counting.clear()
    return {suspect: lost(made) for suspect, made in zip(found, results, strict=True)}


def _tell(outlet: Outlet, form: Form, result: Result, found: list[Explanation]) -> None:
    if form == "json":
        from everystate.report.explanation.record import explained
        from everystate.report.forms.record import as_json

        outlet.deliver(as_json(explained(result, found)))
    elif form == "markdown":
        from everystate.report.explanation.markdown import markdown

        outlet.deliver(markdown(result, found))
    else:
        from everystate.report.explanation.text import explain

        outlet.tell(explain(result, found, outlet.width))
