"""`everystate diff`: two specs, or one in two git revisions, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
OLD and NEW are folders, as they are now or in a git revision, as `git show` names them:
  everystate diff spec/failover spec/other
  everystate diff main:spec/failover spec/failover
With --spec, they are revisions; without NEW, the files as they are now:
  everystate diff --spec spec/failover main HEAD
  everystate diff --spec spec/failover HEAD

\b
Examples:
  everystate diff main:spec/failover spec/failover --set agents=2
  everystate diff main:spec/failover spec/failover --world one_connection
  everystate diff main:spec/failover spec/failover --format markdown --output comment.md

The report has: rows, claims and other declarations that were added, removed or changed (comments, descriptions, spaces
and the order of rows do not count); verdicts that changed; what is newly reached or no longer; and a shortest run that
one has and the other has not, in both directions.
""" + options.exit_codes(
    ok="no claim is worse",
    failed="a claim is violated in NEW and was not in OLD",
    undecided="a claim is undecided in NEW, and was neither that nor violated in OLD",
)


@click.command("diff", epilog=_EPILOG)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--spec", type=click.Path(path_type=Path), metavar="FOLDER", help="The spec; OLD and NEW are revisions of it."
)
@options.setting("Set a parameter of both. Repeatable.")
@options.layer("Lay a layer over both. Repeatable.")
@options.world("Compare in a world of both.")
@options.form("What the report is for; markdown: a comment on a pull request.")
@options.output()
@click.option("--exit-code", "strict", is_flag=True, help="Exit with 1 if there is any difference, as git diff does.")
@click.option(
    "--max-pairs", type=click.IntRange(min=1), default=500_000, show_default=True, metavar="N",
    help="Stop looking for a run at this number of pairs of joint states.",
)  # fmt: skip
@options.states("Stop each check at this number of joint states.")
@options.depth("Stop it at this number of steps from the start.")
@options.seconds("Stop after this number of seconds, in all.")
@options.memory("Stop at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
@options.colour()
def diff_command(**given: Any) -> Exit:
    """Tell what is different between two specs: in what is written, what holds, and what can happen."""
    from everystate.command.diff.sides import DiffArguments, run_diff

    if given["spec"] is None and given["new"] is None:
        raise click.UsageError("NEW is missing; with --spec FOLDER, it may be left out")
    return run_diff(DiffArguments(**given))
