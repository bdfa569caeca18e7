"""`--accept` makes what comes out what is expected."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.expected.conftest import Say

from everystate.expected.writing import written

DECLARED = """\
# What `everystate check` finds here; where that changes for a reason, `--accept` writes it anew.

[declared]
states = 4
steps = 6
depth = 2

[declared.claims]
"no red light" = "holds"
"nothing breaks" = "holds"
"no lamp falls" = "holds"
"no deadlock" = "holds"
"no unexpected message" = "holds"
"no dead row" = "holds"
"no message never sent" = "holds"
"no vacuous claim" = "holds"
"""
DARKROOM = """
[worlds.darkroom]
states = 4
steps = 6
depth = 2

[worlds.darkroom.claims]
"no red light" = "known"
"nothing breaks" = "holds"
"no lamp falls" = "holds"
"no deadlock" = "holds"
"no unexpected message" = "holds"

[worlds.darkroom.counterexamples]
"no red light" = 1
"""


def said(lamp: Path) -> str:
    return (lamp / "expected.toml").read_text(encoding="utf-8")


def test_what_was_checked_is_written_and_nothing_else(lamp: Path, check: Say) -> None:
    code, out, _ = check("--accept")
    assert code == 0
    assert said(lamp) == DECLARED
    assert "✓ holds      as expected" in out
    assert "note: expected.toml, accepted: [declared] is new: 11 values\n" in out
    assert check("--world", "darkroom", "--accept")[0] == 0
    assert said(lamp) == DECLARED + DARKROOM


def test_all_worlds_stand_in_the_order_of_the_spec(lamp: Path, check: Say) -> None:
    check("--world", "attic", "--accept")
    code, out, _ = check("--world", "all", "--accept")
    assert code == 0
    assert list(tomllib.loads(said(lamp))["worlds"]) == ["cellar", "darkroom", "attic"]
    assert "note: expected.toml, accepted: [worlds.cellar] is new: 8 values\n" in out
    assert "note: expected.toml: nothing changes in [worlds.attic]\n" in out
    assert check("--world", "all")[0] == 0


def test_to_accept_again_changes_nothing(lamp: Path, check: Say) -> None:
    check("--world", "all", "--accept")
    before = (lamp / "expected.toml").stat().st_mtime_ns, said(lamp)
    code, out, _ = check("--accept")
    assert code == 0
    assert ((lamp / "expected.toml").stat().st_mtime_ns, said(lamp)) == before
    assert "note: expected.toml: nothing changes in [declared]\n" in out


def test_the_difference_is_shown_old_and_new(lamp: Path, check: Say) -> None:
    check("--world", "darkroom", "--accept")
    text = (
        said(lamp).replace("states = 4", "states = 1000").replace('light" = 1', 'light" = 3').replace("depth = 2\n", "")
    )
    (lamp / "expected.toml").write_text(text.replace('"no deadlock" = "holds"\n', ""), encoding="utf-8")
    code, out, _ = check("--world", "darkroom", "--accept", "--format", "json")
    assert code == 0
    assert json.loads(out)["notes"] == [
        "expected.toml, accepted: [worlds.darkroom] joint states: 1,000 → 4",
        "expected.toml, accepted: [worlds.darkroom] depth: nothing → 2",
        "expected.toml, accepted: [worlds.darkroom] no red light: known after 3 steps → known after 1 step",
        "expected.toml, accepted: [worlds.darkroom] no deadlock: nothing → holds",
    ]
    assert said(lamp).endswith(DARKROOM)


def test_comments_stay_with_what_they_are_about(lamp: Path, check: Say) -> None:
    text = DECLARED.replace("states = 4", "# by hand: 2 * 2\nstates = 5 # or so").replace(
        '"no dead', '# ours\n"no dead'
    )
    (lamp / "expected.toml").write_text(f"{text}\n# the end\n[[run]]\nset = {{lamps = 2}} # kept\n", encoding="utf-8")
    check("--accept")
    assert said(lamp).startswith(text.replace("states = 5", "states = 4"))
    assert "set = {lamps = 2} # kept\n" in said(lamp)
    assert "# the end\n" in said(lamp)


def test_a_violation_is_written_and_stays_one(lamp: Path, check: Say) -> None:
    system = lamp / "system.yaml"
    system.write_text(system.read_text().replace("when: fragile, reason: glass", "when: lamps > 7, reason: glass"))
    code, _, err = check("--world", "attic", "--accept")
    assert err == ""
    assert code == 1
    assert '"nothing breaks" = "violated"\n' in said(lamp)


def test_a_claim_is_accepted_alone(lamp: Path, check: Say) -> None:
    check("--accept")
    text = (
        said(lamp)
        .replace("states = 4", "states = 5")
        .replace('"nothing breaks" = "holds"', '"nothing breaks" = "known"')
    )
    (lamp / "expected.toml").write_text(text.replace('row" = "holds"', 'row" = "known"'), encoding="utf-8")
    assert check("--claim", "no dead row", "--accept")[0] == 0
    assert said(lamp) == text


def test_what_the_spec_has_no_more_is_taken_out_everywhere(lamp: Path, check: Say) -> None:
    check("--world", "all", "--accept")
    before = said(lamp)
    old = before.replace('"no deadlock"', '"no old claim" = "holds"\n"no deadlock"')
    (lamp / "expected.toml").write_text(f"{old}\n[worlds.garden]\nstates = 1\n", encoding="utf-8")
    assert check()[0] == 2
    code, out, _ = check("--accept")
    assert code == 0
    assert said(lamp) == before
    assert "[declared] no old claim: holds → nothing\n" in out
    assert "[worlds.cellar] no old claim: holds → nothing\n" in out
    assert "[worlds.garden] is taken out\n" in out


def test_parameters_without_a_name_are_refused_with_a_reason(lamp: Path, check: Say) -> None:
    code, out, err = check("--set", "lamps=2", "--accept")
    assert (code, out) == (2, "")
    assert "--accept: parameters without a name\n" in err
    assert "add a world to system.yaml\n" in err
    assert not (lamp / "expected.toml").exists()


def test_a_search_that_is_cut_short_is_not_accepted(lamp: Path, check: Say) -> None:
    code, out, _ = check("--max-states", "3", "--accept")
    assert code == 3
    assert "nothing is accepted: --max-states 3 reached" in out
    assert not (lamp / "expected.toml").exists()


def test_a_list_is_nothing_to_accept(check: Say) -> None:
    code, _, err = check("--list", "--accept")
    assert code == 2
    assert "--accept is for what is checked" in err


def test_a_file_that_cannot_be_written(lamp: Path, check: Say) -> None:
    (lamp / "expected.toml").mkdir()
    code, _, err = check("--accept")
    assert code == 2
    assert "expected.toml: cannot be read: Is a directory" in err


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
CLAIMS = st.dictionaries(NAMES, st.sampled_from(["holds", "known"]), min_size=1, max_size=4)
SECTIONS = st.fixed_dictionaries({"states": st.integers(0, 9)}, optional={"claims": CLAIMS, "depth": st.integers(0, 9)})
WORLDS = st.dictionaries(NAMES, SECTIONS, min_size=1)
DATA = st.fixed_dictionaries({}, optional={"declared": SECTIONS, "worlds": WORLDS})


@given(DATA, DATA)
def test_what_is_written_is_what_is_read(old: dict[str, object], new: dict[str, object]) -> None:
    first = written("", old)
    assert tomllib.loads(first) == old
    assert tomllib.loads(written(first, new)) == new
    assert written(first, old) == first
