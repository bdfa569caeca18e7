"""Pages and pictures from outside `docs`, and links that lead out of it.

`README.md` is the start page. The pages of `spec` and `diagrams` come after the others, with the pictures. A link to
any other file of the project leads to the repository where `repo_url` is set, and is plain text where it is not.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\]\([^)]*\))*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def places() -> dict[str, str]:
    """For each file of the site, its path in the project: its path in the site."""
    inside = {f"docs/{path}": path for path in found(ROOT / "docs", "*") if not path.startswith("site/")}
    protocols = {f"spec/{path}": f"protocols/{Path(path).parent}.md" for path in found(ROOT / "spec", "README.md")}
    pictures = {
        f"diagrams/{path}": f"diagrams/{path}" for end in ("svg", "md") for path in found(ROOT / "diagrams", f"*.{end}")
    }
    return {**inside, **protocols, **pictures, "README.md": "index.md"}


def found(folder: Path, pattern: str) -> list[str]:
    """The files of a folder and its folders, by their paths in it."""
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob(pattern)) if path.is_file()]


def on_files(files: Files, config: Any) -> Files:
    """Add what stands outside `docs`."""
    for path, place in places().items():
        if not path.startswith("docs/"):
            files.append(File.generated(config, place, abs_src_path=str(ROOT / path)))
    return files


def on_config(config: Any) -> Any:
    """A part of the navigation for each protocol."""
    names = [Path(path).parent.name for path in places() if path.startswith("spec/")]
    config.nav.append({"Protocols": [{title(name): f"protocols/{name}.md"} for name in names]})
    config.nav.append({"Pictures": ["diagrams/README.md", *(f"diagrams/{name}/README.md" for name in names)]})
    config.nav[-2]["Protocols"].sort(key=lambda entry: next(iter(entry)))
    return config


def title(name: str) -> str:
    """The heading of a protocol's page."""
    return (ROOT / "spec" / name / "README.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """The text with its links as the site has them; what stands in fences stays."""
    known = places()
    [source] = [path for path, place in known.items() if place == page.file.src_uri]

    def linked(match: re.Match[str]) -> str:
        picture, text, target = match.groups()
        text = LINK.sub(linked, text)
        if re.match(r"[a-z]+:|#", target):
            return f"{picture}[{text}]({target})"
        path, _, anchor = target.partition("#")
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        place = known.get(meant) or known.get(f"{meant}/README.md")
        if place:
            near = posixpath.relpath(place, posixpath.dirname(page.file.src_uri) or ".")
            return f"{picture}[{text}]({near}{'#' + anchor if anchor else ''})"
        if not (ROOT / meant).exists():
            raise ValueError(f"{source} links to {target}, which does not exist")
        return f"[{text}]({config.repo_url}/blob/main/{meant})" if config.repo_url else text

    parts = FENCE.split(markdown)
    fences = FENCE.findall(markdown)
    return "".join(LINK.sub(linked, part) + fence for part, fence in zip(parts, [*fences, ""], strict=True))
