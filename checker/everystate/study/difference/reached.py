"""What one space reaches and another does not: states of machines, messages that are sent, rows that are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from everystate.exploring.space import Condition, Space
from everystate.judging.verdict import Result
from everystate.problems import Place
from everystate.study.difference.declarations import RowPair, row_pairs

Name = TypeVar("Name")


@dataclass(frozen=True)
class Reach:
    """Something that both specs have, and that is reached in one of them only; a row has its place there."""

    kind: Literal["state", "message", "row"]
    name: str
    now: bool
    place: Place | None = None


def reach_changes(old: Result, new: Result) -> tuple[Reach, ...]:
    """What is newly reached, and what no longer.

    In an incomplete space, what is missing may still be reached: it is not reported as missing.
    """
    before, after = _states(old.space), _states(new.space)
    sent_before, sent_after = _sent(old.space), _sent(new.space)
    made = [Reach("state", name, now) for name, now in _turned(before, after, old, new)]
    made += [Reach("message", name, now) for name, now in _turned(sent_before, sent_after, old, new)]
    pairs = [pair for pair in row_pairs(old.network.spec, new.network.spec) if pair.old and pair.new]
    rows = {number: bool(pair.old and old.fired.get(pair.old)) for number, pair in enumerate(pairs)}
    rows_after = {number: bool(pair.new and new.fired.get(pair.new)) for number, pair in enumerate(pairs)}
    return tuple(made + [_row(pairs[number], now) for number, now in _turned(rows, rows_after, old, new)])


def _turned(
    before: Mapping[Name, bool], after: Mapping[Name, bool], old: Result, new: Result
) -> Iterator[tuple[Name, bool]]:
    """What both have and only one reaches, where the other is known not to; whether it is the new one."""
    for name, now in after.items():
        if name in before and before[name] != now and (old if now else new).space.complete:
            yield name, now


def _row(pair: RowPair, now: bool) -> Reach:
    row = pair.new if now else pair.old
    assert row is not None
    return Reach("row", f"{pair.machine}: {row.trigger}", now, row.place)


def _states(space: Space) -> dict[str, bool]:
    """For each state of each machine, whether some copy is ever in it."""
    network = space.network
    asked: list[tuple[str, Condition]] = []
    for number, field in enumerate(network.fields):
        if field.kind == "machine" and field.owner is not None:
            for raw, state in enumerate(field.values):
                name = f"{field.owner.party}.{field.key.name}: {state}"
                asked.append((name, Condition(((number, frozenset([raw])),))))
    found: dict[str, bool] = {}
    for (name, _), tally in zip(asked, space.tally([condition for _, condition in asked]), strict=True):
        found[name] = found.get(name, False) or tally.count > 0
    return found


def _sent(space: Space) -> dict[str, bool]:
    """For each message, whether some step sends it."""
    messages = space.network.spec.messages
    found = dict.fromkeys((f"{m.sender} -> {m.receiver}: {m.name}" for m in messages), False)
    for event, count in zip(space.network.events, space.fired(), strict=True):
        for transfer in event.label.sent if count else ():
            found[f"{transfer.sender.party} -> {transfer.receiver.party}: {transfer.packet.message}"] = True
    return found
