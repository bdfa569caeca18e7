"""Files are written as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from everystate.replacing import replace_text


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.txt"
    file.write_text("before")

    def full(path: Path, text: str, **_: object) -> int:
        path.write_bytes(text[:2].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        replace_text(file, "after")
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]
    assert file.read_text() == "before"


def test_a_link_still_leads_to_the_file_and_its_mode_stays(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    replace_text(link, "after")
    assert (link.is_symlink(), file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (True, "after", 0o640)


def test_what_is_no_file_is_written_as_it_is() -> None:
    replace_text(Path(os.devnull), "nothing")
    assert not Path(os.devnull).is_file()
