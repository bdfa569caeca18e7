"""Locations in a repository: gates name a file by its path from the root, whatever the working directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from everystate.problems import Place


@dataclass(frozen=True)
class Location:
    """A line of a file; the path is relative to the root if it is below it. A line or column of 0 is unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Root:
    """The root of the repository: the nearest folder above the working directory that Git knows as one; else that."""

    def __init__(self) -> None:
        here = Path.cwd()
        self.folder = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)

    def path(self, file: str) -> str:
        """The path of a file, relative to the root if the file is below it."""
        whole = Path(os.path.abspath(file))  # noqa: PTH100 - a link keeps its name: what is checked in is the link
        return whole.relative_to(self.folder).as_posix() if whole.is_relative_to(self.folder) else whole.as_posix()

    def locate(self, place: Place) -> Location | None:
        """The location of a place in a file; None for a place on the command line."""
        if place.is_option:
            return None
        return Location(self.path(place.file), place.line, place.column)
