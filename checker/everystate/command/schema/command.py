"""`everystate schema`: JSON Schemas of the files that everystate reads and writes."""

from __future__ import annotations

import sys
from importlib import resources
from typing import Any

import click

from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate schema > spec.schema.json      for editors: every kind of file
  everystate schema party                   a party file alone
  everystate schema report                  what `check --format json` prints
  everystate schema network                 what `export --to json` prints
"""

_READY = {"report": "everystate.report.forms", "network": "everystate.exporting"}
"""The packages that hold schemas as files."""


@click.command("schema", epilog=_EPILOG)
@click.argument("kind", type=click.Choice(["spec", "party", "system", "layer", "report", "network"]), default="spec")
def schema_command(kind: str) -> Exit:
    """Print a JSON Schema.

    KIND is `spec` (the default: every kind of spec file), `party`, `system` or `layer` (one of them), `report`, or
    `network`.
    """
    from everystate.command.output.delivery import write

    write(sys.stdout, _text(kind))
    return Exit.OK


def _text(kind: Any) -> str:
    if kind in _READY:
        return resources.files(_READY[kind]).joinpath(f"{kind}.schema.json").read_text(encoding="utf-8")
    from everystate.loading.schema import schema_for
    from everystate.report.forms.record import as_json

    return as_json(schema_for(kind))
