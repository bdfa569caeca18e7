"""A report page as a value: verdicts, pictures, coverage of rows, and runs to step through."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.draw.diagram import Diagram, Tone
from everystate.wording.chart import Chart


@dataclass(frozen=True)
class Finding:
    """The verdict on a claim; `runs` are the names of the runs that show it."""

    name: str
    answer: str
    text: str
    detail: str
    description: str
    where: str
    runs: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """A step of a run: its text, the rows taken (machine copy, row key), and the changed fields (name, new value)."""

    text: str
    tone: Tone
    rows: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Run:
    """A run to step through; `at_first` is the value of every field before it."""

    name: str
    group: str
    title: str
    chart: Chart
    at_first: tuple[tuple[str, str], ...]
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Coverage:
    """A row of a machine, and the number of steps that take it; `excused` says why it may never be taken."""

    machine: str
    text: str
    where: str
    count: int
    excused: str = ""


@dataclass(frozen=True)
class MachineCopy:
    """The name of the field of a machine copy, and the name of the machine whose diagram shows it."""

    field: str
    machine: str


@dataclass(frozen=True)
class Page:
    """The whole page."""

    title: str
    description: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    system: Diagram
    machines: tuple[Diagram, ...]
    products: tuple[Diagram, ...]
    coverage: tuple[Coverage, ...]
    copies: tuple[MachineCopy, ...]
    runs: tuple[Run, ...]
