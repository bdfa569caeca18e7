"""Machines of a spec as state diagrams: one for a machine, and one for a party with its machines side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from everystate.draw.diagram import Arrow, Box, Diagram, Group, Line, Tone
from everystate.draw.phrases import Phrases, wrapped
from everystate.loading.expression import Constant, parts
from everystate.loading.party import Machine, Party, Row
from everystate.loading.spec import Spec
from everystate.wording.text import where

_MANY = 3
_WIDTH = 46


@dataclass(frozen=True)
class Use:
    """The number of steps that take each row, and the rows that the parameters switch off."""

    fired: Mapping[Row, int]
    switched_off: frozenset[Row]

    def never(self, row: Row) -> str:
        """`switched off` or `never` for a row that no step takes; else empty."""
        if row.defer or self.fired.get(row, 0):
            return ""
        return "switched off" if row in self.switched_off else "never"


def machine_diagram(spec: Spec, machine: Machine, use: Use | None = None) -> Diagram:
    """One machine. With `use`, tooltips give the number of steps that take a row, and unused rows are marked."""
    drawing = _Drawing(spec, machine, use)
    name = f"{machine.party}.{machine.name}"
    return Diagram(name, name, (drawing.group(""),), tuple(drawing.arrows()), note=_per(machine))


def party_diagram(spec: Spec, party: Party, use: Use | None = None) -> Diagram:
    """All machines of a party, side by side."""
    drawings = [_Drawing(spec, machine, use) for machine in party.machines]
    groups = tuple(drawing.group(f"{drawing.machine.name} {_per(drawing.machine)}".strip()) for drawing in drawings)
    arrows = tuple(arrow for drawing in drawings for arrow in drawing.arrows())
    return Diagram(party.name, party.name, groups, arrows)


def row_key(machine: Machine, row: Row) -> str:
    """The key of a row in every picture."""
    return f"{machine.party}.{machine.name}.row{row.number}"


def state_key(machine: Machine, state: str) -> str:
    """The key of a state in every picture."""
    return f"{machine.party}.{machine.name}.{state}"


def _per(machine: Machine) -> str:
    return f"for each {' and '.join(per.name for per in machine.per)}" if machine.per else ""


@dataclass(frozen=True)
class _Drawing:
    spec: Spec
    machine: Machine
    use: Use | None

    @property
    def phrases(self) -> Phrases:
        return Phrases(self.spec, self.machine.party)

    def group(self, title: str) -> Group:
        start = Box(f"{self.machine.party}.{self.machine.name}.(start)", "", shape="start")
        boxes = (start, *map(self.state, self.machine.states), *self.several())
        return Group(f"{self.machine.party}.{self.machine.name}", title, boxes, self.machine.description)

    def state(self, name: str) -> Box:
        """A state with the rows that stay in it, except rows that a box for several states shows."""
        lines = tuple(
            self.line(row) for row in self.rows() if not _together(row) and name in row.sources and _stays(row, name)
        )
        return Box(state_key(self.machine, name), name, lines)

    def several(self) -> Iterator[Box]:
        """A box for each set of at least `_MANY` states that is the source of a row."""
        for sources in dict.fromkeys(row.sources for row in self.rows() if _together(row)):
            lines = tuple(self.line(row) for row in self.rows() if row.sources == sources and row.dest is None)
            yield Box(self.together_key(sources), self.together_title(sources), lines, "several")

    def together_title(self, sources: tuple[str, ...]) -> str:
        if sources == self.machine.states:
            return "any state"
        return "\n".join(wrapped("in any of " + ", ".join(sources), _WIDTH - 12))

    def together_key(self, sources: tuple[str, ...]) -> str:
        return state_key(self.machine, "+".join(sources))

    def rows(self) -> list[Row]:
        return list(self.machine.rows)

    def arrows(self) -> Iterator[Arrow]:
        trees = self.machine.initial
        initial = {c.value for tree in trees for c in parts(tree) if isinstance(c, Constant)}
        plain = len(trees) == 1 and isinstance(trees[0], Constant)
        tip = "" if plain else " or ".join(map(self.phrases.expression, trees))
        for state in self.machine.states:
            if state in initial:
                start = f"{self.machine.party}.{self.machine.name}.(start)"
                yield Arrow(start, state_key(self.machine, state), tip=tip)
        for (start, end, tone), rows in self.moving().items():
            yield Arrow(start, end, tuple(map(self.line, rows)), tone)

    def moving(self) -> dict[tuple[str, str, Tone], list[Row]]:
        """The rows with a destination, by start box, end box and tone; each key is one arrow."""
        arrows: dict[tuple[str, str, Tone], list[Row]] = {}
        for row in self.rows():
            if row.dest is None:
                continue
            starts = [self.together_key(row.sources)] if _together(row) else self.starts(row)
            for start in starts:
                arrows.setdefault((start, state_key(self.machine, row.dest), self.tone(row)), []).append(row)
        return arrows

    def starts(self, row: Row) -> list[str]:
        return [state_key(self.machine, source) for source in row.sources if not _stays(row, source)]

    def tone(self, row: Row) -> Tone:
        if row.trigger.kind != "action":
            return "protocol"
        return self.spec.party(self.machine.party).action(row.trigger.name).cause

    def line(self, row: Row) -> Line:
        phrases = self.phrases
        guard = row.condition or phrases.expression(row.when)
        details = [*wrapped(f"[{guard}]", _WIDTH)] if row.rank or row.when != Constant(True) else []
        details += [phrases.assigned(item) for item in row.sets]
        details += [f"→ {phrases.sent(send)}" for send in row.sends]
        text = f"{row.trigger} waits" if row.defer else str(row.trigger)
        never = "never" if row.dead_anyway else self.use.never(row) if self.use else ""
        return Line(text, tuple(details), self.tone(row), self.tip(row), row_key(self.machine, row), never)

    def tip(self, row: Row) -> str:
        count = "" if self.use is None or row.defer else f", in {self.use.fired.get(row, 0):,} steps"
        reason = "".join(f", dead: {known.reason}" for known in row.dead)
        return where(row.place, self.spec.folder) + count + reason


def _stays(row: Row, state: str) -> bool:
    return row.dest is None or row.dest == state


def _together(row: Row) -> bool:
    return len(row.sources) >= _MANY
