"""Monitors as the interpreter has them: they see what happens in a step, and follow."""

from __future__ import annotations

from tests.laws.state import Happening, MachineKey, Mistake, State
from tests.laws.values import Names, Reader, World

from everystate.loading.spec import Monitor

_RECEIPTS_FIRST = {"receives": 0, "sends": 2}


class Watching:
    """The monitors of one spec."""

    def __init__(self, world: World) -> None:
        self.world = world

    def after(self, state: State, seen: tuple[Happening, ...]) -> dict[MachineKey, str]:
        """The states of all monitors after a step in which this happens."""
        made = dict(state.monitors)
        if made:
            in_order = sorted(seen, key=lambda happening: _RECEIPTS_FIRST.get(happening.kind, 1))
            for monitor in self.world.spec.monitors:
                for names in self.world.combinations(monitor.per):
                    key = (monitor.name, *names.values())
                    for happening in in_order:
                        made[key] = self._next(monitor, made[key], happening, names, state)
        return made

    def _next(self, monitor: Monitor, at: str, happening: Happening, names: Names, state: State) -> str:
        found = set()
        for row in monitor.rows:
            bound = happening.bound(row.event)
            agrees = happening.is_a(row.event) and all(bound.get(name, n) == n for name, n in names.items())
            if agrees and at in row.sources and Reader(self.world, {**bound, **names}, state).truth(row.when):
                found.add(at if row.dest == "=" else row.dest)
        if len(found) > 1:
            raise Mistake(f"two rows of {monitor.name} for one event")
        return found.pop() if found else at
