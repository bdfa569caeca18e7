"""`everystate diff`: what is told of two folders and of git revisions, in each form, and how it ends."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from everystate.command.program import run

Captured = pytest.CaptureFixture[str]

SYSTEM = """\
system: A door and a bell
parameters: {rings: 1}
messages:
  Bell:
    visitor -> door: [Ring]
    door -> visitor: [Chime]
connections:
  wire: {between: [visitor, door], initially: open}
final: visitor.at != waiting
worlds:
  busy: {set: {rings: 2}}
claims:
  every ring is answered: {never: visitor.at == waiting and door.at == silent}
"""
VISITOR = """\
party: visitor
actions:
  ring: {cause: environment, at_most: rings}
machines:
  at:
    initial: outside
    states: [outside, waiting, inside]
    transitions:
      - {trigger: ring,  source: outside, dest: waiting, send: Ring}
      - {trigger: Chime, source: waiting, dest: inside}
"""
DOOR = """\
party: door
actions:
  hush: {cause: fault, at_most: 0}
machines:
  at:
    initial: ready
    states: [ready, silent]
    transitions:
      - {trigger: Ring, source: ready, dest: "=", send: Chime}
      - {trigger: hush, source: ready, dest: silent, dead: nobody does}
"""
SILENT = DOOR.replace('dest: "=", send: Chime', "dest: silent")

TEXT = """\
A door and a bell
old  old
     4 joint states, 3 steps, depth 3
new  new
     3 joint states, 2 steps, depth 2

What is written
~ row door.at: Ring                                                        door.yaml:9 → door.yaml:9
    - {trigger: Ring, source: ready, dest: "=", send: Chime}
    + {trigger: Ring, source: ready, dest: silent}

What becomes of the claims
holds → violated after 2 steps  every ring is answered
holds → violated after 2 steps  no deadlock
holds → violated                no dead row
holds → violated                no message never sent

What is reached
+ now entered: door.at: silent
- no longer entered: visitor.at: inside
- no longer sent: door -> visitor: Chime
- no longer taken: visitor.at: Chime                                                 visitor.yaml:10

────────────────────────────────────────────────────────────────────────────────────────────────────
A shortest run that new has and old has not, 2 steps
   1  visitor  ring  environment
        at: outside → waiting                                                         visitor.yaml:9
        sends Ring → door
        visitor.ring.left: 1 → 0
   2  door  receives Ring from visitor
        at: ready → silent                                                               door.yaml:9

In old, the last step sends Chime to visitor.

As lanes
      door                                    visitor
  1   │                                       ● ring  [waiting]
      │<────────────────Ring──────────────────o
  2   ●<─ Ring  [silent]                      │
      │                                       │

A shortest run that old has and new has not is this one, where the last step sends Chime to visitor.

Runs are compared by what is seen of each step: who moves, what happens, which messages are received
and sent. A new name is a difference.

4 claims worse, 1 declaration changed, a run that only new has, a run that only old has
"""


def spec(folder: Path, door: str = DOOR, system: str = SYSTEM) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("system", system), ("visitor", VISITOR), ("door", door)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder.name


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folders(here: Path) -> list[str]:
    """Two specs: in the new one, the door takes a ring and stays silent."""
    return [spec(here / "old"), spec(here / "new", SILENT)]


def git(*arguments: str) -> None:
    name = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *name, *arguments], check=True, capture_output=True)


@pytest.fixture
def clone(here: Path) -> Path:
    """A repository with the old spec in its first commit, and the new one in the second."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    git("init")
    for door in (DOOR, SILENT):
        spec(here / "specs" / "bell", door)
        git("add", ".")
        git("commit", "-m", "A bell")
    return here


# -- two folders ------------------------------------------------------------------------------------------------------


def test_the_report(folders: list[str], capsys: Captured) -> None:
    assert run(["diff", *folders]) == 1
    assert capsys.readouterr() == (TEXT, "")


def test_what_gets_better_is_0(folders: list[str], capsys: Captured) -> None:
    assert run(["diff", *reversed(folders)]) == 0
    assert capsys.readouterr().out.endswith(
        "4 claims better, 1 declaration changed, a run that only new has, a run that only old has\n"
    )
    assert run(["diff", *reversed(folders), "--exit-code", "--quiet"]) == 1


def test_no_difference(folders: list[str], here: Path, capsys: Captured) -> None:
    (here / "old" / "door.yaml").write_text(f"# more to read\n{DOOR}", encoding="utf-8")
    assert run(["diff", "old", "old", "--exit-code"]) == 0
    size = "     4 joint states, 3 steps, depth 3\n"
    assert capsys.readouterr().out == f"A door and a bell\nold  old\n{size}new  old\n{size}\nno difference\n"


def test_what_is_claimed_makes_no_other_run(here: Path, capsys: Captured) -> None:
    old = spec(here / "old")
    new = spec(here / "new", system=SYSTEM.replace("{never:", "{always: not"))
    assert run(["diff", old, new, "--format", "json"]) == 1
    made = json.loads(capsys.readouterr().out)
    assert [change["kind"] for change in made["changes"]] == ["claim"]
    assert (made["certain"], made["only_in_new"]["pairs"], made["only_in_old"]["pairs"]) == (True, 0, 0)


