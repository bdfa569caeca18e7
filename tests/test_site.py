"""The documentation site: it is built without a network, and no link in it leads to nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEAD_END = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_MKDOCS_2_WARNING": "1"}


class Page(HTMLParser):
    """The links of a page, what it loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif tag == "a" and name == "href" and value:
                self.links.add(value)
            elif name in ("href", "src") and value and tag != "a":
                self.loads.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    folder = tmp_path_factory.mktemp("site").resolve()
    words = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | DEAD_END, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return {page: Page(page.read_text(encoding="utf-8")) for page in folder.rglob("*.html")}


def test_every_link_leads_somewhere(site: dict[Path, Page]) -> None:
    wrong = []
    for page, content in site.items():
        for link in content.links | content.loads:
            parts = urlsplit(link)
            if parts.scheme or page.name == "404.html":
                continue
            to = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            there = to in site and (not parts.fragment or unquote(parts.fragment) in site[to].anchors)
            if not (there or (to.suffix != ".html" and to.exists())):
                wrong.append(f"{page.name}: {link}")
    assert not wrong


def test_nothing_is_loaded_from_elsewhere(site: dict[Path, Page]) -> None:
    assert {load for page in site.values() for load in page.loads if re.match("https?:|//", load)} == set()


def test_every_page_of_docs_and_every_protocol_is_there(site: dict[Path, Page]) -> None:
    names = {page.stem for page in site}
    assert names >= {page.stem for page in (ROOT / "docs").glob("*.md")}
    assert names >= {page.stem for page in (ROOT / "docs" / "how-to").glob("*.md")}
    assert names >= {page.parent.name for page in ROOT.glob("spec/*/README.md")}
