"""`everystate check`: the options, and the pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from everystate.command import options
from everystate.command.output.delivery import files_that_can_be
from everystate.command.output.destinations import FORMS, OrderedCommand, destinations
from everystate.command.stopping import supervisor
from everystate.problems import Exit, Place, Problem, SpecError, reason_of

if TYPE_CHECKING:
    from everystate.command.check.pipeline import CheckArguments

_EPILOG = """
\b
Examples:
  everystate check spec/failover
  everystate check spec/failover --set agents=2 --set stops=0
  everystate check spec/failover --world all
  everystate check spec/failover --list
  everystate check spec/failover --claim 'no deadlock'
  everystate check spec/failover --never 'any(s.role == down for s in servers)' --only
  everystate check spec/failover --world all --accept
  everystate check spec/failover --max-seconds 60 --max-memory 2G
  everystate check spec/failover --format json --output report.json
  everystate check spec/failover --format junit --output report.xml --format sarif --output report.sarif

Where SPEC has an expected.toml, numbers and verdicts that are not as it says are a violation.

The report goes to stdout, and is the same from run to run; progress, time and memory go to stderr.
An --output takes the --format before it. When every format has its file, the text still goes to stdout.

\b
Formats:
  text      for people              junit     for gates that show tests
  json      for programs            sarif     for code scanning: the guilty row, and a run to it
  markdown  for a pull request      github    annotations, and the summary of the step (GitHub Actions)
""" + options.exit_codes()


@click.command("check", cls=OrderedCommand, epilog=_EPILOG)
@options.spec()
@options.setting()
@options.layer()
@options.world("Check in a world of the spec, or in all, one after the other.")
@options.claim()
@options.asking()
@click.option("--accept", is_flag=True, help="Make what comes out what is expected: write SPEC/expected.toml.")
@click.option("--list", "listing", is_flag=True, help="List the claims and the worlds, and judge none.")
@click.option("--format", "forms", type=click.Choice(FORMS), multiple=True, help="What the report is for. Repeatable.")
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=files_that_can_be,
    help="Write it there, in the format said before. Repeatable.",
)
@options.drawings("Draw each counterexample there.")
@options.states("Stop at this number of joint states.")
@options.depth("Stop at this number of steps from the start.")
@options.seconds("Stop after this number of seconds, judging included.")
@options.memory("Stop at so much memory (500M, 2G).")
@options.engine()
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="For the native engine; else one a processor.")
@options.verbose("Show the runs of known violations, and witnesses.")
@options.quiet("No progress, no time, no memory on stderr.")
@options.colour()
def check_command(**given: Any) -> Exit:
    """Visit every joint state of SPEC, a folder, and judge every claim."""
    from everystate.command.check.pipeline import CheckArguments, refuse

    asked = CheckArguments(destinations=destinations(given), asked=options.asked(given), **given)
    if asked.listing and asked.claims:
        raise click.UsageError("--list lists every claim; leave out --claim")
    if asked.listing and not {one.form for one in asked.destinations} <= {"text", "json"}:
        raise click.UsageError("--list is text or json")
    try:
        asked.enforce_memory()
        return _run(asked)
    except SpecError as error:
        refuse(asked, error.problems)
        raise
    except KeyboardInterrupt as interrupt:
        with supervisor().shield():
            refuse(asked, [Problem(Place("everystate check"), reason_of(interrupt))], Exit.UNDECIDED)
        raise


def _run(asked: CheckArguments) -> Exit:
    """One world, or all of them."""
    from everystate.command.arguments import EVERY_WORLD
    from everystate.command.check.pipeline import run_check

    if asked.accept and asked.listing:
        raise click.UsageError("--accept is for what is checked, and --list checks nothing")
    if asked.world != EVERY_WORLD or asked.listing:
        return run_check(asked)
    from everystate.command.check.worlds import run_worlds

    return run_worlds(asked)
