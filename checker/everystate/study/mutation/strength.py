"""How strong the claims of a spec are: the fates of its mutants, and the claims that kill them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.loading.spec import Spec
from everystate.study.mutation.fate import Answer, Fate
from everystate.study.mutation.kinds import KINDS, Kind
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.trial import Baseline, Trial, World, baseline
from everystate.study.pool import INTERRUPTED, Lost, parallel, shared


@dataclass(frozen=True)
class Tried:
    """A mutant and its fate."""

    mutant: Mutant
    fate: Fate


@dataclass(frozen=True)
class ClaimScore:
    """How many mutants a claim kills: in all, as the first by depth (or one of several), and where no other does.

    A mutant is explored until the first claims fail. So a claim that would fail later does not count, unless mutants
    were explored to their end.
    """

    claim: str
    kills: int
    first: int
    alone: int


@dataclass(frozen=True)
class Strength:
    """What a study of mutants found. `untried` mutants were left when it was interrupted."""

    spec: Spec
    baselines: tuple[Baseline, ...]
    tried: tuple[Tried, ...]
    untried: int = 0

    def counts(self, kind: Kind | None = None) -> Counter[Answer]:
        """How many mutants (of a kind) had which fate."""
        return Counter(one.fate.answer for one in self.tried if kind in (None, one.mutant.kind))

    def of(self, *answers: Answer) -> Iterator[Tried]:
        """The mutants with these fates, in their order."""
        return (one for one in self.tried if one.fate.answer in answers)

    @property
    def counted(self) -> int:
        """The mutants that a claim could have noticed: all that are neither equivalent nor refused."""
        return sum(1 for _ in self.of("killed", "survived", "undecided"))

    @property
    def score(self) -> float | None:
        """The killed ones among those that count, in percent; None if none counts. Running out is no kill."""
        return 100 * self.counts()["killed"] / self.counted if self.counted else None

    def kinds(self) -> list[Kind]:
        """The kinds of mutants that there are."""
        there = {one.mutant.kind for one in self.tried}
        return [kind for kind in KINDS if kind in there]

    def claims(self) -> list[ClaimScore]:
        """The score of every claim that holds in some world, those of the spec first, in their order."""
        kills: Counter[str] = Counter()
        first: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for one in self.of("killed"):
            killers = one.fate.killers
            kills.update(killer.claim for killer in killers)
            first.update(killer.claim for killer in killers if killer.steps == killers[0].steps)
            alone.update(killer.claim for killer in killers if len(killers) == 1)
        names = dict.fromkeys(name for base in self.baselines for name in (*base.holding, *base.failing))
        return [ClaimScore(name, kills[name], first[name], alone[name]) for name in names]


def claims_strength(
    spec: Spec,
    mutants: Sequence[Mutant],
    baselines: Sequence[Baseline],
    *,
    jobs: int | None = None,
    engine: Engine = "auto",
    to_the_end: bool = False,
    on_result: Callable[[int, Fate], None] | None = None,
) -> Strength:
    """Try every mutant, in worker processes; Ctrl-C keeps what is known.

    Args:
        spec: the original.
        mutants: what is tried.
        baselines: the original in each world, see `baselines_in`.
        jobs: how many workers; one for each processor, if None; 0: all is done in this process.
        engine: which engine explores.
        to_the_end: explore each mutant to its end, and so find all claims that it violates.
        on_result: called with the number of a mutant and its fate, as they come.
    """
    trial = Trial(spec, baselines, engine, to_the_end)

    def note(number: int, found: Fate | Lost) -> None:
        if on_result is not None:
            on_result(number, _fate(found))

    found = parallel(trial, mutants, jobs=jobs, on_result=note)
    tried = [Tried(m, _fate(fate)) for m, fate in zip(mutants, found, strict=True) if fate != INTERRUPTED]
    return Strength(spec, tuple(baselines), tuple(tried), len(mutants) - len(tried))


def _fate(found: Fate | Lost) -> Fate:
    """What a worker lost was not decided; of a traceback, the last line says why."""
    return found if isinstance(found, Fate) else Fate("undecided", reason=found.summary)


def baselines_in(
    spec: Spec, worlds: Sequence[World], claims: Sequence[str] | None, limits: Limits, jobs: int | None = None
) -> list[Baseline]:
    """The original in each world, the smallest first: most mutants are killed there, and soonest.

    Raises:
        SpecError: the spec, a parameter or the name of a claim is wrong.
        KeyboardInterrupt: Ctrl-C.
    """
    each = shared(limits, jobs)
    made = [baseline(spec, world, claims, each) for world in worlds]
    return sorted(made, key=lambda base: base.states)
