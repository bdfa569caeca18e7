"""A folder of files to a `Spec`."""

from __future__ import annotations

from pathlib import Path

from everystate.loading.build import build
from everystate.loading.declare import Files
from everystate.loading.document import Mapping, inside, read_document
from everystate.loading.files import PARTY_FILE, SYSTEM_FILE
from everystate.loading.misspelt import one_for_each_word
from everystate.loading.shapes import Entries, read
from everystate.loading.spec import Spec
from everystate.loading.wiring import check_wiring
from everystate.problems import Place, Problem, Problems, SpecError

MAX_FILES = 100
MAX_SPEC_BYTES = 4_000_000
MAX_ROWS = 10_000


def load(folder: str | Path, name: str | None = None) -> Spec:
    """Read a protocol: `system.yaml` and a file for each party.

    Args:
        folder: where the files are.
        name: what the spec, and places in it, call the folder, if not as it is given.

    Raises:
        SpecError: with every mistake found.
    """
    path = Path(folder)
    name = str(folder) if name is None else name
    problems = Problems()
    documents = _documents(path, name, problems)
    try:
        spec = _spec(documents, name, problems)
        object.__setattr__(spec, "loaded", True)  # which `replace` does not copy
        return spec
    except SpecError as error:
        raise SpecError(one_for_each_word(error.problems, documents)) from None


def _spec(documents: list[Mapping], name: str, problems: Problems) -> Spec:
    unread = bool(problems.found)
    entries = [_entries(document, problems) for document in documents]
    _refuse_too_many_rows(entries, problems)
    systems = [entry for entry, is_system in entries if is_system and entry is not None]
    parties = tuple(entry for entry, is_system in entries if not is_system and entry is not None)
    for extra in systems[1:]:
        problems.add(extra.place, "a second system file")
    if not systems and not unread:
        place = Place(str(Path(name)))
        problems.add(place, "no system file", "one file of the folder says `system:`", "add system.yaml")
    if unread or len(systems) != 1:
        raise SpecError(problems.found)
    spec = build(Files(systems[0], parties), name, problems)
    problems.stop_if_any()
    check_wiring(spec, problems)
    problems.stop_if_any()
    return spec


def _documents(path: Path, name: str, problems: Problems) -> list[Mapping]:
    documents: list[Mapping] = []
    for file in _files(path, name):
        called = str(Path(name) / file.name)
        if not inside(file, path):
            problems.add(Place(called), "leads out of the folder", "a spec reads its own files only")
            continue
        try:
            documents.append(read_document(file, called))
        except SpecError as error:
            problems.found += error.problems
    return documents


def _files(path: Path, name: str) -> list[Path]:
    place = Place(str(Path(name)))
    if not path.is_dir():
        what = "is a file" if path.exists() else "no such folder"
        raise SpecError([Problem(place, what, "a spec is a folder of YAML files")])
    try:
        files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise SpecError([Problem(place, f"cannot be read: {error.strerror or error}")]) from None
    if not files:
        raise SpecError(
            [Problem(place, "no spec here", "a spec is a folder with system.yaml and a file for each party")]
        )
    if len(files) > MAX_FILES:
        raise SpecError([Problem(place, f"{len(files)} files", f"the limit is {MAX_FILES}")])
    if (size := sum(file.stat().st_size for file in files if file.is_file())) > MAX_SPEC_BYTES:
        raise SpecError([Problem(place, f"too large: {size:,} bytes in all", f"the limit is {MAX_SPEC_BYTES:,}")])
    return files


def _refuse_too_many_rows(entries: list[tuple[Entries | None, bool]], problems: Problems) -> None:
    """Count the rows of all machines.

    Raises:
        SpecError: there are more than fit.
    """
    number = 0
    for entry in (entry for entry, _ in entries if entry is not None):
        for machine in (entry.get("machines") or {}).values():
            number += sum(len(row.get("trigger") or ()) for row in machine.get("transitions") or ())
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
    if not keys & {"system", "party"} and system == party:
        what = "neither a party file nor the system file"
        problems.add(document.place, what, "", "start it with `party: NAME` or `system: TITLE`")
        problems.lose_names()
        return None, False
    return read(document, SYSTEM_FILE if is_system else PARTY_FILE, problems), is_system
