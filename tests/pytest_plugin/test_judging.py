"""What becomes of a claim is what becomes of its test."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from everystate.command.program import run as run_command
from everystate.exploring import engines

Captured = pytest.CaptureFixture[str]


def test_claims_that_hold_pass(project: pytest.Pytester) -> None:
    run = project.runpytest_inprocess("spec/lamp", "-v")
    run.assert_outcomes(passed=8)
    run.stdout.fnmatch_lines(["spec/lamp::no red light PASSED*"])


def test_a_violation_prints_what_the_command_prints(project: pytest.Pytester, capsys: Captured) -> None:
    run_command(["check", "spec/queue", "--quiet"])
    printed = capsys.readouterr().out
    evidence = printed[printed.index("✗ no unexpected message") : printed.index("to see it again")]
    run = project.runpytest_inprocess("spec/queue")
    run.assert_outcomes(passed=7, failed=1)
    assert evidence in run.stdout.str()
    assert "Traceback" not in run.stdout.str()
    run.stdout.fnmatch_lines(["FAILED spec/queue::no unexpected message - Violated: fails after 2 steps"])


def test_a_known_violation_is_expected_to_fail(project: pytest.Pytester) -> None:
    run = project.runpytest_inprocess("spec/lamp", "-o", "everystate_worlds=attic darkroom", "-rx")
    run.assert_outcomes(passed=15, xfailed=3)
    run.stdout.fnmatch_lines(["XFAIL spec/lamp::no red light?darkroom? - a darkroom has one*"])


def test_a_known_violation_that_does_not_fail_fails(project: pytest.Pytester) -> None:
    system = project.path / "spec" / "lamp" / "system.yaml"
    text = system.read_text(encoding="utf-8")
    system.write_text(text.replace("{when: fragile, reason: glass}", "it is glass"), encoding="utf-8")
    run = project.runpytest_inprocess("spec/lamp")
    run.assert_outcomes(passed=7, failed=1)
    run.stdout.fnmatch_lines(["FAILED spec/lamp::nothing breaks - [[]XPASS(strict)[]] it is glass"])


def test_undecided_is_a_failure_also_of_what_is_known(project: pytest.Pytester) -> None:
    limits = ["-o", "everystate_max_seconds=0.0000001", "-o", "everystate_max_states=9"]
    run = project.runpytest_inprocess("spec/lamp::no red light", *limits, "-o", "everystate_worlds=darkroom")
    run.assert_outcomes(failed=2)
    run.stdout.fnmatch_lines(["this claim is undecided: holds so far: --max-seconds 1e-07 reached"])


def test_the_first_failure_can_end_it_and_the_last_failures_run_again(project: pytest.Pytester) -> None:
    (project.path / "test_one.py").write_text("def test_one(): assert False\n", encoding="utf-8")
    assert project.runpytest_inprocess("spec/queue", "-x").ret == pytest.ExitCode.TESTS_FAILED
    run = project.runpytest_inprocess("test_one.py", "spec/queue", "spec/lamp")
    run.assert_outcomes(passed=15, failed=2)
    again = project.runpytest_inprocess("--lf", "test_one.py", "spec/queue", "spec/lamp")
    again.assert_outcomes(failed=2, deselected=again.parseoutcomes().get("deselected", 0))


def test_a_space_is_explored_once_and_when_it_is_needed(project: pytest.Pytester) -> None:
    """Once for each spec and world, and not to list the claims."""
    with patch("everystate.exploring.engines.explore", wraps=engines.explore) as explore:
        project.runpytest_inprocess("spec/lamp", "-o", "everystate_worlds=all", "--collect-only")
        assert explore.call_count == 0
        project.runpytest_inprocess("spec/lamp", "-o", "everystate_worlds=all")
        assert explore.call_count == 4
        project.runpytest_inprocess("spec/lamp::no deadlock[attic]", "-o", "everystate_worlds=all")
        assert explore.call_count == 5


def test_ctrl_c_in_a_search_ends_the_run(project: pytest.Pytester) -> None:
    with patch("everystate.exploring.reference.search.Watch.look", side_effect=KeyboardInterrupt):
        run = project.runpytest_inprocess("spec/lamp", no_reraise_ctrlc=True)
    assert run.ret == pytest.ExitCode.INTERRUPTED


def test_workers_share_the_claims(project: pytest.Pytester) -> None:
    run = project.runpytest_subprocess("spec/lamp", "spec/queue", "-n", "2", "--dist", "loadfile", "-v")
    run.assert_outcomes(passed=15, failed=1)
    run.stdout.fnmatch_lines(["*PASSED spec/lamp::no red light*", "*A shortest run, 2 steps*"])
    workers = {line.split()[0] for line in run.outlines if "spec/lamp::" in line and "PASSED" in line}
    assert len(workers) == 1


def test_the_claims_stand_where_they_are_written(project: pytest.Pytester) -> None:
    items, _ = project.inline_genitems("spec/lamp")
    places = {item.name: (item.path, item.location[1]) for item in items}
    file = Path(project.path / "spec" / "lamp" / "system.yaml")
    assert places["no red light"] == (file, file.read_text(encoding="utf-8").splitlines().index("  no red light:"))
    assert places["no deadlock"] == (file, None)
