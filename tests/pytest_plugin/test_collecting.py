"""Each claim of a spec is a test."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

LAMP = [
    "spec/lamp::no red light",
    "spec/lamp::nothing breaks",
    "spec/lamp::no lamp falls",
    "spec/lamp::no deadlock",
    "spec/lamp::no unexpected message",
    "spec/lamp::no dead row",
    "spec/lamp::no message never sent",
    "spec/lamp::no vacuous claim",
]


def collected(project: pytest.Pytester, *arguments: str) -> list[str]:
    """What is collected, by name."""
    run = project.runpytest_inprocess("--collect-only", "-q", *arguments)
    return [line for line in run.outlines if "::" in line]


# -- which ------------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_named_is_collected(project: pytest.Pytester) -> None:
    assert collected(project, "spec/lamp") == LAMP
    assert collected(project, "--everystate", "spec/lamp", "spec/lamp") == LAMP


def test_no_spec_is_collected_that_was_not_asked_for(project: pytest.Pytester) -> None:
    assert collected(project) == collected(project, "spec") == []


@pytest.mark.parametrize("configured", ["spec/lamp", "spec/l*", "spec/lamp spec/../spec/lamp"])
def test_what_is_configured_is_collected_with_the_tests(project: pytest.Pytester, configured: str) -> None:
    project.makeini(f"[pytest]\neverystate_specs = {configured}\ntestpaths = tests\n")
    (project.mkdir("tests") / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    assert collected(project) == ["tests/test_one.py::test_one", *LAMP]
    assert collected(project, "tests") == ["tests/test_one.py::test_one"]
    assert sorted(collected(project, ".")) == sorted(["tests/test_one.py::test_one", *LAMP])


def test_a_configuration_in_pyproject(project: pytest.Pytester) -> None:
    table = '[tool.pytest.ini_options]\neverystate_specs = ["spec/lamp"]\neverystate_worlds = ["darkroom"]\n'
    project.makepyprojecttoml(table)
    assert collected(project) == LAMP + [f"{name}[darkroom]" for name in LAMP[:5]]


def test_the_option_adds_a_spec(project: pytest.Pytester) -> None:
    (project.mkdir("tests") / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    assert collected(project, "tests", "--everystate", "spec/lamp") == ["tests/test_one.py::test_one", *LAMP]


def test_a_spec_is_collected_once_and_its_python_too(project: pytest.Pytester) -> None:
    (project.path / "spec" / "lamp" / "test_lamp.py").write_text("def test_one(): pass\n", encoding="utf-8")
    assert collected(project, "spec", "--everystate", "spec/lamp") == [*LAMP, "spec/lamp/test_lamp.py::test_one"]


def test_a_claim_is_named_as_it_is_printed(project: pytest.Pytester) -> None:
    assert collected(project, "spec/lamp::no deadlock") == ["spec/lamp::no deadlock"]
    worlds = collected(project, "-o", "everystate_worlds=all", "spec/lamp::no red light")
    assert worlds == [f"spec/lamp::no red light{world}" for world in ("", "[cellar]", "[darkroom]", "[attic]")]
    one = collected(project, "-o", "everystate_worlds=all", "spec/lamp::no red light[attic]")
    assert one == ["spec/lamp::no red light[attic]"]


def test_claims_are_chosen_by_words(project: pytest.Pytester) -> None:
    assert collected(project, "spec/lamp", "-k", "red or dead") == [LAMP[0], LAMP[3], LAMP[5]]
    assert collected(project, "spec/lamp", "-o", "everystate_worlds=all", "-k", "attic and light") == [
        "spec/lamp::no red light[attic]"
    ]


def test_a_system_file_of_another_name(project: pytest.Pytester) -> None:
    (project.path / "spec" / "lamp" / "system.yaml").rename(project.path / "spec" / "lamp" / "whole.yml")
    assert collected(project, "spec/lamp") == []
    assert collected(project, "--everystate", "spec/lamp") == LAMP


def test_what_is_expected_is_a_test(project: pytest.Pytester) -> None:
    (project.path / "spec" / "lamp" / "expected.toml").write_text("[declared]\nstates = 5\n", encoding="utf-8")
    run = project.runpytest_inprocess("spec/lamp::as expected")
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["*joint states: 5 → 4*expected.toml:2", "*- Violated: fails in 1 of 1 value"])


# -- mistakes ---------------------------------------------------------------------------------------------------------


def test_a_broken_spec_is_an_error_with_the_mistakes_as_the_command_lists_them(project: pytest.Pytester) -> None:
    (project.path / "spec" / "lamp" / "system.yaml").write_text("system: Broken\nclaim: {}\n", encoding="utf-8")
    run = project.runpytest_inprocess("spec/lamp", "spec/queue")
    assert run.ret == pytest.ExitCode.INTERRUPTED
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["spec/lamp/system.yaml:2:1: unknown key 'claim' in a system file", "*[0-9] mistakes"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_a_world_that_is_none_is_an_error(project: pytest.Pytester) -> None:
    run = project.runpytest_inprocess("spec/lamp", "-o", "everystate_worlds=atic")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["*no world 'atic'", "*did you mean 'attic'[?]"])


@pytest.mark.parametrize("arguments", [["--everystate", "spec"], ["-o", "everystate_specs=nowhere"]])
def test_a_folder_without_a_spec_is_a_wrong_call(project: pytest.Pytester, arguments: list[str]) -> None:
    run = project.runpytest_inprocess(*arguments)
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["ERROR: *there is no spec in '*'*"])


@pytest.mark.parametrize("limit", ["everystate_max_states=few", "everystate_max_seconds=-1"])
def test_a_limit_that_is_no_number_is_a_wrong_call(project: pytest.Pytester, limit: str) -> None:
    run = project.runpytest_inprocess("spec/lamp", "-o", limit)
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines([f"ERROR: {limit.replace('=', ' = ')}: this is no number of s*"])


# -- files that others read -------------------------------------------------------------------------------------------


def test_the_junit_file_has_the_claims_and_the_counterexample(project: pytest.Pytester) -> None:
    project.runpytest_inprocess("spec/lamp", "spec/queue", "--junitxml=report.xml", "-o", "everystate_worlds=all")
    cases = ET.parse(project.path / "report.xml").findall(".//testcase")
    found = {f"{case.get('classname')} {case.get('name')}": case for case in cases}
    assert len(found) == 31
    failure = found["spec.queue no unexpected message"].find("failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("Violated: fails after 2 steps\n")
    assert "A shortest run, 2 steps" in (failure.text or "")
    skipped = found["spec.lamp no red light[darkroom]"].find("skipped")
    assert skipped is not None
    assert (skipped.get("type"), skipped.get("message")) == ("pytest.xfail", "a darkroom has one")
