"""`everystate frontier`: how many faults of which kinds the claims survive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command.delivery import file_that_can_be
from everystate.command.values import seconds, settings, size

_EPILOG = """
\b
Examples:
  everystate frontier spec/failover --set blunders=no --set pace=settled
  everystate frontier spec/failover --world second_login_refused --up-to 1
  everystate frontier spec/failover --fault stops --fault desk_breaks --up-to 3
  everystate frontier spec/failover --list

The budgets of the faults (their `at_most`) are varied from 0 up, in all combinations of up to N faults together; other
parameters are as declared, or as set. --set NAME=VALUE for a budget fixes it; what a world says of one is left aside.
Known violations count as violations. A fault without a bound is possible in every combination.

What larger budgets only add to is not checked again above a combination that breaks a claim.

\b
Exit codes:
  0  answered                             2  the spec or the command line is wrong
  1  with --require N: a claim does not   3  undecided in part: a check was stopped
     survive every combination of N
     faults (or fewer)
"""


@click.command("frontier", epilog=_EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("--up-to", type=click.IntRange(min=0), default=2, show_default=True, metavar="N",
              help="How many faults together.")  # fmt: skip
@click.option("--fault", "faults", metavar="NAME", multiple=True, help="Vary this budget only. Repeatable.")
@click.option("--environment", is_flag=True, help="Vary the budgets of the environment, too.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter.")
@click.option("--world", metavar="NAME", help="In a world of the spec.")
@click.option("--claim", "claims", metavar="NAME", multiple=True, help="Judge this claim only. Repeatable.")
@click.option("--list", "listing", is_flag=True, help="List the budgets, and check nothing.")
@click.option("--require", type=click.IntRange(min=0), metavar="N", help="Exit with 1 if a claim does not survive N.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text",
              help="What the report is for.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), callback=file_that_can_be,
              help="Write the report there.")  # fmt: skip
@click.option("--draw", "drawings", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Draw there what breaks each claim first.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Checks at a time; else one a processor.")
@click.option("--max-states", type=click.IntRange(min=1), metavar="N", help="Stop each check at so many joint states.")
@click.option("--max-seconds", type=float, metavar="S", callback=seconds, help="Stop it after so many seconds.")
@click.option("--max-memory", metavar="SIZE", callback=size, help="Stop all at so much memory together (500M, 2G).")
@click.option("--engine", type=click.Choice(["auto", "reference", "native"]), default="auto", help="What explores.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Use colours.")
def frontier_command(**given: Any) -> int:
    """Tell how many faults of which kinds the claims of SPEC, a folder, survive, and what breaks each of them first."""
    from everystate.command.surviving import Task, run_frontier

    return run_frontier(Task(**given))
