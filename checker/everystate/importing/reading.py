"""Which reader a source is for: by the ending of its name, or MODULE:NAME."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from everystate.importing import diagrams, markup, python
from everystate.importing.foreign import ForeignMachine
from everystate.problems import Place, Problem, SpecError

DIAGRAMS = (".mmd", ".mermaid", ".puml", ".plantuml", ".pu", ".md")
DATA = (".json", ".yaml", ".yml")
_BLOCK = "```mermaid\n"


def read_machine(source: str) -> ForeignMachine:
    """The machine in a file, or the one that a Python module has.

    Raises:
        SpecError: it cannot be read, or is not understood.
    """
    path = Path(source)
    ending = path.suffix.lower()
    if ending in DIAGRAMS:
        text = _text(path)
        text = text.partition(_BLOCK)[2].partition("```")[0] if ending == ".md" else text
        return diagrams.machine_from(text, path.stem, source)
    if ending in DATA:
        return markup.machine_from(_data(path), Place(source))
    if ":" in source:
        return python.machine_of(source)
    known = " ".join((*DATA, *DIAGRAMS))
    raise SpecError([Problem(Place(source), "this is no machine", "", f"name MODULE:NAME, or a file: {known}")])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError([Problem(Place(str(path)), f"it cannot be read: {error}")]) from error


def _data(path: Path) -> object:
    text = _text(path)
    try:
        made: object = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise SpecError([Problem(Place(str(path)), f"it cannot be read: {' '.join(str(error).split())}")]) from error
    return made
