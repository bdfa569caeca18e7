"""The loops for claims about time. They look at no state, so they are the same for any number of words."""

from __future__ import annotations

from typing import Annotated

from everystate.exploring.native.arguments import Arguments, Bytes, Numbers, Rows, Shorts, Words, arguments

# -- what several loops read ------------------------------------------------------------------------------------------


@arguments
class Graph(Arguments):
    """The steps of a space: those from state n stand from `starts[n]` to `starts[n + 1]`, in the order of the events.

    Only the first `expanded` states have steps here. `targets` are the states they lead to. `events` are their events,
    and of steps that change nothing (`Network.changes`) these plus the number of all events, which is `kinds`.
    """

    starts: Annotated[Numbers, "_"]
    events: Annotated[Shorts, "steps"]
    targets: Annotated[Rows, "steps"]
    expanded: int
    kinds: int


@arguments
class Letters(Arguments):
    """Which arcs of an automaton take which steps.

    The letter of a step is `letters[of_state[source], of_event[event]]`, and that of resting has the last event, one
    more than steps have (`Graph.events`). From state q of the automaton, which has `size` states, a letter's arcs stand
    from `arc_starts[letter * size + q]` on, to where the next ones begin: `arc_targets` are the states that they lead
    to, `arc_accepts` their acceptance sets, a bit each.
    """

    size: int
    of_state: Annotated[Shorts, "_"]
    of_event: Annotated[Shorts, "_"]
    event_classes: int
    letters: Annotated[Numbers, "state_classes event_classes"]
    arc_starts: Annotated[Numbers, "_"]
    arc_targets: Annotated[Numbers, "arcs"]
    arc_accepts: Annotated[Numbers, "arcs"]


@arguments
class Product(Arguments):
    """The product of a space and an automaton.

    A node is a state of the space times the size of the automaton, plus a state of the automaton. The product is not
    stored: its steps are those of the space, with the arcs that take them.
    """

    graph: Graph
    letters: Letters


@arguments
class Fairness(Arguments):
    """Fairness constraints: those that event e takes are `numbers[starts[e]:starts[e + 1]]`, and some are `strong`."""

    starts: Annotated[Numbers, "_"]
    numbers: Annotated[Numbers, "_"]
    strong: Annotated[Bytes, "constraints"]
    constraints: int


# -- states -----------------------------------------------------------------------------------------------------------


@arguments
class Cases(Arguments):
    """Cases of atoms: at which bit of a state's `bits` each is, whether it is looked up there, and what it is anyhow.

    With `settled`, a case is not met where a state is unsettled.
    """

    place: Annotated[Words, "cases"]
    looked_up: Annotated[Words, "cases"]
    anyhow: Annotated[Words, "cases"]
    settled: Annotated[Words, "cases"]
    cases: int


@arguments
class Classify(Arguments):
    """For the states from `low` to `high`, which cases they meet, as the bits of a number."""

    bits: Annotated[Words, "_"]
    flags: Annotated[Bytes, "_"]
    cases: Cases
    low: int
    high: int
    of: Annotated[Shorts, "_"]


@arguments
class Constrained(Arguments):
    """Set `enabled` to 1 for each state in which a step by an event of a fairness constraint is enabled, or to 0."""

    graph: Graph
    fairness: Fairness
    enabled: Annotated[Bytes, "expanded"]


# -- nodes of a product -----------------------------------------------------------------------------------------------


@arguments
class Reach(Arguments):
    """Find nodes breadth first; 1 when all are found, or one whose mark says that it is looked for: the last.

    `order` has the nodes found, `control[LAST]` of them, those before `control[AT]` expanded; `parents` one more than
    the node from which each was reached, than itself for one to begin with, and 0 for one that was not reached.
    """

    product: Product
    marks: Annotated[Bytes, "nodes"]
    parents: Annotated[Rows, "nodes"]
    order: Annotated[Rows, "nodes"]
    control: Annotated[Numbers, "_"]
    budget: int


@arguments
class Seek(Arguments):
    """Look in depth for a node whose mark says that it is looked for; 1 when one is met, or there is none.

    Every state of the space comes with the states of the automaton that are `always` there. From these it is followed
    to others where its class is `leaving`, for states from `control[AT]` on; the others that were met wait on `stack`,
    `control[LAST]` of them.
    """

    product: Product
    always: Annotated[Bytes, "size"]
    leaving: Annotated[Bytes, "state_classes"]
    marks: Annotated[Bytes, "nodes"]
    stack: Annotated[Rows, "nodes"]
    control: Annotated[Numbers, "_"]
    budget: int


