"""A running party writes a log that the protocol explains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import everystate
from everystate.command.program import run
from everystate.run.recording import OnRecord


def served(record: OnRecord) -> None:
    """A server that welcomes an agent, which says thanks."""
    live: Any = everystate.machine(
        "tests/models/greeting", "server.at", record=everystate.Recorder(record, lambda: 7.5)
    )
    live.model.trigger("desk.opened")
    live.model.trigger("Thanks")


def test_triggers_and_sends_are_records() -> None:
    records: list[dict[str, Any]] = []
    served(records.append)
    own = {"at": 7.5, "party": "server"}
    assert records == [
        {**own, "event": "opened", "connection": "desk", "peer": "agent"},
        {**own, "event": "sends", "message": "Welcome", "peer": "agent"},
        {**own, "event": "receives", "message": "Thanks", "peer": "agent"},
    ]


def test_what_it_writes_is_a_log(tmp_path: Path) -> None:
    log = tmp_path / "server.jsonl"
    with log.open("w", encoding="utf-8") as file:
        served(lambda record: file.write(json.dumps(record) + "\n"))
    assert run(["replay", "tests/models/greeting", "--log", f"server={log}"]) == 0


def test_machines_of_one_copy_share_a_record() -> None:
    """The role and the session of a server both take a login; it is received once, and then once more."""
    records: list[dict[str, Any]] = []
    recorder = everystate.Recorder(records.append)
    names = {"interaction_server": 1, "agent": 0}

    class Server:
        session = ("registered",)
        former = ("nothing",)
        reports = "asked"

    role: Any
    session: Any
    role, session = (
        everystate.machine("spec/failover", f"interaction_server.{name}", Server(), names=names, record=recorder)
        for name in ("role", "session")
    )
    session.set_state("registered")
    role.model.trigger("RequestAgentLogin")
    session.model.trigger("RequestAgentLogin")
    said = [(one["party"], one["event"], one["message"], one["peer"]) for one in records]
    assert said == [
        ("interaction_server[1]", "receives", "RequestAgentLogin", "agent"),
        ("interaction_server[1]", "sends", "EventAck", "agent"),
        ("interaction_server[1]", "sends", "EventAgentLogin", "reporting_engine"),
    ]
    role.model.trigger("RequestAgentLogin")
    assert [one["event"] for one in records[3:]] == ["receives"]
