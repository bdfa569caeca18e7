"""`everystate replay`, called with what a user types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everystate.command.program import run

GREETING = "tests/models/greeting"
Captured = pytest.CaptureFixture[str]
OPENED = {"event": "opened", "connection": "desk", "at": "2026-11-30T10:00:00Z"}
WELCOME = {"event": "sends", "message": "Welcome"}
THANKS = {"event": "receives", "message": "Thanks"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "server.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (OPENED, WELCOME, THANKS)), encoding="utf-8")
    return file


def test_a_log_that_can_be_a_run_is_0(log: Path, capsys: Captured) -> None:
    assert run(["replay", GREETING, "--log", f"server={log}", "-v"]) == 0
    out = capsys.readouterr().out
    assert "✓ explained\n  3 of 3 records explained" in out
    assert "rows taken: 4 surely, 0 perhaps, 2 never" in out
    assert "server.at: desk.lost" in out


def test_one_that_cannot_is_1_and_says_why(log: Path, capsys: Captured) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(THANKS) + "\n")
    assert run(["replay", GREETING, "--log", f"server={log}"]) == 1
    out = capsys.readouterr().out
    assert f"✗ impossible  {log}:4  server receives Thanks" in out
    assert "server.at is thanked, not serving" in out
    assert "✗ 4 receives Thanks" in out


def test_json_has_all_of_it(log: Path, capsys: Captured) -> None:
    log.write_text(json.dumps(THANKS), encoding="utf-8")
    assert run(["replay", GREETING, "--log", f"server={log}", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["answer"], said["exit_code"], said["records"], said["explained"]) == ("impossible", 1, 1, 0)
    blocked = said["blocked"]
    assert (blocked["line"], blocked["record"], blocked["possible"]) == (
        1,
        "receives Thanks",
        ["desk.opened, with agent"],
    )
    [taker] = blocked["takers"]
    assert (taker["copy"], taker["machine"], taker["trigger"], taker["line"]) == ("server", "at", "Thanks", 8)
    assert "server.at is free, not serving" in [lack["text"] for lack in taker["missing"]]


def test_a_limit_is_3(log: Path, capsys: Captured) -> None:
    assert run(["replay", GREETING, "--log", f"server={log}", "--max-states", "1"]) == 3
    assert "? undecided" in capsys.readouterr().out


def test_a_wrong_log_and_a_wrong_option_are_2(log: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["replay", GREETING, "--log", f"sever={log}"]) == 2
    assert run(["replay", GREETING, "--log", str(log)]) == 2
    assert run(["replay", GREETING]) == 2
    assert run(["replay", GREETING, "--log", f"server={tmp_path / 'none'}"]) == 2
    (tmp_path / "empty").touch()
    assert run(["replay", GREETING, "--log", f"server={tmp_path / 'empty'}"]) == 2
    err = capsys.readouterr().err
    for said in (
        "did you mean 'server'?",
        "is not SOURCE=FILE",
        "Missing option '--log'",
        "No such file",
        "no records",
    ):
        assert said in err


def test_two_sources_are_two_lanes(log: Path, tmp_path: Path, capsys: Captured) -> None:
    agent = tmp_path / "agent.jsonl"
    agent.write_text(json.dumps(OPENED) + "\n" + json.dumps({"event": "lost", "connection": "desk"}), encoding="utf-8")
    assert run(["replay", GREETING, "--log", f"server={log}", "--log", f"agent={agent}"]) == 1
    out = capsys.readouterr().out
    assert "server  " in out
    assert "next in the other sources" in out


SAMPLES = "spec/failover/samples"
SERVERS = [f"interaction_server[{n}] as interaction server log={SAMPLES}/ixn_{n + 1}.log" for n in (0, 1)]
LOGS = [part for log in (*SERVERS, f"stat server log={SAMPLES}/stat_server.log") for part in ("--log", log)]


def test_the_samples_of_the_failover_are_explained(capsys: Captured) -> None:
    assert run(["replay", "spec/failover", *LOGS, "--off-by", "0.2"]) == 0
    assert "44 of 44 records explained" in capsys.readouterr().out


def test_a_report_too_many_in_a_sample_is_found_where_it_is(tmp_path: Path, capsys: Captured) -> None:
    """The server tells the reporting engine of a second login, by a row that it does not have."""
    lines = Path(f"{SAMPLES}/ixn_1.log").read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "EventAgentLogin sent" in line)
    sent = [line.replace(":10.335", ":10.336") for line in lines[at : at + 2]]
    changed = tmp_path / "ixn_1.log"
    changed.write_text("".join([*lines[: at + 2], *sent, *lines[at + 2 :]]), encoding="utf-8")
    logs = [log.replace(f"{SAMPLES}/ixn_1.log", str(changed)) for log in LOGS]
    assert run(["replay", "spec/failover", *logs, "--off-by", "0.2"]) == 1
    out = capsys.readouterr().out
    assert (
        f"✗ impossible  {changed}:{at + 3}  2026-11-30T09:22:10.336  interaction_server[0] sends EventAgentLogin" in out
    )


def test_map_only_shows_each_record_and_fails_where_one_is_not_mapped(tmp_path: Path, capsys: Captured) -> None:
    assert run(["replay", "spec/failover", *LOGS, "--map-only"]) == 0
    out = capsys.readouterr().out
    assert "    interaction_server[0] receives RequestAgentLogin from agent  at 2026-11-30T09:22:10.333\n" in out
    assert out.rstrip().endswith("mapped, 19 ignored, 0 not mapped")
    log = tmp_path / "ixn.log"
    log.write_text("2026-11-30T09:22:09.375 Trc 24300 Something else\n", encoding="utf-8")
    given = ["--log", f"interaction_server[0] as interaction server log={log}"]
    assert run(["replay", "spec/failover", *given, "--map-only", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["unmapped"], said["records"][0]["became"]) == (1, "not mapped")


def test_a_log_may_begin_in_the_middle(log: Path) -> None:
    log.write_text(json.dumps(THANKS) + "\n" + json.dumps({"event": "lost", "connection": "desk"}), encoding="utf-8")
    assert run(["replay", GREETING, "--log", f"server={log}"]) == 1
    assert run(["replay", GREETING, "--log", f"server={log}", "--from", "anywhere"]) == 0
    log.write_text(json.dumps(THANKS) + "\n" + json.dumps(THANKS), encoding="utf-8")
    assert run(["replay", GREETING, "--log", f"server={log}", "--from", "anywhere"]) == 1
