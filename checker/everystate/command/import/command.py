"""`everystate import`: a machine of another program as a first spec."""

from __future__ import annotations

from pathlib import Path

import click

from everystate.command.new.files import write_spec
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate import orders.machine:machine orders    an object of a Python module, by `transitions`
  everystate import machine.yaml orders              its configuration, as YAML or JSON
  everystate import diagram.mmd orders               a state diagram of Mermaid (.mmd, .md) or PlantUML (.puml)
"""


@click.command("import", epilog=_EPILOG)
@click.argument("machine")
@click.argument("folder", type=click.Path(path_type=Path))
def import_command(machine: str, folder: Path) -> Exit:
    """Write MACHINE as a first spec to FOLDER.

    Each trigger becomes an action of the environment, each condition a variable that changes at any time. A check then
    finds states that cannot be reached, rows that never fire, and deadlocks. MODULE:NAME runs the code of that module.
    """
    from everystate.importing.reading import read_machine
    from everystate.importing.writing import files_of

    return write_spec(folder, files_of(read_machine(machine)), "complete what says TODO, and write claims")
