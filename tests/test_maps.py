"""The maps for people name what is there: every package, every folder of tests, every file of a recipe."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "checker" / "everystate"
CODE = re.compile(r"`([^`\n]+)`")


def rows(page: str) -> list[str]:
    """What stands in the first column of the tables of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_the_architecture_names_every_package_and_every_folder() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    modules = {"problems.py", "checking.py"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    beside = (folders - {"checker", "build", "dist", "htmlcov"}) | {".ci"}
    assert sorted(rows("ARCHITECTURE.md")) == sorted(packages | modules | beside)


def test_the_packages_stand_in_the_order_of_the_import_layers() -> None:
    """From the ground up; packages of one layer in any order."""
    [layers] = re.findall(
        r'containers = \["everystate"\]\nlayers = \[(.*)\]', (ROOT / "pyproject.toml").read_text("utf-8")
    )
    floors = [re.findall(r"\w+", layer) for layer in re.findall(r'"([^"]+)"', layers)][::-1]
    floor = {name: number for number, names in enumerate(floors) for name in names}
    listed = [row.removesuffix(".py") for row in rows("ARCHITECTURE.md")]
    heights = [floor[name] for name in listed if name in floor]
    assert heights == sorted(heights)


def test_the_map_of_the_tests_names_every_folder() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert set(rows("tests/README.md")) == folders


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "tests/README.md"])
def test_files_that_a_map_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = {name for name in CODE.findall(text) if re.fullmatch(r"[\w./-]+\.(py|md)|[\w.-]+/[\w./-]*\.\w+", name)}
    places = (ROOT, PACKAGE, ROOT / "tests")
    missing = [name for name in names if "NAME" not in name and not any((place / name).exists() for place in places)]
    assert names
    assert missing == []


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md"])
def test_links_of_a_map_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_the_names_that_a_recipe_tells_to_change_are_in_the_files() -> None:
    """`loading/spec.py`: its name, in `TimeClaim`."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = re.findall(r"`([\w/.]+\.py)`[^`\n]*?\b(?:in|a branch in) `(\w+)`", text)
    assert len(told) >= 6
    places = (ROOT, PACKAGE)
    for name, word in told:
        [file] = [place / name for place in places if (place / name).exists()]
        assert re.search(rf"\b{word}\b", file.read_text(encoding="utf-8")), (name, word)


def test_every_decision_has_a_number_of_its_own_and_is_listed() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [file.name[:4] for file in files]
    assert sorted(set(numbers)) == numbers
    assert [file.name for file in files if not file.read_text("utf-8").startswith(f"# {file.name[:4]} ")] == []
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert sorted(listed) == [file.name for file in files]


# -- the English of the code ------------------------------------------------------------------------------------------

MOST_WORDS = 34
"""A sentence should have under 25."""

UNPLAIN = re.compile(r"\b(told|so many|so often|whoever|felt|owed|is made of)\b")


def docstrings() -> Iterator[tuple[Path, str]]:
    """Every docstring of the package, with its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield path, text


def sentences(docstring: str) -> Iterator[str]:
    """The sentences of the paragraphs that are prose: neither drawn, nor a list of arguments."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(docstring)):
        if not re.search(r"^ |^\w+:$|[│─]", paragraph, re.MULTILINE):
            yield from re.split(r"(?<=[.:;?!])\s+", paragraph)


def test_docstrings_are_short_sentences_in_plain_words() -> None:
    found = [(path.name, sentence) for path, text in docstrings() for sentence in sentences(text)]
    assert len(found) > 3000
    assert [one for one in found if len(one[1].split()) > MOST_WORDS or UNPLAIN.search(one[1])] == []
