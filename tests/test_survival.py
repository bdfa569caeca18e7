"""How many faults the claims of spec/failover survive: the table of docs/findings.md.

The whole table takes minutes: `FINDINGS=write pytest --slow tests/test_survival.py` writes it. Parts of it are found
each time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from tests.changes import ROOT, SPEC
from tests.test_findings import with_table

from everystate.loading import load
from everystate.loading.expression import Value
from everystate.report.frontier.text import cells, is_whole
from everystate.report.markup import plain
from everystate.study.frontier.budgets import budgets, chosen
from everystate.study.frontier.frontier import Frontier, Plan, frontier

PAGE = ROOT / "docs" / "findings.md"
FAULTS = ("desk_breaks", "reporting_breaks", "engine_restarts", "desk_doubles", "report_doubles")
"""The layers that have faults, each with a parameter that bounds them; all of them are laid.

A login that is sent again is no fault of a connection or a program: `resends` is not laid.
"""
SPECIFICATION = load(SPEC, layers=["logins_again", *FAULTS])
LATE = load(SPEC, layers=["late_notices", "logins_again", *FAULTS])
CLAIMS = (
    *(claim.name for claim in SPECIFICATION.claims if claim.timing is None),
    *(monitor.name for monitor in SPECIFICATION.monitors),
    *("no deadlock", "no unexpected message", "every phase settles"),
)
"""Those about states and steps. What must happen in the end is another question, and takes longer to answer."""
BUSY: dict[str, Value] = {"blunders": "no"}
QUIET: dict[str, Value] = {**BUSY, "pace": "settled"}
SETTINGS: dict[str, dict[str, Value]] = {
    "one application, at any moment": BUSY,
    "one application, in quiet times": QUIET,
    "two applications, in quiet times": {**QUIET, "agents": 2},
    "one application, in quiet times, losses noticed late": QUIET,
}
"""The parameters of each column; the last one is over late_notices, too."""


def found_with(title: str, up_to: int, faults: tuple[str, ...] = (), jobs: int | None = None) -> Frontier:
    """The frontier of one column, or of some of its faults where there are no others."""
    spec = LATE if title.endswith("late") else SPECIFICATION
    every = budgets(spec)
    others: dict[str, Value] = {budget.name: 0 for budget in every}
    plan = Plan(chosen(every, faults), up_to, CLAIMS, engine="auto" if jobs else "native", jobs=jobs)
    found = frontier(spec, {**others, **SETTINGS[title]}, plan)
    assert found.is_complete, found.lost
    return found


def table(columns: list[Frontier]) -> Iterator[str]:
    """A row for each claim that breaks somewhere: with what, and after how many steps."""
    yield f"| claim | {' | '.join(SETTINGS)} |"
    yield f"|{'---|' * (len(SETTINGS) + 1)}"
    states = (f"{sum(outcome.states for outcome in found.checked.values()):,}" for found in columns)
    yield f"| *joint states of {len(columns[0].combinations)} checks* | {' | '.join(states)} |"
    for rows in zip(*(found.edges for found in columns), strict=True):
        if not all(map(is_whole, rows)):
            parts = ("<br>".join(cells(found, one)[1]) for found, one in zip(columns, rows, strict=True))
            yield f"| {plain(rows[0].claim)} | {' | '.join(parts)} |"


@pytest.mark.slow
def test_the_page_says_what_breaks_each_claim() -> None:
    text = PAGE.read_text(encoding="utf-8")
    fresh = with_table(text, "survival", table([found_with(title, 2) for title in SETTINGS]))
    if os.environ.get("FINDINGS") == "write":
        PAGE.write_text(fresh, encoding="utf-8")
    assert text == fresh


def told(title: str) -> dict[str, set[str]]:
    """What the page says of each claim in one column: the smallest combinations."""
    text = PAGE.read_text(encoding="utf-8").split("<!-- survival -->\n")[1].split("<!-- end -->")[0]
    head, _, _, *rows = (line.strip("|").split("|") for line in text.splitlines())
    at = [cell.strip() for cell in head].index(title)
    return {row[0].strip(): set(row[at].strip().split("<br>")) - {"-"} for row in rows}


@pytest.mark.parametrize(
    ("title", "faults"),
    [
        ("one application, in quiet times", ()),
        ("one application, at any moment", ("desk_doubles", "report_doubles")),
    ],
)
def test_what_one_fault_breaks_is_in_the_page(title: str, faults: tuple[str, ...]) -> None:
    found = found_with(title, 1, faults, jobs=1)
    page = told(title)
    single = re.compile(rf"({'|'.join(budget.name for budget in found.varied)})=1 \(\d+ steps?\)")
    for one in found.edges:
        here = {combination for combination in page.get(plain(one.claim), set()) if single.fullmatch(combination)}
        assert {part for part in cells(found, one)[1] if part != "-"} == here, one.claim


def test_the_page_says_how_many_claims_break_nowhere() -> None:
    known = found_with("one application, in quiet times", 0, jobs=1).edges
    rest = len(known) - len(told("one application, in quiet times"))
    assert f"The other {rest} claims survive any two faults" in PAGE.read_text(encoding="utf-8")
