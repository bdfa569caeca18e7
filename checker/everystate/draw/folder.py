"""An album in a folder: written there, or held against what is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from everystate.draw.layout import reproducible
from everystate.draw.pictures import MANIFEST, stamped
from everystate.replacing import replace_text


@dataclass(frozen=True)
class Stale:
    """A file that is not as it would be drawn now."""

    path: str
    why: str


def write_album(folder: Path, files: Mapping[str, str]) -> None:
    """Write an album, and remove the files of an earlier one that are no part of it any more."""
    for path in _listed(folder) - set(files):
        (folder / path).unlink(missing_ok=True)
    write_files(folder, files)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their paths in a folder, which is made if it is not there."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_text(target, text)


def stale(folder: Path, files: Mapping[str, str]) -> list[Stale]:
    """What is missing, different, or left over.

    A layout made by another Graphviz may differ where it was made from the same source: then the source decides.
    """
    found = []
    exact = reproducible()
    for path, text in sorted(files.items()):
        if path == MANIFEST and not exact:
            continue
        there = _read(folder / path)
        if there is None:
            found.append(Stale(path, "missing"))
        elif there != text and (exact or not stamped(text) or stamped(text) != stamped(there)):
            found.append(Stale(path, "not what is drawn now"))
    return found + [
        Stale(path, "left over") for path in sorted(_listed(folder) - set(files)) if (folder / path).exists()
    ]


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


def _listed(folder: Path) -> set[str]:
    """The files of the album that was written last, as far as its manifest can be read; none outside the folder."""
    try:
        listed = set(json.loads((folder / MANIFEST).read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    root = folder.resolve()
    return {path for path in listed if isinstance(path, str) and (root / path).resolve().is_relative_to(root)}
