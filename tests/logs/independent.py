"""Logs of random runs, and whether logs can be a run: by the second interpreter of the language, naively.

It shares nothing with `composing` and `logs`: only the canonical form of records is the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.laws.interpreter import Interpreter
from tests.laws.state import Happening, State, Step

from everystate.loading.party import Row
from everystate.loading.spec import Spec

Record = dict[str, Any]
Logs = dict[str, list[Record]]
"""The records of each source, by the party that it is of; `*` for all."""


def recorded(spec: Spec, happening: Happening) -> Record | None:
    """The record of what happens at a copy; faults of connections are nobody's."""
    if happening.at is None:
        return None
    party, number = happening.at
    made: Record = {"party": f"{party}[{number}]", "event": happening.kind}
    if happening.kind == "action":
        per = next(one for one in spec.party(party).actions if one.name == happening.name).per
        return {**made, "event": happening.name, "with": {p.name: happening.names[p.name] for p in per}}
    if happening.kind not in ("sends", "receives"):
        return {**made, "connection": happening.name}
    names = {
        name
        for message in spec.messages
        if message.name == happening.name
        and party == (message.sender if happening.kind == "sends" else message.receiver)
        for name in (*(per.name for per in message.about), *dict(message.fields))
    }
    carried = {name: happening.names[name] for name in sorted(names)}
    return {**made, "message": happening.name, "with": carried}


@dataclass
class Run:
    """A random run: what each step shows, in order, and the rows that were taken."""

    shown: list[list[Record]] = field(default_factory=list)
    rows: set[tuple[str, str, int]] = field(default_factory=set)

    def logs(self, sources: Mapping[str, str]) -> Logs:
        """What the sources show of it."""
        return {
            name: [record for step in self.shown for record in step if _is_of(record, party)]
            for name, party in sources.items()
        }


def _is_of(record: Record, party: str) -> bool:
    return party == "*" or record["party"].startswith(f"{party}[")


def run_of(spec: Spec, parameters: dict[str, Any], steps: int, draw: random.Random) -> Run:
    """A random run of a spec, as if nothing were bounded."""
    laws = Interpreter(spec, parameters)
    laws.unbounded = True
    made, state = Run(), draw.choice(list(laws.starts))
    for _ in range(steps):
        possible = laws.steps(state)
        if not possible:
            break
        usual = [step for step in possible if step.cause == "protocol"]
        step = draw.choice(usual if usual and draw.random() < 0.8 else possible)
        made.shown.append(_shown(spec, step))
        made.rows |= {(key[0], key[2], row) for key, row in step.rows}
        state = step.after
    return made


def _shown(spec: Spec, step: Step) -> list[Record]:
    return [record for one in step.seen if (record := recorded(spec, one)) is not None]


def is_possible(spec: Spec, parameters: dict[str, Any], logs: Logs) -> bool:
    """Whether some run of a spec writes exactly these logs; the last records may be the beginning of a step."""
    laws = Interpreter(spec, parameters)
    laws.unbounded = True
    names = list(logs)
    waiting: list[tuple[State, tuple[int, ...]]] = [(start, (0,) * len(names)) for start in laws.starts]
    known = {(_frozen(state), where) for state, where in waiting}
    while waiting:
        state, where = waiting.pop()
        if all(at == len(logs[name]) for name, at in zip(names, where, strict=True)):
            return True
        for step in laws.steps(state):
            moved = tuple(_moved(step, name, logs[name], at, spec) for name, at in zip(names, where, strict=True))
            if -1 not in moved and (key := (_frozen(step.after), moved)) not in known:
                known.add(key)
                waiting.append((step.after, moved))
    return False


def _moved(step: Step, name: str, log: list[Record], at: int, spec: Spec) -> int:
    """How many records of a source are explained after a step; -1 if the next ones are not what it shows."""
    shown = [record for record in _shown(spec, step) if _is_of(record, name)]
    there = log[at : at + len(shown)]
    cut = bool(there) and len(there) < len(shown)
    return at + len(there) if there == (shown[: len(there)] if cut else shown) else -1


def _frozen(state: State) -> Any:
    links = ((key, v.status, frozenset(v.pending), *map(tuple, v.queues)) for key, v in state.links.items())
    return (tuple(state.memory.items()), *links)


def rows_of(spec: Spec) -> Iterator[tuple[str, str, Row]]:
    """Every row, with its party and its machine."""
    for machine, row in spec.rows():
        yield machine.party, machine.name, row
