"""What becomes of a log: whether it can be a run, and where it cannot go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.composing.event import Event
from everystate.composing.field import Copy
from everystate.composing.network import Network
from everystate.diagnosis.lacking import Lack
from everystate.loading.party import Machine, Row
from everystate.logs.record import Record, Source
from everystate.problems import Exit

Answer = Literal["explained", "impossible", "undecided"]


@dataclass(frozen=True)
class Taker:
    """A row by which a step could say the record, and what is missing for it in the joint states that are possible.

    `lacks` has what is missing where least is, with the number of those joint states; `instead`, what such a step shows
    before or after the record, where the log has something else there. `ways` are the events of such steps, each with
    how many records of its source it shows before.
    """

    copy: Copy
    machine: Machine
    row: Row
    lacks: tuple[tuple[Lack, int], ...]
    instead: tuple[str, ...] = ()
    ways: tuple[tuple[Event, int], ...] = ()


@dataclass(frozen=True)
class Memory:
    """What a machine or a variable of a copy may be: one value, if all joint states agree."""

    copy: Copy
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The next record of a source, and what it could have been; no record, at its end."""

    source: Source
    position: int
    record: Record | None
    possible: tuple[str, ...]


@dataclass(frozen=True)
class Blocked:
    """Where a log cannot go on.

    Attributes:
        head: the record that nothing explains.
        states: how many joint states are possible before it.
        memory: what the copies of its source may remember there.
        takers: the rows that could say it.
        others: the next records of the other sources.
        begun: how many records before it are of the step that it should be in.
    """

    head: Head
    states: int
    memory: tuple[Memory, ...]
    takers: tuple[Taker, ...]
    others: tuple[Head, ...]
    begun: int = 0


RepairKind = Literal["lost", "extra", "swapped", "row"]


@dataclass(frozen=True)
class Repair:
    """One change by which the log goes on.

    lost: `text` was not written before `record`. extra: `record` is one too many. swapped: it and the next one are.
    row: the row of `taker` is taken although something is missing for it.

    `behind` is how many records of the log are then explained from the one on that nothing explains.
    """

    kind: RepairKind
    record: Record
    text: str = ""
    taker: Taker | None = None
    behind: int = 0


@dataclass(frozen=True)
class Deviation:
    """A record that nothing explains, with the nearest repairs; the first one is assumed in what follows."""

    blocked: Blocked
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Taken:
    """Rows that each run which explains a log takes, those that only some do, and those that none does."""

    surely: tuple[tuple[Machine, Row], ...] = ()
    perhaps: tuple[tuple[Machine, Row], ...] = ()
    never: tuple[tuple[Machine, Row], ...] = ()


@dataclass(frozen=True)
class Conclusion:
    """Whether a log can be a run.

    Attributes:
        explained: how many records some run explains, one after the other.
        reason: why it is undecided.
        deviations: of an impossible log, every record that nothing explains, each after a repair of those before it.
        more: whether there may be more of them.
        widest: the largest number of candidates at once.
        states: how many joint states were looked at.
        unmapped: how many records were left out, since no rule of the mapping matches them.
    """

    network: Network
    sources: tuple[Source, ...]
    answer: Answer
    explained: int
    taken: Taken
    blocked: Blocked | None = None
    reason: str = ""
    widest: int = 0
    states: int = 0
    unmapped: int = 0
    deviations: tuple[Deviation, ...] = ()
    more: bool = False

    @property
    def records(self) -> int:
        """The number of records of all sources."""
        return sum(len(source.records) for source in self.sources)

    @property
    def exit_code(self) -> Exit:
        """How the program ends."""
        return {"explained": Exit.OK, "impossible": Exit.FAILED, "undecided": Exit.UNDECIDED}[self.answer]
