"""The loops of a search and of counting: each is a class that declares its arguments; every loop returns an integer.

The loops for claims about time are declared in `temporal/signatures.py`.
"""

from __future__ import annotations

from typing import Annotated

from everystate.exploring.native.arguments import Arguments, Bytes, Numbers, Rows, Shorts, Words, arguments

# -- what several loops read ------------------------------------------------------------------------------------------


@arguments
class Searches(Arguments):
    """Conditions that a channel holds a message of some code anywhere: where its slots lie, and how wide each is."""

    word: Annotated[Numbers, "searches"]
    shift: Annotated[Numbers, "searches"]
    bits: Annotated[Numbers, "searches"]
    code: Annotated[Numbers, "searches"]
    width: Annotated[Numbers, "searches"]


@arguments
class Lookups(Arguments):
    """Places in a table: `base`, plus the value of each part of a state times its weight.

    The parts of lookup r are those from `first[r]` to `first[r + 1]`.
    """

    base: Annotated[Numbers, "_"]
    first: Annotated[Numbers, "_"]
    word: Annotated[Numbers, "_"]
    shift: Annotated[Words, "_"]
    mask: Annotated[Words, "_"]
    weight: Annotated[Numbers, "_"]


@arguments
class Guards(Arguments):
    """Guards as sets: a bit for each of `count` guards, in `stride` words.

    A chunk is up to 16 bits of a state. `sets` has a row for each value of each chunk, the guards that accept it; the
    rows of chunk n begin at word `base[n]`. `conditional` is the set of guards that have searches or relations: guard i
    has the searches from `offsets[i]` to `offsets[i + 1]`, and the relations from `related[i]` to `related[i + 1]`.
    A relation is the number of a lookup in `accepted`, where a 1 means that it holds.
    """

    count: int
    chunks: int
    word: Annotated[Numbers, "chunks"]
    shift: Annotated[Words, "chunks"]
    mask: Annotated[Words, "chunks"]
    base: Annotated[Numbers, "chunks"]
    sets: Annotated[Words, "_"]
    stride: int
    conditional: Annotated[Words, "stride"]
    offsets: Annotated[Numbers, "_"]
    searches: Searches
    related: Annotated[Numbers, "_"]
    relation: Annotated[Numbers, "_"]
    lookups: Lookups
    accepted: Annotated[Bytes, "_"]


@arguments
class Operations(Arguments):
    """What updates do beside writing constants: the kind (see `Operation`), the place of the field, and operands."""

    kind: Annotated[Bytes, "operations"]
    word: Annotated[Numbers, "operations"]
    shift: Annotated[Words, "operations"]
    bits: Annotated[Numbers, "operations"]
    argument: Annotated[Numbers, "operations"]
    width: Annotated[Numbers, "operations"]


@arguments
class Updates(Arguments):
    """Updates: `(word & keeps) | writes`, and then the operations of event i, from `offsets[i]` to `offsets[i + 1]`.

    The argument of an operation that reads other fields is a lookup in `tables`.
    """

    keeps: Annotated[Words, "events words"]
    writes: Annotated[Words, "events words"]
    offsets: Annotated[Numbers, "_"]
    operations: Operations
    lookups: Lookups
    tables: Annotated[Words, "_"]


@arguments
class Events(Arguments):
    """Events, and the sets of those whose steps unsettle a state, and of those that wait until a state is settled.

    With `any_lazy`, of those that wait only what is in `when_quiet` waits for all that unsettles; the rest, ticks, wait
    for what is `urgent`.
    A step changes something if it changes one of the bits of a state that are `essential`.
    """

    guards: Guards
    updates: Updates
    events: int
    essential: Annotated[Words, "words"]
    unsettling: Annotated[Words, "stride"]
    when_settled: Annotated[Words, "stride"]
    any_when_settled: int
    urgent: Annotated[Words, "stride"]
    when_quiet: Annotated[Words, "stride"]
    any_lazy: int


@arguments
class Columns(Arguments):
    """What is kept of states: their words and flags, a row a state; and the parents of every 32nd."""

    states: Annotated[Words, "_"]
    parents: Annotated[Rows, "_"]
    flags: Annotated[Bytes, "_"]


@arguments
class Tables(Arguments):
    """The hash tables: where the entries of each partition begin, and how many there are."""

    partitions: int
    addresses: Annotated[Words, "partitions"]
    capacities: Annotated[Words, "partitions"]


# -- a search ---------------------------------------------------------------------------------------------------------


@arguments
class Sleep(Arguments):
    """Sleep sets: the events that are certain to change something, the set of each class, and the classes that follow.

    After event e, the class that follows class c is `following[c, e]`.
    """

    certain: Annotated[Words, "stride"]
    sets: Annotated[Words, "classes stride"]
    following: Annotated[Shorts, "classes _"]


@arguments
class Layer(Arguments):
    """The states of a layer: the row of the first one, and the class of the sleep set of each."""

    first: int
    classes: Annotated[Shorts, "_"]


@arguments
class Successors(Arguments):
    """The buffers of a worker that expands states.

    A record is the words of a successor, and a word with the tag of its hash and its number; `counts` says how many
    there are in each partition, and `made` how many in all. In the order of their numbers, `sources` has the rows that
    they come from, `classes` the classes of their sleep sets, `is_new` whether they are new, `ranks` the rows that they
    get. `wanted` are the classes that are not known, after their number. `fired` counts the steps of each event; the
    rest is scratch.
    """

    partitions: int
    room: int
    records: Annotated[Words, "partitions room record"]
    counts: Annotated[Numbers, "partitions"]
    made: Annotated[Numbers, "_"]
    sources: Annotated[Rows, "slots"]
    classes: Annotated[Shorts, "slots"]
    is_new: Annotated[Bytes, "slots"]
    ranks: Annotated[Rows, "slots"]
    wanted: Annotated[Numbers, "_"]
    fired: Annotated[Numbers, "_"]
    planes: Annotated[Words, "planes stride"]
    enabled: Annotated[Words, "stride"]
    after: Annotated[Words, "words"]


