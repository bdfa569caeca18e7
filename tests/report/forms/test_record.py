"""The report as JSON."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result
from everystate.report.forms.record import as_json, record

SCHEMA = json.loads(
    resources.files("everystate.report.forms").joinpath("report.schema.json").read_text(encoding="utf-8")
)
MODELS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("models/*/system.yaml"))
PEERS = "tests/models/peer_failover"


@cache
def peers() -> Result:
    return check(PEERS)


def claim(made: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in made["claims"] if one["name"] == name)


@pytest.mark.parametrize("model", MODELS)
def test_every_report_fits_the_schema(model: str) -> None:
    made = json.loads(as_json(record(check(f"tests/models/{model}", limits=Limits(states=2000)))))
    jsonschema.validate(made, SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_refuses_an_unknown_verdict() -> None:
    made = record(check("tests/models/token_ring"))
    made["claims"][0]["verdict"] = "maybe"
    with pytest.raises(jsonschema.ValidationError, match="'maybe' is not one of"):
        jsonschema.validate(made, SCHEMA)


def test_the_schema_says_what_each_key_of_the_top_is() -> None:
    made = record(check("tests/models/token_ring"))
    assert list(made) == SCHEMA["$defs"]["report"]["required"] == list(SCHEMA["$defs"]["report"]["properties"])


def test_the_space_is_measured() -> None:
    assert record(check("tests/models/token_ring"))["space"] == {
        "states": 9,
        "steps": 12,
        "depth": 5,
        "complete": True,
        "stopped": None,
        "expanded": 9,
        "outdegree": 1.333,
    }


def test_a_search_that_was_stopped_is_not_complete() -> None:
    made = record(check("tests/models/token_ring", limits=Limits(states=3)))
    assert made["space"]["complete"] is False
    assert made["space"]["stopped"] == "--max-states 3 reached"
    assert made["exit_code"] == 3


def test_parameters_keep_their_kind() -> None:
    made = record(check("tests/models/settled_phases", {"kicks": 1}))
    assert made["parameters"] == {"kicks": 1, "moment": "settled"}


def test_a_claim_that_holds_has_no_counterexample() -> None:
    made = claim(record(check("tests/models/token_ring")), "at most one has it")
    assert (made["verdict"], made["states"], made["counterexample"]) == ("holds", 9, None)


def test_a_known_violation_is_known_and_has_its_counterexample() -> None:
    made = claim(record(check("tests/models/known_violation")), "nothing in any box")
    assert (made["verdict"], made["known"]) == ("known", "boxes are for putting things in")
    assert made["counterexample"]["length"] == 1


def test_each_step_says_everything_about_it() -> None:
    made = claim(record(check("tests/models/unexpected")), "no unexpected message")["counterexample"]
    assert made["length"] == 2
    assert made["steps"][0] == {
        "party": "client",
        "trigger": "ask",
        "text": "client ask",
        "cause": "protocol",
        "phase": None,
        "received": [],
        "sent": [
            {
                "message": "Ask",
                "values": {},
                "text": "Ask",
                "from": "client",
                "to": "server",
                "connection": "line[client, server]",
                "lost": False,
            }
        ],
        "lost": [],
        "doubled": [],
        "changes": [
            {"field": "client.at", "before": "idle", "after": "waiting"},
            {"field": "line[client, server] to server", "before": "[]", "after": "[Ask]"},
        ],
        "rows": [{"machine": "client.at", "file": "tests/models/unexpected/client.yaml", "line": 8}],
    }


def test_a_forbidden_step_is_apart_from_the_steps() -> None:
    made = claim(record(peers()), "P3 a logout is for the logged in")["counterexample"]
    assert (made["length"], len(made["steps"]), made["loop"]) == (12, 12, None)
    assert made["offending"]["trigger"] == "EventAgentLogout"


def test_a_run_without_end_says_from_where_it_repeats() -> None:
    made = claim(record(check("tests/models/livelock")), "every phase settles")["counterexample"]
    assert (made["loop"], len(made["steps"])) == (1, 3)
    assert made["steps"][0]["phase"] == "Trouble"


def test_a_fault_of_a_connection_has_no_party() -> None:
    made = claim(record(peers()), "P3 a logout is for the logged in")["counterexample"]
    [broken] = [step for step in made["steps"] if step["trigger"] == "desk.breaks"]
    assert (broken["party"], broken["cause"]) == (None, "fault")
    assert [message["text"] for message in broken["lost"]] == ["EventAck"]


def test_json_is_the_same_every_time_and_plain() -> None:
    text = as_json(record(check(PEERS)))
    assert text == as_json(record(check(PEERS)))
    assert text.isascii()
    assert text.endswith("}\n")
