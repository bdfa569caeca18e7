"""`everystate mutate`: how strong the claims are."""

from __future__ import annotations

from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit
from everystate.study.mutation.kinds import KINDS

_EPILOG = """
\b
Examples:
  everystate mutate spec/failover --sample 100
  everystate mutate spec/failover --only drop-row --only drop-send
  everystate mutate spec/failover --row agent.yaml:46 --verbose
  everystate mutate spec/failover --world late_notice --claim 'no deadlock'
  everystate mutate spec/failover --world all --fail-under 90 --quiet
  everystate mutate spec/failover --list

Each mutant is one small change of the spec. It is killed if a claim that holds in the original fails in it, in any of
the worlds; it is equivalent if no claim could ever tell; the others survive, each with the shortest run in which it is
seen to be another protocol. The score is the killed ones among those that are neither equivalent nor refused by the
loader.
""" + options.exit_codes(
    ok="tried", failed="the score is below --fail-under", undecided="interrupted: not all were tried"
)


def _line(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The file and the line of each FILE:LINE."""
    places: list[tuple[str, int]] = []
    for text in given:
        file, colon, number = text.rpartition(":")
        if not colon or not file or not number.isdecimal():
            raise click.BadParameter(f"'{text}' is no line; write FILE:LINE, as in agent.yaml:46", context, parameter)
        places.append((file, int(number)))
    return tuple(places)


@click.command("mutate", epilog=_EPILOG)
@options.spec()
@options.setting()
@options.layer()
@click.option("--world", "worlds", metavar="NAME", multiple=True,
              help="In a world of the spec, or in all, and as declared. Repeatable: killed in any.")  # fmt: skip
@options.claim("Only this claim kills. Repeatable.")
@click.option("--only", "kinds", metavar="KIND", type=click.Choice(KINDS), multiple=True,
              help=f"Only changes of this kind. Repeatable. {', '.join(KINDS)}.")  # fmt: skip
@click.option("--row", "lines", metavar="FILE:LINE", multiple=True, callback=_line,
              help="Only changes of what stands there. Repeatable.")  # fmt: skip
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="Only this number of changes, chosen at random."
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="Chooses another sample.")
@click.option("--to-the-end", is_flag=True, help="Explore each mutant whole: all claims that fail, not just the first.")
@click.option("--list", "listing", is_flag=True, help="List the mutants, and try none.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit with 1 below this score.")
@options.form()
@options.output()
@options.drawings("Draw there how each survivor differs.")
@options.jobs("Mutants at a time; else one a processor.")
@options.states("Stop a mutant at this number of joint states; else at four times those of the original.")
@options.seconds("Stop after this number of seconds, in all.")
@options.memory("Stop all at so much memory together (500M, 2G).")
@options.engine()
@options.verbose("List every mutant, and show the runs of survivors.")
@options.quiet()
@options.colour()
def mutate_command(**given: Any) -> Exit:
    """Change SPEC, a folder, in many small ways, and tell which changes the claims notice."""
    from everystate.command.mutate.trials import MutateArguments, run_mutate

    return run_mutate(MutateArguments(**given))
