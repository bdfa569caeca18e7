"""`everystate new`: the files of a first spec."""

from __future__ import annotations

import json
import re
import sys
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from everystate.command.new.files import write_spec
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate new lease                       request and answer, in the folder lease
  everystate new lease --from session        another template
  everystate new --list                      all templates, each with a sentence
"""

_FIRST = "request_and_answer"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ]*")
_NO_WORDS = ("null", "true", "false")
"""What YAML 1.2 does not read as a text."""


def _templates() -> dict[str, Traversable]:
    folder = resources.files("everystate.command.new").joinpath("templates")
    return {one.name: one for one in sorted(folder.iterdir(), key=lambda one: one.name)}


@click.command("new", epilog=_EPILOG)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--from", "template", type=click.Choice(list(_templates())), default=_FIRST, help="The template.")
@click.option(
    "--from-machine", "machine", metavar="MACHINE", help="A machine instead, as `everystate import` reads it."
)
@click.option("--list", "only_list", is_flag=True, help="Print the templates, and write nothing.")
def new_command(folder: Path | None, template: str, machine: str | None, only_list: bool) -> Exit:
    """Write a first spec to FOLDER: it checks, and one claim fails.

    A comment marks the mistake and gives the mend. Nothing that exists is written over.
    """
    from everystate.command.output.delivery import write

    if only_list:
        write(sys.stdout, "".join(f"{name:20} {_sentence(one)}\n" for name, one in _templates().items()))
        return Exit.OK
    if folder is None:
        raise click.UsageError("name a folder for the spec, or ask for --list")
    if machine:
        from everystate.importing.reading import read_machine
        from everystate.importing.writing import files_of

        return write_spec(folder, files_of(read_machine(machine)), "complete what says TODO, and write claims")
    files = _files(_templates()[template], folder)
    return write_spec(folder, files, "one claim fails: a comment marks the mistake")


def _sentence(template: Traversable) -> str:
    """The first line of a template, which says what it is about."""
    return template.joinpath("system.yaml").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def _files(template: Traversable, folder: Path) -> dict[str, str]:
    """The texts of a template, by the names of its files; the system has the name of the folder."""
    made = {one.name: one.read_text(encoding="utf-8") for one in sorted(template.iterdir(), key=lambda one: one.name)}
    title = f"system: {_title(folder)}"
    made["system.yaml"] = re.sub(r"(?m)^system: .*$", lambda _: title, made["system.yaml"], count=1)
    return made


def _title(folder: Path) -> str:
    """The name of the system: that of the folder, quoted where YAML might read something else."""
    name = " ".join(re.split(r"[\s_-]+", folder.resolve().name)).strip().capitalize()
    return name if _PLAIN.fullmatch(name) and name.lower() not in _NO_WORDS else json.dumps(name, ensure_ascii=False)
