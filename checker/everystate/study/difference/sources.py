"""The texts of the files of a spec, to quote from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from everystate.problems import Place

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FILES = ("*.yaml", "*.yml", "layers/*.yaml", "layers/*.yml")

_Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Written:
    """A piece of a file, as it is written there but for the spaces, and where it begins."""

    text: str
    place: Place


class Sources:
    """The texts of files, by the names that places have for them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)

    @classmethod
    def of(cls, folder: Path, name: str | None = None) -> Sources:
        """The files of a folder, which places call `name`."""
        files = sorted(file for pattern in _FILES for file in folder.glob(pattern) if file.is_file())
        called = {file: str(Path(name or folder) / file.relative_to(folder)) for file in files}
        return cls({called[file]: file.read_text(encoding="utf-8-sig", errors="replace") for file in files})

    def written(self, place: Place) -> Written:
        """The row, the entry or the value that begins at a place; an empty text where there is none."""
        span = self._spans.get((place.file, place.line, place.column))
        return Written(self._cut(place.file, span) if span else "", place)

    def entry(self, file: str, key: str) -> Written:
        """The entry of this key in the outermost mapping of a file."""
        root = yaml.compose(self.texts.get(file, ""), Loader=_LOADER)
        for name, value in root.value if isinstance(root, yaml.MappingNode) else ():
            if name.value == key:
                mark = name.start_mark
                return Written(self._cut(file, _from(name, value)), Place(file, mark.line + 1, mark.column + 1))
        return Written("", Place(file))

    @cached_property
    def _spans(self) -> dict[tuple[str, int, int], _Span]:
        made: dict[tuple[str, int, int], _Span] = {}
        for file, text in self.texts.items():
            for start, end in _spans(yaml.compose(text, Loader=_LOADER)):
                # what holds another comes before it
                made.setdefault((file, start[0] + 1, start[1] + 1), (start, end))
        return made

    def _cut(self, file: str, span: _Span) -> str:
        (first, begin), (last, end) = span
        lines = [*self.texts[file].split("\n"), ""][first : last + 1]
        lines[-1] = lines[-1][:end]
        lines[0] = " " * begin + lines[0][begin:]
        kept = [line.rstrip() for line in lines]
        while len(kept) > 1 and (not kept[-1] or kept[-1].lstrip().startswith("#")):
            kept.pop()
        return re.sub(r"(?<=\S) {2,}", " ", dedent("\n".join(kept)))


def _spans(node: Any) -> Iterator[_Span]:
    """From where to where each entry is written, with its key; each item of a list; each value that is a text."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield _from(key, value)
            if isinstance(value, yaml.ScalarNode):
                yield _from(value, value)
            yield from _spans(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield _from(item, item)
            yield from _spans(item)


def _from(first: Any, last: Any) -> _Span:
    start, end = first.start_mark, last.end_mark
    return (start.line, start.column), (end.line, end.column)
