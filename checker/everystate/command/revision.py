"""A folder as it is in a git revision: `main:spec/failover`, as `git show` has it.

A revision is passed to git as an argument, never through a shell. The names of files from git are checked before the
files are written to a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from everystate.loading.document import MAX_BYTES
from everystate.loading.folder import LAYERS, MAX_FILES
from everystate.problems import Place, Problem, SpecError

_SUFFIXES = (".yaml", ".yml")
_FORBIDDEN = frozenset("/\\:\0")
_USELESS = "Needed a single revision"  # git's message for any unknown name
_FILES = ("100644", "100755")


def of_folder(revision: str, folder: Path) -> str:
    """Git's name of a folder in a revision, relative to the working directory and not to the root of the clone."""
    return f"{revision}:./{Path(os.path.relpath(folder)).as_posix()}"


def is_revision(text: str) -> bool:
    """Whether a text names a folder in a revision, and not an existing file or folder."""
    return ":" in text and not Path(text).exists()


@contextmanager
def folder_of(text: str) -> Generator[Path]:
    """The YAML files of a folder in a revision, in a temporary folder that is removed at the end.

    Raises:
        SpecError: git is missing, or has no such revision or folder; or the folder exceeds the limits of a spec.
    """
    revision, _, path = text.partition(":")
    if not revision or revision.startswith("-"):
        raise _wrong(text, f"'{revision}' is no revision", "write REVISION:FOLDER, as in main:spec/failover")
    _resolved(text, f"{revision}^{{commit}}", f"no revision '{revision}'")
    tree = _resolved(text, f"{revision}:{path}", f"no folder '{path}' in '{revision}'")
    with tempfile.TemporaryDirectory(prefix="everystate-") as made:
        folder = Path(made) / "spec"
        folder.mkdir()
        listed = _listed(text, tree)
        (folder / LAYERS).mkdir()
        for name, blob in listed:
            (folder / name).write_bytes(_git(text, "cat-file", "blob", blob))
        yield folder


def _resolved(text: str, wanted: str, otherwise: str) -> str:
    """The hash of a git object."""
    return _git(text, "rev-parse", "--verify", "--end-of-options", wanted, otherwise=otherwise).decode().strip()


def _listed(text: str, tree: str) -> list[tuple[str, str]]:
    """The name and the blob hash of each YAML file of a tree, and of its layers."""
    found: list[tuple[str, str]] = []
    listed = _git(text, "ls-tree", "-z", "-l", "--full-tree", tree, otherwise="it is no folder")
    layers = _git(text, "ls-tree", "-z", "-l", "-r", "--full-tree", tree, f"{LAYERS}/")
    for line in (listed + layers).decode(errors="replace").split("\0"):
        about, _, name = line.partition("\t")
        if not name.endswith(_SUFFIXES):
            continue
        mode, kind, blob, size = about.split()
        if mode not in _FILES or kind != "blob" or _FORBIDDEN & set(name.removeprefix(f"{LAYERS}/")):
            raise _wrong(text, f"'{name}' is no plain file", "a spec reads its own files only")
        if int(size) > MAX_BYTES:
            raise _wrong(text, f"{name} is too large: {int(size):,} bytes", f"the limit is {MAX_BYTES:,}")
        found.append((name, blob))
    if len(found) > MAX_FILES:
        raise _wrong(text, f"{len(found)} files", f"the limit is {MAX_FILES}")
    return found


def _git(text: str, *arguments: str, otherwise: str = "git fails") -> bytes:
    """The output of a git command.

    Raises:
        SpecError: git is missing, or the command fails.
    """
    program = shutil.which("git")
    if program is None:
        raise _wrong(text, "git is not installed", "without it there are no revisions")
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run([program, *arguments], capture_output=True, check=False, env=environment)
    if done.returncode:
        lines = [line for line in done.stderr.decode(errors="replace").splitlines() if _USELESS not in line]
        raise _wrong(text, otherwise, lines[0] if lines else "")
    return done.stdout


def _wrong(text: str, what: str, why: str = "") -> SpecError:
    return SpecError([Problem(Place(text), what, why)])