def test_what_is_written_otherwise_and_does_the_same(here: Path, capsys: Captured) -> None:
    old = spec(here / "old")
    new = spec(here / "new", system=SYSTEM.replace("rings: 1", "rings: 1, knocks: 2"))
    assert run(["diff", old, new]) == 0
    out = capsys.readouterr().out
    assert "+ parameter knocks" in out
    assert "    + knocks: 2\n" in out
    assert "Every run of new is one of old.\n" in out
    assert out.endswith("\n1 declaration changed\n")


def test_parameters_and_worlds_are_of_both(folders: list[str], capsys: Captured) -> None:
    run(["diff", *folders, "--world", "busy"])
    assert capsys.readouterr().out.count("     rings=2\n") == 2
    run(["diff", *folders, "--set", "rings=0"])
    out = capsys.readouterr().out
    assert out.count("     rings=0\n     1 joint state, 0 steps, depth 0\n") == 2
    assert out.count("Every run of") == 2


def test_a_search_that_is_cut_says_so(folders: list[str], capsys: Captured) -> None:
    turned = spec(Path("turned"), DOOR.replace("[ready, silent]", "[silent, ready]"))
    assert run(["diff", "old", turned]) == 0
    assert capsys.readouterr().out.endswith("\nno difference\n")
    assert run(["diff", "old", turned, "--max-pairs", "2"]) == 0
    assert capsys.readouterr().out.endswith("\nno difference found\n")
    run(["diff", *folders, "--max-pairs", "1"])
    out = capsys.readouterr().out
    said = "No run that new has and old has not was found within 1 pair of joint states (--max-pairs 1 reached)."
    assert said in out.replace("\n", " ")


def test_a_check_that_is_cut_is_3(folders: list[str], capsys: Captured) -> None:
    assert run(["diff", "old", "old", "--max-states", "2"]) == 0  # undecided in both
    assert "stopped: --max-states 2 reached" in capsys.readouterr().out
    nodding = DOOR.replace("at_most: 0}", "at_most: 0}\n  nod: {cause: environment, at_most: 9}")
    larger = spec(Path("larger"), f'{nodding}      - {{trigger: nod, source: ready, dest: "="}}\n')
    assert run(["diff", "old", larger, "--max-states", "4"]) == 3
    out = capsys.readouterr().out
    assert "holds → undecided" in out
    assert "no longer" not in out