@arguments
class Expand(Arguments):
    """Put the successors of the states from `low` to `high` into buffers; the row where these are full, or `high`."""

    columns: Columns
    events: Events
    sleep: Sleep
    layer: Layer
    buffers: Successors
    low: int
    high: int


@arguments
class Round(Arguments):
    """The buffers of all workers in a round; see `Successors`.

    `fresh` counts the new records of each partition; `news` has the place of each, and that of its entry.
    """

    room: int
    records: Annotated[Words, "workers partitions room record"]
    counts: Annotated[Numbers, "workers partitions"]
    is_new: Annotated[Bytes, "workers slots"]
    ranks: Annotated[Rows, "workers slots"]
    slots: int
    fresh: Annotated[Numbers, "partitions"]
    news: Annotated[Words, "partitions news_room"]
    news_room: int


@arguments
class Insert(Arguments):
    """Put the new records of the first `active` workers into the tables of the partitions from `low` to `high`.

    `found` gets how many of each worker's are new; `places` is scratch.
    """

    columns: Columns
    tables: Tables
    round: Round
    low: int
    high: int
    active: int
    places: Annotated[Numbers, "batch"]
    found: Annotated[Numbers, "active"]


@arguments
class Place(Arguments):
    """Give the new states of the partitions from `low` to `high` their rows."""

    columns: Columns
    tables: Tables
    round: Round
    low: int
    high: int


@arguments
class Withdraw(Arguments):
    """Take the new states of all partitions out of their tables again, as if they had never been put there."""

    tables: Tables
    round: Round


@arguments
class Rank(Arguments):
    """Number the new states of one worker, from `row` on, in the order of their records; keep classes, some parents.

    `layer` is the one that is found. The row after the last is returned.
    """

    columns: Columns
    layer: Layer
    buffers: Successors
    row: int


# -- tables -----------------------------------------------------------------------------------------------------------


@arguments
class Enter(Arguments):
    """Put the state in a row, which is not there yet, into its table, which has room; the partition."""

    columns: Columns
    tables: Tables
    row: int


@arguments
class Grow(Arguments):
    """Make a table larger; `spare` has room for its entries. How many entries there are."""

    table: Annotated[Words, "_"]
    old_size: int
    size: int
    spare: Annotated[Words, "_"]


@arguments
class Locate(Arguments):
    """The rows of some states, `NOWHERE` for one that is not known; and how many are not."""

    columns: Columns
    tables: Tables
    wanted: Annotated[Words, "count words"]
    count: int
    rows: Annotated[Rows, "count"]


# -- steps and conditions ---------------------------------------------------------------------------------------------


@arguments
class Step(Arguments):
    """Make the steps from the states from `low` to `high`, in the order of states and events; the row where it ends.

    `targets` has the states after them, `by` their events, `ends` for each state how many steps there are up to its
    last one. Steps that change nothing are left out unless `unchanging` is 1; then the number of events is added to
    theirs. `enabled` and `after` are scratch.
    """

    columns: Columns
    events: Events
    low: int
    high: int
    unchanging: int
    room: int
    targets: Annotated[Words, "room words"]
    by: Annotated[Rows, "room"]
    ends: Annotated[Numbers, "_"]
    enabled: Annotated[Words, "stride"]
    after: Annotated[Words, "words"]


@arguments
class Count(Arguments):
    """Count, for each guard, the states from `low` to `high` in which it holds, and find the first; where it ends.

    Only states without the flags in `skips`. With `only_first`, not beyond the first row in which some guard holds.
    `found`, `seen` and `planes` are scratch, `seen` and `planes` 0.
    """

    columns: Columns
    guards: Guards
    low: int
    high: int
    skips: int
    only_first: int
    counts: Annotated[Numbers, "_"]
    firsts: Annotated[Numbers, "_"]
    found: Annotated[Words, "stride"]
    seen: Annotated[Words, "stride"]
    planes: Annotated[Words, "planes stride"]


@arguments
class Mark(Arguments):
    """Set in `bits` of each state from `low` to `high` the marks of the guards that hold in it; `found` is scratch."""

    columns: Columns
    guards: Guards
    low: int
    high: int
    marks: Annotated[Words, "_"]
    bits: Annotated[Words, "_"]
    found: Annotated[Words, "stride"]


@arguments
class Peel(Arguments):
    """Take the states away from which every run ends; how many are left, and `out` their steps to each other.

    `starts` and `out` are 0 at first; `before` and `ending` are scratch. A. B. Kahn: Topological sorting of large
    networks, CACM 5(11), 1962, p. 558.
    """

    sources: Annotated[Rows, "steps"]
    targets: Annotated[Rows, "steps"]
    steps: int
    states: int
    starts: Annotated[Numbers, "_"]
    before: Annotated[Rows, "steps"]
    out: Annotated[Rows, "states"]
    ending: Annotated[Rows, "states"]


LOOPS: tuple[type[Arguments], ...] = (
    *(Expand, Insert, Place, Withdraw, Rank),
    *(Enter, Grow, Locate),
    *(Step, Count, Mark, Peel),
)
"""What is compiled for each number of words."""
