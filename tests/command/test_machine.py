"""`everystate machine`."""

from __future__ import annotations

import json

import pytest

from everystate.command.program import run

Captured = pytest.CaptureFixture[str]


def test_the_configuration_of_a_machine_is_printed(capsys: Captured) -> None:
    assert run(["machine", "tests/models/unexpected", "client.at"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["name"] == "client.at"
    assert made["machine"]["initial"] == "idle"
    assert {"trigger": "ask", "source": ["idle"], "dest": "waiting"} in made["machine"]["transitions"]


def test_a_machine_that_is_none_is_2(capsys: Captured) -> None:
    assert run(["machine", "tests/models/unexpected", "client.ta"]) == 2
    assert "did you mean 'client.at'?" in capsys.readouterr().err
