"""The loops that find states again, and keep those that are new.

A part of the known states has a table of entries, each half a hash (the tag) and a number, the state's row plus one; 0
is a free entry. The search for a tag begins at `tag * capacity / 2**32` (D. Lemire: Fast random integer generation,
2019, section 4), so that a table is made larger without a look at the states. While a round is inserted its new states
have no row yet; the entry then has `NEW` and the place of their record.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.loops.intrinsics import LANES, prefetch, tagged, trailing_zeros, words_at
from everystate.exploring.native.loops.states import LOW, PART_SHIFT, U0, U1, U32, hashing, inlined
from everystate.exploring.native.signatures import AHEAD, BATCH, EVERY, NOWHERE

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


def insert(words: int) -> Any:
    """Of the records of all lanes, put the new ones into the tables of some parts.

    `fresh[p]` says how many records of part p are new; `news` has the place of each, and that of its entry. `found`
    says how many of each lane are new.
    """
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

    def run(
        states: Any, tables: Any, capacities: Any, low: int, high: int, parts: int, lanes: int, room: int,
        out: Any, counts: Any, is_new: Any, fresh: Any, news: Any, news_room: int, places: Any, found: Any,
    ) -> Any:  # fmt: skip
        wide = words + 1
        for part in range(low, high):
            table, capacity = words_at(tables[part]), capacities[part]
            size, new = np.int64(capacity), part * news_room
            # the records of a part, over all lanes, are counted from its first one in the first lane
            first = part * room * wide
            for lane in range(lanes):
                lane_at, before, count = lane * parts * room, new, counts[lane * parts + part]
                for batch in range(0, count, BATCH):
                    many = min(BATCH, count - batch)
                    record = first + (lane_at + batch) * wide
                    look(table, capacity, size, states, out, record, many, places)
                    for n in range(many):
                        here = record + n * wide
                        tag = out[here + words] >> U32
                        at = known(table, places[n], tag, size, states, out, first, here)
                        if at >= 0:
                            place = lane_at + batch + n
                            table[at] = (tag << U32) | _NEW | np.uint64(place)
                            is_new[lane_at + np.int64(out[here + words] & LOW)] = 1
                            news[new] = (np.uint64(place) << U32) | np.uint64(at)
                            new += 1
                found[lane] += new - before
            fresh[part] = new - part * news_room
        return 0

    return run


def place(words: int) -> Any:
    """Give the new states of some parts their rows."""

    def run(
        states: Any, tables: Any, low: int, high: int, lane_size: int, room: int,
        out: Any, ranks: Any, fresh: Any, news: Any, news_room: int,
    ) -> Any:  # fmt: skip
        wide = words + 1
        for part in range(low, high):
            table = words_at(tables[part])
            for n in range(fresh[part]):
                prefetch(table, np.int64(news[part * news_room + min(n + AHEAD, fresh[part] - 1)] & LOW))
                new = news[part * news_room + n]
                place, at = np.int64(new >> U32), np.int64(new & LOW)
                record = (part * room + place) * wide
                row = np.int64(ranks[(place & -lane_size) + np.int64(out[record + words] & LOW)])
                table[at] = (table[at] & ~LOW) | np.uint64(row + 1)
                for w in range(words):
                    states[row * words + w] = out[record + w]
        return 0

    return run


def withdraw(_: int) -> Any:
    """Take the new states of some parts out of their tables again, as if they had never been put there."""

    def run(tables: Any, low: int, high: int, fresh: Any, news: Any, news_room: int) -> Any:
        for part in range(low, high):
            table = words_at(tables[part])
            for n in range(fresh[part]):
                table[np.int64(news[part * news_room + n] & LOW)] = U0
        return 0

    return run


def rank(_: int) -> Any:
    """Number the new states of one lane, from `row` on, as they were made; keep their classes, and some parents."""

    def run(
        sources: Any, leads_to: Any, is_new: Any, count: int, row: int, parents: Any,
        classes: Any, first_of_layer: int, ranks: Any,
    ) -> Any:  # fmt: skip
        for n in range(count):
            if is_new[n]:
                is_new[n] = 0
                ranks[n] = row
                if row & (EVERY - 1) == 0:
                    parents[row // EVERY] = sources[n]
                classes[row - first_of_layer] = leads_to[n]
                row += 1
        return row

    return run


def enter(words: int) -> Any:
    """Put the state in row 0 into its table, which is empty."""
    hash_of = hashing(words)

    def run(states: Any, tables: Any, capacities: Any, parts: int) -> Any:
        h = hash_of(states, 0)
        part = np.int64((h >> PART_SHIFT) & np.uint64(parts - 1))
        words_at(tables[part])[home_of(h & LOW, capacities[part])] = ((h & LOW) << U32) | U1
        return part

    return run


def grow(_: int) -> Any:
    """Make a table of some size larger; `spare` has room for its entries."""

    def run(table: Any, old_size: int, size: int, spare: Any) -> Any:
        many: Any = 0
        for n in range(old_size):
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

    return run


def locate(words: int) -> Any:
    """The rows of some states, `wide` words apart; `NOWHERE` for one that is not known, and how many are not."""
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

    def run(states: Any, tables: Any, capacities: Any, parts: int, made: Any, wide: int, count: int, rows: Any) -> Any:
        last_part = np.uint64(parts - 1)
        missing = 0
        for batch in range(0, count, BATCH):
            end = min(count, batch + BATCH)
            for n in range(batch, end):
                h = hash_of(made, n * wide)
                part = np.int64((h >> PART_SHIFT) & last_part)
                prefetch(words_at(tables[part]), home_of(h & LOW, capacities[part]))
            for n in range(batch, end):
                h = hash_of(made, n * wide)
                part = np.int64((h >> PART_SHIFT) & last_part)
                table, capacity = words_at(tables[part]), capacities[part]
                at = first_of(table, np.int64(capacity), home_of(h & LOW, capacity), h & LOW)
                rows[n] = at
                prefetch(states, (np.int64(table[at] & LOW) - 1) * words)
            for n in range(batch, end):
                h = hash_of(made, n * wide)
                part = np.int64((h >> PART_SHIFT) & last_part)
                size = np.int64(capacities[part])
                rows[n] = row_of(states, words_at(tables[part]), size, np.int64(rows[n]), made, n * wide, h & LOW)
                missing += rows[n] == NOWHERE
        return missing

    return run
