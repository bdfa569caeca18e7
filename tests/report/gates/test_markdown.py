"""Markdown, rendered: tables and charts are there, and nothing of a spec becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result, Trace
from everystate.problems import Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.gates.markdown import MarkdownForm
from everystate.report.markup import code, plain


def draw(_result: Result, trace: Trace, title: str) -> str:
    return f"sequenceDiagram\n    title {title} in {trace.length}\n"


class Page(HTMLParser):
    """What a browser would find in a page: its elements, and its text without them."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.pieces: list[str] = []
        self.cells: list[str] = []
        self.prose: list[str] = []
        self.inside: list[str] = []
        renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.html = renderer.render(markdown)
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass  # what needs no end, as <br>

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
        if {"td", "th"} & set(self.inside):
            self.cells[-1] += data
        if "code" not in self.inside:
            self.prose.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def text_of(spec: str | Path, caption: Caption | None = None, most: int = 65_000, **asked: Any) -> str:
    form = MarkdownForm(draw, most)
    form.add(caption or Caption(), check(spec, **asked))
    return form.text()


def test_the_verdicts_are_tables_what_fails_first() -> None:
    page = Page(text_of("tests/models/unexpected"))
    assert page.tags.count("table") == 2
    assert page.cells[:4] == ["verdict", "claim", "judged in", "fails after"]
    assert page.cells[4:8] == ["✗ violated", "no unexpected message", "8 joint states", "2 steps"]
    assert page.tags.count("details") == 2
    assert "7 claims hold" in page.text


def test_a_counterexample_is_a_mermaid_chart_and_a_list_of_steps() -> None:
    page = Page(text_of("tests/models/unexpected"))
    assert '<pre><code class="language-mermaid">sequenceDiagram\n    title no unexpected message in 2' in page.html
    assert "   1  client ask\n   2  server begin_work" in page.text
    assert "tests/models/unexpected/server.yaml:8" in page.text


def test_what_is_listed_has_its_lines() -> None:
    assert "tests/models/dead_row/door.yaml:10: at: pull never fires" in Page(text_of("tests/models/dead_row")).text


def test_a_known_violation_has_its_reason_and_no_run() -> None:
    page = Page(text_of("tests/models/known_violation"))
    assert "boxes are for putting things in" in page.text
    assert "language-mermaid" not in page.html
    assert page.text.lstrip().startswith("✓ Boxes without a lid")


def test_running_out_is_said() -> None:
    page = Page(text_of("tests/models/token_ring", limits=Limits(states=3)))
    assert "? Token ring: 9 undecided" in page.text
    assert "Stopped: --max-states 3 reached. Running out is no pass." in page.text


def test_parameters_are_told_with_what_was_declared() -> None:
    page = Page(text_of("tests/models/token_ring", parameters={"nodes": 2}))
    assert page.cells[-2:] == ["nodes", "2 (declared 3)"]


def test_a_world_is_a_section() -> None:
    form = MarkdownForm(draw, worlds=True)
    for world in ("darkroom", "attic"):
        form.add(Caption(world, f"The {world}."), check("tests/models/worlds", world=world))
    page = Page(form.text())
    assert page.tags.count("h2") == 2
    assert "A lamp in several rooms, attic: " in page.text
    assert "The attic." in page.text
    assert "Set: fragile=true (declared false)" in page.text
    assert "hold" not in page.cells  # of many worlds, what holds is only counted
    assert page.tags.count("details") == 0


def test_the_texts_of_a_spec_are_text_and_nothing_else(hostile: Path) -> None:
    page = Page(text_of(hostile, Caption("a|b<i>")))
    assert set(page.tags) <= {
        "h2", "h3", "p", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li",
    }  # fmt: skip
    assert page.links == []
    assert page.cells[4:8] == [
        "✗ violated",
        "| `a` <script>alert(1)</script> @everyone #1 ]]> %0A ::stop:: ![x](http://x.test) **b** $x$ &amp; end",
        "2 joint states",
        "1 step",
    ]
    assert "- [ ] @octocat said <b>GH-12</b> at www.x.test # see a@b.test" in page.text


def test_nobody_is_mentioned_and_nothing_is_linked(hostile: Path) -> None:
    """A forge looks for mentions and issues in each piece of text that is not code, and for addresses everywhere."""
    page = Page(text_of(hostile))
    assert not [piece for piece in page.prose if re.search(r"@\w|#\d|GH-\d", piece)]
    unfenced = Page(re.sub(r"```.*?```", "", text_of(hostile), flags=re.DOTALL))
    assert not [piece for piece in unfenced.pieces if re.search(r"https?:|www\.|\w@\w", piece)]


NASTY = [
    "@everyone", "#12", "!7 ~bug %1.0 $id$", "<img src=x>", "a|b", "a\\|b", "`code`", "**b** _i_ ~~s~~", "[a](b)",
    "![a](b)", "https://x.test", "www.x.test", "a@b.test", "&lt;", "&#64;x", "- item", "1. item", "2) item", "# head",
    "> quote", "===", "---", "+ x", "```", "~~~", "    code", "<!-- -->", "a\nb", "\\", "x <br> y", "://", "|", "GH-1",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("escape", [plain, code])
def test_any_text_is_read_as_it_was_written(text: str, escape: Any) -> None:
    wanted = " ".join(text.split())
    for markdown in (escape(text), f"- {escape(text)}", f"### {escape(text)}", f"| a |\n| --- |\n| {escape(text)} |"):
        page = Page(markdown)
        assert set(page.tags) <= {"p", "code", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td"}
        assert page.text.strip().removeprefix("a\n").strip() == wanted


def test_a_page_that_is_too_long_says_what_is_left_out() -> None:
    whole = text_of("tests/models/peer_failover")
    short = text_of("tests/models/peer_failover", most=3_000)
    assert len(short) < 3_000 < len(whole)
    assert "sections left out" in short
    assert "sections left out" not in whole
    assert Page(short).tags.count("details") == Page(short).html.count("</details>")


def test_a_chart_that_mermaid_would_not_draw_is_left_out() -> None:
    form = MarkdownForm(lambda *_: "x" * 60_000)
    form.add(Caption(), check("tests/models/unexpected"))
    assert "mermaid" not in form.text()
    assert "   1  client ask" in form.text()


def test_mistakes_are_a_table() -> None:
    form = MarkdownForm(draw)
    form.refuse([Problem(Place("pyproject.toml", 3, 5), "wrong | <b>", "since"), Problem(Place("--set"), "no 'x'")])
    page = Page(form.text())
    assert page.cells[3:] == ["pyproject.toml:3", "wrong | <b>", "since", "--set", "no 'x'", ""]
    assert "✗ everystate: 2 mistakes" in page.text


def test_a_run_after_which_nothing_happens_says_so() -> None:
    form = MarkdownForm(draw)
    form.add(Caption(), check("tests/models/tries_run_out"))
    page = form.text()
    assert "<summary>A shortest run, 4 steps, after which nothing more happens</summary>" in page
    assert "and what then repeats" not in page
