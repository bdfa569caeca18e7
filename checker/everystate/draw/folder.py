"""The folder of pictures: written, or compared with what would be drawn now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path

from everystate.draw.layout import reproducible
from everystate.draw.pictures import INDEX, MANIFEST, stamped
from everystate.replacing import replace_text


@dataclass(frozen=True)
class Stale:
    """A file that differs from what would be drawn now, and how."""

    path: str
    why: str


def write_pictures(folder: Path, files: Mapping[str, str]) -> None:
    """Write these files, and remove those that an earlier call wrote and that are not among them.

    Raises:
        FileExistsError: a file of this name is there that no earlier call wrote, or the pictures of another spec are.
    """
    _refuse_others(folder, files)
    for path in _listed(folder) - set(files):
        (folder / path).unlink(missing_ok=True)
    write_files(folder, files)


def _refuse_others(folder: Path, files: Mapping[str, str]) -> None:
    """Refuse to replace what is not of earlier pictures of the same spec, which the titles of their indexes say."""
    known = _listed(folder)
    own = known | {MANIFEST} if known else known
    foreign = [path for path in files if path not in own and (folder / path).exists()]
    if foreign:
        raise FileExistsError(EEXIST, f"{foreign[0]} is there, and is no picture; draw into another folder (-o)")
    before, now = (text.partition("\n")[0] for text in (_read(folder / INDEX) or "", files.get(INDEX, "")))
    if INDEX in known and before != now:
        raise FileExistsError(EEXIST, f"it has the pictures of '{before.lstrip('# ')}'; draw into another folder (-o)")


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts to paths relative to a folder; missing folders are created."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_text(target, text)


def stale(folder: Path, files: Mapping[str, str]) -> list[Stale]:
    """The files that are missing, different, or left over from an earlier call.

    Another Graphviz may lay out the same DOT source differently. If it is in use, only the sources of layouts are
    compared.
    """
    differing = []
    exact = reproducible()
    for path, text in sorted(files.items()):
        if path == MANIFEST and not exact:
            continue
        text_now = _read(folder / path)
        if text_now is None:
            differing.append(Stale(path, "missing"))
        elif text_now != text and (exact or not stamped(text) or stamped(text) != stamped(text_now)):
            differing.append(Stale(path, "not what is drawn now"))
    return differing + [
        Stale(path, "left over") for path in sorted(_listed(folder) - set(files)) if (folder / path).exists()
    ]


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


def _listed(folder: Path) -> set[str]:
    """The paths in the manifest of the folder, without those that lead out of it; none if it cannot be read."""
    try:
        listed = set(json.loads((folder / MANIFEST).read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    root = folder.resolve()
    return {path for path in listed if isinstance(path, str) and (root / path).resolve().is_relative_to(root)}
