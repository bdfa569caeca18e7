"""The results of judging: verdicts, with runs as evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from everystate.composing.event import Label
from everystate.composing.field import Copy, FieldKey, FieldKind
from everystate.composing.network import Network
from everystate.exploring.space import Space
from everystate.loading.party import Row
from everystate.loading.spec import Claim, ClaimKind
from everystate.notebook import table
from everystate.problems import Exit, Place, nearest

NEVER, NOW_AND_THEN = -1, -2
"""Why a loop need not take a fairness constraint: it is never enabled there, or not all the time."""

Answer = Literal["holds", "violated", "undecided", "known"]

BuiltInKind = Literal[
    "no deadlock",
    "no unexpected message",
    "every phase settles",
    "time goes on",
    "no dead row",
    "no message never sent",
    "no vacuous claim",
    "as expected",
]
"""A built-in claim is named by its kind."""

Kind = ClaimKind | BuiltInKind

Unit = Literal["joint state", "settled state", "step", "phase", "row", "message", "claim", "value"]


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
    """How a loop is fair to a fairness constraint.

    `step` is the index, in the run, of a step that takes it; or `NEVER` or `NOW_AND_THEN`, the latter only if weak. If
    it is one of these, the constraint is not enabled after `after` steps of the run. The constraint has this `number`
    in the network.
    """

    name: str
    strong: bool
    step: int
    after: int = 0
    number: int = 0


@dataclass(frozen=True)
class Trace:
    """A run from the initial state `start`, or from another state; -1 for one step of a run, that may be anywhere.

    `offending` is a step that would come next and that the claim forbids: it is shown and not counted. A run that goes
    round for ever repeats its steps from index `loop`; if that is the number of its steps, nothing more happens after
    them. `fair` says how such a run is fair. It is a shortest one, unless it is a `longest` one from where it begins.
    """

    steps: tuple[Step, ...]
    offending: Step | None = None
    loop: int | None = None
    fair: tuple[Met, ...] = ()
    longest: bool = False
    start: int = 0

    def __repr__(self) -> str:
        forever = "" if self.loop is None else f", for ever from step {self.loop + 1}"
        return f"Trace({len(self.steps):,} steps{forever})"

    def _repr_html_(self) -> str:
        """Its steps as a table, for notebooks: what happens, and what that changes."""
        steps = (*self.steps, self.offending) if self.offending else self.steps
        changes = ("; ".join(f"{one.field}: {one.after}" for one in step.changes) for step in steps)
        numbered = enumerate(zip(steps, changes, strict=True), 1)
        return table(repr(self), ((str(number), str(step.label), text) for number, (step, text) in numbered))

    @property
    def length(self) -> int:
        """The number of steps to the state in which the claim is judged, or to where a loop begins."""
        return len(self.steps) if self.loop is None else self.loop

    def state_after(self, steps: int) -> int:
        """The joint state after this number of its steps."""
        return self.steps[steps - 1].target if steps else self.start

    @property
    def stutters(self) -> bool:
        """Whether nothing more happens after its steps, for ever."""
        return self.loop == len(self.steps)


@dataclass(frozen=True)
class Cause:
    """Violations with the same cause."""

    text: str
    count: int
    place: Place | None = None


@dataclass(frozen=True)
class BuiltIn:
    """A claim that every spec makes. `place` is a file that says more about it, if there is one."""

    kind: BuiltInKind
    text: str
    place: Place | None = None
    description: str = ""

    @property
    def name(self) -> str:
        """Its kind."""
        return self.kind


@dataclass(frozen=True)
class Count:
    """A number of things of one kind; as text, `1 step` or `2,000 joint states`."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number:,} {self.unit}{'' if self.number == 1 else 's'}"


