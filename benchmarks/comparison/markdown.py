"""The report as a page for docs/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .figures import COLUMNS, NONE, by_case, line, lines, tried
from .rounds import Plan, Row

HEAD = """# Performance

Written by `{command}`; what is changed by hand is lost with the next run,
but for the last section.

The same models here and in other model checkers, state for state and step for step: the counts of each were held
against those given, and a row whose counts differ is not compared.

- *Whole* is the wall time from the command to its answer, start-up, translating and compiling included; *compiling* is
  that part.
- *Peak memory* is that of the largest process of the search, compilers aside; less than 10 MB cannot be told apart.
- *Time ratio* and *memory ratio* are those to the first row.
- Each number is the median of {runs} runs, which took turns. What took more than {once_over:.0f} s was run once; what
  ran longer than {timeout:.0f} s was stopped.

All check the same claims, one of a classic and four of the failover protocol, all of which hold. everystate was also
run on *every claim*: those of the spec, of which four of the failover protocol fail, each with a shortest run that is
found and replayed, and the built-in ones. That is among the settings at the end. SPIN, rumur,
minicheck and musil are exact, as everystate is; TLC keeps 64 bits of a hash for each state. Nobody leaves out states,
by symmetry or partial order; everystate counts steps that it need not take (docs/decisions/0010), and SPIN's
partial-order reduction, which finds nothing to leave out in these models, is off. Where a checker has several settings
all were tried, and the fastest of them counts. minicheck and musil are given Python functions for the successors of a
state; *plain Python* is a breadth-first search with a set over the same functions.
"""

SHORT = """This is a short comparison: what would take many minutes was left out, and of SPIN's settings the two that
were the fastest at one size were tried at the next.
"""

BY_HAND = "## Measured when decided\n"


@dataclass(frozen=True)
class Page:
    """All that is reported."""

    command: str
    machine: Sequence[tuple[str, str]]
    versions: Sequence[tuple[str, str]]
    missing: Sequence[tuple[str, str]]
    plan: Plan
    rows: Sequence[Row]
    remarks: Sequence[str]


def rewritten(before: str, page: Page) -> str:
    """The page, and after it the last section of the page before, if that has one that is written by hand."""
    _, title, section = before.partition(f"\n{BY_HAND}")
    return written(page) + title + section


def written(page: Page) -> str:
    """The page, without the section that is written by hand."""
    limits = page.plan.limits
    head = HEAD.format(command=page.command, runs=page.plan.runs, once_over=page.plan.once_over, timeout=limits.seconds)
    sections = [
        head,
        *([SHORT] if page.plan.short else []),
        "## The machine and the checkers\n",
        pairs([*page.machine, *page.versions]),
    ]
    sections += [f"**{name} is missing**: {reason}.\n" for name, reason in page.missing]
    sections += [f"{remark}\n" for remark in page.remarks]
    sections += ["## Times, at a glance\n", overview(page), "## In full\n"]
    sections += [one_case(rows, limits.seconds) for rows in by_case(page.rows)]
    return "\n".join([*sections, settings(page.rows)]).rstrip() + "\n"


def overview(page: Page) -> str:
    """A row for each case, a column for each checker: the whole time, and its ratio to the first."""
    groups = by_case(page.rows)
    names = [row.checker.name for row in groups[0]]
    body = []
    for rows in groups:
        first = rows[0].outcome if rows[0].outcome and rows[0].outcome.usable else None
        shown = [line(row, first, page.plan.limits.seconds) for row in rows]
        cells = [
            f"{one.whole} ({one.time_ratio})" if one is not shown[0] and one.time_ratio != NONE else one.whole
            for one in shown
        ]
        body.append([rows[0].case.title, f"{rows[0].case.states:,}", *cells])
    return table(["", "states", *names], body)


def one_case(rows: Sequence[Row], timeout: float) -> str:
    """One table, under the title and the counts of its case."""
    case = rows[0].case
    shown = lines(rows, timeout)
    body = [[*one.cells, one.note] for one in shown]
    counts = f"{case.states:,} states, {case.steps:,} steps, depth {case.depth}."
    return f"### {case.title[:1].upper()}{case.title[1:]}\n\n{counts}\n\n{table([*COLUMNS, ''], body)}"


def settings(rows: Sequence[Row]) -> str:
    """What each setting gave in the first round."""
    body = [[group[0].case.title, *entry] for group in by_case(rows) for entry in tried(group)]
    if not body:
        return ""
    head = ["", "checker", "settings", "whole, run once"]
    return f"## Settings that were tried\n\n{table(head, body)}"


def pairs(entries: Iterable[tuple[str, str]]) -> str:
    """A table of names and values."""
    return table(["", ""], [[name, value] for name, value in entries])


def table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; numbers to the right."""
    rows = [list(row) for row in body]
    right = [index > 0 and any(row[index][:1].isdigit() for row in rows) for index in range(len(head))]
    rule = ["---:" if side else "---" for side in right]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [list(head), rule, *rows]) + "\n"
