"""Files written as a whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Write a text beside a file and put it in its place, so that half a file never has the name of a whole one.

    A terminal or a pipe is written as it is, and so is a file in a folder where none can be made.

    Raises:
        OSError: it cannot be written.
    """
    target = path.resolve() if path.is_symlink() else path
    if (target.exists() and not target.is_file()) or not os.access(target.parent, os.W_OK):
        target.write_text(text, encoding="utf-8", newline="\n")
        return
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
