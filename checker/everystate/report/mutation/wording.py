"""The outcomes of mutants, and their differences from the original, in words."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.study.mutation.fate import Difference, Fate
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.strength import Strength
from everystate.wording.text import counted, printable

KIND_TEXTS: dict[Kind, str] = {
    "drop-row": "a row is dropped",
    "drop-source": "a row loses one of its sources",
    "add-source": "a row has one source more",
    "dest": "a row leads elsewhere, or stays, from all or from one of its sources",
    "negate-guard": "a guard is negated",
    "drop-guard": "a guard is dropped",
    "drop-condition": "a part of a guard is dropped",
    "drop-set": "a variable keeps its value",
    "collection": "elements are not put into a list or a set, not taken out, or put at the other end",
    "drop-send": "a message is not sent",
    "double-send": "a message is sent twice",
    "swap-sends": "two messages are sent in the other order",
    "add-send": "a message is sent that other rows of the machine send",
    "order": "copies send in their order, and in no other",
    "drop-start": "a timer is not started",
    "drop-stop": "a timer is not stopped",
    "duration": "a timer takes a tick less, or a tick more",
    "initial": "a machine or a variable starts otherwise, or a connection with a message less",
    "value": "an action never chooses one of its values",
    "close": "an action leaves a connection open, or closes it in the other way",
    "open": "a connection that is opened from outside opens of itself",
    "fault": "something fails once that could not fail",
    "full": "a send waits for room, and is not lost",
    "capacity": "a connection has less room",
    "budget": "something may happen once less, or once more",
}


def percent(score: float | None) -> str:
    """The score in words: `93.4 %`, rounded down, so that 100 % means all; `no score` if no mutant counts."""
    return "no score" if score is None else f"{int(score * 10) / 10:.1f} %"


def summary(strength: Strength) -> str:
    """The number of killed mutants in words: `812 of 870 killed`."""
    return f"{strength.counts()['killed']:,} of {counted(strength.counted, 'mutant')} killed"


def aside(strength: Strength) -> Iterator[str]:
    """Phrases on the mutants and claims that do not count, and on the mutants that were not tried."""
    counts = strength.counts()
    if counts["undecided"]:
        yield f"{counts['undecided']:,} undecided, which count as not killed"
    if counts["equivalent"] or counts["refused"]:
        equivalent = f"{counts['equivalent']:,} equivalent to the original"
        yield f"not counted: {equivalent}, {counts['refused']:,} refused by the loader"
    if strength.untried:
        yield f"interrupted: {strength.untried:,} were not tried"
    for base in strength.baselines:
        if base.failing:
            where = base.world.name or "the declared parameters"
            yield f"in {where}, the original does not hold and nothing is killed by: {', '.join(base.failing)}"


def where_killed(fate: Fate) -> str:
    """The claims that kill a mutant: `'no deadlock' after 4 steps, 'one primary' after 6 steps (late_notice)`."""
    parts = [
        f"'{killer.claim}'" + (f" after {counted(killer.steps, 'step')}" if killer.steps is not None else "")
        for killer in fate.killers
    ]
    return ", ".join(parts) + in_world(fate)


def in_world(fate: Fate) -> str:
    """The world in which a mutant is killed: ` (late_notice)`; empty for the declared parameters."""
    return f" ({fate.world})" if fate.world else ""


def difference_text(difference: Difference) -> str:
    """The first difference of a mutant from the original, in one sentence."""
    if not difference.path:
        return f"It starts otherwise: {_values(difference)}."
    label = printable(str(difference.path[-1][0]))
    begin = f"After {counted(difference.steps - 1, 'step')}, '{label}'"
    if difference.side != "both":
        return f"{begin} is possible in the {difference.side} alone."
    before, after = difference.sends
    what = [f"sends {_list(after)}, not {_list(before)}"] if before != after else []
    return f"{begin} {' and '.join([*what, *([f'makes {_values(difference)}'] if difference.fields else [])])}."


def _list(sent: tuple[str, ...]) -> str:
    return ", ".join(map(printable, sent)) or "nothing"


def _values(difference: Difference) -> str:
    return ", ".join(f"{one.field} {printable(one.mutant)}, not {printable(one.original)}" for one in difference.fields)
