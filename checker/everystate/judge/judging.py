"""Claims + `Space` -> verdicts with evidence. Judging does not care which engine made the space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from everystate.explore.space import Space
from everystate.judge import builtin
from everystate.judge.claims import ClaimJudge
from everystate.judge.coverage import fired_rows
from everystate.judge.replay import replay
from everystate.judge.verdict import Result, Verdict
from everystate.problems import Place, Problem, SpecError, nearest

_MAX_LISTED = 5


def claim_names(space: Space) -> list[str]:
    """The names of all claims, the spec's before the built-in ones."""
    return [ground.claim.name for ground in space.network.claims] + builtin.names(space)


def judge(space: Space, claims: Iterable[str] | None = None) -> Result:
    """The verdicts on these claims (all, if none are named), each counterexample replayed before it is given.

    Raises:
        SpecError: a name that is no claim.
    """
    wanted = _wanted(space, claims)
    judging = ClaimJudge(space)
    verdicts = [judging.judge(ground) for ground in space.network.claims if wanted(ground.claim.name)]
    fired = fired_rows(space)
    notes = [*builtin.waiting(space), *judging.silent]
    for verdict in _built_in(space, judging, fired, wanted):
        if _about_the_declared(verdict) and not space.network.declared:
            notes += _as_notes(verdict)
        else:
            verdicts.append(verdict)
    for verdict in verdicts:
        for trace in (verdict.trace, verdict.witness):
            if trace is not None:
                replay(space, trace)
    return Result(space.network, space, tuple(verdicts), tuple(notes), fired)


def _wanted(space: Space, claims: Iterable[str] | None) -> Callable[[str], bool]:
    if claims is None:
        return lambda name: True
    names = list(claims)
    known = claim_names(space)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        problems = [Problem(Place("--claim"), f"no claim '{name}'", "", nearest(name, known)) for name in unknown]
        raise SpecError(problems or [Problem(Place("--claim"), "no claim is selected")])
    return lambda name: name in names


def _built_in(space: Space, judging: ClaimJudge, fired, wanted) -> Iterator[Verdict]:  # type: ignore[no-untyped-def]
    checks = {
        builtin.NO_DEADLOCK: lambda: builtin.no_deadlock(space),
        builtin.NO_UNEXPECTED: lambda: builtin.no_unexpected_message(space),
        builtin.SETTLES: lambda: builtin.every_phase_settles(space),
        builtin.NO_DEAD_ROW: lambda: builtin.no_dead_row(space, fired),
        builtin.ALL_SENT: lambda: builtin.no_message_never_sent(space),
        builtin.NOT_VACUOUS: lambda: builtin.no_vacuous_claim(
            space, len(space.network.claims), _vacuous(space, judging, wanted)
        ),
    }
    for name in builtin.names(space):
        if wanted(name):
            yield checks[name]()


def _vacuous(space: Space, judging: ClaimJudge, wanted: Callable[[str], bool]) -> list[str]:
    """Every claim counts, also those that were not asked for."""
    for ground in space.network.claims:
        if not wanted(ground.claim.name):
            judging.judge(ground)
    return judging.vacuous


def _about_the_declared(verdict: Verdict) -> bool:
    return verdict.name in (builtin.NO_DEAD_ROW, builtin.ALL_SENT, builtin.NOT_VACUOUS)


def _as_notes(verdict: Verdict) -> Iterator[str]:
    """What would be a violation at the declared parameters is only a note at others."""
    for cause in verdict.causes[:_MAX_LISTED]:
        yield f"{cause.text} at these parameters" + (f" ({cause.place})" if cause.place else "")
    if len(verdict.causes) > _MAX_LISTED:
        yield f"{len(verdict.causes) - _MAX_LISTED} more like this ({verdict.name})"
