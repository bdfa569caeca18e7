"""One mutant, checked until a claim fails, or to its end and then beside the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from everystate.checking import Check
from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits, Space
from everystate.judging.coverage import Coverage
from everystate.judging.survey import Survey
from everystate.judging.verdict import Result
from everystate.loading.document import Text
from everystate.loading.expression import Value
from everystate.loading.machines import check_reached
from everystate.loading.party import Row
from everystate.loading.spec import Spec
from everystate.loading.wiring import check_wiring
from everystate.problems import Problems, SpecError
from everystate.study.mutation.equivalence import EventChange
from everystate.study.mutation.fate import Answer, Fate, Killer
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.walk import AmbiguousError, part

_OFF = "the row is switched off"
FIRST_PREFIX = 1_000
_GROWTH = 8
_WORTH_WHILE = 4  # a prefix that is a larger part of the original than this is no faster than the whole
_ROOM = 4
_LEAST_ROOM = 10_000


_OF_A_ROW_TAKEN: frozenset[Kind] = frozenset(
    ["drop-source", "dest", "drop-set", "collection", "drop-send", "double-send", "swap-sends", "add-send", "order"]
)
"""Changes of what happens when a row is taken, or of one source less."""


@dataclass(frozen=True)
class World:
    """Where mutants are tried: its name (none for the declared parameters) and what is set there."""

    name: str
    settings: Mapping[str, Value] = field(hash=False)


@dataclass(frozen=True)
class Baseline:
    """The original in one world: which claims hold there (or are known not to), and where a mutant is stopped."""

    world: World
    holding: tuple[str, ...]
    failing: tuple[str, ...]
    limits: Limits
    states: int


def baseline(spec: Spec, world: World, claims: Sequence[str] | None, limits: Limits) -> Baseline:
    """Check the original; a mutant may have four times its joint states, if the limits do not say otherwise."""
    result = _check(limits, "auto", claims).run(compose(spec, world.settings))
    holding = tuple(v.name for v in result.verdicts if v.answer in ("holds", "known"))
    failing = tuple(v.name for v in result.verdicts if v.answer not in ("holds", "known"))
    states = len(result.space.states)
    room = max(_ROOM * states, _LEAST_ROOM) if limits.states is None else limits.states
    return Baseline(world, holding, failing, replace(limits, states=room), states)


class Trial:
    """Tries mutants, each in every world until one kills it. Created once in each worker; it caches the originals."""

    def __init__(
        self, spec: Spec, baselines: Sequence[Baseline], engine: Engine = "auto", to_the_end: bool = False
    ) -> None:
        self.spec = spec
        self.baselines = tuple(baselines)
        self.engine: Engine = engine
        self.to_the_end = to_the_end
        self._originals: dict[str, Space] = {}
        self._fired: dict[str, dict[Row, int]] = {}

    def __call__(self, mutant: Mutant) -> Fate:
        """The fate of a mutant."""
        fates: list[Fate] = []
        try:
            check_loadable(mutant.spec)
            for base in self.baselines:
                fates.append(self._tried(mutant, base))
                if fates[-1].answer == "killed":
                    break
        except SpecError as error:
            return Fate("refused", reason=error.problems[0].what)
        states = sum(fate.states for fate in fates)
        return replace(_worst(fates), states=states)

    def _tried(self, mutant: Mutant, base: Baseline) -> Fate:
        world = base.world
        original = self._original(world)
        if is_idle(mutant, original.network):
            return Fate("equivalent", world.name, _OFF)
        network = compose(mutant.spec, settings_in(mutant, world))
        difference, idle = None, False
        if original.complete and original.network.fields == network.fields:
            change = EventChange(original, network)
            difference, idle = change.difference(), change.idle
            unfair = change.events and any(ground.timing for ground in network.claims)  # fairness is of rows
            if difference is None and not idle and not unfair and not change.alarms():
                return Fate("equivalent", world.name, self._why_equal(mutant, world, bool(change.events)))
        result = self._judged(network, base)
        fate = Fate("survived", world.name, difference=difference, states=len(result.space.states))
        if killers := _killers(result, base):
            return replace(fate, answer="killed", killers=killers, difference=None)
        if not result.space.complete:
            return replace(fate, answer="undecided", reason=result.space.stopped, difference=None)
        if idle and difference is None:
            return replace(fate, answer="equivalent", reason="only steps that change nothing are more or fewer")
        return fate if difference else self._compared(fate, original, result.space)

    def _why_equal(self, mutant: Mutant, world: World, is_changed: bool) -> str:
        """Why a mutant makes the same steps as the original."""
        original = self._original(world)
        if not is_changed:
            off = mutant.row is not None and mutant.row in original.network.switched_off
            return _OFF if off else "the same fields and events"
        unfired = mutant.row is not None and not self._fires(world, mutant.row)
        return "the row never fires" if unfired else "the same steps from every state that is reached"

    def _judged(self, network: Network, base: Baseline) -> Result:
        """Prefixes of the space, each several times the one before, until a claim fails in one.

        A prefix in the order of depth has all states up to some depth, so what is violated there is violated, by a
        shortest run; what holds there is open.
        """
        limits, size = base.limits, FIRST_PREFIX
        while not self.to_the_end and size * _WORTH_WHILE < min(base.states, limits.states or base.states):
            result = _check(replace(limits, states=size), self.engine, base.holding).run(network)
            if result.space.complete or _killers(result, base) or not result.space.outcome.by_states:
                return result
            size *= _GROWTH
        return _check(limits, self.engine, base.holding).run(network)

    def _compared(self, fate: Fate, original: Space, space: Space) -> Fate:
        """With other fields, the spaces are walked in step."""
        if not original.complete:
            return replace(fate, reason="not compared: the original is too large")
        try:
            found = part(original, space)
        except AmbiguousError as reason:
            return replace(fate, reason=f"not compared: {reason}")
        if found is None:
            return replace(fate, answer="equivalent", reason="the same steps and states")
        return replace(fate, difference=found)

    def _original(self, world: World) -> Space:
        if world.name not in self._originals:
            limits = next(base.limits for base in self.baselines if base.world == world)
            self._originals[world.name] = _check(limits, self.engine).explore(compose(self.spec, world.settings))
        return self._originals[world.name]

    def _fires(self, world: World, row: Row) -> bool:
        if world.name not in self._fired:
            self._fired[world.name] = Coverage(Survey(self._original(world))).fired_rows()
        return bool(self._fired[world.name].get(row))


def is_idle(mutant: Mutant, original: Network) -> bool:
    """Whether the row that was changed can never be taken at these parameters, before the change and after it.

    What a row does, or one source less, is nothing then. Without the row, its machine must still listen to the trigger.
    """
    row = mutant.row
    if row is None or row not in original.switched_off:
        return False
    if mutant.kind == "drop-row":
        machines = [m for m in mutant.spec.party(mutant.party).machines if m.name == row.machine]
        return any(machine.listens_to(row.trigger) for machine in machines)
    return mutant.kind in _OF_A_ROW_TAKEN


def _check(limits: Limits, engine: Engine, claims: Sequence[str] | None = None) -> Check:
    names = None if claims is None else tuple(claims)
    return Check(names, limits, engine, threads=1, expectation="ignore", interrupts="raise")


def settings_in(mutant: Mutant, world: World) -> Mapping[str, Value]:
    """What is set in a world for a mutant."""
    return mutant.shift.applied(world.settings, mutant.spec) if mutant.shift else world.settings


def _killers(result: Result, base: Baseline) -> tuple[Killer, ...]:
    """The claims that hold in the original and fail here, by depth; last, those without a run."""
    found = [
        Killer(verdict.name, verdict.trace.length if verdict.trace else None)
        for verdict in result.verdicts
        if verdict.answer == "violated" and verdict.name in base.holding
    ]
    return tuple(sorted(found, key=lambda killer: (killer.steps is None, killer.steps)))


def _worst(fates: Sequence[Fate]) -> Fate:
    """Of fates in several worlds the one that counts: one kill is enough, and all must be equivalent."""
    order: tuple[Answer, ...] = ("killed", "undecided", "survived", "equivalent")
    return min(fates, key=lambda fate: order.index(fate.answer))


def check_loadable(spec: Spec) -> None:
    """Check what the loader checks of a whole spec.

    Raises:
        SpecError: a state that cannot be reached, a message without a listener, a fault without a phase, and the like.
    """
    problems = Problems()
    for party in spec.parties:
        for machine in party.machines:
            check_reached(machine, [Text(state, machine.place) for state in machine.states], problems)
    check_wiring(spec, problems)
    problems.stop_if_any()
