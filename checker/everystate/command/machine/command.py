"""`everystate machine`: the configuration of a live `transitions` machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate machine spec/failover interaction_server.session
  everystate machine spec/failover agent.at > agent_at.json
"""


@click.command("machine", epilog=_EPILOG)
@options.spec()
@click.argument("machine", metavar="PARTY.MACHINE")
@options.layer()
@click.option("--format", "form", type=click.Choice(["json"]), default="json", help="How it is written.")
def machine_command(spec: Path, machine: str, layers: tuple[str, ...], form: str) -> Exit:
    """Print a machine of SPEC as `transitions` takes it."""
    from everystate.command.output.delivery import write
    from everystate.report.forms.record import as_json
    from everystate.run import machine_config

    write(sys.stdout, as_json(machine_config(spec, machine, layers)))
    return Exit.OK
