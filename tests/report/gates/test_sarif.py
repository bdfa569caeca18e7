"""SARIF: valid by the official schema, and alerts stay the same when lines move."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.conftest import Write

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.problems import Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.gates.sarif import FINGERPRINT, SarifForm
from everystate.report.gates.sarif_rule import rule_id

MODELS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("models/*/system.yaml"))
PEERS = "tests/models/peer_failover"


@cache
def validator() -> jsonschema.Draft4Validator:
    text = (Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.FormatChecker())


def read(form: SarifForm) -> dict[str, Any]:
    """The only run of a log that is valid."""
    made = json.loads(form.text())
    validator().validate(made)
    [run] = made["runs"]
    return dict(run)


def run_of(spec: str | Path, caption: Caption | None = None, **asked: Any) -> dict[str, Any]:
    form = SarifForm("1.2.3")
    form.add(caption or Caption(), check(spec, **asked))
    return read(form)


@cache
def forbidden_logout() -> dict[str, Any]:
    """A result with a long run, a fault in it, and a step that the claim forbids."""
    [result] = [one for one in run_of(PEERS)["results"] if one["ruleId"].startswith("P3")]
    return dict(result)


def at(location: dict[str, Any]) -> tuple[str, int]:
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


@pytest.mark.parametrize("model", MODELS)
def test_every_report_is_valid_by_the_official_schema(model: str) -> None:
    run = run_of(f"tests/models/{model}", limits=Limits(states=500))
    assert all(result["locations"] for result in run["results"])  # GitHub refuses one without
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_the_schema_refuses_an_unknown_level() -> None:
    form = SarifForm("1")
    form.add(Caption(), check("tests/models/unexpected"))
    made = json.loads(form.text())
    made["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="'fatal' is not one of"):
        validator().validate(made)


def test_a_violation_is_at_the_row_by_which_it_comes_about() -> None:
    [result] = run_of("tests/models/unexpected")["results"]
    assert (result["ruleId"], result["level"]) == ("no-unexpected-message", "error")
    assert at(result["locations"][0]) == ("tests/models/unexpected/server.yaml", 8)
    assert "server does not accept Ask from client" in result["message"]["text"]


def test_the_row_is_that_of_the_step_that_a_claim_forbids() -> None:
    result = forbidden_logout()
    threads = result["codeFlows"][0]["threadFlows"]
    last = max((step for thread in threads for step in thread["locations"]), key=lambda step: step["executionOrder"])
    assert "the claim forbids this step" in last["location"]["message"]["text"]
    assert at(last["location"]) == at(result["locations"][0])


def test_a_run_has_a_thread_for_each_party_and_one_for_a_fault_of_a_connection() -> None:
    result = forbidden_logout()
    [flow] = result["codeFlows"]
    threads = {thread["id"]: thread["locations"] for thread in flow["threadFlows"]}
    assert {"agent", "engine", "server[0]"} <= set(threads)
    [broken] = [steps for name, steps in threads.items() if name.startswith("desk[")]
    assert broken[0]["kinds"] == ["fault"]
    assert at(broken[0]["location"])[0].endswith("system.yaml")
    orders = {step["executionOrder"] for steps in threads.values() for step in steps}
    assert orders == set(range(1, 14))  # 12 steps, and the one that is forbidden


def test_a_step_of_two_parties_has_one_number_in_both_threads() -> None:
    threads = {one["id"]: one["locations"] for one in forbidden_logout()["codeFlows"][0]["threadFlows"]}
    third = {who: step for who, steps in threads.items() for step in steps if step["executionOrder"] == 3}
    assert set(third) == {"agent", "server[0]"}  # a connection opens at both ends
    assert third["agent"]["importance"] == "essential"
    assert third["server[0]"]["importance"] == "important"


def test_what_was_sent_is_told() -> None:
    [result] = run_of("tests/models/unexpected")["results"]
    client = result["codeFlows"][0]["threadFlows"][0]["locations"][0]
    assert client["location"]["message"]["text"] == "1. client ask; at: idle → waiting; sends Ask to server"
    assert client["state"] == {"at": {"text": "waiting"}}


def test_a_known_violation_is_a_note_that_the_source_suppresses() -> None:
    results = run_of("tests/models/known_violation")["results"]
    assert {result["level"] for result in results} == {"note"}
    assert results[1]["suppressions"] == [
        {"kind": "inSource", "justification": "boxes are for putting things in"},
    ]


def test_running_out_is_a_warning() -> None:
    results = run_of("tests/models/token_ring", limits=Limits(states=3))["results"]
    assert {result["level"] for result in results} == {"warning"}
    assert "holds so far: --max-states 3 reached" in results[0]["message"]["text"]


def test_what_is_listed_has_a_result_for_each_row() -> None:
    results = run_of("tests/models/dead_row")["results"]
    assert [at(result["locations"][0]) for result in results] == [("tests/models/dead_row/door.yaml", 10)]


def test_there_is_a_rule_for_every_claim_with_its_help() -> None:
    rules = run_of("tests/models/known_violation")["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules[:4]] == [
        "at-most-one-in-a-box", "nothing-in-any-box", "never-more-than-the-limit", "no-deadlock",
    ]  # fmt: skip
    assert rules[1]["shortDescription"]["text"] == "nothing in any box"
    assert rules[1]["help"]["text"].startswith("always: all(b.level == 0 for b in boxes)\n")


def test_rule_ids_are_plain_and_no_two_names_share_one() -> None:
    names = ["no deadlock", "no-deadlock", "No deadlock", "no  deadlock", "mistake", "no deadlock!", "ключ", "a" * 900]
    made = [rule_id(name) for name in names]
    assert made[0] == "no-deadlock"
    assert len(set(made)) == len(names)
    assert all(one and one.isascii() and " " not in one and len(one) < 255 for one in made)


SYSTEM = "system: Lamp\nclaims:\n  it stays off: {never: lamp.at == lit}\n"
LAMP = """\
party: lamp
actions: {press: {}}
variables:
  level: {domain: 0..1, initial: 0}
