"""Certificates: a program that shares nothing with this one verifies them, and refuses what was changed."""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from everystate.checking import Check, network_of
from everystate.command.program import run
from everystate.exporting.certificate import certificate, write_certificate

MODELS = Path(__file__).parents[1] / "models"
QUICK = ("initial_any", "phase_lengths", "recovering", "sets", "settled_phases", "waits_for_settled")


def verified(folder: Path) -> tuple[int, list[str]]:
    """What `verify.py` says, run without the packages of this environment."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def certified(folder: Path, model: str, **others: Any) -> Path:
    result = Check(expectation="ignore").run(network_of(MODELS / model, **others))
    write_certificate(folder, certificate(result, [MODELS / model / "system.yaml"]))
    return folder


def models() -> Iterator[Any]:
    for expected in sorted(MODELS.glob("*/expected.toml")):
        name = expected.parent.name
        if not name.startswith("timed_"):
            first = tomllib.loads(expected.read_text(encoding="utf-8"))["run"][0]
            yield pytest.param(name, first, marks=[] if name in QUICK else [pytest.mark.slow], id=name)


@pytest.mark.parametrize(("model", "expected"), list(models()))
def test_a_certificate_proves_what_was_found(model: str, expected: dict[str, Any], tmp_path: Path) -> None:
    others = {"parameters": expected["set"], "world": expected.get("world"), "layers": expected.get("layers", ())}
    code, lines = verified(certified(tmp_path, model, **others))
    assert (code, lines[-1]) == (0, f"{expected['states']} joint states: proved")


def test_each_claim_is_proved_or_replayed_or_named(tmp_path: Path) -> None:
    _, lines = verified(certified(tmp_path, "phase_lengths"))
    assert {line[10:]: line[:10].strip() for line in lines[:-1]} == {
        "a phase is over in two steps": "proved",
        "a repair is over in one step (violated, the run is not judged)": "replayed",
        "nothing happens at the start": "proved",
        "a repair that begins is over (holds, the run is not judged)": "replayed",
        "it is over before it is checked (violated, the run is not judged)": "replayed",
        "the start is over in the end (holds, the run is not judged)": "replayed",
        "a repair begins (violated, the run is not judged)": "replayed",
        "no deadlock": "proved",
        "no unexpected message": "proved",
        "every phase settles": "proved",
        "no dead row (holds, not shown here)": "-",
        "no message never sent (holds, not shown here)": "-",
        "no vacuous claim (holds, not shown here)": "-",
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(
        tmp_path_factory.mktemp("certificate"), "peer_failover", parameters={"crashes": 0, "disconnects": 0}
    )


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def changed(folder: Path, name: str, content: bytes) -> list[str]:
    """What is wrong with a certificate in which a file was changed, and its digest with it."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    code, lines = verified(folder)
    assert (code, lines[-1].rpartition(": ")[2]) == (1, "NOT PROVED")
    return [line for line in lines if line.startswith("WRONG")]


def test_a_file_that_was_changed_is_noticed(copy: Path) -> None:
    (copy / "ranks.xz").write_bytes(lzma.compress(b"\0"))
    code, lines = verified(copy)
    assert code == 1
    assert "WRONG, 1 times: ranks.xz is not the file that the manifest names" in lines


def test_a_set_without_one_of_its_states_is_not_closed(copy: Path) -> None:
    packed = lzma.decompress((copy / "states.xz").read_bytes())
    ends = [number for number, byte in enumerate(packed) if byte < 128]
    short = packed[: ends[-2] + 1]
    wrong = changed(copy, "states.xz", lzma.compress(short))
    assert any("a step leads out of the set" in line or "an initial state is missing" in line for line in wrong)


def network_in(folder: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    return made


def test_a_verdict_that_is_wrong_is_refused(copy: Path) -> None:
    network = network_in(copy)
    for claim in network["claims"]:
        if claim["name"].startswith("P2"):
            claim["formula"] = {"value": False}
    wrong = changed(copy, "network.json", json.dumps(network).encode())
    assert wrong == ["WRONG, 1 times: P2 no agent has the primary role at both servers: it does not hold in 96 places"]


def test_a_step_that_was_added_is_refused(copy: Path) -> None:
    network = network_in(copy)
    network["events"][0]["guard"] = []
    network["events"][0]["update"] = [
        {"field": 0, "map": [[raw, 0] for raw in range(len(network["fields"][0]["values"]))]}
    ]
    assert any(
        "a step leads out of the set" in line for line in changed(copy, "network.json", json.dumps(network).encode())
    )


def test_a_rank_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = certified(tmp_path, "phase_lengths")
    ranks = bytearray(lzma.decompress((folder / "ranks.xz").read_bytes()))
    highest = ranks.index(max(ranks))
    ranks[highest] = 0
    wrong = changed(folder, "ranks.xz", lzma.compress(bytes(ranks)))
    assert any("a step does not lower the rank" in line for line in wrong)


def test_a_bound_that_is_too_low_is_refused(tmp_path: Path) -> None:
    folder = certified(tmp_path, "phase_lengths")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    network = network_in(folder)
    claims = {claim["name"]: claim for claim in network["claims"]}
    claims["a phase is over in two steps"]["within"] = 1
    for proof in manifest["proofs"]:
        if proof["claim"] == "a phase is over in two steps":
            proof["within"] = 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    wrong = changed(folder, "network.json", json.dumps(network).encode())
    assert any("a phase is over in two steps: more steps than 1" in line for line in wrong)


def test_a_claim_about_runs_is_not_taken_for_one_about_states(tmp_path: Path) -> None:
    """What kind a claim is stands at the claim; a verdict that says another kind proves nothing more."""
    folder = certified(tmp_path, "phase_lengths")
    network = network_in(folder)
    for verdict in network["check"]["verdicts"]:
        verdict["kind"] = "always"
    content = json.dumps(network).encode()
    (folder / "network.json").write_bytes(content)
    _, lines = verified(folder)
    assert "replayed  a repair that begins is over (holds, the run is not judged)" in lines
    network["check"]["verdicts"] = [
        one for one in network["check"]["verdicts"] if not one["claim"].startswith("a repair that")
    ]
    assert "WRONG, 1 times: a repair that begins is over has no verdict" in changed(
        folder, "network.json", json.dumps(network).encode()
    )


def test_a_run_that_cannot_be_is_refused(tmp_path: Path) -> None:
    folder = certified(tmp_path, "peer_failover", parameters={"crashes": 0})
    network = network_in(folder)
    verdict = next(one for one in network["check"]["verdicts"] if one["claim"].startswith("P1"))
    verdict["run"]["events"][3:5] = []
    assert any("P1" in line for line in changed(folder, "network.json", json.dumps(network).encode()))


def test_the_command_writes_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certify", str(MODELS / "sets"), "-o", str(tmp_path / "made")]) == 0
    assert capsys.readouterr().out.startswith("16 joint states in ")
    names = {"manifest.json", "network.json", "ranks.xz", "states.xz", "verify.py"}
    assert {path.name for path in (tmp_path / "made").iterdir()} == names
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["spec"]) == {"guest.yaml", "room.yaml", "system.yaml"}
    assert verified(tmp_path / "made")[0] == 0


def test_a_check_that_was_stopped_has_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certify", str(MODELS / "sets"), "-o", str(tmp_path / "made"), "--max-states", "3"]) == 3
    assert "nothing to certify" in capsys.readouterr().out
    assert not (tmp_path / "made").exists()
