"""How many faults of each kind the claims survive, and which smallest combinations break each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.judging.builtin import ABOUT_THE_WHOLE
from everystate.judging.judge import claim_names, refuse_unknown
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.problems import SpecError
from everystate.study.frontier.budgets import (
    Bounded,
    Budget,
    Combination,
    Variant,
    amounts,
    readers,
    unbounded,
    variant,
)
from everystate.study.frontier.checking import Cell, Job, Outcome, run, unexcused
from everystate.study.frontier.edge import Edge, below, edge
from everystate.study.frontier.shape import shapes
from everystate.study.pool import INTERRUPTED, Lost, parallel, shared

OnChecked = Callable[[int, int], None]


@dataclass(frozen=True)
class Refusal:
    """A claim that is not judged, and why."""

    claim: str
    reason: str


@dataclass(frozen=True)
class Frontier:
    """The result.

    `combinations` are all of them, the smallest total first; `checked` has those that were checked, with the number of
    joint states; about the others everything followed. `lost` has those of which a check found nothing, and why: a
    worker that died, or Ctrl-C.
    """

    spec: Spec
    settings: Mapping[str, Value]
    varied: tuple[Budget, ...]
    up_to: int
    always_on: tuple[Bounded, ...]
    combinations: tuple[Combination, ...]
    checked: Mapping[Combination, Outcome]
    lost: Mapping[Combination, Lost]
    edges: tuple[Edge, ...]
    refused: tuple[Refusal, ...]

    def variant(self, combination: Combination) -> Variant:
        """What is checked for a combination."""
        return variant(unexcused(self.spec), self.settings, self.varied, combination)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is undecided."""
        return not any(edge.undecided for edge in self.edges)


@dataclass(frozen=True)
class Plan:
    """What to vary, how far, and how to check it."""

    varied: tuple[Budget, ...]
    up_to: int = 2
    claims: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    engine: Engine = "auto"
    jobs: int | None = None


def frontier(spec: Spec, settings: Mapping[str, Value], plan: Plan, on_checked: OnChecked | None = None) -> Frontier:
    """Check every combination of up to `plan.up_to` faults, except where the results of smaller ones decide it.

    Known violations count as violations. Ctrl-C leaves the rest undecided.

    Args:
        spec: the spec.
        settings: values of parameters that are not varied.
        plan: what to vary, and how.
        on_checked: called with how many combinations are done, and how many there are.

    Raises:
        SpecError: a setting or the name of a claim is wrong.
    """
    searching = _Searching(spec, settings, plan)
    with suppress(KeyboardInterrupt):
        searching.search(on_checked)
    return searching.found()


