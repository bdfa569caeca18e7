"""What these pages say, runs, and prints what stands there. `README=write` writes them anew."""

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
WRITES = os.environ.get("README") == "write"
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
        elif kind == "yaml":
            self.write(text)
        elif kind == "text":
            return self.printed
        return text

    def console(self, text: str) -> str:
        command = text.splitlines()[0].removeprefix("$ ")
        words = shlex.split(command)
        assert words[0] == "./everystate"
        run = [sys.executable, "-m", "everystate", *words[1:]]
        alone = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
        alone["EVERYSTATE_AS"] = words[0]
        done = subprocess.run(run, cwd=self.folder, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return f"$ {command}\n{done.stdout}"

    def write(self, text: str) -> None:
        """Write a file whose name is in the comment of the first line."""
        name, _, content = text.partition("\n")
        if name.startswith("# ") and name.endswith(".yaml"):
            file = self.folder / name.removeprefix("# ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)

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


PAGES = ["README.md", "docs/explain.md", "docs/tutorial.md"]
PAGES += [f"docs/how-to/{page.name}" for page in sorted(ROOT.glob("docs/how-to/*.md"))]
PAGES += [f"spec/{page.parent.name}/README.md" for page in sorted(ROOT.glob("spec/*/README.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_runs_and_prints_what_stands_there(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text()
    reader = Reader(tmp_path)
    sections = re.split(r"(?m)^(?=## )", text)
    expected = ""
    for section in sections:
        expected += BLOCK.sub(lambda found: f"```{found[1]}\n{reader.block(found[1], found[2])}```", section)
        if page == "docs/tutorial.md" and (step := re.match(r"## (\d)\.", section)):
            compare(tmp_path / "lease", ROOT / "docs" / "tutorial" / step[1])
    if WRITES:
        (ROOT / page).write_text(expected)
    assert text == expected


def compare(made: Path, kept: Path) -> None:
    """The files after a step are those that the reader may begin with."""
    if WRITES:
        shutil.copytree(made, kept, dirs_exist_ok=True)
    assert {one.name: one.read_text() for one in made.iterdir()} == {
        one.name: one.read_text() for one in kept.iterdir()
    }


def test_the_readme_tells_both_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "$ ./everystate check spec/failover\n" in readme
    assert "\n./check\n" in readme
    assert os.access(ROOT / "everystate", os.X_OK)
    assert os.access(ROOT / "check", os.X_OK)
