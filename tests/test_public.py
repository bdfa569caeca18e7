"""The door: short, sorted, and all of it is there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

import everystate


def test_the_names_are_sorted_and_few() -> None:
    assert everystate.__all__ == sorted(everystate.__all__)
    assert len(everystate.__all__) <= 25


@pytest.mark.parametrize("name", everystate.__all__)
def test_a_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(everystate, name).__doc__


def test_names_that_are_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'everystate' has no attribute 'chekc'"):
        _ = everystate.chekc


def test_dir_lists_the_names() -> None:
    assert dir(everystate) == sorted([*everystate.__all__, "__version__"])


@pytest.mark.parametrize("name", everystate.__all__)
def test_no_module_has_the_name_of_what_the_package_offers(name: str) -> None:
    """Importing a module sets an attribute of its package, which would hide a function of the same name."""
    assert importlib.util.find_spec(f"everystate.{name}") is None


def test_importing_costs_next_to_nothing() -> None:
    """What is not used is not imported."""
    program = "import sys, everystate; assert not {'networkx', 'transitions', 'yaml', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_notebook_shows_a_result_in_a_few_lines() -> None:
    result = everystate.check("tests/models/token_ring")
    assert repr(result) == "Result('tests/models/token_ring', 9 joint states: 9 holds)"
    assert len(repr(result.network)) < 100
    assert "<td>it is never lost</td>" in result._repr_html_()


def test_a_notebook_shows_a_spec_a_result_a_verdict_and_a_run() -> None:
    spec = everystate.load("tests/models/livelock")
    result = everystate.check(spec)
    verdict = next(one for one in result.verdicts if one.trace)
    values: list[Any] = [spec, result, verdict, verdict.trace, everystate.chart(result, verdict.name)]
    pages = [value._repr_html_() for value in values[:-1]]
    assert all(len(repr(value)) < 120 and "\n" not in repr(value) for value in values)
    assert all(len(ElementTree.fromstring(f"<div>{page}</div>").findall("table/tr")) > 0 for page in pages), pages
    assert ElementTree.fromstring(values[-1]._repr_svg_()).tag.endswith("svg")
    assert str(values[3].steps[0].label) in pages[3]


def test_a_verdict_without_a_run_has_no_chart() -> None:
    result = everystate.check("tests/models/token_ring")
    with pytest.raises(ValueError, match="no run shows that 'no deadlock' is holds"):
        everystate.chart(result, "no deadlock")
    with pytest.raises(KeyError, match="no claim 'no deadlok'"):
        everystate.chart(result, "no deadlok")