class _Searching:
    def __init__(self, spec: Spec, settings: Mapping[str, Value], plan: Plan) -> None:
        self.spec = spec
        self.bare = unexcused(spec)
        self.settings = settings
        self.plan = plan
        none = self._network(tuple([0] * len(plan.varied)))
        self.possible = {ground.claim.name for ground in none.claims if ground.claim.kind == "possible"}
        self.refused = tuple(_refused(spec, plan.varied))
        self.claims = _wanted(none, plan.claims, {refusal.claim for refusal in self.refused})
        every = [amounts(self.bare, settings, budget, plan.up_to) for budget in plan.varied]
        self.combinations = tuple(_combinations(every, plan.up_to))
        self.cells: dict[str, dict[Combination, Cell]] = {claim: {} for claim in self.claims}
        self.shapes: dict[Combination, dict[str, str]] = {}
        self.checked: dict[Combination, Outcome] = {}
        self.lost: dict[Combination, Lost] = {}
        self.done = 0

    def _network(self, combination: Combination) -> Network:
        made = variant(self.bare, self.settings, self.plan.varied, combination)
        return compose(made.spec, made.settings)

    def search(self, on_checked: OnChecked | None) -> None:
        """Check the combinations by their total, so that the results of all smaller ones are known."""
        for total in range(self.plan.up_to + 1):
            combinations = [combination for combination in self.combinations if sum(combination) == total]
            jobs = {combination: self._job(combination) for combination in combinations}
            self._check({combination: job for combination, job in jobs.items() if job is not None}, on_checked)
            if INTERRUPTED in self.lost.values():
                return

    def _job(self, combination: Combination) -> Job | None:
        """What is left to check, after what follows was noted; None if there is nothing."""
        try:
            self.shapes[combination] = shapes(self._network(combination), self.plan.varied)
        except SpecError as error:
            for claim in self.claims:
                self.cells[claim][combination] = Cell("undecided", reason=error.problems[0].what)
            return None
        left: list[str] = []
        for claim in self.claims:
            followed = self._following(claim, combination)
            if followed is None:
                left.append(claim)
            else:
                self.cells[claim][combination] = followed
        made = variant(self.bare, self.settings, self.plan.varied, combination)
        return Job(made, tuple(left)) if left else None

    def _following(self, claim: str, combination: Combination) -> Cell | None:
        """The cell that follows from smaller ones, if any: what breaks a claim does so with more of it, too."""
        shape = self.shapes[combination].get(claim)
        if shape is None:
            return None
        turned = "holds" if claim in self.possible else "broken"
        for other, cell in self.cells[claim].items():
            if cell.answer == turned and below(other, combination) and self.shapes[other].get(claim) == shape:
                return Cell(turned, checked=False)
        return None

    def _check(self, jobs: dict[Combination, Job], on_checked: OnChecked | None) -> None:
        combinations = list(jobs)
        limits = shared(self.plan.limits, self.plan.jobs)
        task = partial(run, limits=limits, engine=self.plan.engine)

        def note(number: int, outcome: Outcome | Lost) -> None:
            self.done += 1
            if on_checked is not None:
                on_checked(self.done, len(self.combinations))

        alone = self.plan.jobs == 1 or len(jobs) == 1  # a worker would take longer to start
        results = parallel(task, list(jobs.values()), jobs=0 if alone else self.plan.jobs, on_result=note)
        for combination, result in zip(combinations, results, strict=True):
            self._note(combination, jobs[combination], result)

    def _note(self, combination: Combination, job: Job, result: Outcome | Lost) -> None:
        if isinstance(result, Lost):
            self.lost[combination] = result
            reason = result.summary
            result = Outcome({claim: Cell("undecided", reason=reason) for claim in job.claims}, 0, reason)
        else:
            self.checked[combination] = result
        for claim in job.claims:
            self.cells[claim][combination] = result.cells[claim]

    def _every(self, claim: str) -> dict[Combination, Cell]:
        """The cells of a claim, the smallest combination first; after Ctrl-C, some may be missing."""
        nothing = Cell("undecided", reason=INTERRUPTED.reason)
        return {combination: self.cells[claim].get(combination, nothing) for combination in self.combinations}

    def found(self) -> Frontier:
        """The result so far."""
        return Frontier(
            spec=self.spec,
            settings=self.settings,
            varied=self.plan.varied,
            up_to=self.plan.up_to,
            always_on=unbounded(self.spec),
            combinations=self.combinations,
            checked=self.checked,
            lost=self.lost,
            edges=tuple(edge(claim, claim in self.possible, self._every(claim)) for claim in self.claims),
            refused=self.refused,
        )


def _combinations(amounts: list[tuple[int, ...]], up_to: int) -> Iterator[Combination]:
    """Every combination with a total of at most `up_to`, by total; then those with more of the first budgets."""
    every = (combination for combination in product(*amounts) if sum(combination) <= up_to)
    yield from sorted(every, key=lambda combination: (sum(combination), [-amount for amount in combination]))


def _refused(spec: Spec, varied: tuple[Budget, ...]) -> Iterator[Refusal]:
    """A claim that reads what is left of a number would be another claim with another number."""
    found: dict[str, str] = {}
    for budget in varied:
        for claim in () if budget.is_parameter else readers(spec, budget):
            name = "no deadlock" if claim == "final" else claim
            found.setdefault(name, f"it reads {budget.name}.left, and how much there is of it is no parameter")
    yield from (Refusal(claim, reason) for claim, reason in found.items())


def _wanted(network: Network, names: tuple[str, ...], refused: set[str]) -> tuple[str, ...]:
    """The claims that are judged, those of the spec first; never those about the whole of a spec."""
    known = [name for name in claim_names(network) if name not in ABOUT_THE_WHOLE]
    refuse_unknown(names, known)
    return tuple(name for name in known if name not in refused and (not names or name in names))
