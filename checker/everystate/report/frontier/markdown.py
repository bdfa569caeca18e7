"""The numbers of faults that the claims survive, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.report.frontier.text import bounds, cells, effort, is_whole, sentence, set_there, tally
from everystate.report.markup import code, plain, table
from everystate.study.frontier.frontier import Frontier


def frontier_in_markdown(found: Frontier) -> str:
    """The text of the report."""
    return "\n".join(_lines(found))


def _lines(found: Frontier) -> Iterator[str]:
    yield f"### {plain(found.spec.title)}: {plain(tally(found))}"
    yield ""
    yield f"{plain(effort(found))}. {code(', '.join(set_there(found)))}"
    yield ""
    yield from (f"- {code(budget.name)}: {plain(bounds(budget))}" for budget in found.varied)
    if found.always_on:
        yield f"- without a bound, and always possible: {plain(', '.join(map(str, found.always_on)))}"
    yield ""
    yield from frontier_table(found)
    for one in found.edges:
        if not is_whole(one):
            yield f"- **{plain(one.claim)}.** {plain(sentence(found, one))}"
    for refusal in found.refused:
        yield f"- **{plain(refusal.claim)}** is not judged: {plain(refusal.reason)}"
    yield ""


def frontier_table(found: Frontier) -> Iterator[str]:
    """The lines of the table: the faults that each claim survives, and the smallest combinations that break it."""
    rows: list[tuple[str, ...]] = []
    for one in found.edges:
        survives, first = cells(found, one)
        rows.append((plain(one.claim), plain(survives), "<br>".join(map(plain, first))))
    yield from table(("claim", "survives", "first broken by"), rows)
