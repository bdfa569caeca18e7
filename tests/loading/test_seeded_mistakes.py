"""One mistake in a file is one message, and the first message names the place of the mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.loading.seeded_mistakes import Mistake, mistakes

from everystate import Problem, SpecError, compose, load


def told(mistake: Mistake, folder: Path) -> tuple[Problem, ...]:
    """What is said of the spec with the mistake in it, the first thing first."""
    spec = folder / mistake.spec.name
    if not spec.exists():
        shutil.copytree(mistake.spec, spec)
    (spec / mistake.file).write_text(mistake.text, encoding="utf-8")
    try:
        compose(load(spec, mistake.spec.name))
    except SpecError as error:
        return error.problems
    finally:
        shutil.copy(mistake.spec / mistake.file, spec)
    return ()


def names_the_place(mistake: Mistake, problem: Problem) -> bool:
    """Whether a message is about the lines of the mistake."""
    return problem.place.file == f"{mistake.spec.name}/{mistake.file}" and problem.place.line in mistake.lines


def test_one_mistake_is_one_message_that_names_its_place(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """All mistakes with --slow, else each third."""
    part = 1 if pytestconfig.getoption("--slow") else 3
    found = [(mistake, told(mistake, tmp_path)) for mistake in list(mistakes())[::part]]
    wrong = [(mistake, problems) for mistake, problems in found if problems]
    one = [mistake for mistake, problems in wrong if len(problems) == 1]
    right = [mistake for mistake, problems in wrong if names_the_place(mistake, problems[0])]
    rates = f"{len(one) / len(wrong):.1%} one message, {len(right) / len(wrong):.1%} the right place first"
    print(f"{len(wrong)} mistakes: {rates}")
    for mistake, problems in wrong:
        if mistake not in one or mistake not in right:
            print(f"\n{mistake}", *(f"\n    {problem}" for problem in problems[:4]), f"\n    {len(problems)} in all")
    assert len(wrong) >= 300 // part
    assert len(one) >= 0.95 * len(wrong)
    assert len(right) >= 0.95 * len(wrong)
