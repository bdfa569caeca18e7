"""The layers of a spec: which there are, which are laid, and which parameters there are under some of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from everystate.loading.declare import read_parameters
from everystate.loading.document import Text
from everystate.loading.layering.laying import changed
from everystate.loading.shapes import Entries
from everystate.loading.sorts import Declared, Sort
from everystate.loading.spec import Layer, Parameter
from everystate.problems import Problems


@dataclass(frozen=True)
class Layers:
    """The system file without a layer, the layers of the spec, and the names of those that are laid, in order."""

    system: Entries
    entries: dict[str, Entries]
    laid: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[Layer, ...]:
        """The layers of the spec."""
        return tuple(_described(name, entry) for name, entry in self.entries.items())

    def parameters(self, names: Iterable[str], declared: Declared) -> tuple[Parameter, ...]:
        """The parameters of the spec with these layers over it."""
        return self._read(names, replace(declared, parameters={}))

    def sorts(self, declared: Declared) -> dict[str, Sort]:
        """The sorts of the parameters of the spec with all its layers over it."""
        found = replace(declared, parameters={})
        self._read(self.entries, found)
        return found.parameters

    def _read(self, names: Iterable[str], declared: Declared) -> tuple[Parameter, ...]:
        entries = self.system.get("parameters") or {}
        for name in names:
            entries = changed(entries, self.entries[name].get("parameters") or {})
        return read_parameters(entries, declared, Problems())


def _described(name: str, entry: Entries) -> Layer:
    key = entry["layer"]
    claims: list[Text] = [claim for table in ("claims", "monitors") for claim in entry.get(table) or {}]
    parameters = tuple(map(str, entry.get("parameters") or {}))
    return Layer(name, key.place, entry.get("description", ""), parameters, tuple(map(str, claims)))
