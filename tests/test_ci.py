"""The ready-made files for gates: valid by the schemas of their gates, and what they run, runs.

`.ci/run` uses the Makefile and the hook on our own spec, the hook as pre-commit installs it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml
from tests.report.gates.test_github import obeyed

ROOT = Path(__file__).resolve().parent.parent
CI = ROOT / "docs" / "ci"
PLACED = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "COLUMNS"))}


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def done(words: list[str], folder: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        words, cwd=folder, env={**PLACED, "PATH": path, **more}, capture_output=True, text=True, check=False
    )


# -- their shapes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/ci/github.yml"),
        ("vendor.github-workflows", ".github/workflows/publish.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab.yml"),
    ],
)
def test_a_gate_accepts_the_file(schema: str, file: str) -> None:
    made = done(["check-jsonschema", "--builtin-schema", schema, file])
    assert made.returncode == 0, made.stdout


def test_a_gate_refuses_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "action.yml").write_text("name: x\nruns: {using: magic}\n")
    assert done(["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"], tmp_path).returncode


@pytest.mark.parametrize(
    ("kind", "file"), [("manifest", ".pre-commit-hooks.yaml"), ("config", "docs/ci/pre-commit-config.yaml")]
)
def test_pre_commit_accepts_the_file(kind: str, file: str) -> None:
    made = done([sys.executable, "-m", "pre_commit", f"validate-{kind}", file])
    assert made.returncode == 0, made.stdout


def test_the_files_agree_with_what_is_there() -> None:
    from everystate import __version__

    [hook] = read(ROOT / ".pre-commit-hooks.yaml")
    [repository] = read(CI / "pre-commit-config.yaml")["repos"]
    assert [used["id"] for used in repository["hooks"]] == [hook["id"]]
    assert repository["rev"] == f"v{__version__}"
    steps = read(CI / "github.yml")["jobs"]["check"]["steps"]
    [used] = [step for step in steps if "everystate@" in step.get("uses", "")]
    assert used["uses"] == f"OWNER/everystate@v{__version__}"
    assert set(used["with"]) <= set(read(ROOT / "action.yml")["inputs"])
    assert f"@v{__version__}" in read(CI / "gitlab.yml")["everystate"]["script"][0]


def test_the_account_is_the_same_everywhere() -> None:
    """`./check owner NAME` writes it."""
    files = [ROOT / "pyproject.toml", ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *CI.iterdir()]
    texts = [file.read_text(encoding="utf-8") for file in files]
    accounts = [
        name
        for text in texts
        for name in re.findall(r"(?<!\w)((?!checker)[\w-]+)/everystate(?:@v|/tree|/blob|/issues|\"|$)", text)
    ]
    assert len(accounts) > 8
    assert len(set(accounts)) == 1


def test_the_page_of_the_index_has_no_link_into_a_clone() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    for change in told["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        page = re.sub(change["pattern"], change["replacement"], page)
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) > 20
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


# -- what they run ----------------------------------------------------------------------------------------------------


def action(tmp_path: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of the action as a runner would run it, with its inputs as the file passes them on."""
    declared = read(ROOT / "action.yml")
    [step] = declared["runs"]["steps"]
    given = {name: inputs.get(name, one.get("default", "")) for name, one in declared["inputs"].items()}
    passed = {
        variable: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for variable, value in step["env"].items()
    }
    more = {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    return done(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], ROOT, **passed, **more)


def test_the_action_marks_what_fails_and_writes_every_file(tmp_path: Path) -> None:
    files = {form: str(tmp_path / form) for form in ("junit", "sarif", "markdown", "json")}
    made = action(tmp_path, spec="tests/models/unexpected", **files)
    assert made.returncode == 1, made.stderr
    [error] = obeyed(made.stdout)
    assert error.properties["file"] == "tests/models/unexpected/server.yaml"
    assert "no unexpected message" in (tmp_path / "summary.md").read_text()
    assert "A shortest run, 2 steps" in made.stdout
    assert all(Path(file).stat().st_size for file in files.values())


def test_the_action_takes_more_arguments_one_a_line(tmp_path: Path) -> None:
    arguments = "--claim\nan answer comes\n\n--max-states=1\n"
    made = action(tmp_path, spec="tests/models/unexpected", arguments=arguments)
    assert made.returncode == 3, made.stderr
    assert "--max-states 1 reached" in made.stdout


def test_the_action_takes_no_command_from_its_inputs(tmp_path: Path) -> None:
    made = action(tmp_path, spec=f"$(touch {tmp_path}/a)`touch {tmp_path}/b`; touch {tmp_path}/c")
    assert made.returncode == 2
    assert not {"a", "b", "c"} & {file.name for file in tmp_path.iterdir()}


def test_the_hook_is_red_when_a_claim_is_violated() -> None:
    [hook] = read(ROOT / ".pre-commit-hooks.yaml")
    assert done([*shlex.split(hook["entry"]), "tests/models/token_ring"]).returncode == 0
    assert done([*shlex.split(hook["entry"]), "tests/models/unexpected"]).returncode == 1


def test_the_gitlab_job_leaves_the_files_that_it_names(tmp_path: Path) -> None:
    job = read(CI / "gitlab.yml")["everystate"]
    words = shlex.split(job["script"][1])
    assert "spec/failover" in words
    swapped = [str(ROOT / "tests/models/unexpected") if word == "spec/failover" else word for word in words]
    assert done(swapped, tmp_path).returncode == 1
    assert JUnitXml.fromfile(str(tmp_path / job["artifacts"]["reports"]["junit"])).failures == 1
    assert all((tmp_path / file).exists() for file in job["artifacts"]["paths"])


def test_the_makefile_is_red_when_a_claim_is_violated(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "failover").symlink_to(ROOT / "tests/models/unexpected")
    made = done(["make", "-s", "-f", str(CI / "Makefile"), "protocols"], tmp_path)
    assert made.returncode != 0
    assert "1 violated" in made.stdout


# -- what is written about them ---------------------------------------------------------------------------------------


def test_the_four_lines_of_the_readme_are_those_of_the_workflow() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [block] = [part.split("```")[0] for part in readme.split("```yaml\n")[1:] if "everystate@" in part]
    steps = yaml.safe_load(block)
    assert len(block.splitlines()) == 4
    whole = read(CI / "github.yml")["jobs"]["check"]["steps"]
    assert [step["uses"] for step in steps] == [step["uses"] for step in whole[:2]]
    assert steps[1]["with"].items() <= whole[1]["with"].items()


def test_what_the_page_shows_is_what_is_printed() -> None:
    """Each console block of docs/ci.md, run in the root of the clone."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    blocks = [part.split("\n```")[0] for part in page.split("```console\n")[1:]]
    assert blocks
    for block in blocks:
        command, _, printed = block.partition("\n")
        words = shlex.split(command.removeprefix("$ ./"))
        assert done([sys.executable, "-m", *words]).stdout.rstrip("\n") == printed, command


def test_the_page_ends_with_a_comment_as_it_is_printed() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    printed = done([sys.executable, "-m", "everystate", "check", "tests/models/unexpected", "--format", "markdown"])
    assert page.endswith(f"\n\n{printed.stdout}")