machines:
  at:
    initial: dark
    states: [dark, lit]
    transitions:
      - {trigger: press, source: dark, dest: lit}
      - {trigger: press, source: lit, dest: dark, when: level == 1, choice: true}
      - {trigger: press, source: lit, dest: "=", when: level == 1, choice: true}
"""


def test_fingerprints_stay_when_lines_move_and_differ_from_each_other(write: Write) -> None:
    before = run_of(write(system=SYSTEM, lamp=LAMP))["results"]
    after = run_of(write(system="# moved\n\n" + SYSTEM, lamp="# moved\n" + LAMP))["results"]
    assert at(before[0]["locations"][0])[1] + 1 == at(after[0]["locations"][0])[1]
    prints = [result["partialFingerprints"][FINGERPRINT] for result in before]
    assert prints == [result["partialFingerprints"][FINGERPRINT] for result in after]
    assert len(before) > 3  # also the rows that never fire, of which two are alike
    assert len(set(prints)) == len(prints)


def test_worlds_are_one_run_and_told_apart() -> None:
    form = SarifForm("1")
    for world in ("darkroom", "attic"):
        form.add(Caption(world), check("tests/models/worlds", world=world))
    run = read(form)
    assert [(one["world"], one["parameters"]["fragile"]) for one in run["properties"]["worlds"]] == [
        ("darkroom", False),
        ("attic", True),
    ]
    assert {result["properties"]["world"] for result in run["results"]} == {"darkroom", "attic"}
    prints = [result["partialFingerprints"][FINGERPRINT] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_files_are_told_from_the_root_of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("tests/models")
    [result] = run_of("unexpected")["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "tests/models/unexpected/server.yaml",
        "uriBaseId": "%SRCROOT%",
    }


def test_a_file_outside_is_told_whole(write: Write) -> None:
    folder = write(system=SYSTEM, lamp=LAMP)
    [result, *_] = run_of(folder)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": (folder / "lamp.yaml").as_uri()}


def test_mistakes_are_results_too() -> None:
    form = SarifForm("1")
    form.refuse([Problem(Place("pyproject.toml", 3, 5), "wrong", "since", "right"), Problem(Place("--set"), "no 'x'")])
    run = read(form)
    [result] = run["results"]
    assert result["message"]["text"] == "wrong; since; right"
    assert at(result["locations"][0]) == ("pyproject.toml", 3)
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "exitCode": 2,
            "toolExecutionNotifications": [],
            "toolConfigurationNotifications": [{"level": "error", "message": {"text": "--set: no 'x'"}}],
        }
    ]


def test_texts_of_a_spec_are_only_text(hostile: Path) -> None:
    run = run_of(hostile)
    assert "@everyone" in run["results"][0]["message"]["text"]
    assert "\n" not in run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]
