"""`everystate simulate`: random runs, runs by choice, and runs that were saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate simulate spec/failover                           a random run of 20 steps
  everystate simulate spec/failover --seed 7 --lanes          another one, as lanes
  everystate simulate spec/failover -i                        you choose each step; ? says what else can be done
  everystate simulate spec/failover --runs 1000 --break 'interaction_server sends EventAgentLogout'
  everystate simulate spec/failover --save run.svg --save run.toml --save test_run.py
  everystate simulate spec/failover --follow run.toml -i      go on where a saved run ended

A breakpoint is a claim, where it fails, or an event in the words of claims. The same seed is the same run. A run
shows that something can happen, never that it cannot: that is what `everystate check` is for.
""" + options.exit_codes(
    ok="the run was made",
    failed="it stopped where a claim fails, or a saved run is not possible any more",
    undecided="",
)


@click.command("simulate", epilog=_EPILOG)
@options.spec()
@options.setting()
@options.layer()
@options.world("Run in a world of the spec.")
@click.option("-i", "--interactive", is_flag=True, help="Choose each step.")
@click.option("--follow", type=click.Path(dir_okay=False, path_type=Path), help="Take the steps of a saved run first.")
@click.option(
    "--steps", type=click.IntRange(min=0), metavar="N",
    help="How long a random run is: 20 steps if not said, none after --follow.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Another seed is another run.")
@click.option(
    "--runs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Make up to this number of runs, until one meets a breakpoint.",
)  # fmt: skip
@click.option("--break", "points", metavar="NAME", multiple=True, help="Stop at a claim or an event. Repeatable.")
@click.option(
    "--without", type=click.Choice(["fault", "environment"]), multiple=True, help="Take no such steps. Repeatable."
)
@click.option("--lanes", is_flag=True, help="Show the run as lanes, not as a list.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What the report is for.")
@click.option(
    "--save", "files", metavar="FILE", multiple=True, type=click.Path(dir_okay=False, path_type=Path),
    help="Save the run: a chart (.svg, .mmd, .puml), what --follow reads (.toml), or a test (.py). Repeatable.",
)  # fmt: skip
@options.colour()
def simulate_command(**given: Any) -> Exit:
    """Walk through SPEC, a folder, step by step."""
    from everystate.command.simulate.session import SimulateArguments, Simulation

    return Simulation(SimulateArguments(**given)).run()
