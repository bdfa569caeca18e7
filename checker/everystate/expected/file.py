"""The reader of `expected.toml`, which reports every mistake."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from everystate.composing.network import Network
from everystate.expected.places import Places
from everystate.expected.settings import DECLARED, LAYERS, known_claims, unknown_layers
from everystate.expected.values import Path, Values
from everystate.loading.document import inside, read_bytes
from everystate.loading.spec import Spec
from everystate.loading.toml import parse_toml
from everystate.problems import Place, Problem, Problems, SpecError, nearest

FILE = "expected.toml"

_ANSWERS = ("holds", "violated", "known")
_COUNTS = ("states", "steps", "depth")
_TABLES = ("claims", "counterexamples")
_OTHERS = ("run", "source")
"""Keys that are none of ours: tests of a spec may keep there what they expect of further parameters."""

_Fits = Callable[[Any], bool]


@dataclass(frozen=True)
class Expected:
    """The contents of a file: values as declared, for worlds and for sets of layers, with the place of each key."""

    text: str
    sections: Mapping[Path, Values]
    places: Places


def file_of(spec: Spec) -> FilePath:
    """The path of the file of a spec, which need not exist."""
    return FilePath(spec.folder) / FILE


def read_expected(network: Network, *, obsolete: bool = False) -> Expected | None:
    """The expected values of a spec; None if it has no file.

    Args:
        network: the spec, at any parameters.
        obsolete: ignore worlds and claims that the spec does not have.

    Raises:
        SpecError: the file has mistakes; the error lists all of them.
    """
    file = file_of(network.spec)
    if not (file.exists() or file.is_symlink()):
        return None
    problems = Problems()
    text = _text(file, FilePath(network.spec.folder))
    places = Places(text, str(file))
    sections = _Reading(network, problems, places, obsolete).sections(parse_toml(text, str(file)))
    problems.stop_if_any()
    return Expected(text, sections, places)


def _text(file: FilePath, folder: FilePath) -> str:
    def refuse(what: str, why: str = "") -> SpecError:
        return SpecError([Problem(Place(str(file)), what, why)])

    if not inside(file, folder):
        raise refuse("leads out of the folder", "a spec reads its own files only")
    try:
        data = read_bytes(file, str(file))
        return data.decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise refuse("not text", f"{FILE} is UTF-8") from None


class _Reading:
    """Reads the tables of a file and compares their names with those of a spec."""

    def __init__(self, network: Network, problems: Problems, places: Places, obsolete: bool) -> None:
        self.spec = network.spec
        self.claims = known_claims(network)
        self.problems = problems
        self.places = places
        self.obsolete = obsolete

    def sections(self, data: Mapping[str, Any]) -> dict[Path, Values]:
        """The values of every section."""
        self._keys((), data, ("declared", "worlds", LAYERS), "key", _OTHERS)
        made = {DECLARED: self._values(DECLARED, data["declared"])} if "declared" in data else {}
        worlds = self._table(("worlds",), data.get("worlds", {}))
        layers = self._table((LAYERS,), data.get(LAYERS, {}))
        if not self.obsolete:
            self._keys(("worlds",), worlds, [world.name for world in self.spec.worlds], "world")
            self._known_layers(layers)
        made |= {("worlds", name): self._values(("worlds", name), value) for name, value in worlds.items()}
        return made | {(LAYERS, name): self._values((LAYERS, name), value) for name, value in layers.items()}

    def _known_layers(self, layers: Mapping[str, Any]) -> None:
        """Sections are of layers that the spec has."""
        known = [layer.name for layer in self.spec.layers]
        for key in layers:
            unknown = dict.fromkeys(unknown_layers(key, self.spec), 0)
            self._keys((LAYERS,), unknown, known, "layer")

    def _values(self, path: Path, value: Any) -> Values:
        table = self._table(path, value)
        self._keys(path, table, (*_COUNTS, *_TABLES), "key")
        counts = {name: number for name, number in table.items() if name in _COUNTS}
        self._each(path, counts, _is_count, "a number")
        claims, lengths = (self._claims((*path, name), table.get(name, {})) for name in _TABLES)
        self._each((*path, "claims"), claims, _is_answer, f"one of {', '.join(_ANSWERS)}")
        self._each((*path, "counterexamples"), lengths, _is_count, "a number of steps")
        for name in [name for name in lengths if name not in claims]:
            place, why = self.places((*path, "counterexamples", name)), "the length of a counterexample belongs to one"
            self.problems.add(place, f"no verdict on '{name}'", why, f"say it in [{'.'.join((*path, 'claims'))}]")
        return Values(counts, claims, lengths)

    def _claims(self, path: Path, value: Any) -> dict[str, Any]:
        table = self._table(path, value)
        if not self.obsolete:
            self._keys(path, table, self.claims, "claim")
        return table

    def _table(self, path: Path, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.problems.add(self.places(path), f"'{path[-1]}' is no table", "", f"write [{'.'.join(path)}]")
        return {}

    def _keys(
        self, path: Path, table: Mapping[str, Any], known: Collection[str], kind: str, others: Collection[str] = ()
    ) -> None:
        for name in table:
            if name not in known and name not in others:
                hint = "--accept takes it out" if kind in ("claim", "world", "layer") else ""
                why = "the spec has none of this name" if hint else ""
                near = nearest(name, known)
                said = "; ".join(part for part in (near, hint) if part)
                self.problems.add(self.places((*path, name)), f"unknown {kind} '{name}'", why, said)

    def _each(self, path: Path, table: Mapping[str, Any], fits: _Fits, right: str) -> None:
        for name, value in table.items():
            if not fits(value):
                self.problems.add(
                    self.places((*path, name)), f"{name} = {json.dumps(value, default=str)}", f"this is not {right}"
                )


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_answer(value: Any) -> bool:
    return value in _ANSWERS