@arguments
class Frames(Arguments):
    """The nodes that are visited: the next step and the next arc of each, and whether it may be a root."""

    step_at: Annotated[Rows, "most"]
    arc_at: Annotated[Rows, "most"]
    is_root: Annotated[Bytes, "most"]


@arguments
class Census(Arguments):
    """Scratch for one component: in how many of its nodes each constraint is enabled, and whether it is taken inside.

    `stamps` says in which node a constraint was seen last.
    """

    enabled: Annotated[Numbers, "constraints"]
    stamps: Annotated[Numbers, "constraints"]
    taken: Annotated[Bytes, "constraints"]


@arguments
class Components(Arguments):
    """Take nodes apart into strongly connected components, each within a group of nodes; 1 when that is done.

    Each component is looked at once. If it is accepted and fair, `index_of` is `FAIR` for its nodes; if a part of it
    may be, what is left of it goes to `left`, `control[LEFT]` nodes in all, as a group of its own; all others are in
    group 0.

    D. J. Pearce: A space-efficient algorithm for finding strongly connected components, IPL 116(1), 2016, algorithm 4.
    The nodes that are visited stand at the end of `stack`, those that wait for their component at its beginning.
    """

    product: Product
    fairness: Fairness
    acceptance: int
    nodes: Annotated[Rows, "count"]
    count: int
    group: Annotated[Rows, "nodes"]
    index_of: Annotated[Rows, "nodes"]
    stack: Annotated[Rows, "most"]
    frames: Frames
    left: Annotated[Rows, "most"]
    census: Census
    control: Annotated[Numbers, "_"]
    budget: int


@arguments
class Goal(Arguments):
    """What a walk looks for: a step to `home`, if that is not negative.

    Or else one by an arc of one of the sets `accepts`, or by an event that is `wanted`, or to a node in which a
    constraint that is `waited` for is not enabled.
    """

    home: int
    accepts: int
    wanted: Annotated[Bytes, "_"]
    waited: Annotated[Bytes, "constraints"]
    any_waited: int


@arguments
class Nearest(Arguments):
    """The place of the nearest step to a goal, within the group `own`, by a node's steps from `here`; -1 if none.

    `control` gets its source and its target, and `before` how the source was reached. `seen` is `walk` for nodes that
    were looked at, for none before.
    """

    product: Product
    fairness: Fairness
    goal: Goal
    group: Annotated[Rows, "nodes"]
    own: int
    here: int
    seen: Annotated[Rows, "nodes"]
    walk: int
    before: Annotated[Rows, "nodes"]
    queue: Annotated[Rows, "_"]
    stamps: Annotated[Numbers, "constraints"]
    control: Annotated[Numbers, "_"]


# -- states, forwards and backwards -----------------------------------------------------------------------------------


@arguments
class Sweep(Arguments):
    """Set `reached` for states that have a step to where it is set, the last of `waiting[first:end]` first.

    Those that are left stand from the place that is returned to the end.
    """

    graph: Graph
    reached: Annotated[Bytes, "_"]
    waiting: Annotated[Rows, "end"]
    first: int
    end: int


@arguments
class Predecessors(Arguments):
    """The sources of the steps into each of `count` states: those into n from `starts[n]` to the next."""

    count: int
    starts: Annotated[Numbers, "_"]
    sources: Annotated[Rows, "steps"]


@arguments
class Reverse(Arguments):
    """Find the predecessors of each state; `fill` is scratch."""

    graph: Graph
    before: Predecessors
    fill: Annotated[Numbers, "count"]


@arguments
class Spread(Arguments):
    """From the first `last` states of the queue backwards: `reached` gets 1 where they can be reached from."""

    before: Predecessors
    reached: Annotated[Bytes, "count"]
    queue: Annotated[Rows, "count"]
    last: int


@arguments
class Longest(Arguments):
    """The number of steps of the longest ways from the state `begin` on, and from all it leads to, into `lengths`.

    Only steps that it `takes`, by their events. `lengths` is `NEVER` for states not seen before;
    `ENDLESS` is returned where a way comes back to itself. `stack` and `at` are scratch.
    """

    graph: Graph
    takes: Annotated[Bytes, "_"]
    begin: int
    lengths: Annotated[Rows, "states"]
    stack: Annotated[Rows, "states"]
    at: Annotated[Rows, "states"]


TIME_LOOPS: tuple[type[Arguments], ...] = (
    *(Classify, Constrained),
    *(Reach, Seek, Components, Nearest),
    *(Sweep, Reverse, Spread, Longest),
)
