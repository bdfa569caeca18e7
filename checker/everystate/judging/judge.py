"""Claims + `Space` -> verdicts with evidence. Judging does not depend on the engine that made the space."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from everystate.composing.network import Network
from everystate.exploring.space import Space
from everystate.judging import builtin
from everystate.judging.claims import Judge, judge_of, with_known
from everystate.judging.coverage import Coverage
from everystate.judging.formula_judge import FormulaJudge
from everystate.judging.replay import Lives, replay
from everystate.judging.superfluous import Superfluous
from everystate.judging.survey import Survey
from everystate.judging.units import far_apart
from everystate.judging.unwatched import Unwatched
from everystate.judging.verdict import BuiltIn, BuiltInKind, Cause, Count, Kind, Result, Verdict
from everystate.loading.party import Row
from everystate.loading.spec import Claim
from everystate.problems import Place, Problem, SpecError, nearest, reason_of

_MAX_LISTED = 5

Wanted = Callable[[str], bool]
OnClaim = Callable[[str], None]


def claim_names(network: Network) -> list[str]:
    """The names of all claims, the spec's before the built-in ones."""
    return [ground.claim.name for ground in network.claims] + builtin.names(network)


def judge(space: Space, claims: Iterable[str] | None = None, on_claim: OnClaim | None = None) -> Result:
    """The verdicts on these claims (all, if none are named), each run replayed before it is given.

    Ctrl-C ends it, and leaves undecided what was not judged by then. So claims about time, which may take a while, are
    judged last; `on_claim` is called with the name of each of them before.

    Raises:
        SpecError: a name that is no claim.
    """
    judging = _Judging(space, _wanted(space, claims))
    try:
        judging.run(on_claim)
    except KeyboardInterrupt as interrupt:
        return judging.result(reason_of(interrupt))
    return judging.result()


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Check that all names are known.

    Raises:
        SpecError: a claim is not known; the message has the known name that is most like it.
    """
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SpecError(Problem(Place("--claim"), f"no claim '{name}'", "", nearest(name, known)) for name in unknown)


def _wanted(space: Space, claims: Iterable[str] | None) -> Wanted:
    if claims is None:
        return lambda name: True
    names = list(claims)
    if not names:
        raise SpecError([Problem(Place("--claim"), "no claim is selected")])
    refuse_unknown(names, claim_names(space.network))
    return lambda name: name in names


class _Judging:
    """Judges claims one by one; verdicts are kept, so that they remain if judging is interrupted."""

    def __init__(self, space: Space, wanted: Wanted) -> None:
        self.space = space
        self.wanted = wanted
        self.verdicts: dict[str, Verdict] = {}
        self.notes: list[str] = []
        self.idle: list[str] = []
        self.fired: dict[Row, int] = {}
        self.lives: Lives = {}
        self.unwatched = Unwatched(space)

    def run(self, on_claim: OnClaim | None) -> None:
        """Ask everything first, so that one pass answers it; claims about time come after all others."""
        network = self.space.network
        survey = Survey(self.space)
        every = self.wanted(builtin.NOT_VACUOUS)
        judges = [judge_of(g, survey) for g in network.claims if every or self.wanted(g.claim.name)]
        coverage = Coverage(survey)
        waits, unexpected = builtin.Alarms(survey, network.waits), builtin.Alarms(survey, network.unexpected)
        self._of_spec([judge for judge in judges if judge.ground.timing is None])
        self.fired = coverage.fired_rows()
        self.notes += builtin.waiting(self.space, waits)
        self.notes += far_apart(network)
        self._of_states(survey, unexpected)
        self._of_spec([judge for judge in judges if judge.ground.timing is not None], on_claim)
        self._built_in(builtin.NOT_VACUOUS, lambda: builtin.no_vacuous_claim(self.space, self._vacuous(judges)))
        self.notes += [judge.silent for judge in judges if judge.silent]
        self.notes += [judge.vacuous for judge in judges if judge.vacuous and judge.ground.claim.asked]
        self.idle += self._superfluous(judges) if every and self.space.complete else []

    def result(self, interrupted: str = "") -> Result:
        """What is known, in the order of the claims; what was not judged is undecided."""
        network = self.space.network
        claims: list[Claim | BuiltIn] = [ground.claim for ground in network.claims]
        claims += builtin.built_in(network)
        verdicts = [
            self.verdicts.get(claim.name) or Verdict(claim, "undecided", Count(0, "joint state"), interrupted)
            for claim in claims
            if self.wanted(claim.name) and not self._is_noted(claim.kind)
        ]
        notes, idle = tuple(self.notes), tuple(self.idle)
        return Result(network, self.space, tuple(verdicts), notes, self.fired, interrupted, idle)

    def _is_noted(self, kind: Kind) -> bool:
        """Whether what would be a violation at the declared parameters is only a note at these."""
        return kind in builtin.ABOUT_THE_WHOLE and not self.space.network.declared

    def _of_spec(self, judges: Iterable[Judge], on_claim: OnClaim | None = None) -> None:
        """Judge the claims of the spec that were asked for."""
        for judge in judges:
            name = judge.ground.claim.name
            if self.wanted(name):
                if on_claim is not None:
                    on_claim(name)
                self._keep(with_known(self.unwatched.shortest(judge.verdict()), judge.ground))

    def _of_states(self, survey: Survey, unexpected: builtin.Alarms) -> None:
        """Judge the built-in claims that take no other verdict."""
        space = self.space
        self._built_in(builtin.NO_DEADLOCK, lambda: builtin.no_deadlock(space))
        self._built_in(builtin.NO_UNEXPECTED, lambda: builtin.no_unexpected_message(space, unexpected))
        self._built_in(builtin.NO_DEAD_ROW, lambda: builtin.no_dead_row(space, self.fired))
        self._built_in(builtin.ALL_SENT, lambda: builtin.no_message_never_sent(space))
        self._built_in(builtin.TIME_GOES_ON, lambda: builtin.time_goes_on(space))
        self._built_in(builtin.SETTLES, lambda: self.unwatched.shortest(builtin.every_phase_settles(survey)))

    def _built_in(self, kind: BuiltInKind, answer: Callable[[], Verdict]) -> None:
        """Judge a built-in claim, if it was asked for."""
        if not self.wanted(kind) or kind not in builtin.names(self.space.network):
            return
        if self._is_noted(kind):
            self.notes += _as_notes(answer())
        else:
            self._keep(answer())

    def _keep(self, verdict: Verdict) -> None:
        """Keep a verdict whose runs can be replayed."""
        for trace in filter(None, (verdict.trace, verdict.witness)):
            replay(self.space, trace, self.lives)
        self.verdicts[verdict.name] = verdict

    def _vacuous(self, judges: Iterable[Judge]) -> list[Cause]:
        """Every claim counts, also those that were not asked for."""
        for judge in judges:
            if not self.wanted(judge.ground.claim.name):
                judge.verdict()
        files = [judge for judge in judges if not judge.ground.claim.asked]
        return [Cause(judge.vacuous, 1, judge.ground.claim.place) for judge in files if judge.vacuous]

    def _superfluous(self, judges: Iterable[Judge]) -> Iterator[str]:
        """Of claims that hold and say something, the atoms that play no part."""
        of_states = Superfluous(self.space)
        for judge in judges:
            claim, verdict = judge.ground.claim, self.verdicts.get(judge.ground.claim.name)
            if verdict is None or verdict.answer != "holds" or judge.vacuous or judge.silent:
                continue
            found = judge.superfluous() if isinstance(judge, FormulaJudge) else of_states.of(judge.ground)
            yield from (f"'{atom}' plays no part in '{claim.name}' at these parameters" for atom in found)


def _as_notes(verdict: Verdict) -> Iterator[str]:
    """What would be a violation at the declared parameters is only a note at others."""
    for cause in verdict.causes[:_MAX_LISTED]:
        yield f"{cause.text} at these parameters" + (f" ({cause.place})" if cause.place else "")
    if len(verdict.causes) > _MAX_LISTED:
        yield f"{len(verdict.causes) - _MAX_LISTED} more like this ({verdict.name})"
