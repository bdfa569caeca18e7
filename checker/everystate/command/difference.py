"""`everystate diff`: two specs, or one in two git revisions, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command.delivery import file_that_can_be
from everystate.command.values import seconds, settings, size

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

What is told: rows, claims and other declarations that were added, removed or changed (comments, descriptions, spaces
and the order of rows do not count); verdicts that changed; what is newly reached or no longer; and a shortest run that
one has and the other has not, in both directions.

\b
Exit codes:
  0  no claim is worse                2  a spec or the command line is wrong
  1  a claim is violated in NEW       3  a claim is undecided in NEW, and was
     and was not in OLD                  neither that nor violated in OLD
"""


@click.command("diff", epilog=_EPILOG)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--spec", type=click.Path(path_type=Path), metavar="FOLDER", help="The spec; OLD and NEW are revisions of it."
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of both."
)
@click.option("--world", metavar="NAME", help="Compare in a world of both.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text",
    help="What the report is for; markdown: a comment on a pull request.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), callback=file_that_can_be,
    help="Write the report there.",
)  # fmt: skip
@click.option("--exit-code", "strict", is_flag=True, help="Exit with 1 if there is any difference, as git diff does.")
@click.option(
    "--max-pairs", type=click.IntRange(min=1), default=500_000, show_default=True, metavar="N",
    help="Stop looking for a run at so many pairs of joint states.",
)  # fmt: skip
@click.option("--max-states", type=click.IntRange(min=1), metavar="N", help="Stop each check at so many joint states.")
@click.option("--max-depth", type=click.IntRange(min=0), metavar="N", help="Stop it at so many steps from the start.")
@click.option("--max-seconds", type=float, metavar="S", callback=seconds, help="Stop it after so many seconds.")
@click.option("--max-memory", metavar="SIZE", callback=size, help="Stop it at so much memory (500M, 2G).")
@click.option(
    "--engine", type=click.Choice(["auto", "reference", "native"]), default="auto",
    help="What explores; auto: native, if the space is large.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Use colours.")
def diff_command(**given: Any) -> int:
    """Tell what is different between two specs: in what is written, what holds, and what can happen."""
    from everystate.command.two_sides import Task, run_diff

    if given["spec"] is None and given["new"] is None:
        raise click.UsageError("NEW is missing; with --spec FOLDER, it may be left out")
    return run_diff(Task(**given))
