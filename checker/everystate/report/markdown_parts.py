"""Parts of a page in Markdown, as GitHub and GitLab read it: tables, blocks of code, what opens and closes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from everystate.report.wording import one_line


def fenced(text: str, kind: str) -> Iterator[str]:
    """The lines of a block of code, with a fence that is in none of them."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{kind}"
    yield from text.rstrip("\n").split("\n")
    yield fence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; its cells are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def folded(summary: str, lines: Iterable[str], unfolded: bool = False) -> Iterator[str]:
    """Lines under a summary (plain text) that opens and closes."""
    yield f"<details{' open' if unfolded else ''}><summary>{html.escape(one_line(summary), quote=False)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""