@dataclass(frozen=True)
class Verdict:
    """The answer to one claim.

    `judged` counts where the claim was judged, and `failures` in how many of these places it fails. `reason` says why
    it is violated or undecided. `trace` is the shortest counterexample of a violated or known claim; `witness` a run
    that shows that a claim that holds is not vacuous. `known` says why a violation is known, and `remark` is a further
    result. `so_far` is true where nothing violates the claim in the part of the space that was searched. `guilty` is
    the row that makes the claim false in the run that is shown, where that is known.

    Raises:
        ValueError: it is violated or known without a reason, a run or a cause, or undecided without a reason.
    """

    claim: Claim | BuiltIn
    answer: Answer
    judged: Count
    reason: str = ""
    failures: int = 0
    trace: Trace | None = None
    witness: Trace | None = None
    causes: tuple[Cause, ...] = ()
    known: str = ""
    remark: str = ""
    guilty: Place | None = None
    so_far: bool = False

    def __post_init__(self) -> None:
        evidence = {"violated": self.reason or self.trace or self.causes, "undecided": self.reason}
        if not evidence.get("violated" if self.answer == "known" else self.answer, True):
            raise ValueError(f"'{self.name}' is said to be {self.answer}, without evidence")

    def __repr__(self) -> str:
        return f"Verdict({self.name!r}: {self.answer}, judged in {self.judged})"

    def _repr_html_(self) -> str:
        """The answer and why, for notebooks."""
        run = repr(self.trace) if self.trace else ""
        texts = {"reason": self.reason, "known": self.known, "remark": self.remark, "run": run}
        causes = ((f"{cause.count:,}", cause.text) for cause in self.causes)
        rows = (*((name, text) for name, text in texts.items() if text), *causes)
        return table(f"{self.name}: {self.answer}, judged in {self.judged}", rows)

    @property
    def name(self) -> str:
        """The name of the claim."""
        return self.claim.name

    @property
    def kind(self) -> Kind:
        """What kind of claim it is."""
        return self.claim.kind

    @property
    def asked(self) -> bool:
        """Whether the claim is not in the files of the spec."""
        return isinstance(self.claim, Claim) and self.claim.asked

    @property
    def built_in(self) -> bool:
        """Whether every spec makes this claim."""
        return isinstance(self.claim, BuiltIn)


def fails_where(copies: str, failing: int, number: int) -> str:
    """For which copies a claim fails in a run, of the copies for which it fails and of all."""
    of = f" (and for {failing - 1:,} more of {number:,})" if failing > 1 else ""
    return f"it fails where {copies}{of}"


def so_far(
    space: Space, claim: Claim | BuiltIn, judged: Count, *, witness: Trace | None = None, remark: str = ""
) -> Verdict:
    """The verdict where nothing violates a claim: it holds; it is undecided if the space is not complete."""
    if space.complete:
        return Verdict(claim, "holds", judged, witness=witness, remark=remark)
    return Verdict(
        claim, "undecided", judged, f"holds so far: {space.stopped}", witness=witness, remark=remark, so_far=True
    )


@dataclass(frozen=True)
class Result:
    """All results of a check.

    `interrupted` says what ended the judging before its end; empty if nothing did. `idle` has a note for each atom that
    plays no part in a claim that holds; `notes` are all others.
    """

    network: Network
    space: Space
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    fired: dict[Row, int] = field(default_factory=dict, hash=False)
    interrupted: str = ""
    idle: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Result({self.network.spec.folder!r}, {len(self.space.states):,} joint states: {self._tally()})"

    def _repr_html_(self) -> str:
        """The verdicts as a table, for notebooks."""
        rows = ((one.answer, one.name, str(one.judged)) for one in self.verdicts)
        return table(f"{self.network.spec.title}: {len(self.space.states):,} joint states", rows)

    def _tally(self) -> str:
        counts = Counter(verdict.answer for verdict in self.verdicts)
        return ", ".join(f"{number} {answer}" for answer, number in counts.items())

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Every note."""
        return (*self.notes, *self.idle)

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
    def exit_code(self) -> Exit:
        """`OK` if all claims hold (or are known), else `FAILED` or `UNDECIDED`."""
        answers = {verdict.answer for verdict in self.verdicts}
        return Exit.FAILED if "violated" in answers else Exit.UNDECIDED if "undecided" in answers else Exit.OK
