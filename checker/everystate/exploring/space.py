"""The result of an exploration: the joint states, the steps between them, and the questions that judging asks.

This is the one interface of all engines. An engine implements the abstract members of `TransitionSystem`; the
analyses here use only these. An engine may override an analysis, with the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from everystate.composing.event import Label
from everystate.composing.formula import Formula
from everystate.exploring.lasso import Lasso, LassoQuestion, PhaseQuestion, PhaseRun
from everystate.exploring.shared.conditions import Conditions
from everystate.exploring.shared.endless import unsettling
from everystate.exploring.shared.fair_search import find_lasso
from everystate.exploring.shared.reaching import longest, lost_for, way_to
from everystate.exploring.system import (
    Among,
    Condition,
    Limits,
    OnProgress,
    Outcome,
    Progress,
    State,
    Tally,
    TransitionSystem,
)

if TYPE_CHECKING:
    import networkx as nx

    from everystate.exploring.shared.settling import SteadySteps

__all__ = ["Among", "Condition", "Limits", "OnProgress", "Outcome", "Progress", "Space", "State", "Tally"]


class Space(TransitionSystem):
    """A transition system, and questions about it."""

    def tally(self, conditions: Sequence[Condition], among: Among = "states") -> list[Tally]:
        """For each condition, in how many of these states it holds, and in which first."""
        return self._conditions.tally(conditions, among)

    def first(self, condition: Condition, among: Among = "states") -> int:
        """The first state in which a condition holds; -1 if there is none."""
        return self._conditions.first(condition, among)

    def meeting(self, condition: Condition, among: Among, most: int) -> list[int]:
        """The first states, up to `most`, in which a condition holds, in ascending order."""
        return self._conditions.meeting(condition, among, most)

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self)

    def unsettling(self) -> Sequence[int]:
        """The states from which not every run of steps that unsettle is known to end.

        Raises:
            UnansweredError: the steps do not fit.
        """
        return unsettling(self)

    def quiet(self, state: int) -> bool:
        """Whether no protocol step from an expanded state but a tick changes something."""
        if not self.network.clocked:
            return self.settled(state)
        steps = self.steps_from(state)
        return not any(event in self.network.unsettling and self.changes(state, target) for event, target in steps)

    def steady_steps(self) -> SteadySteps:
        """Every step by protocol and clock that changes something.

        Raises:
            UnansweredError: the steps do not fit.
        """
        return self._steady_steps

    @cached_property
    def _steady_steps(self) -> SteadySteps:
        import numpy as np

        from everystate.exploring.shared.settling import SteadySteps

        steady, changes = self.network.steady, self.changes
        found = [(s, e, t) for s, e, t in self.edges() if e in steady and changes(s, t)]
        sources, events, targets = np.array(found, np.int64).reshape(-1, 3).T
        return SteadySteps(sources, events, targets, self.expanded, len(self.states))

    # -- questions about runs: an incomplete space answers for the states that it has expanded -----------------------

    def lasso(self, question: LassoQuestion) -> Lasso | None:
        """A fair accepted run; None if there is none among the expanded states.

        A state that was not expanded has no steps that are known: no lasso goes through it or rests there.

        Raises:
            UnansweredError: the product of space and automaton does not fit.
        """
        return find_lasso(self, question)

    def lost_for(self, goal: Formula) -> Tally:
        """The states from which no state in which `goal` holds can be reached: how many, and the first.

        From a state that was not expanded, anything may be reached.

        Raises:
            UnansweredError: the steps do not fit.
        """
        return lost_for(self, goal)

    def way_to(self, start: int, goal: Formula) -> list[tuple[int, int]]:
        """A shortest way from a state to one in which `goal` holds: event and target of each step.

        It has no steps where the formula holds at once, or nowhere that is known.

        Raises:
            UnansweredError: the steps do not fit.
        """
        return way_to(self, start, goal)

    def longest(self, question: PhaseQuestion) -> PhaseRun | None:
        """A longest run of the protocol's steps after a phase begins; None if it never begins.

        States that were not expanded end a run.

        Raises:
            UnansweredError: the steps do not fit.
        """
        return longest(self, question)

    # -- words ----------------------------------------------------------------------------------------------------

    def label(self, event: int, source: int) -> Label:
        """The label of an event's step from a state, with every value that it sends."""
        return self.network.label(event, self.states[source])

    def described(self, state: int) -> dict[str, str]:
        """A joint state in words: the name of each field and its value."""
        return {f.name: f.shown(raw) for f, raw in zip(self.network.fields, self.states[state], strict=True)}

    def graph(self) -> nx.MultiDiGraph[Any]:
        """The product as a `networkx` graph.

        Nodes are numbers of states, with `depth`, `settled` and `state` (a dictionary of words); edges have `label`, a
        text, and `event`, its number.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        for number in range(len(self.states)):
            settled = number < self.expanded and self.settled(number)
            graph.add_node(number, depth=self.depths[number], settled=settled, state=self.described(number))
        labels = [str(event.label) for event in self.network.events]
        for source, event, target in self.edges():
            graph.add_edge(source, target, event=event, label=labels[event])
        return graph
