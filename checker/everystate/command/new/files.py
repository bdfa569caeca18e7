"""The files of a new spec, written to a folder that has none."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from everystate.problems import Exit
from everystate.wording.text import printable


def write_spec(folder: Path, files: Mapping[str, str], hint: str) -> Exit:
    """Write files to a folder, and print their names, the command that checks them, and a hint.

    Raises:
        click.UsageError: the folder exists, and is not an empty one.
        OSError: a file cannot be written.
    """
    from everystate.command.output.delivery import write
    from everystate.replacing import replace_text

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} exists, and is not an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        replace_text(folder / name, text)
    written = "".join(f"wrote {printable(str(folder / name))}\n" for name in files)
    write(sys.stdout, f"{written}next:  everystate check {printable(shlex.quote(str(folder)))}      {hint}\n")
    return Exit.OK
