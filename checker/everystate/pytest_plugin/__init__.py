"""The plug-in for pytest: every claim of a spec is a test, and tests in Python may check specs.

pytest loads it wherever everystate is installed, so other modules of everystate are only imported to check a spec.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from everystate.pytest_plugin.arguments import limits, requested

if TYPE_CHECKING:
    from everystate.judging.verdict import Result
    from everystate.pytest_plugin.checks import Checks

_REQUESTED = pytest.StashKey[set[Path]]()
_CHECKS = pytest.StashKey["Checks"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings: the specs, the worlds, and the limits of a search."""
    group = parser.getgroup("everystate", "protocols (everystate)")
    group.addoption(
        "--everystate",
        dest="everystate_folders",
        action="append",
        default=[],
        metavar="DIR",
        help="Check the spec in this folder, too. Repeatable.",
    )
    parser.addini("everystate_specs", "Folders of specs; each claim is a test.", type="paths", default=[])
    parser.addini("everystate_worlds", "Worlds to check beside the declared parameters, or all.", "args", default=[])
    parser.addini("everystate_max_states", "Stop at this number of joint states: what is not decided by then fails.")
    parser.addini("everystate_max_seconds", "Stop each search after this number of seconds.")


def pytest_configure(config: pytest.Config) -> None:
    """Read which specs are requested."""
    line = "everystate(spec, parameters=None, *, world=None, ...): what the fixture everystate_result is to check"
    config.addinivalue_line("markers", line)
    config.stash[_REQUESTED] = requested(config)
    limits(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for the system file of a requested spec, which stands for its folder; None for other files."""
    if file_path not in parent.config.stash[_REQUESTED]:
        return None
    from everystate.pytest_plugin.collecting import spec_folder

    return spec_folder(parent, file_path)


@pytest.fixture(scope="session")
def everystate_check(pytestconfig: pytest.Config) -> Checks:
    """Checks a spec: `everystate_check("spec/failover", agents=2)` is a `Result`.

    A failing test shows the reports of the results that it used.
    """
    return _checks(pytestconfig)


@pytest.fixture
def everystate_result(request: pytest.FixtureRequest, everystate_check: Checks) -> Result:
    """The `Result` of the check that the marker says: `@pytest.mark.everystate("spec/failover", agents=2)`."""
    marker = request.node.get_closest_marker("everystate")
    if marker is None or not 1 <= len(marker.args) <= 2:
        pytest.fail('say which spec to check: @pytest.mark.everystate("spec/...")', pytrace=False)
    return everystate_check(*marker.args, **marker.kwargs)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget the results that the previous test used."""
    if checks := item.config.stash.get(_CHECKS, None):
        checks.used.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Add to a failing test the reports of the results that it used."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed and (checks := item.config.stash.get(_CHECKS, None)):
        report.sections += checks.reports(getattr(item, "funcargs", {}).values())


def _checks(config: pytest.Config) -> Checks:
    from everystate.exploring.space import Limits
    from everystate.pytest_plugin.checks import Checks

    if _CHECKS not in config.stash:
        states, seconds = limits(config)
        config.stash[_CHECKS] = Checks(config.rootpath, Limits(states=states, seconds=seconds))
    return config.stash[_CHECKS]
