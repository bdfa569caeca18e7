"""The product of a space and an automaton, for the loops that go over it.

A node is a state of the space times `size`, plus a state of the automaton. The product is not stored: its steps are
those of the space, with the arcs that take them (see alphabet.Alphabet). A loop that may take long works until a budget
of steps is spent, and goes on from there when it is called again; `control` is what it keeps.

Every function here and in the rooms beside is handed a `product`: where the steps of each state start, their events and
targets, the number of states that were expanded, the size of the automaton, the classes of states and events, how many
classes of events there are, the letters, and the arcs. What runs owe is `owed`: where those of each event start, their
numbers, which are strong, and how many there are.
"""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.loops.states import inlined


@inlined
def state_of(node: int, product: Any) -> Any:
    """The state of the space of a node, and that of the automaton."""
    size = product[4]
    source = node // size
    return source, node - source * size


@inlined
def steps_of(source: int, product: Any) -> Any:
    """The first step from a state, and where they end."""
    starts = product[0]
    return starts[source], starts[source + 1]


@inlined
def arcs_of(source: int, q: int, k: int, product: Any) -> Any:
    """Of the arcs from state `q` of the automaton that take step `k` from a state, the first, and where they end.

    There are none for a step to a state that was not expanded.
    """
    _, events, targets, expanded, size, of_state, of_event, event_classes, letters, arc_starts, _, _ = product
    target = targets[k]
    if target >= expanded:
        return 0, 0
    letter = letters[(of_state[source] * event_classes + of_event[events[k]]) * 2 + (source != target)]
    row = letter * size + q
    return arc_starts[row], arc_starts[row + 1]


@inlined
def node_at(k: int, a: int, product: Any) -> Any:
    """The node to which step `k` leads with arc `a`."""
    return product[2][k] * product[4] + product[10][a]


@inlined
def owed_by(k: int, product: Any, owed: Any) -> Any:
    """Of what is owed and met by step `k`, the first, and where that ends."""
    event, starts = product[1][k], owed[0]
    return starts[event], starts[event + 1]
