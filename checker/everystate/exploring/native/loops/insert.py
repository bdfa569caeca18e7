"""The loops that find states again, and keep those that are new.

A partition of the known states has a table of entries, each half a hash (the tag) and a number, the state's row plus
one; 0 is a free entry. The search for a tag begins at `tag * capacity / 2**32` (D. Lemire: Fast random integer
generation, 2019, section 4), so that a table is made larger without a look at the states. While a round is inserted its
new states have no row yet; the entry then has `NEW` and the place of their record.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.constants import AHEAD, BATCH, EVERY, NOWHERE
from everystate.exploring.native.loops.bodies import body_for_words, body_of, inlined
from everystate.exploring.native.loops.intrinsics import LANES, prefetch, tagged, trailing_zeros, words_at
from everystate.exploring.native.loops.states import PART_SHIFT, hashing
from everystate.exploring.native.loops.words import LOW, U0, U32
from everystate.exploring.native.signatures import Enter, Grow, Insert, Locate, Place, Rank, Tables, Withdraw

NEW = 1 << 31
_NEW = np.uint64(NEW)
_LANES, _LINE = np.uint64(LANES), np.uint64((1 << LANES) - 1)


@inlined
def home_of(tag: Any, capacity: Any) -> Any:
    """Where the search for a tag begins."""
    return np.int64((tag * capacity) >> U32)


@inlined
def first_of(table: Any, size: Any, at: Any, tag: Any) -> Any:
    """The first entry from `at` on that has this tag, or is free; a line of the cache at a time."""
    while True:
        line = at & -LANES
        if line + LANES <= size:
            found = tagged(table, line, tag)
            found = ((found | found >> _LANES) & _LINE) >> np.uint64(at - line)
            if found != U0:
                return at + trailing_zeros(found)
            at = line + LANES
        else:
            entry = table[at]
            if entry == U0 or entry >> U32 == tag:
                return at
            at += 1
        if at == size:
            at = 0


def comparing(words: int) -> Any:
    """Whether two states are equal."""

    @inlined
    def equal(one: Any, at: int, other: Any, there: int) -> Any:
        same = True
        for w in range(words):
            same &= one[at + w] == other[there + w]
        return same

    return equal


@body_for_words(Insert)
def insert(words: int) -> Any:
    """The loop that puts new records into tables."""
    equal = comparing(words)

    @inlined
    def known(table: Any, at: int, tag: Any, size: Any, states: Any, out: Any, first: int, record: int) -> Any:
        """The entry where the state of a record goes; -1 if it is there."""
        while table[at] != U0:
            entry = table[at]
            if entry >> U32 == tag:
                number = entry & LOW
                if number & _NEW != U0:
                    if equal(out, first + np.int64(number ^ _NEW) * (words + 1), out, record):
                        return -1
                elif equal(states, (np.int64(number) - 1) * words, out, record):
                    return -1
            at += 1
            if at == size:
                at = 0
        return at

    @inlined
    def look(table: Any, capacity: Any, size: Any, states: Any, out: Any, record: int, many: int, places: Any) -> None:
        """Where each of some records is in the table, by its tag, or would be; begins to read what will be needed."""
        for n in range(many):
            prefetch(table, home_of(out[record + n * (words + 1) + words] >> U32, capacity))
        for n in range(many):
            tag = out[record + n * (words + 1) + words] >> U32
            at = first_of(table, size, home_of(tag, capacity), tag)
            places[n] = at
            prefetch(states, (np.int64(table[at] & LOW & ~_NEW) - 1) * words)

    def run(a: Insert) -> Any:
        states, tables, room, counts = a.columns.states, a.tables, a.round.room, a.round.counts
        out, is_new, news, partitions = a.round.records, a.round.is_new, a.round.news, a.tables.partitions
        wide = words + 1
        for part in range(a.low, a.high):
            table, capacity = words_at(tables.addresses[part]), tables.capacities[part]
            size, new = np.int64(capacity), part * a.round.news_room
            # the records of a partition, over all workers, are counted from the first one of the first worker
            first = part * room * wide
            for worker in range(a.active):
                worker_at, before, count = worker * partitions * room, new, counts[worker * partitions + part]
                for batch in range(0, count, BATCH):
                    many = min(BATCH, count - batch)
                    record = first + (worker_at + batch) * wide
                    look(table, capacity, size, states, out, record, many, a.places)
                    for n in range(many):
                        here = record + n * wide
                        tag = out[here + words] >> U32
                        at = known(table, a.places[n], tag, size, states, out, first, here)
                        if at >= 0:
                            place = worker_at + batch + n
                            table[at] = (tag << U32) | _NEW | np.uint64(place)
                            is_new[worker_at + np.int64(out[here + words] & LOW)] = 1
                            news[new] = (np.uint64(place) << U32) | np.uint64(at)
                            new += 1
                a.found[worker] += new - before
            a.round.fresh[part] = new - part * a.round.news_room
        return 0

    return run


@body_for_words(Place)
def place(words: int) -> Any:
    """The loop that gives new states their rows."""

    def run(a: Place) -> Any:
        states, out, ranks, news = a.columns.states, a.round.records, a.round.ranks, a.round.news
        room, fresh, slots = a.round.room, a.round.fresh, a.round.slots
        wide = words + 1
        for part in range(a.low, a.high):
            table, begin = words_at(a.tables.addresses[part]), part * a.round.news_room
            for n in range(fresh[part]):
                prefetch(table, np.int64(news[begin + min(n + AHEAD, fresh[part] - 1)] & LOW))
                new = news[begin + n]
                place, at = np.int64(new >> U32), np.int64(new & LOW)
                record = (part * room + place) * wide
                row = np.int64(ranks[(place & -slots) + np.int64(out[record + words] & LOW)])
                table[at] = (table[at] & ~LOW) | np.uint64(row + 1)
                for w in range(words):
                    states[row * words + w] = out[record + w]
        return 0

    return run


@body_of(Withdraw)
def withdraw(a: Withdraw) -> Any:
    """The loop that takes new states out of their tables."""
    for part in range(a.tables.partitions):
        table, begin = words_at(a.tables.addresses[part]), part * a.round.news_room
        for n in range(a.round.fresh[part]):
            table[np.int64(a.round.news[begin + n] & LOW)] = U0
    return 0


@body_of(Rank)
def rank(a: Rank) -> Any:
    """The loop that numbers the new states of a worker."""
    made, row = a.buffers, a.row
    for n in range(made.made[0]):
        if made.is_new[n]:
            made.is_new[n] = 0
            made.ranks[n] = row
            if row & (EVERY - 1) == 0:
                a.columns.parents[row // EVERY] = made.sources[n]
            a.layer.classes[row - a.layer.first] = made.classes[n]
            row += 1
    return row


@body_for_words(Enter)
def enter(words: int) -> Any:
    """The loop that puts an initial state into its table."""
    hash_of = hashing(words)

    def run(a: Enter) -> Any:
        h = hash_of(a.columns.states, a.row * words)
        part = partition_of(h, a.tables)
        table, capacity = words_at(a.tables.addresses[part]), a.tables.capacities[part]
        at = home_of(h & LOW, capacity)
        while table[at] != U0:
            at += 1
            if at == np.int64(capacity):
                at = 0
        table[at] = ((h & LOW) << U32) | np.uint64(a.row + 1)
        return part

    return run


@inlined
def partition_of(h: Any, tables: Tables) -> Any:
    """The partition of a state with this hash."""
    return np.int64((h >> PART_SHIFT) & np.uint64(tables.partitions - 1))


@body_of(Grow)
def grow(a: Grow) -> Any:
    """The loop that makes a table larger."""
    table, size, spare = a.table, a.size, a.spare
    many: Any = 0
    for n in range(a.old_size):
        # what is free is written over by the next: a jump would cost more
        spare[many] = table[n]
        many += np.int64(table[n] != U0)
    for n in range(size):
        table[n] = U0
    capacity = np.uint64(size)
    for n in range(many):
        at = home_of(spare[n] >> U32, capacity)
        while table[at] != U0:
            at += 1
            if at == size:
                at = 0
        table[at] = spare[n]
    return many


@body_for_words(Locate)
def locate(words: int) -> Any:
    """The loop that finds the rows of states."""
    hash_of, equal = hashing(words), comparing(words)

    @inlined
    def row_of(states: Any, table: Any, size: Any, at: Any, made: Any, record: int, tag: Any) -> Any:
        while table[at] != U0:
            entry = table[at]
            if entry >> U32 == tag:
                row = np.int64(entry & LOW) - 1
                if equal(states, row * words, made, record):
                    return row
            at += 1
            if at == size:
                at = 0
        return NOWHERE

    def run(a: Locate) -> Any:
        states, tables, rows, wanted = a.columns.states, a.tables, a.rows, a.wanted
        missing = 0
        for batch in range(0, a.count, BATCH):
            end = min(a.count, batch + BATCH)
            for n in range(batch, end):
                h = hash_of(wanted, n * words)
                part = partition_of(h, tables)
                prefetch(words_at(tables.addresses[part]), home_of(h & LOW, tables.capacities[part]))
            for n in range(batch, end):
                h = hash_of(wanted, n * words)
                part = partition_of(h, tables)
                table, capacity = words_at(tables.addresses[part]), tables.capacities[part]
                at = first_of(table, np.int64(capacity), home_of(h & LOW, capacity), h & LOW)
                rows[n] = at
                prefetch(states, (np.int64(table[at] & LOW) - 1) * words)
            for n in range(batch, end):
                h = hash_of(wanted, n * words)
                part = partition_of(h, tables)
                table, size = words_at(tables.addresses[part]), np.int64(tables.capacities[part])
                rows[n] = row_of(states, table, size, np.int64(rows[n]), wanted, n * words, h & LOW)
                missing += rows[n] == NOWHERE
        return missing

    return run
