"""Real specs with something wrong in them: bytes, YAML, rows and expressions that are not what they were.

Whatever comes of it is a spec or a list of mistakes, and any spec is a network or a list of mistakes. `--slow` tries
longer.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.changes import ROOT

from everystate import SpecError, compose, load
from everystate.composing import effort

FOLDERS = [
    ROOT / "spec" / "failover",
    *(ROOT / "tests/models" / name for name in ("peer_failover", "instances", "monitor")),
]
LONG = 600

Files = dict[str, bytes]
Tree = Any


@cache
def original(folder: Path) -> Files:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.yaml"))}


@pytest.fixture(autouse=True)
def _less_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "MAX_EFFORT", 400_000)


def hold(folder: Path, files: Files) -> None:
    """It is a network, or refused."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with contextlib.suppress(SpecError):
        compose(load(folder))


# -- what may become of it --------------------------------------------------------------------------------------------


@st.composite
def with_other_bytes(draw: st.DrawFn) -> Files:
    """A piece of a file is left out, doubled, or something else."""
    files = dict(original(draw(st.sampled_from(FOLDERS))))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        data = files[name]
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.integers(0, 60)), len(data))
        piece = draw(st.sampled_from([b"", data[start:end] * 2]) | st.binary(max_size=8) | pieces_of(data))
        files[name] = data[:start] + piece + data[end:]
    return files


def pieces_of(data: bytes) -> st.SearchStrategy[bytes]:
    return st.integers(0, len(data)).map(lambda at: data[at : at + 40])


@st.composite
def with_another_tree(draw: st.DrawFn) -> Files:
    """A node of a file's tree is left out, doubled, or another node of a spec."""
    folder = draw(st.sampled_from(FOLDERS))
    files = dict(original(folder))
    name = draw(st.sampled_from(sorted(files)))
    tree = yaml.load(files[name], Loader=yaml.BaseLoader)  # noqa: S506
    for _ in range(draw(st.integers(1, 3))):
        places = list(inner(tree))
        where, key = places[draw(st.integers(0, len(places) - 1))]
        change = draw(st.sampled_from(["drop", "double", "swap", "word"]))
        changed(where, key, change, draw)
    files[name] = json.dumps(tree).encode()
    return files


def inner(tree: Tree) -> list[tuple[Tree, Any]]:
    """Every node but the root, by what holds it and where."""
    keys: list[Any] = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    return [place for key in keys for place in ((tree, key), *inner(tree[key]))]


def changed(where: Tree, key: Any, change: str, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    if change == "drop":
        with contextlib.suppress(KeyError, IndexError):
            del where[key]
    elif change == "double" and isinstance(where, list) and key < len(where):
        where.append(where[key])
    elif (isinstance(where, dict) and key in where) or (isinstance(where, list) and key < len(where)):
        where[key] = draw(words) if change == "word" else deepcopy(draw(st.sampled_from(donors())))


@cache
def donors() -> list[Tree]:
    """Nodes of all specs, to stand where another was."""
    trees = [yaml.load(data, Loader=yaml.BaseLoader) for folder in FOLDERS for data in original(folder).values()]  # noqa: S506
    found = [where[key] for tree in trees for where, key in inner(tree)]
    return [node for node in found if len(str(node)) < 400]


words = st.sampled_from(
    [
        "",
        "*",
        "=",
        "0",
        "-1",
        "7",
        "0..3",
        "none",
        "true",
        "agent",
        "servers",
        "desk",
        "desk.lost",
        "primary",
        "1 + 1",
        "x" * 200,
    ]
) | st.text(max_size=6)


@st.composite
def with_another_expression(draw: st.DrawFn) -> Files:
    """A guard or a claim loses, doubles or swaps some of its words."""
    files = dict(original(FOLDERS[0]))
    name = draw(st.sampled_from(sorted(files)))
    lines = files[name].decode().split("\n")
    guarded = [number for number, line in enumerate(lines) if "when:" in line or "holds:" in line or "always:" in line]
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.sampled_from(guarded or range(len(lines))))
        parts = lines[number].split(" ")
        at = draw(st.integers(0, len(parts) - 1))
        parts[at] = draw(
            st.sampled_from(["", "not", "==", "in", "and", "(", ")", parts[at] * 2, parts[-1], "none", "0"])
        )
        lines[number] = " ".join(parts)
    files[name] = "\n".join(lines).encode()
    return files


@given(files=with_other_bytes())
def test_other_bytes(tmp_path: Path, files: Files) -> None:
    hold(tmp_path / "spec", files)


@given(files=with_another_tree())
def test_another_tree(tmp_path: Path, files: Files) -> None:
    hold(tmp_path / "spec", files)


@given(files=with_another_expression())
def test_another_expression(tmp_path: Path, files: Files) -> None:
    hold(tmp_path / "spec", files)


@pytest.mark.slow
@settings(max_examples=LONG)
@given(files=with_other_bytes() | with_another_tree() | with_another_expression())
def test_for_long(tmp_path: Path, files: Files) -> None:
    hold(tmp_path / "spec", files)
