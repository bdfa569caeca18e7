"""What is written of a row reads as the same row."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.changes import ROOT, SPEC

from everystate.load import load
from everystate.load.spec import Row, Spec
from everystate.load.written import Writer
from everystate.problems import Place

FOLDERS = [SPEC, *sorted(folder for folder in (ROOT / "tests" / "models").iterdir() if folder.is_dir())]
NOWHERE = Place("")


def tree(text: str) -> Any:
    """A YAML text in which every scalar is a text."""
    return yaml.BaseLoader(text).get_single_data()


def rewritten(folder: Path, spec: Spec) -> None:
    """Every row of the files of a folder, replaced by what is written of it; guards are written from their trees."""
    texts: dict[str, dict[str, list[Any]]] = {}
    for machine, row in spec.rows():
        text = Writer(spec, machine.party).row(replace(row, text=""), machine.states)
        texts.setdefault(machine.party, {}).setdefault(machine.name, []).append(tree(text))
    for file in folder.glob("*.yaml"):
        document = tree(file.read_text(encoding="utf-8"))
        for name, rows in texts.get(document.get("party"), {}).items():
            document["machines"][name]["transitions"] = rows
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def plain(row: Row) -> Row:
    """The row without the places and the text of its guard."""
    sets = tuple(replace(assignment, place=NOWHERE) for assignment in row.sets)
    sends = tuple(replace(send, place=NOWHERE) for send in row.sends)
    return replace(row, sets=sets, sends=sends, place=NOWHERE, text="")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_row_reads_as_it_was_written(folder: Path, tmp_path: Path) -> None:
    spec = load(folder)
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    rewritten(copy, spec)
    assert [plain(row) for _, row in load(copy).rows()] == [plain(row) for _, row in spec.rows()]
