"""The mistakes of `expected.toml` itself are told with file and line, before anything is explored."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.expected.conftest import Say

MANY = """\
[declared]
states = "4"
depth = -1
step = 6
claims = {"no deadlok" = "holds", "no dead row" = "maybe"}

[declared.counterexamples]
"no red light" = true

[worlds]
cella.states = 5
attic = 5

[world]
"""

TOLD = """\
lamp/expected.toml:2: states = "4"
     2 │ states = "4"
    this is not a number
lamp/expected.toml:3: depth = -1
     3 │ depth = -1
    this is not a number
lamp/expected.toml:4: unknown key 'step'
     4 │ step = 6
    did you mean 'steps'?
lamp/expected.toml:5: no dead row = "maybe"
     5 │ claims = {"no deadlok" = "holds", "no dead row" = "maybe"}
    this is not one of holds, violated, known
lamp/expected.toml:5: unknown claim 'no deadlok'
     5 │ claims = {"no deadlok" = "holds", "no dead row" = "maybe"}
    the spec has none of this name
    did you mean 'no deadlock'?; --accept takes it out
lamp/expected.toml:8: no red light = true
     8 │ "no red light" = true
    this is not a number of steps
lamp/expected.toml:8: no verdict on 'no red light'
     8 │ "no red light" = true
    the length of a counterexample belongs to one
    say it in [declared.claims]
lamp/expected.toml:11: unknown world 'cella'
    11 │ cella.states = 5
    the spec has none of this name
    did you mean 'cellar'?; --accept takes it out
lamp/expected.toml:12: 'attic' is no table
    12 │ attic = 5
    write [worlds.attic]
lamp/expected.toml:14: unknown key 'world'
    14 │ [world]
    did you mean 'worlds'?
10 mistakes
"""


def test_every_mistake_is_told_with_its_line(lamp: Path, check: Say) -> None:
    (lamp / "expected.toml").write_text(MANY, encoding="utf-8")
    assert check() == (2, "", TOLD)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"[declared\n", "lamp/expected.toml:1:10: not TOML: Expected ']' at the end of a table declaration\n"),
        (b"\xff", "lamp/expected.toml: not text\n"),
        (b"# " + b"x" * 1_000_000, "lamp/expected.toml: too large: 1,000,002 bytes\n"),
        (b"a = " + b"1" * 5_000, "lamp/expected.toml: not TOML: Exceeds the limit"),
        (b"a = " + b"[" * 100_000, "lamp/expected.toml: "),
        (b"a." * 50_000 + b"a = 1", "lamp/expected.toml:1: a key with too many dots\n"),
        (b"\n['a' ." + b' "a" .' * 50_000 + b"a]", "lamp/expected.toml:2: a key with too many dots\n"),
    ],
)
def test_what_cannot_be_read(lamp: Path, check: Say, text: bytes, told: str) -> None:
    (lamp / "expected.toml").write_bytes(text)
    code, out, err = check()
    assert (code, out) == (2, "")
    assert told in err


def test_dots_in_a_text_or_a_remark_are_no_key(lamp: Path, check: Say) -> None:
    dots = "a." * 100
    (lamp / "expected.toml").write_text(f'# {dots}a\nsource = \'{dots}a\' # {dots}\nrun = """\n{dots}a"""\n')
    assert "dots" not in check()[2]


def test_a_link_that_leads_out_of_the_folder_is_refused(lamp: Path, check: Say) -> None:
    Path("elsewhere.toml").write_text("", encoding="utf-8")
    (lamp / "expected.toml").symlink_to(Path("elsewhere.toml").absolute())
    assert "leads out of the folder" in check()[2]


def test_what_tests_expect_of_further_parameters_is_none_of_its_business(lamp: Path, check: Say) -> None:
    (lamp / "expected.toml").write_text('source = "by hand"\n[[run]]\nset = {}\nstates = 1\n', encoding="utf-8")
    code, out, _ = check()
    assert code == 0
    assert "expected.toml" not in out
