"""The findings: what fails in the worlds of spec/failover, its shortest counterexamples, and what mends it.

A file of `findings/` is named for its world. It says what falls there and after how many steps, and what still falls
with the mend: a layer beside it, or other layers of the spec (`layers`). A file of `readings/` says what falls where
the page is read otherwise, which is the layer beside it. docs/findings.md tells it all to people; `FINDINGS=write` in
the environment writes its tables.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.changes import ROOT, SPEC, arrives_where_told, described, fallen, falls
from tests.test_views import BROKEN

import everystate
from everystate.checking import Check, network_of
from everystate.judging.verdict import Result
from everystate.loading import load

PAGE = ROOT / "docs" / "findings.md"
SPECIFICATION = load(SPEC)
WORLDS = {world.name: world for world in SPECIFICATION.worlds}
FINDINGS = described("findings")
READINGS = described("readings")
BUGS = described("bugs")


@cache
def result_in(world: str) -> Result:
    """What a check finds in a world, and whether that is as expected.toml says."""
    return everystate.check(SPECIFICATION, world=world)


@pytest.mark.parametrize("world", WORLDS)
def test_every_cell_of_the_table_holds_or_is_known(world: str) -> None:
    """What is known names its finding, and is exactly what the finding says."""
    result = result_in(world)
    assert result.verdict("as expected").causes == ()
    assert result.exit_code == 0
    known = {verdict.name: verdict.known for verdict in result.verdicts if verdict.answer == "known"}
    finding = FINDINGS.get(world, {"falls": {}, "finding": 0})
    assert fallen(result) == finding["falls"]
    assert arrives_where_told(finding["falls"])
    assert all(reason.startswith(f"Finding {finding['finding']}: ") for reason in known.values()), known


@pytest.mark.parametrize("world", FINDINGS)
def test_a_finding_is_mended(world: str) -> None:
    finding = FINDINGS[world]
    if finding["layers"]:
        assert falls(dict(WORLDS[world].settings), layers=finding["layers"]) == finding["still_falls"]
    else:
        assert falls(world=world, layers=finding["layer"]) == finding["still_falls"]


@pytest.mark.parametrize("name", READINGS)
def test_the_other_reading_has_these_consequences(name: str) -> None:
    reading = READINGS[name]
    assert falls(reading["set"]) == {}
    assert falls(reading["set"], layers=reading["layer"]) == reading["falls"]


def test_an_application_that_errs_for_ever_never_logs_in(tmp_path: Path) -> None:
    name = "an agent on duty is in the end logged in with a primary"
    formula = "[] <> somebody -> [] (on_duty -> <> (logged_in || off_duty))"
    [claim] = [claim for claim in SPECIFICATION.claims if claim.name == name]
    where = {one.atom: one.text for one in claim.timing.propositions if one.atom != "errs"} if claim.timing else {}
    layer = {"layer": "errs_for_ever", "claims": {name: {"formula": formula, "where": where}}}
    file = tmp_path / "errs_for_ever.yaml"
    file.write_text(json.dumps(layer), encoding="utf-8")
    trace = everystate.check(SPEC, claims=[name], layers=[str(file)]).verdict(name).trace
    assert trace is not None
    loop = [str(step.label) for step in trace.steps[trace.length :]]
    assert len(loop) == 5
    assert any("blunder" in label for label in loop)


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_says_what_comes_out() -> None:
    text = PAGE.read_text(encoding="utf-8")
    fresh = text
    for name, table in {
        "worlds": worlds_table,
        "lasting": lasting_table,
        "never": never_table,
        "bugs": bugs_table,
    }.items():
        fresh = with_table(fresh, name, table())
    if os.environ.get("FINDINGS") == "write":
        PAGE.write_text(fresh, encoding="utf-8")
    assert text == fresh


def with_table(text: str, name: str, lines: Iterator[str]) -> str:
    """The text with these lines between the marks of this name."""
    before, rest = text.split(f"<!-- {name} -->\n")
    _, after = rest.split("<!-- end -->", 1)
    return "\n".join((f"{before}<!-- {name} -->", *lines, f"<!-- end -->{after}"))


def worlds_table() -> Iterator[str]:
    """A row for each world: what it is, how large, and what falls."""
    yield "| world | what happens there | joint states | what fails, after steps |"
    yield "|---|---|---|---|"
    for name, world in WORLDS.items():
        states = len(result_in(name).space.states)
        fails = "; ".join(f"{claim}: {steps}" for claim, steps in FINDINGS.get(name, {"falls": {}})["falls"].items())
        about = f"{fails} ([finding {FINDINGS[name]['finding']}](#{FINDINGS[name]['finding']}))" if fails else "nothing"
        yield f"| `{name}` | {world.description} | {states:,} | {about} |"


def lasting_table() -> Iterator[str]:
    """A row for each phase: how many steps the longest has, one after another and at any moment."""
    settled, anyhow = longest("settled"), longest("any")
    yield "| phase | one phase after another | at any moment |"
    yield "|---|---|---|"
    for phase in settled:
        if settled[phase]:
            yield f"| {phase} | {settled[phase]} | {anyhow[phase]} |"


def longest(pace: str) -> dict[str, str]:
    """For each phase the number of steps that its longest run has; empty for one that never begins."""
    claims = {f"lasts {name}": name for name in ("start", *(phase.name for phase in SPECIFICATION.phases))}
    [model] = [claim for claim in SPECIFICATION.claims if claim.name == "a failover is over within a number of steps"]
    asked = tuple(replace(model, name=name, phase=phase) for name, phase in claims.items())
    alone = network_of(replace(SPECIFICATION, claims=asked), {"pace": pace})
    result = Check(tuple(claims), expectation="ignore").run(alone)
    said = {claims[verdict.name]: re.search(r"has ([\d,]+) step", verdict.remark) for verdict in result.verdicts}
    return {phase: found[1] if found else "" for phase, found in said.items()}


def never_table() -> Iterator[str]:
    """A row for each seeded bug that leaves something undone: what, and after how many steps that is sure."""
    yield "| | what never happens, or never ends | steps to there |"
    yield "|---|---|---|"
    for name, bug in BUGS.items():
        if fallen := bug.get("in_time"):
            yield f"| {name} | {'; '.join(fallen)} | {'; '.join(map(str, fallen.values()))} |"


def bugs_table() -> Iterator[str]:
    """A row for each seeded bug: what it is, and the claim that catches it."""
    yield "| | the bug | the claim that catches it | steps |"
    yield "|---|---|---|---|"
    for name, bug in BUGS.items():
        yield f"| {name} | {bug['title']} | {bug['claim']} | {bug['length']} |"


def test_every_number_of_steps_in_the_page_was_counted() -> None:
    counted = {bug["length"] for bug in BUGS.values()}
    counted |= {steps for _, _, broken in BROKEN for steps in broken.values()}
    for change in (*FINDINGS.values(), *READINGS.values()):
        counted |= set(change["falls"].values())
    page = PAGE.read_text(encoding="utf-8")
    survival = page.split("<!-- survival -->")[1].split("<!-- end -->")[0]  # a table with a test of its own
    counted |= {int(number) for number in re.findall(r"\((\d+) steps?\)", survival)}
    text = re.sub(r"<!-- (\w+) -->\n.*?<!-- end -->", "", page, flags=re.DOTALL)
    said = {int(number) for number in re.findall(r"(\d+) steps", text)}
    assert said
    assert said <= counted


def test_the_page_counts_the_claims() -> None:
    claims = len(SPECIFICATION.claims) + len(SPECIFICATION.monitors)
    assert f"{claims} claims of the specification" in PAGE.read_text(encoding="utf-8")


def test_the_page_has_every_finding_and_every_reading() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert {f'<a id="{finding["finding"]}"></a>' in text for finding in FINDINGS.values()} == {True}
    assert [f"A{number}" for number in range(1, 29)] == re.findall(r"^\| (A\d+) \|", text, re.MULTILINE)
    table = text.split("<!-- bugs -->")[1]
    assert re.findall(r"^\| ([BM]\d+) \|", table, re.MULTILINE)[: len(BUGS)] == list(BUGS)
