"""Tests in Python check specs."""

from __future__ import annotations

import pytest

TESTS = """
    import pytest
    import everystate

    def test_parameters_by_name(everystate_check):
        result = everystate_check("spec/lamp", lamps=2)
        assert result.verdict("no deadlock").answer == "holds"
        assert everystate_check("spec/lamp", {"lamps": 2}) is result

    def test_a_world(everystate_check):
        assert everystate_check("spec/lamp", world="attic").verdict("nothing breaks").answer == "known"

    def test_claims(everystate_check):
        result = everystate_check("spec/lamp", claims=["no deadlock"])
        assert [verdict.name for verdict in result.verdicts] == ["no deadlock"]

    def test_limits(everystate_check):
        assert everystate_check("spec/lamp", limits=everystate.Limits(states=2)).exit_code == 3

    def test_a_spec(everystate_check):
        spec = everystate.load("spec/lamp")
        assert everystate_check(spec) is not everystate_check(spec)

    def test_elsewhere(everystate_check, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert everystate_check("spec/lamp").exit_code == 0

    def test_mistakes(everystate_check):
        with pytest.raises(everystate.SpecError, match="unknown parameter 'lamp'"):
            everystate_check("spec/lamp", lamp=2)

    @pytest.mark.everystate("spec/lamp", world="cellar", lamps=1)
    def test_a_marker(everystate_result):
        assert len(everystate_result.space.states) == 8

    @pytest.mark.everystate("spec/lamp")
    class TestAll:
        def test_one(self, everystate_result):
            assert everystate_result.exit_code == 0

        @pytest.mark.everystate("spec/queue")
        def test_the_nearest_marker_counts(self, everystate_result):
            assert everystate_result.exit_code == 1
"""

FAILING = """
    import pytest

    @pytest.fixture(scope="module")
    def queue(everystate_check):
        return everystate_check("spec/queue")

    def test_of_something_else():
        assert 1 == 2

    def test_a_module_has_one(queue):
        assert queue.exit_code == 0

    def test_another(everystate_check):
        assert everystate_check("spec/lamp").exit_code == 1

    def test_of_something_else_again():
        assert 1 == 2
"""


def test_results_are_what_the_command_finds(project: pytest.Pytester) -> None:
    project.makepyfile(TESTS)
    project.runpytest_inprocess("--strict-markers").assert_outcomes(passed=10)


def test_a_failing_test_shows_the_reports_that_it_used_and_no_others(project: pytest.Pytester) -> None:
    project.makepyfile(FAILING)
    run = project.runpytest_inprocess()
    run.assert_outcomes(failed=4)
    sections = [line.strip("- ") for line in run.outlines if "- everystate check" in line]
    assert sections == ["everystate check spec/queue", "everystate check spec/lamp"]
    run.stdout.fnmatch_lines(["*A shortest run, 2 steps"])


def test_what_is_expected_is_compared(project: pytest.Pytester) -> None:
    (project.path / "spec" / "lamp" / "expected.toml").write_text("[declared]\nstates = 5\n", encoding="utf-8")
    project.makepyfile(
        """
        def test_all(everystate_check):
            assert everystate_check("spec/lamp").verdict("as expected").answer == "violated"
            assert everystate_check("spec/lamp", claims=["as expected"]).exit_code == 1
        """
    )
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_configured_limits_are_for_python_too(project: pytest.Pytester) -> None:
    project.makepyfile("def test_all(everystate_check): assert everystate_check('spec/lamp').exit_code == 3")
    project.runpytest_inprocess("-o", "everystate_max_states=2").assert_outcomes(passed=1)


def test_results_that_nobody_uses_are_let_go(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_all(everystate_check):
            first = everystate_check("spec/lamp", level=0)
            for level in range(4):
                for lamps in (1, 2, 3):
                    everystate_check("spec/lamp", level=level, lamps=lamps)
            assert everystate_check("spec/lamp", level=0) is not first
        """
    )
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_fixture_without_a_marker_says_what_is_missing(project: pytest.Pytester) -> None:
    project.makepyfile("def test_all(everystate_result): pass")
    run = project.runpytest_inprocess()
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(['say which spec to check: @pytest.mark.everystate("spec/...")'])
