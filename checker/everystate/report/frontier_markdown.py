"""How many faults the claims survive, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.report.frontier import bounds, cells, effort, is_whole, sentence, set_there, tally
from everystate.report.markdown import code, escaped, table
from everystate.study.frontier.frontier import Frontier


def frontier_in_markdown(found: Frontier) -> str:
    """The whole text."""
    return "\n".join(_lines(found))


def _lines(found: Frontier) -> Iterator[str]:
    yield f"### {escaped(found.spec.title)}: {escaped(tally(found))}"
    yield ""
    yield f"{escaped(effort(found))}. {code(', '.join(set_there(found)))}"
    yield ""
    yield from (f"- {code(budget.name)}: {escaped(bounds(budget))}" for budget in found.varied)
    if found.always_on:
        yield f"- without a bound, and always possible: {escaped(', '.join(map(str, found.always_on)))}"
    yield ""
    yield from frontier_table(found)
    for one in found.edges:
        if not is_whole(one):
            yield f"- **{escaped(one.claim)}.** {escaped(sentence(found, one))}"
    for refusal in found.refused:
        yield f"- **{escaped(refusal.claim)}** is not judged: {escaped(refusal.reason)}"
    yield ""


def frontier_table(found: Frontier) -> Iterator[str]:
    """The table: what each claim survives, and what breaks it first."""
    rows: list[tuple[str, ...]] = []
    for one in found.edges:
        survives, first = cells(found, one)
        rows.append((escaped(one.claim), escaped(survives), "<br>".join(map(escaped, first))))
    yield from table(("claim", "survives", "first broken by"), rows)