def test_ctrl_c_reports_what_is_known(folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("everystate.report.progress.ProgressLine.__call__", interrupted)
    assert run(["diff", *folders]) == 3
    out = capsys.readouterr().out
    assert out.count("stopped: interrupted") == 2
    assert "~ row door.at: Ring" in out


def test_mistakes_of_both_are_told(folders: list[str], here: Path, capsys: Captured) -> None:
    spec(here / "old", DOOR.replace("Ring, source: ready", "Ring, source: raedy"))
    spec(here / "new", DOOR.replace("trigger: Ring", "trigger: Rign"))
    assert run(["diff", *folders]) == 2
    err = capsys.readouterr().err
    assert "old/door.yaml:9:33: unknown state 'raedy'" in err
    assert "new/door.yaml:9:19: unknown trigger 'Rign'" in err


def test_an_option_that_fits_one_of_them_only(folders: list[str], here: Path, capsys: Captured) -> None:
    spec(here / "new", system=SYSTEM.replace("rings", "tolls").replace("at_most: rings", ""), door=DOOR)
    (here / "new" / "visitor.yaml").write_text(VISITOR.replace("rings", "tolls"), encoding="utf-8")
    assert run(["diff", *folders, "--set", "rings=2"]) == 2
    assert "--set in new: unknown parameter 'rings'" in capsys.readouterr().err


def test_the_new_side_is_missing(folders: list[str], capsys: Captured) -> None:
    assert run(["diff", "old"]) == 2
    assert "NEW is missing; with --spec FOLDER, it may be left out" in capsys.readouterr().err


# -- other forms ------------------------------------------------------------------------------------------------------


def test_as_json(folders: list[str], capsys: Captured) -> None:
    assert run(["diff", *folders, "--format", "json"]) == 1
    made = json.loads(capsys.readouterr().out)
    assert [made[side]["states"] for side in ("old", "new")] == [4, 3]
    assert (made["same"], made["certain"], made["exit_code"]) == (False, True, 1)
    assert made["changes"][0]["new"]["text"] == "{trigger: Ring, source: ready, dest: silent}"
    assert [(v["claim"], v["turn"]) for v in made["verdicts"]][:1] == [("every ring is answered", "worse")]
    assert made["only_in_new"]["run"]["length"] == 2
    assert made["only_in_new"]["instead"] == [
        {"text": "door receives Ring from visitor", "sends": "sends Chime to visitor"}
    ]
    assert {"kind": "state", "name": "door.at: silent", "in": "new", "file": None, "line": None} in made["reached"]


def test_as_markdown(folders: list[str], here: Path) -> None:
    assert run(["diff", *folders, "--format", "markdown", "--output", "comment.md"]) == 1
    page = MarkdownIt("gfm-like", {"linkify": False}).render((here / "comment.md").read_text(encoding="utf-8"))
    assert page.startswith("<h3>A door and a bell: 4 claims worse, ")
    assert "<td>❌ every ring is answered</td>\n<td>holds</td>\n<td>violated after 2 steps</td>" in page
    assert '<code class="language-diff">- {trigger: Ring, source: ready, dest: &quot;=&quot;, send: Chime}\n+ ' in page
    assert '<code class="language-mermaid">sequenceDiagram\n' in page
    assert page.count("<details") == page.count("</details>") == 3


def test_names_do_nothing_in_markdown(here: Path) -> None:
    hostile = "a|b `c` <img src=x> @someone #1 [x](http://x.y) **bold** </details>"
    for name in ("old", "new"):
        system = SYSTEM.replace("every ring is answered", f'"{hostile}"')
        spec(here / name, SILENT if name == "new" else DOOR, system)
    assert run(["diff", "old", "new", "--format", "markdown", "--output", "comment.md"]) == 1
    text = (here / "comment.md").read_text(encoding="utf-8")
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<img" not in page
    assert "<strong>" not in page
    assert "<a " not in page
    assert "@someone" not in text
    assert "someone #1" not in text
    shown = "a|b `c` &lt;img src=x&gt; @someone #1 [x](http://x.y) **bold** &lt;/details&gt;"
    assert f"<td>❌ {shown}</td>" in page.replace("<!-- -->", "")


# -- git --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["HEAD~1:specs/bell", "HEAD:specs/bell"],
        ["HEAD~1:specs/bell", "specs/bell"],
        ["--spec", "specs/bell", "HEAD~1", "HEAD"],
        ["--spec", "specs/bell", "HEAD~1"],
    ],
)
def test_revisions(clone: Path, arguments: list[str], capsys: Captured) -> None:
    assert run(["diff", *arguments]) == 1
    report = capsys.readouterr().out.split("\n")
    old, new = (line[5:] for line in report if line.startswith(("old  ", "new  ")))
    assert old == "HEAD~1:specs/bell"
    assert new in ("HEAD:specs/bell", "specs/bell")
    rest = [line for line in report if not line.startswith(("old  ", "new  "))]
    assert rest == [line for line in TEXT.split("\n") if not line.startswith(("old  ", "new  "))]


def test_revisions_from_another_folder(clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(clone / "specs")
    assert run(["diff", "--spec", "bell", "HEAD~1", "HEAD"]) == 1
    assert "old  HEAD~1:bell\n" in capsys.readouterr().out


def test_a_folder_that_is_gone_is_still_in_its_revisions(clone: Path) -> None:
    shutil.rmtree(clone / "specs")
    assert run(["diff", "--spec", "specs/bell", "HEAD~1", "HEAD", "-q"]) == 1


@pytest.mark.parametrize(
    ("old", "told"),
    [
        ("nowhere:specs/bell", "no revision 'nowhere'"),
        ("HEAD:nothing", "no folder 'nothing' in 'HEAD'"),
        ("HEAD:specs/bell/door.yaml", "it is no folder"),
        ("HEAD:specs", "no spec here"),
        ("--output=x:specs", "no folder 'x:specs'"),
        (":specs/bell", "'' is no revision"),
    ],
)
def test_what_is_not_there_is_2(clone: Path, old: str, told: str, capsys: Captured) -> None:
    assert run(["diff", old, "specs/bell"]) == 2
    err = capsys.readouterr().err
    assert told in err or "NEW is missing" in err


def test_a_revision_is_no_option_of_git(clone: Path, capsys: Captured) -> None:
    assert run(["diff", "--", "--help:specs/bell", "specs/bell"]) == 2
    assert "'--help' is no revision" in capsys.readouterr().err
    assert run(["diff", "--spec", "specs/bell", "--", "--exec=touch x", "HEAD"]) == 2
    assert "'--exec=touch x' is no revision" in capsys.readouterr().err
    assert run(["diff", "$(touch x):specs/bell", "specs/bell"]) == 2
    assert not (clone / "x").exists()


def test_a_link_in_a_revision_is_refused(clone: Path, capsys: Captured) -> None:
    (clone / "specs" / "bell" / "more.yaml").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-m", "A link")
    assert run(["diff", "HEAD:specs/bell", "HEAD~1:specs/bell"]) == 2
    assert "'more.yaml' is no plain file" in capsys.readouterr().err


def test_without_git_there_are_no_revisions(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("PATH", "")
    assert run(["diff", "HEAD:a", "HEAD:b"]) == 2
    assert "git is not installed" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.chdir(here)
    if shutil.which("git"):
        assert run(["diff", "HEAD:a", "HEAD:b"]) == 2
        assert "not a git repository" in capsys.readouterr().err
