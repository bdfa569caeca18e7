"""What becomes of every mutant of a small spec, and what that says of its claims."""

from __future__ import annotations

import pytest
from tests.changes import ROOT
from tests.conftest import Write
from tests.study.mutation.asking import FATES, FILES, SYSTEM

from everystate.exploring.space import Limits
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.report.mutation.wording import difference_text, percent
from everystate.study.mutation import trial
from everystate.study.mutation.mutants import mutants
from everystate.study.mutation.rerun import rerun
from everystate.study.mutation.strength import ClaimScore, Strength, baselines_in, claims_strength
from everystate.study.mutation.trial import World

DECLARED = World("", {})


def strength_of(
    spec: Spec, worlds: tuple[World, ...] = (DECLARED,), limits: Limits | None = None, to_the_end: bool = False
) -> Strength:
    """Every mutant tried in this process."""
    baselines = baselines_in(spec, worlds, None, limits or Limits())
    return claims_strength(spec, mutants(spec), baselines, jobs=0, to_the_end=to_the_end)


def test_every_mutant_has_the_fate_that_it_should(write: Write) -> None:
    found = strength_of(load(write(**FILES)))
    assert {one.mutant.name: one.fate.answer for one in found.tried} == FATES
    assert {one.mutant.kind for one in found.of("killed")} >= {"dest", "drop-set", "double-send", "fault", "budget"}


def test_the_score_leaves_out_what_no_claim_can_notice(write: Write) -> None:
    found = strength_of(load(write(**FILES)))
    assert (found.counts()["killed"], found.counted, percent(found.score)) == (16, 18, "88.8 %")


def test_a_claim_is_told_what_it_kills(write: Write) -> None:
    scores = {score.claim: score for score in strength_of(load(write(**FILES))).claims()}
    assert scores["nobody is served unasked"] == ClaimScore("nobody is served unasked", 1, 1, 1)
    assert scores["somebody can be served"] == ClaimScore("somebody can be served", 6, 1, 1)
    assert scores["no vacuous claim"].kills == 0


def test_a_survivor_comes_with_a_shortest_run(write: Write) -> None:
    spec = load(write(**FILES))
    survivors = {one.mutant.name: one for one in strength_of(spec).of("survived")}
    one = survivors["client.at Thanks from waiting, done: to idle"]
    assert one.fate.difference is not None
    assert (
        difference_text(one.fate.difference)
        == "After 3 steps, 'client receives Thanks' makes client.at idle, not done."
    )
    _, trace = rerun(spec, one.mutant, DECLARED, one.fate.difference)
    assert [str(step.label) for step in trace.steps] == [
        "client ask",
        "server receives Question",
        "client receives Answer",
        "client receives Thanks",
    ]
    other = survivors["server.desk Question from ready: Thanks before Answer"].fate.difference
    assert other is not None
    assert difference_text(other) == (
        "After 1 step, 'server receives Question' sends Thanks → client, Answer → client, "
        "not Answer → client, Thanks → client."
    )


def test_where_nothing_happens_only_what_speaks_of_it_is_killed(write: Write) -> None:
    """In silence the rows never fire, so a mutant is killed elsewhere or not at all."""
    spec = load(write(**FILES))
    silence = World("silence", {"tries": 0})
    found = strength_of(spec, (DECLARED, silence))
    once = {"client.ask: at_most 2": "survived"}  # there, it is the first time
    assert {one.mutant.name: one.fate.answer for one in found.tried} == {**FATES, **once}
    assert [base.world.name for base in found.baselines] == ["silence", ""]
    alone = {one.mutant.name: one.fate for one in strength_of(spec, (silence,)).tried}
    assert alone["client.at Answer from waiting: Question, too"].reason == "the row never fires"
    assert alone["line: breaks once"].answer == "survived"


def test_a_claim_that_fails_in_the_original_kills_nothing(write: Write) -> None:
    never = SYSTEM.replace("claims:", 'claims:\n  it fails: {never: "client.at == done"}')
    found = strength_of(load(write(**{**FILES, "system": never})))
    assert found.baselines[0].failing == ("it fails",)
    assert {one.mutant.name: one.fate.answer for one in found.tried} == FATES


def test_running_out_is_undecided_and_no_kill(write: Write) -> None:
    spec = load(write(**FILES))
    found = strength_of(spec, limits=Limits(states=5))
    fates = {one.mutant.name: one.fate for one in found.tried}
    assert fates["line: doubles a message once"].answer == "killed"
    less = baselines_in(spec, [DECLARED], None, Limits(states=2))
    assert less[0].holding == ()


@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_prefix_finds_the_first_claim_that_the_whole_finds(
    write: Write, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    spec = load(write(**FILES))
    monkeypatch.setattr(trial, "FIRST_PREFIX", first)
    monkeypatch.setattr(trial, "_WORTH_WHILE", 1)
    by_prefix = {one.mutant.name: one.fate for one in strength_of(spec).tried}
    whole = {one.mutant.name: one.fate for one in strength_of(spec, to_the_end=True).tried}
    assert {name: fate.answer for name, fate in by_prefix.items()} == {n: fate.answer for n, fate in whole.items()}
    for name, fate in whole.items():
        if fate.killers and fate.killers[0].steps is not None:
            assert by_prefix[name].killers[0].steps == fate.killers[0].steps
            assert {killer.claim for killer in by_prefix[name].killers} <= {killer.claim for killer in fate.killers}


def test_a_known_violation_that_is_gone_kills(write: Write) -> None:
    known = SYSTEM.replace(
        "claims:", 'claims:\n  it is never served: {never: "client.at == done", known_violation: it is}'
    )
    found = strength_of(load(write(**{**FILES, "system": known})))
    fates = {one.mutant.name: one.fate for one in found.tried}
    assert "it is never served" in [k.claim for k in fates["server.desk Question from ready: without Answer"].killers]


def test_every_model_can_be_studied() -> None:
    """Each mutant of a few models of the corpus has a fate, and none is lost."""
    for name in ("deferred", "fields", "monitor", "rendezvous", "notice_together", "settled_phases"):
        found = strength_of(load(ROOT / "tests" / "models" / name))
        assert found.tried
        assert not [one.fate.reason for one in found.of("undecided")]
