"""A folder of files to a `Spec`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from everystate.loading.declare import Files
from everystate.loading.document import Mapping, inside, read_document
from everystate.loading.files import PARTY_FILE, SYSTEM_FILE
from everystate.loading.layering.grammar import LAYER_FILE
from everystate.loading.layering.source import SUFFIXES, Source
from everystate.loading.misspelt import one_for_each_word
from everystate.loading.shapes import Entries, read
from everystate.loading.spec import Spec
from everystate.problems import Place, Problem, Problems, SpecError

LAYERS = "layers"
"""The folder in the folder of a spec that has its layers."""
MAX_FILES = 100
MAX_SPEC_BYTES = 4_000_000
MAX_ROWS = 10_000
NOT_OF_THE_SPEC = "logs.yaml"
"""The file of a folder that says how logs are read; the spec is what the others say."""


def load(folder: str | Path, name: str | None = None, layers: Iterable[str] = ()) -> Spec:
    """Read a protocol: `system.yaml`, a file for each party, and the layers in `layers`.

    Args:
        folder: where the files are.
        name: what the spec, and places in it, call the folder, if not as it is given.
        layers: what is laid over the protocol, in order: names of its layers, or paths of other layer files.

    Raises:
        SpecError: with every mistake found.
    """
    path = Path(folder)
    name = str(folder) if name is None else name
    problems = Problems()
    documents = _documents(path, name, problems)
    try:
        source = _source(documents, name, problems)
        spec = source.spec((), problems)
    except SpecError as error:
        raise SpecError(one_for_each_word(error.problems, [one.mapping for one in documents])) from None
    return source.over(spec, layers)


@dataclass(frozen=True)
class _Document:
    """A file as a tree, and whether it is in the folder of the layers."""

    mapping: Mapping
    is_layer: bool


def _source(documents: list[_Document], name: str, problems: Problems) -> Source:
    unread = bool(problems.found)
    layers = _layers([one.mapping for one in documents if one.is_layer], problems)
    entries = [_entries(one.mapping, problems) for one in documents if not one.is_layer]
    _refuse_too_many_rows([entry for entry, _ in entries], layers.values(), problems)
    systems = [entry for entry, is_system in entries if is_system and entry is not None]
    parties = tuple(entry for entry, is_system in entries if not is_system and entry is not None)
    for extra in systems[1:]:
        problems.add(extra.place, "a second system file")
    if not systems and not unread:
        place = Place(str(Path(name)))
        problems.add(place, "no system file", "one file of the folder says `system:`", "add system.yaml")
    if unread or len(systems) != 1:
        raise SpecError(problems.found)
    return Source(name, Files(systems[0], parties), layers, [one.mapping for one in documents])


def _layers(documents: list[Mapping], problems: Problems) -> dict[str, Entries]:
    """The layers by their names."""
    made: dict[str, Entries] = {}
    for document in documents:
        entry = read(document, LAYER_FILE, problems)
        if entry is None or "layer" not in entry:
            continue
        name = entry["layer"]
        if name in made:
            problems.add(name.place, f"a second layer '{name}'", f"the first is at {made[name]['layer'].place}")
        made.setdefault(str(name), entry)
    return made


def _documents(path: Path, name: str, problems: Problems) -> list[_Document]:
    documents: list[_Document] = []
    for file in _files(path, name):
        called = str(Path(name) / file.relative_to(path))
        if not inside(file, path):
            problems.add(Place(called), "leads out of the folder", "a spec reads its own files only")
            continue
        try:
            documents.append(_Document(read_document(file, called), file.parent != path))
        except SpecError as error:
            problems.found += error.problems
    return documents


def _files(path: Path, name: str) -> list[Path]:
    place = Place(str(Path(name)))
    if not path.is_dir():
        what = "is a file" if path.exists() else "no such folder"
        raise SpecError([Problem(place, what, "a spec is a folder of YAML files")])
    try:
        files = _yaml_files(path)
        files += _yaml_files(path / LAYERS) if (path / LAYERS).is_dir() else []
    except OSError as error:
        raise SpecError([Problem(place, f"cannot be read: {error.strerror or error}")]) from None
    if not any(file.parent == path for file in files):
        raise SpecError(
            [Problem(place, "no spec here", "a spec is a folder with system.yaml and a file for each party")]
        )
    if len(files) > MAX_FILES:
        raise SpecError([Problem(place, f"{len(files)} files", f"the limit is {MAX_FILES}")])
    if (size := sum(file.stat().st_size for file in files if file.is_file())) > MAX_SPEC_BYTES:
        raise SpecError([Problem(place, f"too large: {size:,} bytes in all", f"the limit is {MAX_SPEC_BYTES:,}")])
    return files


def _yaml_files(folder: Path) -> list[Path]:
    found = (file for file in folder.iterdir() if file.suffix in SUFFIXES)
    return sorted(file for file in found if file.name != NOT_OF_THE_SPEC)


def _refuse_too_many_rows(entries: list[Entries | None], layers: Collection[Entries], problems: Problems) -> None:
    """Count the rows of all machines, those of layers, too.

    Raises:
        SpecError: there are more than fit.
    """
    number = 0
    parties = [party for layer in layers for party in (layer.get("parties") or {}).values()]
    for entry in filter(None, [*entries, *parties]):
        for machine in (entry.get("machines") or {}).values():
            rows = [*(machine.get("transitions") or ()), *(machine.get("first") or ())]
            number += sum(len(row.get("trigger") or ()) for row in rows)
            number += len(machine.get("ignores") or ())
            if number > MAX_ROWS:
                what, why = f"more than {MAX_ROWS:,} rows", "that is the limit for all machines together"
                problems.add(machine.place, what, why)
                problems.stop_if_any()


def _entries(document: Mapping, problems: Problems) -> tuple[Entries | None, bool]:
    """What a file says, and whether it is the system file; without its first key, its other keys show which it is."""
    keys = {str(key) for key, _ in document.entries}
    system, party = (len(keys & {*shape.keys}) for shape in (SYSTEM_FILE, PARTY_FILE))
    is_system = "system" in keys or ("party" not in keys and system > party)
    if "layer" in keys and not keys & {"system", "party"}:
        problems.add(document.place, "a layer beside the files of the protocol", "", f"move it to the folder {LAYERS}")
        return None, False
    if not keys & {"system", "party"} and system == party:
        what = "neither a party file nor the system file"
        problems.add(document.place, what, "", "start it with `party: NAME` or `system: TITLE`")
        problems.lose_names()
        return None, False
    return read(document, SYSTEM_FILE if is_system else PARTY_FILE, problems), is_system
