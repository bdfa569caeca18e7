"""What the README and docs/explain.md say, runs, and prints what they say. `README=write` writes them anew."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Reader:
    """Follows the README in a copy of the protocols: applies its changes, runs its commands and its Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        shutil.copytree(ROOT / "spec", folder / "spec")
        shutil.copytree(ROOT / "tests" / "models" / "philosophers", folder / "tests" / "models" / "philosophers")

    def block(self, kind: str, text: str) -> str:
        """The block as it should be."""
        if kind == "console":
            return self.console(text)
        if kind == "diff":
            self.change(text)
        elif kind == "python":
            self.python(text)
        elif kind == "text":
            return self.printed
        return text

    def console(self, text: str) -> str:
        command = text.splitlines()[0].removeprefix("$ ")
        words = shlex.split(command)
        assert words[0] == "./everystate"
        run = [sys.executable, "-m", "everystate", *words[1:]]
        alone = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
        done = subprocess.run(run, cwd=self.folder, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return f"$ {command}\n{done.stdout}"

    def change(self, text: str) -> None:
        name, *lines = text.splitlines()
        old = "\n".join(line[1:] for line in lines if line.startswith("-"))
        new = "\n".join(line[1:] for line in lines if line.startswith("+"))
        file = self.folder / name
        assert file.read_text().count(old) == 1, f"{name} has no such row"
        file.write_text(file.read_text().replace(old, new))

    def python(self, text: str) -> None:
        shutil.rmtree(self.folder / "spec")
        shutil.copytree(ROOT / "spec", self.folder / "spec")
        out = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
            exec(compile(text, "README.md", "exec"), {})
        self.printed = out.getvalue()


@pytest.mark.parametrize("page", ["README.md", "docs/explain.md"])
def test_every_block_of_a_page_runs_and_prints_what_stands_there(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text()
    reader = Reader(tmp_path)
    expected = BLOCK.sub(lambda found: f"```{found[1]}\n{reader.block(found[1], found[2])}```", text)
    if os.environ.get("README") == "write":
        (ROOT / page).write_text(expected)
    assert text == expected


def test_the_readme_tells_both_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "$ ./everystate check spec/failover\n" in readme
    assert "\n./check\n" in readme
    assert os.access(ROOT / "everystate", os.X_OK)
    assert os.access(ROOT / "check", os.X_OK)
