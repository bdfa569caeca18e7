"""What judging says: verdicts, with runs as evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from everystate.composing.network import Copy, FieldKey, FieldKind, Label, Network
from everystate.exploring.space import Space
from everystate.loading.spec import Row
from everystate.problems import Place, nearest

NEVER, NOW_AND_THEN = -1, -2
"""Why a loop need not do something that must not be put off: it is never possible there, or now and then not."""

Answer = Literal["holds", "violated", "undecided", "known"]


@dataclass(frozen=True)
class Changed:
    """A field that a step changes, with its old and its new value in words."""

    key: FieldKey
    before: str
    after: str

    @property
    def field(self) -> str:
        """The name of the field."""
        return str(self.key)

    @property
    def owner(self) -> Copy | None:
        """The copy that it belongs to."""
        return self.key.owner

    @property
    def kind(self) -> FieldKind:
        """What kind of field it is."""
        return self.key.kind


@dataclass(frozen=True)
class Taken:
    """A row that a machine copy takes in a step; `owner` is the copy of its party."""

    key: FieldKey
    owner: Copy
    row: Row

    @property
    def machine(self) -> str:
        """The name of the machine copy."""
        return str(self.key)


@dataclass(frozen=True)
class Step:
    """One step of a run."""

    label: Label
    rows: tuple[Taken, ...]
    changes: tuple[Changed, ...]
    event: int
    source: int
    target: int


@dataclass(frozen=True)
class Met:
    """How a loop is fair to something that must not be put off for ever.

    `step` is the index, in the run, of a step that does it; or `NEVER` or `NOW_AND_THEN`, the latter only if weak.
    """

    name: str
    strong: bool
    step: int


@dataclass(frozen=True)
class Trace:
    """A run from the start.

    `offending` is a step that would come next and that the claim forbids: it is shown and not counted. A run that goes
    round for ever repeats its steps from index `loop`; if that is the number of its steps, nothing more happens after
    them. `fair` says how such a run is fair. It is a shortest one, unless it is a `longest` one from where it begins.
    """

    steps: tuple[Step, ...]
    offending: Step | None = None
    loop: int | None = None
    fair: tuple[Met, ...] = ()
    longest: bool = False

    @property
    def length(self) -> int:
        """The number of steps to the state in which the claim is judged, or to where a loop begins."""
        return len(self.steps) if self.loop is None else self.loop

    @property
    def stutters(self) -> bool:
        """Whether nothing more happens after its steps, for ever."""
        return self.loop == len(self.steps)


@dataclass(frozen=True)
class Cause:
    """Violations that come about in the same way."""

    text: str
    count: int
    place: Place | None = None


@dataclass(frozen=True)
class Verdict:
    """The answer to one claim.

    `states` is how many joint states (for `whenever`: steps) it was judged in, `failures` in how many of them it
    fails. `trace` is the shortest counterexample of a violated or known claim; `witness` a run that shows that a claim
    that holds is not vacuous. `fairness` is what a claim about time assumes of runs, and `remark` what else was found
    out about it.
    """

    name: str
    answer: Answer
    states: int
    built_in: bool = False
    reason: str = ""
    failures: int = 0
    trace: Trace | None = None
    witness: Trace | None = None
    causes: tuple[Cause, ...] = ()
    place: Place | None = None
    text: str = ""
    description: str = ""
    known: str = ""
    fairness: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Result:
    """Everything that a check found."""

    network: Network
    space: Space
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    fired: dict[Row, int] = field(default_factory=dict, hash=False)

    def verdict(self, name: str) -> Verdict:
        """The verdict on the claim of this name.

        Raises:
            KeyError: no such claim was judged.
        """
        found = [verdict for verdict in self.verdicts if verdict.name == name]
        if not found:
            known = nearest(name, [verdict.name for verdict in self.verdicts])
            raise KeyError(f"no claim '{name}' was judged; {known}" if known else f"no claim '{name}' was judged")
        return found[0]

    @property
    def exit_code(self) -> int:
        """0 all claims hold (or are known), 1 one is violated, 3 one is undecided."""
        answers = {verdict.answer for verdict in self.verdicts}
        return 1 if "violated" in answers else 3 if "undecided" in answers else 0
