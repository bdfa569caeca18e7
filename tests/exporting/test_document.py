"""The network as JSON: what a reader that knows only the format finds in it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.conftest import Write
from tests.exporting.reader import explore

import everystate
from everystate.checking import network_of
from everystate.command.program import run
from everystate.composing import event as events
from everystate.composing.field import Channel, Field
from everystate.composing.formula import Formula
from everystate.composing.network import GroundClaim, Network
from everystate.exporting.document import document, text_of

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "tests" / "models"
SCHEMA = json.loads((ROOT / "docs/network.schema.json").read_text(encoding="utf-8"))
WITHOUT_TIME = [model for model in sorted(MODELS.iterdir()) if not model.name.startswith("timed_")]
FEW = 300
QUICK = ("bag", "carries", "duplicating", "ends_and_fairness", "lossy_budget", "monitor", "notice_apart", "table_sent")


def settings() -> Iterator[Any]:
    """Every setting of every model; those with many states are slow."""
    for expected in (model / "expected.toml" for model in WITHOUT_TIME):
        for number, one in enumerate(tomllib.loads(expected.read_text(encoding="utf-8"))["run"]):
            if not one.get("slow"):
                marks = [pytest.mark.slow] if one["states"] > FEW else []
                yield pytest.param(expected.parent, one, marks=marks, id=f"{expected.parent.name}-{number}")


def marks(model: Path) -> list[pytest.MarkDecorator]:
    return [] if model.name in QUICK else [pytest.mark.slow]


def network(spec: Path, **parameters: Any) -> Network:
    return everystate.compose(everystate.load(spec), parameters)


@pytest.mark.parametrize(("model", "expected"), list(settings()))
def test_a_reader_of_the_format_finds_the_same_counts(model: Path, expected: dict[str, Any]) -> None:
    made = network_of(model, expected["set"], expected.get("world"), expected.get("layers", ()))
    record = json.loads(text_of(document(made)))
    assert explore(record) == (expected["states"], expected["steps"], expected["depth"])


@pytest.mark.parametrize("model", [pytest.param(one, marks=marks(one), id=one.name) for one in WITHOUT_TIME])
def test_every_model_fits_the_schema(model: Path) -> None:
    jsonschema.validate(document(network(model)), SCHEMA)


def test_the_schema_refuses_what_the_format_does_not_say() -> None:
    record = document(network(MODELS / "bag"))
    record["events"][0]["guard"].append({"field": 0, "not": [1]})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, SCHEMA)


def test_the_file_has_the_counts_and_the_verdicts_of_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(MODELS / "peer_failover"), "--to", "json", "--set", "crashes=0"]) == 0
    record = json.loads(capsys.readouterr().out)
    jsonschema.validate(record, SCHEMA)
    verdicts = {one["claim"]: one for one in record["check"].pop("verdicts")}
    assert record["check"] == {"states": 1156, "steps": 3086, "depth": 28}
    broken = verdicts["P4 the engine never shows an agent at both servers"]
    assert (broken["answer"], broken["run"]["length"], len(broken["run"]["events"])) == ("violated", 16, 16)


def test_a_check_that_is_stopped_leaves_no_counts(capsys: pytest.CaptureFixture[str]) -> None:
    spec = str(MODELS / "peer_failover")
    assert run(["export", spec, "--to", "json", "--max-states", "10"]) == 3
    assert json.loads(capsys.readouterr().out)["check"] is None
    assert run(["export", spec, "--to", "json", "--no-check"]) == 0
    assert json.loads(capsys.readouterr().out)["check"] is None


def test_the_schema_that_is_checked_in_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "network"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


class Later(Formula):
    """A formula that the format does not know."""


def test_what_the_format_cannot_carry_is_refused() -> None:
    made = network(MODELS / "bag")
    with pytest.raises(everystate.SpecError, match="cannot export a formula of the kind Later"):
        document(replace(made, final=Later()))


# What only a picture shows, `shown_from`, is no part of the format.
CARRIED = {
    Network: "spec parameters fields events unexpected waits switched_off dead shown_from claims final phase_field"
    " fairness conceivable",
    events.Event: "label guard update moves when_settled lazy",
    Field: "key initial values channel others",
    Channel: "connection sender receiver alphabet capacity ordered unsent",
    events.Test: "kind number",
    events.Edit: "kind number table",
    GroundClaim: "claim formula before known timing copies",
}


@pytest.mark.parametrize("part", CARRIED, ids=lambda part: part.__name__)
def test_the_format_knows_every_part_of_a_network(part: type[Any]) -> None:
    """A new one belongs in the document, or must be refused; then it belongs in this list."""
    assert [field.name for field in fields(part)] == CARRIED[part].split()


def test_places_are_relative_to_the_folder_of_the_spec(write: Write) -> None:
    spec = write(
        system="""
            system: Lamp
            claims: {lit: {possible: lamp.light == on}}
            """,
        lamp="""
            party: lamp
            actions: {press: {cause: environment}}
            machines:
              light:
                initial: off
                states: [off, on]
                transitions:
                  - {trigger: press, source: off, dest: on}
                  - {trigger: press, source: on, dest: off}
            """,
    )
    record = document(network(spec))
    assert [(row["file"], row["line"]) for event in record["events"] for row in event["rows"]] == [
        ("lamp.yaml", 9),
        ("lamp.yaml", 10),
    ]
    assert record["claims"][0]["file"] == "system.yaml"


def test_a_network_with_timers_is_refused() -> None:
    with pytest.raises(everystate.SpecError) as caught:
        document(network(MODELS / "timed_lease"))
    [problem] = caught.value.problems
    assert problem.what == "the format cannot carry timers"
