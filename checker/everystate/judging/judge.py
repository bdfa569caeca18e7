"""Claims + `Space` -> verdicts with evidence. Judging does not care which engine made the space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from everystate.composing.network import Network
from everystate.exploring.space import Space
from everystate.judging import builtin
from everystate.judging.claims import ClaimJudge, judge_of, with_known
from everystate.judging.coverage import Coverage
from everystate.judging.replay import Lives, replay
from everystate.judging.survey import Survey
from everystate.judging.verdict import Cause, Result, Verdict
from everystate.loading.spec import Row
from everystate.problems import Place, Problem, SpecError, nearest

_MAX_LISTED = 5

Wanted = Callable[[str], bool]
OnClaim = Callable[[str], None]


def claim_names(network: Network) -> list[str]:
    """The names of all claims, the spec's before the built-in ones."""
    return [ground.claim.name for ground in network.claims] + builtin.names(network)


def judge(space: Space, claims: Iterable[str] | None = None, on_claim: OnClaim | None = None) -> Result:
    """The verdicts on these claims (all, if none are named), each run replayed before it is given.

    `on_claim` is told the name of each claim about time before it is judged, which may take a while.

    Raises:
        SpecError: a name that is no claim.
    """
    wanted = _wanted(space, claims)
    judging = _Judging(space, wanted)
    for judge in judging.claims:
        if isinstance(judge, ClaimJudge):
            judge.ask_causes()
    verdicts = list(judging.of_spec(on_claim))
    fired = judging.coverage.fired_rows()
    notes = builtin.waiting(space, judging.waits)
    for verdict in judging.built_in(fired):
        if verdict.kind in builtin.ABOUT_THE_WHOLE and not space.network.declared:
            notes += _as_notes(verdict)
        else:
            verdicts.append(verdict)
    notes += [judge.silent for judge in judging.claims if judge.silent]
    lives: Lives = {}
    for verdict in verdicts:
        for trace in filter(None, (verdict.trace, verdict.witness)):
            replay(space, trace, lives)
    return Result(space.network, space, tuple(verdicts), tuple(notes), fired)


def _wanted(space: Space, claims: Iterable[str] | None) -> Wanted:
    if claims is None:
        return lambda name: True
    names = list(claims)
    known = claim_names(space.network)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        problems = [Problem(Place("--claim"), f"no claim '{name}'", "", nearest(name, known)) for name in unknown]
        raise SpecError(problems or [Problem(Place("--claim"), "no claim is selected")])
    return lambda name: name in names


class _Judging:
    """Everything is asked first, and answered in one pass."""

    def __init__(self, space: Space, wanted: Wanted) -> None:
        self.space = space
        self.wanted = wanted
        survey = Survey(space)
        every = wanted(builtin.NOT_VACUOUS)
        self.claims = [judge_of(g, survey) for g in space.network.claims if every or wanted(g.claim.name)]
        self.coverage = Coverage(survey)
        self.waits = builtin.Alarms(survey, space.network.waits)
        self.unexpected = builtin.Alarms(survey, space.network.unexpected)

    def of_spec(self, on_claim: OnClaim | None) -> Iterator[Verdict]:
        """The verdicts on the claims of the spec that are wanted."""
        for judge in self.claims:
            ground = judge.ground
            if self.wanted(ground.claim.name):
                if on_claim is not None and ground.timing is not None:
                    on_claim(ground.claim.name)
                yield with_known(judge.verdict(), ground)

    def built_in(self, fired: dict[Row, int]) -> Iterator[Verdict]:
        """The verdicts on the built-in claims that are wanted."""
        space = self.space
        checks: dict[str, Callable[[], Verdict]] = {
            builtin.NO_DEADLOCK: lambda: builtin.no_deadlock(space),
            builtin.NO_UNEXPECTED: lambda: builtin.no_unexpected_message(space, self.unexpected),
            builtin.SETTLES: lambda: builtin.every_phase_settles(space),
            builtin.NO_DEAD_ROW: lambda: builtin.no_dead_row(space, fired),
            builtin.ALL_SENT: lambda: builtin.no_message_never_sent(space),
            builtin.NOT_VACUOUS: lambda: builtin.no_vacuous_claim(space, self._vacuous()),
        }
        for name in builtin.names(space.network):
            if self.wanted(name):
                yield checks[name]()

    def _vacuous(self) -> list[Cause]:
        """Every claim counts, also those that were not asked for."""
        for judge in self.claims:
            if not self.wanted(judge.ground.claim.name):
                judge.verdict()
        return [Cause(judge.vacuous, 1, judge.ground.claim.place) for judge in self.claims if judge.vacuous]


def _as_notes(verdict: Verdict) -> Iterator[str]:
    """What would be a violation at the declared parameters is only a note at others."""
    for cause in verdict.causes[:_MAX_LISTED]:
        yield f"{cause.text} at these parameters" + (f" ({cause.place})" if cause.place else "")
    if len(verdict.causes) > _MAX_LISTED:
        yield f"{len(verdict.causes) - _MAX_LISTED} more like this ({verdict.name})"
