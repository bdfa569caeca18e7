"""The files of a spec as read, from which it is built with any of its layers."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from everystate.loading.build import build
from everystate.loading.declare import Files
from everystate.loading.document import Mapping as Tree
from everystate.loading.document import Text, read_document
from everystate.loading.layering.grammar import LAYER_FILE
from everystate.loading.layering.layers import Layers
from everystate.loading.layering.laying import lay
from everystate.loading.misspelt import one_for_each_word
from everystate.loading.shapes import Entries, read
from everystate.loading.spec import Spec
from everystate.loading.wiring import check_wiring
from everystate.problems import Place, Problem, Problems, SpecError, nearest

SUFFIXES = (".yaml", ".yml")


@dataclass
class Source:
    """The entries of all files. In another process it is None: what is laid is not laid anew there."""

    folder: str
    files: Files
    layers: dict[str, Entries]
    documents: list[Tree]
    built: dict[tuple[str, ...], Spec] = field(default_factory=dict[tuple[str, ...], Spec])

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()

    def spec(self, laid: tuple[str, ...], problems: Problems | None = None) -> Spec:
        """The spec with these layers, each over those before it.

        Raises:
            SpecError: with every mistake found; there is no such layer.
        """
        if laid not in self.built:
            self.built[laid] = self._build(laid, Problems() if problems is None else problems)
        return self.built[laid]

    def over(self, spec: Spec, layers: Iterable[str]) -> Spec:
        """A spec that was built from here with more layers over it, each laid once.

        Raises:
            SpecError: with every mistake found; there is no such layer.
        """
        more = [name for name in layers if name not in spec.laid]
        if not more:
            return spec
        own = next(laid for laid, built in self.built.items() if built is spec)
        return self.spec(tuple(dict.fromkeys((*own, *more))))

    def asking(self, spec: Spec, claims: dict[Text, Entries]) -> Spec:
        """A spec that was built from here with more claims.

        Raises:
            SpecError: with every mistake found.
        """
        own = next(laid for laid, built in self.built.items() if built is spec)
        system = copy(self.files.system)
        system["claims"] = {**(system.get("claims") or {}), **claims}
        return replace(self, files=replace(self.files, system=system), built={}).spec(own)

    def _build(self, laid: tuple[str, ...], problems: Problems) -> Spec:
        documents = list(self.documents)
        chosen = [self._layer(name, documents) for name in laid]
        try:
            return self._laid(chosen, problems)
        except SpecError as error:
            raise SpecError(one_for_each_word(error.problems, documents)) from None

    def _laid(self, chosen: list[Entries], problems: Problems) -> Spec:
        files = reduce(lambda below, layer: lay(below, layer, problems), chosen, self.files)
        names = tuple(str(layer["layer"]) for layer in chosen)
        spec = build(files, self.folder, problems, Layers(self.files.system, self.layers, names))
        problems.stop_if_any()
        check_wiring(spec, problems)
        problems.stop_if_any()
        object.__setattr__(spec, "loaded", True)  # which `replace` does not copy
        object.__setattr__(spec, "origin", self)
        return spec

    def _layer(self, name: str, documents: list[Tree]) -> Entries:
        """A layer of the spec by its name, or one of another folder by its path."""
        if name in self.layers:
            return self.layers[name]
        if not name.endswith(SUFFIXES):
            raise SpecError([Problem(Place("--layer"), f"no layer '{name}'", "", nearest(name, self.layers))])
        problems = Problems()
        documents.append(document := read_document(Path(name), name))
        entry: Entries = read(document, LAYER_FILE, problems)
        problems.stop_if_any()
        called = entry["layer"]
        if called in self.layers:
            why = f"the spec has one at {self.layers[called]['layer'].place}"
            raise SpecError([Problem(called.place, f"a second layer '{called}'", why, "give it another name")])
        return entry
