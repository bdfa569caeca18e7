"""A folder as it is in a git revision: `main:spec/failover`, as `git show` has it.

What is asked for goes to git as an argument, never through a shell; from git come names and contents of files, which
are checked before they are written to a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from everystate.loading.document import MAX_BYTES
from everystate.loading.folder import MAX_FILES
from everystate.problems import Place, Problem, SpecError

_SUFFIXES = (".yaml", ".yml")
_FORBIDDEN = frozenset("/\\:\0")
_UNTOLD = "Needed a single revision"  # what git says of any name that it does not know
_FILES = ("100644", "100755")


def of_folder(revision: str, folder: Path) -> str:
    """What git calls a folder in a revision that is named as it is seen from here, not from the root of the clone."""
    return f"{revision}:./{Path(os.path.relpath(folder)).as_posix()}"


def is_revision(text: str) -> bool:
    """Whether a text names a folder in a revision, and not one that is there."""
    return ":" in text and not Path(text).exists()


@contextmanager
def folder_of(text: str) -> Generator[Path]:
    """The YAML files of a folder in a revision, in a temporary folder that is removed at the end.

    Raises:
        SpecError: git is not there, or knows no such revision or folder; or the folder has more than a spec may have.
    """
    revision, _, path = text.partition(":")
    if not revision or revision.startswith("-"):
        raise _wrong(text, f"'{revision}' is no revision", "write REVISION:FOLDER, as in main:spec/failover")
    _resolved(text, f"{revision}^{{commit}}", f"no revision '{revision}'")
    tree = _resolved(text, f"{revision}:{path}", f"no folder '{path}' in '{revision}'")
    with tempfile.TemporaryDirectory(prefix="everystate-") as made:
        folder = Path(made) / "spec"
        folder.mkdir()
        for name, blob in _listed(text, tree):
            (folder / name).write_bytes(_git(text, "cat-file", "blob", blob))
        yield folder


def _resolved(text: str, wanted: str, otherwise: str) -> str:
    """The name of an object by its hash."""
    return _git(text, "rev-parse", "--verify", "--end-of-options", wanted, otherwise=otherwise).decode().strip()


def _listed(text: str, tree: str) -> Iterator[tuple[str, str]]:
    """Name and blob of each YAML file of a tree."""
    found: list[tuple[str, str]] = []
    listed = _git(text, "ls-tree", "-z", "-l", "--full-tree", tree, otherwise="it is no folder")
    for line in listed.decode(errors="replace").split("\0"):
        about, _, name = line.partition("\t")
        if not name.endswith(_SUFFIXES):
            continue
        mode, kind, blob, size = about.split()
        if mode not in _FILES or kind != "blob" or _FORBIDDEN & set(name):
            raise _wrong(text, f"'{name}' is no plain file", "a spec reads its own files only")
        if int(size) > MAX_BYTES:
            raise _wrong(text, f"{name} is too large: {int(size):,} bytes", f"the limit is {MAX_BYTES:,}")
        found.append((name, blob))
    if len(found) > MAX_FILES:
        raise _wrong(text, f"{len(found)} files", f"the limit is {MAX_FILES}")
    return iter(found)


def _git(text: str, *arguments: str, otherwise: str = "git fails") -> bytes:
    """What git says."""
    program = shutil.which("git")
    if program is None:
        raise _wrong(text, "git is not installed", "without it there are no revisions")
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run([program, *arguments], capture_output=True, check=False, env=environment)
    if done.returncode:
        told = [line for line in done.stderr.decode(errors="replace").splitlines() if _UNTOLD not in line]
        raise _wrong(text, otherwise, told[0] if told else "")
    return done.stdout


def _wrong(text: str, what: str, why: str = "") -> SpecError:
    return SpecError([Problem(Place(text), what, why)])
