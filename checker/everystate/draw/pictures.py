"""All pictures of a protocol as files: their paths and texts, computed from the result of a check."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from everystate.composing.network import Network
from everystate.draw.chart_svg import chart_svg
from everystate.draw.diagram import Diagram
from everystate.draw.dot import dot
from everystate.draw.index import Entry, Section, index
from everystate.draw.layout import svg
from everystate.draw.machines import machine_diagram, party_diagram
from everystate.draw.mermaid import mermaid
from everystate.draw.phase_charts import phase_charts, phase_names, title_of
from everystate.draw.plantuml import plantuml
from everystate.draw.product import ProductTooLarge, product_diagrams
from everystate.draw.system import system_diagram
from everystate.judging.verdict import Result
from everystate.loading.expression import Value
from everystate.loading.party import Party, Row
from everystate.wording.chart import Chart

INDEX = "README.md"
MANIFEST = "manifest.json"
_STAMP = "<!-- laid out from "


@dataclass(frozen=True)
class Picture:
    """A picture; `path` is relative to the folder of pictures, without a suffix."""

    path: str
    content: Diagram | Chart

    def __repr__(self) -> str:
        return f"Picture({self.path!r})"

    def _repr_svg_(self) -> str:
        """The picture, for notebooks."""
        return self.forms()["svg"]

    def forms(self) -> dict[str, str]:
        """The text of the picture in each form, by the suffix of its file."""
        if isinstance(self.content, Chart):
            return {"svg": chart_svg(self.content), "mmd": mermaid(self.content), "puml": plantuml(self.content)}
        source = dot(self.content)
        return {"svg": _stamp(source) + svg(source), "gv": source}


@dataclass(frozen=True)
class Pictures:
    """Pictures in titled sections, and notes on what is not drawn."""

    title: str
    about: str
    sections: tuple[tuple[str, tuple[Picture, ...]], ...]
    notes: tuple[str, ...]

    def __iter__(self) -> Iterator[Picture]:
        """Every picture, section by section."""
        for _, pictures in self.sections:
            yield from pictures

    def files(self) -> dict[str, str]:
        """The text of every file by its path: the pictures, the index page and the manifest."""
        files = {f"{picture.path}.{suffix}": text for picture in self for suffix, text in picture.forms().items()}
        files[INDEX] = index(self.title, self.about, tuple(map(_section, self.sections)), self.notes)
        return {**files, MANIFEST: _manifest(files)}


@dataclass(frozen=True)
class Tables:
    """The pictures of what is written: no space is explored for them."""

    system: Picture
    parties: tuple[Picture, ...]
    machines: tuple[Picture, ...]

    def __iter__(self) -> Iterator[Picture]:
        """Each picture."""
        return iter((self.system, *self.parties, *self.machines))


def tables_of(network: Network) -> Tables:
    """The pictures of the system, of each party, and of each of several machines of a party."""
    spec = network.spec
    parties = [acting(party, network.switched_off) for party in spec.parties if party.machines]
    machines = [machine_diagram(spec, m) for party in parties for m in party.machines if len(party.machines) > 1]
    return Tables(
        Picture("system", system_diagram(spec)),
        tuple(Picture(f"parties/{party.name}", party_diagram(spec, party)) for party in parties),
        tuple(Picture(f"machines/{diagram.name}", diagram) for diagram in machines),
    )


def chart_path(number: int, title: str) -> str:
    """The path of the chart of a phase."""
    return f"phases/{number}-{slug(title)}"


def names_of(network: Network) -> Iterator[tuple[str, str]]:
    """The path and the title of every picture that there may be. Nothing is explored."""
    tables = tables_of(network)
    yield tables.system.path, tables.system.content.title
    for number, phase in enumerate(phase_names(network.spec)):
        yield chart_path(number, title_of(phase)), title_of(phase)
    for picture in (*tables.parties, *tables.machines):
        yield picture.path, picture.content.title
    yield "product/product", "The product"
    if network.phase_field >= 0:
        yield "product/phases", "The product by phases, where it is large"


def pictures_of(result: Result) -> Pictures:
    """Every picture of a checked protocol."""
    spec = result.network.spec
    charts = phase_charts(result.space)
    off = result.network.switched_off
    tables = tables_of(result.network)
    missing = [p.name for p in spec.phases if p.name not in {chart.run.phase for chart in charts}]
    no_run = "it never begins at these parameters (from where it is shown), or no way to where all is quiet was found"
    notes = [f"No chart of '{name}': {no_run}." for name in missing]
    if off:
        notes.append(
            f"{len(off)} {'row is' if len(off) == 1 else 'rows are'} switched off at these parameters, and not drawn."
        )
    products, why = _products(result)
    sections = (
        ("The system", (tables.system,)),
        ("Phase by phase", tuple(Picture(chart_path(c.number, c.title), c.chart()) for c in charts)),
        ("The parties", tables.parties),
        ("The machines", tables.machines),
        ("The product", tuple(Picture(f"product/{diagram.name}", diagram) for diagram in products)),
    )
    return Pictures(spec.title, _about(result), sections, (*notes, *why))


def acting(party: Party, off: Collection[Row]) -> Party:
    """A party without the rows that the parameters switch off."""
    machines = (replace(m, rows=tuple(row for row in m.rows if row not in off)) for m in party.machines)
    return replace(party, machines=tuple(machines))


def _products(result: Result) -> tuple[list[Diagram], list[str]]:
    try:
        return product_diagrams(result), []
    except ProductTooLarge as error:
        return [], [f"No picture of the product: {error}"]


def _about(result: Result) -> str:
    settings = ", ".join(f"{name} = {_shown(value)}" for name, value in result.network.setting.items())
    folder = PurePath(result.network.spec.folder).name
    return f"Drawn from the tables of `{folder}`" + (f" at {settings}." if settings else ".")


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def slug(text: str) -> str:
    """The text as a file name: at most 60 lower-case letters, digits and hyphens; `picture` if none is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "picture"


def _section(section: tuple[str, tuple[Picture, ...]]) -> Section:
    title, pictures = section
    return Section(title, tuple(Entry(p.content.title, f"{p.path}.svg", p.content.note) for p in pictures))


def _manifest(files: dict[str, str]) -> str:
    sums = {path: digest(text) for path, text in sorted(files.items())}
    return json.dumps({"files": sums}, indent=2) + "\n"


def digest(text: str) -> str:
    """The SHA-256 checksum of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(source: str) -> str:
    return f"{_STAMP}{digest(source)} -->\n"


def stamped(text: str) -> str:
    """The checksum of the DOT source of a layout; empty if the text is not a layout."""
    return text[len(_STAMP) :].partition(" ")[0] if text.startswith(_STAMP) else ""
