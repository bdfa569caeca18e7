"""The numbers of faults that the claims survive, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.report.frontier.text import bounds, cells, effort, is_whole, sentence, set_there, tally
from everystate.report.markup import code, plain, table
from everystate.study.frontier.frontier import Frontier


def frontier_in_markdown(frontier: Frontier) -> str:
    """The text of the report."""
    return "\n".join(_lines(frontier))


def _lines(frontier: Frontier) -> Iterator[str]:
    yield f"### {plain(frontier.spec.title)}: {plain(tally(frontier))}"
    yield ""
    yield f"{plain(effort(frontier))}. {code(', '.join(set_there(frontier)))}"
    yield ""
    yield from (f"- {code(budget.name)}: {plain(bounds(budget))}" for budget in frontier.varied)
    if frontier.always_on:
        yield f"- without a bound, and always possible: {plain(', '.join(map(str, frontier.always_on)))}"
    yield ""
    yield from frontier_table(frontier)
    for one in frontier.edges:
        if not is_whole(one):
            yield f"- **{plain(one.claim)}.** {plain(sentence(frontier, one))}"
    for refusal in frontier.refused:
        yield f"- **{plain(refusal.claim)}** is not judged: {plain(refusal.reason)}"
    yield ""


def frontier_table(frontier: Frontier) -> Iterator[str]:
    """The lines of the table: the faults that each claim survives, and the smallest combinations that break it."""
    rows: list[tuple[str, ...]] = []
    for one in frontier.edges:
        survives, first = cells(frontier, one)
        rows.append((plain(one.claim), plain(survives), "<br>".join(map(plain, first))))
    yield from table(("claim", "survives", "first broken by"), rows)
