"""The specs that a run of pytest requests, by its arguments or its configuration."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

_SYSTEM = ("system.yaml", "system.yml")
_YAML = (".yaml", ".yml")

_Number = TypeVar("_Number", int, float)


def requested(config: pytest.Config) -> set[Path]:
    """The system file of each requested spec, which stands for its folder, since pytest collects files.

    The arguments of the run are changed: one that names a claim gets the file in place of the folder. Without
    arguments, the specs of the configuration become the arguments.

    Raises:
        pytest.UsageError: a requested folder has no spec.
    """
    found: set[Path] = set()
    here = config.invocation_params.dir
    config.args[:] = [_argument(argument, here, found) for argument in config.args]
    given = [
        _file_in(_absolute(here / folder), "--everystate") for folder in config.getoption("everystate_folders") or []
    ]
    configured = [_file_in(folder, "everystate_specs") for folder in _configured(config)]
    found.update(given, configured)
    alone = config.args_source is not pytest.Config.ArgsSource.ARGS
    for file in dict.fromkeys([*given, *(configured if alone else [])]):
        if str(file) not in config.args:
            config.args.append(str(file))
    return found


def limits(config: pytest.Config) -> tuple[int | None, float | None]:
    """The largest number of joint states and of seconds of a search; None for a limit that is not configured.

    Raises:
        pytest.UsageError: the configured text is no such number.
    """
    return _limit(config, "everystate_max_states", int), _limit(config, "everystate_max_seconds", float)


def _limit(config: pytest.Config, name: str, kind: type[_Number]) -> _Number | None:
    if not (said := config.getini(name)):
        return None
    try:
        number = kind(said)
    except ValueError:
        number = kind(0)
    if not 0 < number < math.inf:
        raise pytest.UsageError(f"{name} = {said}: this is no number of {name.rpartition('_')[2]}")
    return number


def _argument(argument: str, here: Path, found: set[Path]) -> str:
    """The argument; if it names a claim (`spec/failover::no deadlock`), with the system file in place of the folder."""
    name, colons, claim = argument.partition("::")
    path = _absolute(here / name)
    if path.name in _SYSTEM and path.is_file():
        found.add(path)
    files = [path / system for system in _SYSTEM if (path / system).is_file()]
    if not files:
        return argument
    found.add(files[0])
    return f"{files[0]}::{claim}" if colons else argument


def _configured(config: pytest.Config) -> Iterator[Path]:
    for path in [_absolute(path) for path in config.getini("everystate_specs") or []]:
        root = Path(path.anchor)
        matching = [] if path.exists() else sorted(root.glob(str(path.relative_to(root))))
        yield from map(Path, matching or [path])


def _file_in(folder: Path, where: str) -> Path:
    """The system file of a spec."""
    files = sorted(file for file in folder.iterdir() if file.suffix in _YAML) if folder.is_dir() else []
    named = [file for file in files if file.name in _SYSTEM]
    if not files:
        raise pytest.UsageError(f"{where}: there is no spec in '{folder}': a spec is a folder of YAML files")
    return (named or files)[0]


def _absolute(path: Path) -> Path:
    """The absolute path without `..`, with symbolic links unresolved, as pytest names it."""
    return Path(os.path.normpath(path.absolute()))
