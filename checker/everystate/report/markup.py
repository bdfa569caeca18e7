"""Markdown for GitHub and GitLab: texts from a spec, tables, blocks of code, and collapsible sections.

A text from a spec is shown as written, and never read as markup, a mention or a link. Characters with a meaning in
CommonMark or in GitHub's tables get a backslash; those with a meaning in HTML become entities. Code hosting looks for
`@name`, `#12`, `!12` and the like after rendering, in each text between tags, so an empty comment splits them. The
escapes are from the GitHub Flavored Markdown Spec 0.29, 2.4 and 6.9.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from everystate.wording.text import one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_\[\]|~$]")
_AT_FIRST = re.compile(r"^(\d+)(?=[.)])|^(?=[-+=:#])")
_LINKS = re.compile(r"(?i)(https?|ftp|www|mailto|xmpp)([:.])")
_REFERENCES = re.compile(r"([@#!%^]|&amp;|\\[~$]|\bGH-)(?=\w)")
_APART = "<!-- -->"
_PARTED_LINK = rf"\1{_APART}\2"


def plain(text: str) -> str:
    """The text for a paragraph, a heading, a list or a cell of a table."""
    made = "".join(_ENTITIES.get(c, c) for c in one_line(text))
    made = _MARKUP.sub(r"\\\g<0>", made)
    made = _REFERENCES.sub(rf"\1{_APART}", made)
    made = _LINKS.sub(_PARTED_LINK, made)
    return _AT_FIRST.sub(r"\1\\", made)


def code(text: str) -> str:
    """The text as code; mentions have no effect in code, but Markdown still reads markup and links in it."""
    made = "".join(_ENTITIES.get(c, c) for c in one_line(text))
    made = _MARKUP.sub(_number, made)
    return f"<code>{_LINKS.sub(_PARTED_LINK, made).replace('@', f'@{_APART}')}</code>"


def _number(found: re.Match[str]) -> str:
    """The matched character as an entity, for contexts in which a backslash would be shown."""
    return f"&#{ord(found[0])};"


def fenced(text: str, kind: str) -> Iterator[str]:
    """The lines of a block of code, with a fence that does not occur in the text."""
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
    """The lines of a collapsible section; the summary is plain text."""
    yield f"<details{' open' if unfolded else ''}><summary>{html.escape(one_line(summary), quote=False)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""
