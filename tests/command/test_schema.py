"""`everystate schema`: what editors know about spec files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from everystate.command.program import run
from everystate.loading.schema import schema_for

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file.relative_to(ROOT).as_posix()
    for folder in ("spec", "tests/models")
    for file in ROOT.glob(f"{folder}/*/*.yaml")
    if file.name != "logs.yaml"
)


class Yaml12(yaml.SafeLoader):
    """Reads YAML as editors do: only true, false, numbers and nothing are not words."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
Yaml12.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?[0-9]+$"), list("-0123456789"))
Yaml12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("$"), [""])


def parsed(text: str) -> Any:
    return yaml.load(text, Yaml12)  # noqa: S506


def mistakes(text: str) -> list[str]:
    """Where a validator sees something wrong."""
    found = jsonschema.Draft202012Validator(schema_for("spec")).iter_errors(parsed(text))
    return [error.message for error in found]


def test_it_is_a_schema() -> None:
    for kind in ("spec", "party", "system"):
        jsonschema.Draft202012Validator.check_schema(schema_for(kind))


def test_the_one_that_is_checked_in_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert (ROOT / "docs/spec.schema.json").read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("file", FILES)
def test_every_spec_of_ours_fits(file: str) -> None:
    assert mistakes((ROOT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", FILES)
def test_each_file_fits_the_schema_of_its_kind_and_not_the_other(file: str) -> None:
    values = parsed((ROOT / file).read_text(encoding="utf-8"))
    fits = [jsonschema.Draft202012Validator(schema_for(kind)).is_valid(values) for kind in ("party", "system")]
    assert fits == ["party" in values, "system" in values]


PARTY = """
party: lamp
machines:
  at:
    initial: dark
    states: [dark, lit]
    transitions:
      - {trigger: press, source: "*", dest: lit}
"""


def test_a_small_party_fits() -> None:
    assert mistakes(PARTY) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("machines:", "machine:", "'machine' was unexpected"),
        ("initial: dark", "", "'initial' is a required property"),
        ("trigger: press", "triger: press", "'triger' was unexpected"),
        ("states: [dark, lit]", "states: dark", "'dark' is not of type 'array'"),
        ("party: lamp", "party: [lamp]", "is not of type 'string'"),
        ("party: lamp", "party: none", "should not be valid under"),
        ("  at:", "  is lit:", "does not match"),
        ("dest: lit", "choice: perhaps", "'perhaps' is not one of"),
    ],
)
def test_a_mistake_does_not_fit(right: str, wrong: str, said: str) -> None:
    assert any(said in message for message in mistakes(PARTY.replace(right, wrong)))


def test_every_key_has_a_description() -> None:
    records = [part for part in schema_for("spec")["$defs"].values() if "properties" in part]
    keys = [key for record in records for key in record["properties"].values()]
    assert len(keys) > 50
    assert all(key["description"] for key in keys)


def test_the_schema_of_one_kind_has_only_what_it_needs() -> None:
    assert "claim" in schema_for("system")["$defs"]
    assert "claim" not in schema_for("party")["$defs"]


def test_the_schema_of_the_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "report"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "everystate report"
