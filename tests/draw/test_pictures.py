"""All pictures as files, and whether those in a folder are stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everystate.draw import folder as drawn_folder
from everystate.draw.folder import Stale, stale, write_pictures
from everystate.draw.index import Entry, Section, index
from everystate.draw.pictures import Pictures, pictures_of, slug, stamped
from everystate.judging.verdict import Result

HERE = Path(__file__)


@pytest.fixture(scope="module")
def files(failover: Result) -> dict[str, str]:
    return pictures_of(failover).files()


def test_every_picture_has_its_source_beside_it(files: dict[str, str]) -> None:
    for path in files:
        if path.endswith(".svg"):
            stem = path.removesuffix(".svg")
            assert {f"{stem}.gv"} & set(files) or {f"{stem}.mmd", f"{stem}.puml"} <= set(files)


def test_the_index_shows_every_picture(files: dict[str, str]) -> None:
    for path in files:
        assert not path.endswith(".svg") or f"({path})" in files["README.md"]


def test_the_manifest_lists_every_file(files: dict[str, str]) -> None:
    assert set(json.loads(files["manifest.json"])["files"]) == set(files) - {"manifest.json"}


def test_no_path_of_this_machine_is_in_any_file(files: dict[str, str]) -> None:
    root = str(HERE.parents[2])
    assert [path for path, text in files.items() if root in text] == []


def test_the_same_spec_gives_the_same_bytes(failover: Result, files: dict[str, str]) -> None:
    assert pictures_of(failover).files() == files


def test_a_phase_without_a_chart_is_named(failover: Result) -> None:
    assert any("Agent Logs In" in note for note in pictures_of(failover).notes)


def test_rows_that_the_parameters_switch_off_are_counted_and_not_drawn(failover: Result, files: dict[str, str]) -> None:
    off = failover.network.switched_off
    assert len(off) == 1
    assert "1 row is switched off" in files["README.md"]
    drawn = "".join(text for path, text in files.items() if path.endswith(".gv"))
    for machine, row in failover.network.spec.rows():
        key = f'"{machine.party}.{machine.name}.row{row.number}"'
        assert (key in drawn) is (row not in off)


def test_what_was_just_written_is_not_stale(files: dict[str, str], tmp_path: Path) -> None:
    write_pictures(tmp_path, files)
    assert stale(tmp_path, files) == []


def test_stale_files_are_named(files: dict[str, str], tmp_path: Path) -> None:
    write_pictures(tmp_path, {**files, "old.svg": "old", "manifest.json": json.dumps({"files": {"old.svg": ""}})})
    (tmp_path / "system.svg").unlink()
    (tmp_path / "README.md").write_text("something else")
    assert stale(tmp_path, files) == [
        Stale("README.md", "not what is drawn now"),
        Stale("manifest.json", "not what is drawn now"),
        Stale("system.svg", "missing"),
        Stale("old.svg", "left over"),
    ]


def test_writing_again_removes_what_is_not_among_the_pictures_and_nothing_else(
    files: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    write_pictures(tmp_path, {"old.svg": "old", "manifest.json": json.dumps({"files": {"old.svg": "", "../x": ""}})})
    write_pictures(tmp_path, files)
    assert not (tmp_path / "old.svg").exists()
    assert (tmp_path / "mine.txt").exists()


def test_a_manifest_never_reaches_out_of_its_folder(files: dict[str, str], tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "diagrams"
    write_pictures(
        folder, {"manifest.json": json.dumps({"files": {"../outside.txt": "", str(outside): "", "a.svg": ""}})}
    )
    write_pictures(folder, files)
    assert outside.exists()


def test_with_another_graphviz_the_source_of_a_layout_decides(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pictures(tmp_path, files)
    other = {path: text + "<!-- other -->" if stamped(text) else text for path, text in files.items()}
    assert stale(tmp_path, other)
    monkeypatch.setattr(drawn_folder, "reproducible", lambda: False)
    assert stale(tmp_path, other) == []


def test_names_of_files_are_plain() -> None:
    assert slug("Interaction Server Disconnects") == "interaction-server-disconnects"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("日本") == "picture"


def test_the_index_has_any_text_as_that_text(nasty: str) -> None:
    page = index(nasty, "about", (Section(nasty, (Entry(nasty, "a b.svg", nasty),)),), (nasty,))
    assert "<script>" not in page
    assert '"]' not in page
    assert "(a%20b.svg)" in page


def test_a_protocol_without_pictures_is_a_page() -> None:
    assert Pictures("t", "about", (), ()).files()["README.md"].startswith("# t")
