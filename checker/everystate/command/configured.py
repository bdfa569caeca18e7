"""Options that a project gives once, in `pyproject.toml`: a spec, and options of each command.

[tool.everystate]
spec = "spec/failover"

[tool.everystate.check]
max-seconds = 600
engine = "native"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from everystate.problems import nearest

FILE = "pyproject.toml"


def options_of(command: click.Group) -> dict[str, dict[str, Any]]:
    """The values of parameters by command, from the nearest file that has a table `tool.everystate`: here, or above.

    Raises:
        click.UsageError: the file is not TOML, or names a command or an option that there is not.
    """
    try:
        here = Path.cwd()
    except OSError:  # the current folder was deleted
        return {}
    for place in (here, *here.parents):
        if table := _table(place / FILE):
            return dict(_of_commands(command, table, place))
    return {}


def _table(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    if "tool.everystate" not in text:
        return {}
    try:
        found = tomllib.loads(text)["tool"]["everystate"]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise click.UsageError(f"{file}: {error}") from None
    except (KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_commands(group: click.Group, table: Mapping[str, Any], place: Path) -> dict[str, dict[str, Any]]:
    context = click.Context(group)
    spec = table.get("spec")
    if spec is not None and not isinstance(spec, str):
        raise click.UsageError(f"{place / FILE}: tool.everystate.spec is no text")
    known = group.list_commands(context)
    wrong = next((name for name in table if name != "spec" and name not in known), None)
    if wrong is not None:
        raise click.UsageError(f"{place / FILE}: no command '{wrong}'; {nearest(wrong, known) or 'check is one'}")
    common = {} if spec is None else {"spec": os.path.relpath(place / spec)}
    return {name: common | _values(group, name, table.get(name, {}), place) for name in known}


def _values(group: click.Group, name: str, given: object, place: Path) -> dict[str, Any]:
    if not given:
        return {}
    command = group.get_command(click.Context(group), name)
    assert command is not None
    options = {long.lstrip("-"): one for one in command.params if isinstance(one, click.Option) for long in one.opts}
    where = f"{place / FILE}: tool.everystate.{name}"
    if not isinstance(given, dict):
        raise click.UsageError(f"{where} is no table")
    if wrong := next((option for option in given if option not in options), None):
        raise click.UsageError(f"{where}: no option '{wrong}'; {nearest(wrong, options) or f'see {name} --help'}")
    return {str(options[option].name): value for option, value in given.items()}
