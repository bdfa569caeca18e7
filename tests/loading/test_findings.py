"""Findings: known violations that are said once, and the mistakes in them."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.loading.worlds import laid_in

SYSTEM = """\
system: A lamp
parameters: {falls: 1}
claims: {it stands: {always: falls == 0}}
monitors: {}
findings:
  One: {reason: why, FINDING}
"""
LAMP = "party: lamp\n"
WAX = "layer: wax\nparameters: {slips: 1}\nclaims: {it is dry: {always: slips == 0}}\n"


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ("breaks: it stnds", "6:30: unknown claim 'it stnds'; did you mean 'it stands'?"),
        ("breaks: it is dri", "6:30: unknown claim 'it is dri'; did you mean 'it is dry'?"),
        ("breaks: [{claim: it stands}]", "6:31: a claim that a finding breaks without 'when'; add `when:`"),
        ("when: falls >= 1", "6:8: a finding without 'breaks'; add `breaks:`"),
        ("breaks: it stands, when: laid(wacks)", "6:52: unknown layer 'wacks'; known: wax"),
        ("breaks: it stands, when: fals >= 1", "6:47: unknown name 'fals'; did you mean 'falls'?"),
        ("breaks: it stands, when: laid()", "6:47: laid takes the name of a layer; write laid(LAYER)"),
    ],
)
def test_a_mistake_has_its_place(finding: str, said: str, write: Write) -> None:
    folder = write(system=SYSTEM.replace("FINDING", finding), lamp=LAMP, **{"layers/wax": WAX})
    with pytest.raises(SpecError) as raised:
        load(folder)
    assert [str(problem) for problem in raised.value.problems] == [f"{folder}/system.yaml:{said}"]


def test_a_claim_has_its_own_reasons_first(write: Write) -> None:
    system = SYSTEM.replace("FINDING", "breaks: [it stands, it is dry], when: slips >= 1 or laid(wax)")
    system = system.replace("falls == 0}", "falls == 0, known_violation: own}")
    spec = load(write(system=system, lamp=LAMP, **{"layers/wax": WAX}))
    assert [(known.reason, known.finding) for known in spec.claims[0].known] == [("own", ""), ("One: why", "One")]
    laid, _ = laid_in(spec, None, ["wax"])
    assert [known.reason for known in laid.claims[1].known] == ["One: why"]


def test_laid_is_said_of_known_violations_alone(write: Write) -> None:
    system = SYSTEM.replace("FINDING", "breaks: it stands").replace("always: falls == 0", "always: laid(wax)")
    with pytest.raises(SpecError, match="'laid' cannot be called"):
        load(write(system=system, lamp=LAMP, **{"layers/wax": WAX}))
