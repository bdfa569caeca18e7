"""Fuzzing guided by coverage, with atheris: `python tests/fuzz/guided.py TARGET [CORPUS] [libFuzzer options]`.

TARGET is `expression` or `files`; for as long as one likes, as in

    pip install atheris
    python tests/fuzz/guided.py files corpus/ -max_total_time=600

It is not among the tests: atheris has wheels for Linux only, and not for every Python that is tested. What it finds
gets a test in tests/hostile/. Anything but a spec or a `SpecError` ends the run, and so does what takes longer than
libFuzzer's -timeout.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = b"\n=====\n"
"""Between two files in one input."""

SYSTEM = (
    "system: x\nparameters: {agents: 2, pace: {domain: [any, settled], initial: any}}\n"
    "messages: {P: {agent -> server: [Ask, 'Tell(tone: [low, high])'], server -> agent: [Answer about agent]}}\n"
    "connections: {desk: {between: [agent, server], opened_by: agent, breaks: {at_most: 1}}}\n"
    "claims:\n  c: {always: HERE}\n"
)
AGENT = (
    "party: agent\ncopies: agents\nactions: {ask: {}}\nvariables: {patience: {domain: 0..3, initial: 3}}\n"
    "machines:\n  at:\n    initial: out\n    states: [out, in_]\n    transitions:\n"
    "      - {trigger: desk.opened, source: out, dest: in_}\n"
    "      - {trigger: ask, source: in_, dest: '=', when: HERE, set: {patience: HERE}, send: Ask}\n"
    "      - {trigger: Answer, source: in_, dest: '='}\n"
)
SERVER = (
    "party: server\nmachines:\n  mood:\n    initial: calm\n    states: [calm]\n    transitions:\n"
    "      - {trigger: Ask, source: calm, dest: calm, send: Answer}\n"
    "      - {trigger: Tell, source: calm, dest: calm, when: HERE}\n"
)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return folder


def expression(folder: Path, data: bytes) -> Path:
    """The input where expressions stand, in a spec that is right otherwise."""
    import json

    text = json.dumps(data.decode(errors="ignore"))
    files = {"system.yaml": SYSTEM, "agent.yaml": AGENT, "server.yaml": SERVER}
    return written(folder, {name: body.replace("HERE", text).encode() for name, body in files.items()})


def files(folder: Path, data: bytes) -> Path:
    """The input as the files of a spec, one after the other."""
    return written(folder, {f"{number}.yaml": part for number, part in enumerate(data.split(MARK)[:6])})


TARGETS: dict[str, Callable[[Path, bytes], Path]] = {"expression": expression, "files": files}


def seeds(target: str) -> list[bytes]:
    """Inputs to begin with: the specs of this project, or their expressions."""
    folders = [ROOT / "spec" / "failover", *sorted((ROOT / "tests" / "models").iterdir())]
    if target == "files":
        return [MARK.join(file.read_bytes() for file in sorted(folder.glob("*.yaml"))) for folder in folders]
    from everystate.loading import load

    specs = [load(folder) for folder in folders]
    texts = {claim.text for spec in specs for claim in spec.claims} | {
        row.text for spec in specs for _, row in spec.rows()
    }
    return [text.encode() for text in sorted(texts)]


def main() -> None:
    """Fuzz one target."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["everystate.loading", "everystate.composing"]):
        from everystate.composing import compose, effort
        from everystate.loading import load
    from everystate.problems import SpecError

    target = sys.argv.pop(1)
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None
    if corpus is not None:
        corpus.mkdir(exist_ok=True)
        for number, seed in enumerate(seeds(target)):
            (corpus / f"seed{number}").write_bytes(seed)
    effort.MAX_EFFORT = 200_000
    folder = Path(tempfile.mkdtemp()) / "spec"

    def one(data: bytes) -> None:
        try:
            compose(load(TARGETS[target](folder, data)))
        except SpecError:
            return

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
