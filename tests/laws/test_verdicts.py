"""States, steps, verdicts, lengths and counts of random systems: by both engines, and a second time by other code.

The systems of a run follow from its seed: `EVERYSTATE_SEED`, or the date. With `--slow` there are 3,000 of them.
"""

from __future__ import annotations

import os

import pytest
from tests.conftest import Write
from tests.laws.comparing import differences
from tests.laws.generator.system import random_system

from everystate import SpecError, load

SYSTEMS, MANY = 100, 3_000
APART = 1_000_003
"""How far the first systems of two tests are apart: each test looks for one that is accepted and small."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(MANY if metafunc.config.getoption("--slow") else SYSTEMS))


def test_a_random_system_is_judged_alike_by_other_code(write: Write, number: int) -> None:
    first = (int(os.environ["EVERYSTATE_SEED"]) * MANY + number) * APART
    for seed in range(first, first + 100):
        try:
            found = differences(load(write(**random_system(seed))))
        except SpecError:
            continue
        if found is not None:
            assert found == [], f"random_system({seed})"
            return
    pytest.fail("no small system is accepted")
