"""`everystate frontier`: how many faults of which kinds the claims survive."""

from __future__ import annotations

from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate frontier spec/failover --set blunders=no --set pace=settled
  everystate frontier spec/failover --world second_login_refused --up-to 1
  everystate frontier spec/failover --layer desk_breaks --fault stops --fault desk_breaks --up-to 3
  everystate frontier spec/failover --list

The budgets of the faults (their `at_most`) are varied from 0 up, in all combinations of up to N faults together; other
parameters are as declared, or as set. --set NAME=VALUE for a budget fixes it; what a world says of one is left aside.
Known violations count as violations. A fault without a bound is possible in every combination.

What larger budgets only add to is not checked again above a combination that breaks a claim.
""" + options.exit_codes(
    ok="answered",
    failed="with --require N: a claim does not survive every combination of N faults (or fewer)",
    undecided="undecided in part: a check was stopped",
)


@click.command("frontier", epilog=_EPILOG)
@options.spec()
@click.option("--up-to", type=click.IntRange(0, 100), default=2, show_default=True, metavar="N",
              help="How many faults together.")  # fmt: skip
@click.option("--fault", "faults", metavar="NAME", multiple=True, help="Vary this budget only. Repeatable.")
@click.option("--environment", is_flag=True, help="Vary the budgets of the environment, too.")
@options.setting()
@options.layer()
@options.world("In a world of the spec.")
@options.claim()
@click.option("--list", "listing", is_flag=True, help="List the budgets, and check nothing.")
@click.option("--require", type=click.IntRange(min=0), metavar="N", help="Exit with 1 if a claim does not survive N.")
@options.form()
@options.output()
@options.drawings("Draw there what breaks each claim first.")
@options.jobs("Checks at a time; else one a processor.")
@options.states("Stop each check at this number of joint states.")
@options.seconds("Stop after this number of seconds, in all.")
@options.memory("Stop all at so much memory together (500M, 2G).")
@options.engine()
@options.quiet()
@options.colour()
def frontier_command(**given: Any) -> Exit:
    """Tell how many faults of which kinds the claims of SPEC, a folder, survive, and what breaks each of them first."""
    from everystate.command.frontier.search import FrontierArguments, run_frontier

    return run_frontier(FrontierArguments(**given))
