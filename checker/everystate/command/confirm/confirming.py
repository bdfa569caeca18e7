"""`everystate confirm`, from its options to a report and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from everystate.command.arguments import Arguments
from everystate.command.export.exporting import checked_document
from everystate.command.output.delivery import write
from everystate.exporting.confirming.comparing import Comparison, confirmed
from everystate.exporting.formulas import JSON
from everystate.problems import Exit


def confirm(asked: Arguments, spec: Path, checkers: Sequence[str]) -> Exit:
    """Check the spec, run the other checkers, and print what they find.

    Raises:
        SpecError: the spec is wrong, or the format cannot carry a part of it.
        click.UsageError: none of the checkers is installed.
    """
    asked.enforce_memory()
    network = checked_document(asked, spec)
    if network["check"] is None:
        write(sys.stdout, "The check was stopped before its end: there is nothing to confirm.\n")
        return Exit.UNDECIDED
    write(sys.stdout, f"everystate: {_counts(network['check'])}\n")
    comparisons = []
    for checker in checkers:
        comparisons.append(confirmed(network, checker, asked.max_seconds))
        write(sys.stdout, "\n".join(_lines(comparisons[-1])) + "\n")
    if all(one.missing for one in comparisons):
        raise click.UsageError("none of these checkers is installed")
    return Exit.OK if all(one.agrees or one.missing for one in comparisons) else Exit.FAILED


def _counts(check: JSON) -> str:
    return f"{check['states']:,} joint states, {check['steps']:,} steps, depth {check['depth']}"


def _lines(comparison: Comparison) -> Iterator[str]:
    if comparison.missing:
        yield f"{comparison.checker}: not run: {comparison.missing}"
    elif comparison.agrees:
        yield f"{comparison.checker}: the same, and the same verdicts on {comparison.judged} claims about states"
    else:
        yield f"{comparison.checker}: not the same"
        yield from (f"  {line}" for line in comparison.differences)
    for name, reason in (comparison.left_out or {}).items():
        yield f"  not confirmed: {name}: {reason}"
