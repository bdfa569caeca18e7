"""`everystate export`: the network of a spec as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate export spec/failover --to json --output failover.json
  everystate export spec/failover --to json --set agents=2 --no-check
  everystate export spec/failover --to promela --output failover.pml
  everystate export spec/failover --to tla --output Failover.tla
  everystate export spec/failover --to itf --claim 'no deadlock' --output run.itf.json

json is the network as docs/network.md describes it. promela is for SPIN, tla for TLC; the head of the file says how
to run it. aut is the graph of all joint states, for CADP and mCRL2. itf is one run, that of --claim: its
counterexample, or what shows that it holds. All are written from what json has.

The network is the spec at its parameters: fields with finitely many values, and events with guards and updates. The
spec is checked first, and the file says how many joint states and steps its reader must find, and every verdict.
""" + options.exit_codes(
    ok="written", failed="", undecided="the check was stopped before its end: the file has no counts"
)


@click.command("export", epilog=_EPILOG)
@options.spec()
@click.option(
    "--to",
    "form",
    type=click.Choice(["json", "promela", "tla", "aut", "itf"]),
    required=True,
    help="The form of the file.",
)
@click.option("--claim", metavar="NAME", help="With --to itf: the claim of the run.")
@options.setting()
@options.layer()
@options.world("Export a world of the spec.")
@options.output("Write the file there.")
@click.option("--no-check", "unchecked", is_flag=True, help="Do not check the spec first: the file has no counts.")
@options.states("Stop the check at this number of joint states.")
@options.seconds("Stop the check after this number of seconds.")
@options.memory("Stop the check at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
def export_command(spec: Path, form: str, claim: str | None, unchecked: bool, **given: Any) -> Exit:
    """Write the network of SPEC, a folder, as a file for other programs."""
    from everystate.command.arguments import StudyArguments
    from everystate.command.export.exporting import Form, export

    if (form == "itf") != (claim is not None) or (form == "itf" and unchecked):
        raise click.UsageError("--to itf writes the run of a claim that is checked: name it with --claim")
    return export(StudyArguments(**given), spec, Form(form, claim or "", unchecked))
