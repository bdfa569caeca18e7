"""Grounded claims about time: automata whose atoms speak of the fields and events of a network.

A run is a path from the initial state. It is infinite, or it ends in a state in which no fairness constraint is enabled
and rests there. Letter i of a run is its i-th state and the step taken from it; while the run rests, that is no step.
"""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.formula import TRUE, Formula
from everystate.temporal.automaton import Automaton


@dataclass(frozen=True)
class Case:
    """One way in which a letter makes an atom true. All of these must hold.

    formula: holds in the state before the step.
    settled: if True, that state is settled (`Space.settled`).
    events: the step is by one of these; None for any, and for resting, which is by none.
    changes: if True, the step changes something (`Network.changes`).
    """

    formula: Formula = TRUE
    settled: bool = False
    events: frozenset[int] | None = None
    changes: bool = False


@dataclass(frozen=True)
class Atom:
    """What a name in an automaton means: true of a letter if any of the cases is."""

    name: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class FairnessConstraint:
    """Events that must not be put off for ever.

    It is *enabled* in a state from which one of its events makes a step. It is *taken* by such a step, also one that
    changes nothing. A run is weakly fair to it if it is taken, or not enabled, infinitely often. A run is strongly fair
    to it if it is taken infinitely often, or enabled only finitely often. A run may rest for ever in a state in which
    no constraint is enabled. An event without a constraint need not happen; most of the environment's have none.
    """

    name: str
    events: frozenset[int]
    strong: bool = False


@dataclass(frozen=True)
class Reading:
    """What the atoms of a claim mean for some copies; `copies` names them (`a is agent[1]`), empty if it binds none."""

    copies: str
    atoms: tuple[Atom, ...]


@dataclass(frozen=True, eq=False)
class GroundTiming:
    """A claim about time over fields and events.

    `against` accepts the runs that violate it; None if no single run decides the claim. `within` is the number of steps
    that a phase may take, or of ticks.
    """

    readings: tuple[Reading, ...]
    against: Automaton | None = None
    within: int | None = None
    in_ticks: bool = False
