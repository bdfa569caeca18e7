"""Verdicts: what holds, what falls and by which run, what is known, and what says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import Result, SpecError, Trace, Verdict, check
from everystate.exploring.engines import Engine
from everystate.judging.replay import ReplayError, replay
from everystate.judging.verdict import Answer, BuiltIn, Count, Unit

MODELS = Path(__file__).parents[1] / "models"

SYSTEM = """\
system: A lamp
parameters: {dim: 0}
claims:
  CLAIMS
"""
LAMP = """\
party: lamp
actions: {switch: {cause: environment}, fail: {cause: fault, at_most: 1}}
machines:
  light:
    initial: off
    states: [off, on, dead]
    transitions:
      - {trigger: switch, source: off, dest: on}
      - {trigger: switch, source: on, dest: off}
      - {trigger: fail, source: on, dest: dead}
"""


def judged(write: Write, claim: str, **parameters: int) -> Verdict:
    """The verdict on one claim about the lamp."""
    result = check(write(system=SYSTEM.replace("CLAIMS", f"c: {claim}"), lamp=LAMP), parameters)
    return next(verdict for verdict in result.verdicts if verdict.name == "c")


def vacuous(write: Write, claim: str) -> list[str]:
    """What is said of a claim that says nothing."""
    result = check(write(system=SYSTEM.replace("CLAIMS", f"c: {claim}"), lamp=LAMP))
    return [cause.text for verdict in result.verdicts if verdict.name == "no vacuous claim" for cause in verdict.causes]


@pytest.mark.parametrize(
    ("claim", "answer", "states", "length"),
    [
        ('{always: "lamp.light in (off, on, dead)"}', "holds", 3, None),
        ("{always: lamp.light != dead}", "violated", 3, 2),
        ("{never: lamp.light == on}", "violated", 3, 1),
        ("{never: lamp.light == off and lamp.light == on}", "holds", 3, None),
        ("{possible: lamp.light == dead}", "holds", 3, None),
        ("{possible: lamp.light == off and lamp.light == on}", "violated", 3, None),
        ("{after: each phase, holds: lamp.light != dead}", "violated", 3, 2),
        ("{after: start, holds: lamp.light == off}", "violated", 3, 1),
        ("{whenever: lamp.fail, holds: lamp.light == on}", "holds", 1, None),
        ("{whenever: lamp.switch, holds: lamp.light == off}", "violated", 2, 1),
    ],
)
def test_a_claim(write: Write, claim: str, answer: str, states: int, length: int | None) -> None:
    verdict = judged(write, claim)
    assert (verdict.answer, verdict.judged.number) == (answer, states)
    assert (verdict.trace and verdict.trace.length) == length


@pytest.mark.parametrize(
    ("claim", "unit"),
    [
        ("{always: lamp.light != dead}", "joint state"),
        ("{after: each phase, holds: lamp.light != dead}", "settled state"),
        ("{whenever: lamp.fail, holds: lamp.light == on}", "step"),
        ("{ends: each phase}", "phase"),
        ("{eventually: lamp.light == dead}", "joint state"),
    ],
)
def test_a_verdict_says_what_it_counts(write: Write, claim: str, unit: Unit) -> None:
    assert judged(write, claim).judged.unit == unit


def test_a_count_is_a_text_with_its_unit() -> None:
    assert [str(Count(1, "phase")), str(Count(2_000, "joint state"))] == ["1 phase", "2,000 joint states"]


@pytest.mark.parametrize("answer", ["violated", "known", "undecided"])
def test_a_verdict_other_than_holds_is_refused_without_evidence(answer: Answer) -> None:
    claim, judged_in = BuiltIn("no dead row", "every row fires"), Count(1, "row")
    with pytest.raises(ValueError, match="without evidence"):
        Verdict(claim, answer, judged_in)
    assert Verdict(claim, answer, judged_in, reason="row 1 never fires").answer == answer


def test_a_counterexample_says_what_changed_and_by_which_row(write: Write) -> None:
    trace = judged(write, "{always: lamp.light != dead}").trace
    assert trace is not None
    assert [str(step.label) for step in trace.steps] == ["lamp switch", "lamp fail"]
    assert [step.rows[0].row.place.line for step in trace.steps] == [8, 10]
    assert [(change.field, change.before, change.after) for change in trace.steps[0].changes] == [
        ("lamp.light", "off", "on")
    ]


def test_the_offending_step_is_shown_and_not_counted(write: Write) -> None:
    trace = judged(write, "{whenever: lamp.switch, holds: lamp.light == off}").trace
    assert trace is not None
    assert trace.offending is not None
    assert (len(trace.steps), str(trace.offending.label)) == (1, "lamp switch")


def test_a_claim_that_holds_comes_with_a_witness(write: Write) -> None:
    verdict = judged(write, "{whenever: lamp.fail, holds: lamp.light == on}")
    assert verdict.witness is not None
    assert str(verdict.witness.offending and verdict.witness.offending.label) == "lamp fail"


@pytest.mark.parametrize(
    "claim",
    [
        "{always: lamp.light == lamp.light or lamp.light == off or lamp.light != off}",
        "{never: lamp.light == off and lamp.light == on and lamp.light == dead}",
    ],
)
def test_a_claim_that_nothing_could_break_is_vacuous(write: Write, claim: str) -> None:
    assert vacuous(write, claim) == ["'c' would hold whatever became of any part of it"]


SHINES = "lamp.light in (off, on, dead)"


@pytest.mark.parametrize("engine", ["reference", "native"])
@pytest.mark.parametrize(
    ("claim", "idle"),
    [
        (f'{{always: "{SHINES}"}}', []),
        (f'{{always: "{SHINES} or lamp.fail.left == 1"}}', ["lamp.fail.left == 1"]),
        (f'{{always: "({SHINES}) and (lamp.light == on or not lamp.light == on)"}}', ["lamp.light == on"]),
        ('{always: "lamp.light != dead or lamp.fail.left == 0"}', []),
        ('{never: "lamp.light == dead and lamp.fail.left == 1 and dim == 0"}', []),
        ('{never: "lamp.light == dead and lamp.fail.left == 1 and lamp.light != off"}', ["lamp.light != off"]),
        ('{whenever: lamp.fail, holds: "lamp.light == on or lamp.fail.left == 0"}', ["lamp.fail.left == 0"]),
        ('{possible: "lamp.light == on or lamp.light == off"}', []),
        ('{formula: "[] (p || !p)", where: {p: lamp.light == off}}', ["lamp.light == off"]),
        ('{formula: "q && (p || !p)", where: {p: lamp.light == off, q: lamp.light != on}}', ["lamp.light == off"]),
    ],
)
def test_an_atom_that_plays_no_part_is_a_note(write: Write, claim: str, idle: list[str], engine: Engine) -> None:
    result = check(write(system=SYSTEM.replace("CLAIMS", f"c: {claim}"), lamp=LAMP), engine=engine)
    assert result.verdict("c").answer == "holds"
    assert [note for note in result.idle if "'c'" in note] == [
        f"'{atom}' plays no part in 'c' at these parameters" for atom in idle
    ]


def test_only_for_claims_that_are_asked_for_there_are_notes(write: Write) -> None:
    folder = write(system=SYSTEM.replace("CLAIMS", f'c: {{always: "{SHINES} or lamp.fail.left == 1"}}'), lamp=LAMP)
    assert check(folder, claims=["no vacuous claim"]).idle == check(folder, claims=["c"]).idle == ()
    assert len(check(folder, claims=["c", "no vacuous claim"]).idle) == 1


def test_a_claim_about_what_never_happens_is_vacuous(write: Write) -> None:
    lamp = LAMP + '      - {trigger: burn, source: dead, dest: "=", when: lamp > 0, dead: there is one lamp only}\n'
    lamp = lamp.replace("at_most: 1}", "at_most: 1}, burn: {cause: fault}")
    claim = "c: {whenever: lamp.burn, holds: lamp.light == on}"
    result = check(write(system=SYSTEM.replace("CLAIMS", claim), lamp=lamp))
    [verdict] = [v for v in result.verdicts if v.name == "no vacuous claim"]
    assert [cause.text for cause in verdict.causes] == ["'c' is judged nowhere"]


KNOWN = "{always: lamp.light != dead, known_violation: {when: dim == 0, reason: lamps die}}"
MENDED = "{always: lamp.light != lamp.light or dim >= 0, known_violation: lamps die}"


def test_a_known_violation_is_known_where_it_is_said_to_be(write: Write) -> None:
    assert judged(write, KNOWN).answer == "known"
    assert judged(write, KNOWN, dim=2).answer == "violated"


def test_a_known_violation_that_holds_is_a_violation(write: Write) -> None:
    verdict = judged(write, MENDED)
    assert verdict.answer == "violated"
    assert "take its known_violation away" in verdict.reason


@pytest.mark.parametrize(
    ("claim", "code"), [(KNOWN, 0), (KNOWN.replace("== 0", "== 2"), 1), ("{never: lamp.light == dead}", 1)]
)
def test_the_exit_code(write: Write, claim: str, code: int) -> None:
    result = check(write(system=SYSTEM.replace("CLAIMS", f"c: {claim}"), lamp=LAMP), claims=["c"])
    assert result.exit_code == code


def test_a_claim_that_does_not_exist(write: Write) -> None:
    folder = write(system=SYSTEM.replace("CLAIMS", "calm: {always: lamp.light != dead}"), lamp=LAMP)
    with pytest.raises(SpecError, match=r"--claim: no claim 'clam'; did you mean 'calm'\?"):
        check(folder, claims=["clam"])
    with pytest.raises(SpecError, match="no claim is selected"):
        check(folder, claims=[])


def test_under_other_parameters_what_is_missing_is_a_note(write: Write) -> None:
    """At the declared parameters a row that never fires is a violation."""
    lamp = LAMP.replace("at_most: 1", "at_most: dim")
    folder = write(
        system=SYSTEM.replace("CLAIMS", "c: {always: lamp.light != dead}").replace("dim: 0", "dim: 1"), lamp=lamp
    )
    other = check(folder, {"dim": 0})
    assert "no dead row" not in [verdict.name for verdict in other.verdicts]
    assert any("light: fail never fires at these parameters" in note for note in other.notes)


# -- replay -----------------------------------------------------------------------------------------------------------


@pytest.fixture(name="fallen", scope="module")
def _fallen() -> tuple[Result, Trace]:
    result = check(MODELS / "peer_failover", claims=["P3 a logout is for the logged in"], engine="reference")
    trace = result.verdicts[0].trace
    assert trace is not None
    return result, trace


def test_a_counterexample_can_be_replayed(fallen: tuple[Result, Trace]) -> None:
    result, trace = fallen
    replay(result.space, trace)


def telling(trace: Trace) -> list[int]:
    """The steps that move a machine or a queue."""
    return [n for n, step in enumerate(trace.steps) if any(c.kind in ("machine", "channel") for c in step.changes)]


def test_a_run_without_one_of_its_steps_is_refused(fallen: tuple[Result, Trace]) -> None:
    result, trace = fallen
    assert len(telling(trace)) > 8
    for left_out in telling(trace):
        with pytest.raises(ReplayError):
            replay(result.space, replace(trace, steps=trace.steps[:left_out] + trace.steps[left_out + 1 :]))


def test_a_run_with_two_steps_the_other_way_round_is_refused(fallen: tuple[Result, Trace]) -> None:
    result, trace = fallen
    for at in telling(trace)[:-1]:
        turned = (*trace.steps[:at], trace.steps[at + 1], trace.steps[at], *trace.steps[at + 2 :])
        with pytest.raises(ReplayError):
            replay(result.space, replace(trace, steps=turned))


def test_a_run_that_ends_elsewhere_is_refused(fallen: tuple[Result, Trace]) -> None:
    result, trace = fallen
    last = trace.steps[-1]
    with pytest.raises(ReplayError):
        replay(result.space, replace(trace, steps=(*trace.steps[:-1], replace(last, target=last.source))))


def test_every_run_of_every_small_model_can_be_replayed() -> None:
    replayed = 0
    for folder in sorted(path for path in MODELS.iterdir() if path.is_dir() and path.name != "peer_failover"):
        result = check(folder, engine="reference")
        for verdict in result.verdicts:
            for trace in filter(None, (verdict.trace, verdict.witness)):
                replay(result.space, trace)
                replayed += 1
    assert replayed > 50


def test_a_row_whose_trigger_never_comes_is_dead_and_one_whose_guard_is_false_is_not() -> None:
    causes = check(MODELS / "dead_row_notices").verdict("no dead row").causes
    assert [cause.text for cause in causes] == [
        "at: call.refused never fires",
        "at: line.lost never fires",
        "at: Knock never fires",
    ]
    assert [cause.place.line for cause in causes if cause.place] == [9, 11, 13]


@pytest.mark.parametrize("engine", ["reference", "native"])
def test_a_joint_state_in_which_two_messages_are_unexpected_counts_once(write: Write, engine: Engine) -> None:
    """Each client idles, has asked, has its answer on the way, or is done: 16 states with a busy server.

    Of these, 4 have a question of the one client, 4 one of the other: 7 states in all.
    """
    model = MODELS / "unexpected"
    files = {name: (model / f"{name}.yaml").read_text(encoding="utf-8") for name in ("system", "client", "server")}
    two = "parameters: {clients: 2}\nmessages:"
    system = files["system"].partition("claims:")[0].replace("messages:", two)
    client = files["client"].replace("party: client", "party: client\ncopies: clients")
    found = check(write(system=system, client=client, server=files["server"]), engine=engine)
    verdict = found.verdict("no unexpected message")
    assert (verdict.judged.number, verdict.failures) == (32, 7)
    assert [cause.count for cause in verdict.causes] == [4, 4]
