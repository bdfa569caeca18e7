"""Text in Markdown, as GitHub and GitLab read it: what comes from a spec is shown as it is, and does nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from everystate.report.wording import one_line

_SPECIAL = re.compile(r"[\\`*_\[\]|~&<>$]|[@#](?=\w)|:(?=//)|(?<=www)\.")
_BREAK = "&#8203;"  # of no width: with it `@name` is no mention, `#1` no issue, `https://` no link


def escaped(text: str) -> str:
    """A text in one line in which nothing is markup, a mention, a reference, a link or the end of a cell."""
    return _SPECIAL.sub(_harmless, one_line(text))


def code(text: str) -> str:
    """A text in one line, set as code; also in a cell of a table."""
    return f"<code>{escaped(text)}</code>"


def _harmless(found: re.Match[str]) -> str:
    character = found[0]
    return character + _BREAK if character in "@#:." else f"&#{ord(character)};"


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
