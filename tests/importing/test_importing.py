"""Machines from the documentation of public projects become specs that check, with the states that they have."""

from __future__ import annotations

from pathlib import Path

import pytest

import everystate
from everystate.command.program import run
from everystate.importing.foreign import Condition, ForeignMachine, Transition
from everystate.importing.reading import read_machine
from everystate.importing.writing import files_of
from everystate.problems import Exit, SpecError

MACHINES = Path(__file__).parent / "machines"
COUNTS = {
    "call.yml": (5, 7),
    "container.plantuml": (4, 6),
    "fetch.json": (4, 4),  # the second RETRY never fires
    "job.json": (3, 4),
    "matter.py": (8, 16),  # four states, and a condition that is true or false
    "pod.md": (10, 22),  # five states, likewise
    "process.mermaid": (5, 6),
    "publication.json": (16, 54),  # four states, and two conditions
    "tcp.puml": (11, 19),
    "traffic_light.yaml": (3, 3),
    "turnstile.mmd": (2, 4),
}
"""Joint states and steps: those of the machine, times the values of its conditions, whose changes are steps."""


@pytest.mark.parametrize("file", sorted(COUNTS))
def test_a_machine_becomes_a_spec_with_its_states(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MACHINES)
    source = f"{file.removesuffix('.py')}:machine" if file.endswith(".py") else file
    assert run(["import", source, str(tmp_path / "spec")]) == Exit.OK
    result = everystate.check(tmp_path / "spec", engine="reference")
    assert (len(result.space.states), result.space.steps) == COUNTS[file]
    failing = [verdict.name for verdict in result.verdicts if verdict.answer != "holds"]
    assert failing == (["no dead row"] if file == "fetch.json" else [])


def test_every_machine_is_tried() -> None:
    assert {one.name for one in MACHINES.iterdir() if one.is_file()} == set(COUNTS)


def test_a_later_transition_excludes_the_earlier_ones() -> None:
    asked = (Condition("hot"), Condition("closed", negated=True))
    rows = (Transition("heat", "gas", "plasma", asked), Transition("heat", "gas", None))
    machine = ForeignMachine("matter", ("gas", "plasma"), "gas", rows)
    text = files_of(machine)["matter.yaml"]
    assert 'dest: plasma, when: "hot == yes and closed == no"' in text
    assert 'dest: "=", when: "not (hot == yes and closed == no)"' in text


def test_names_that_are_no_identifiers_are_different_ones(tmp_path: Path) -> None:
    rows = (Transition("go on", "a b", "a-b"), Transition("go-on", "a-b", "any"), Transition("if", "any", "a b"))
    for name, text in files_of(ForeignMachine("state", ("a b", "a-b", "any"), "a b", rows)).items():
        (tmp_path / name).write_text(text)
    assert len(everystate.check(tmp_path).space.states) == 3


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.mmd", "stateDiagram-v2\nA --> B", "no arrow leads from the start"),
        ("a.mmd", "stateDiagram-v2\n[*] --> A\nstate A {\n", "a state has states of its own"),
        ("a.puml", "@startuml\n[*] --> A\nA ~~> B\n", "this line is not understood: A ~~> B"),
        ("a.json", "{", "it cannot be read"),
        ("a.json", "[1]", "this is no configuration of a machine"),
        ("a.yaml", "states: [a]\ntransitions: [{source: a}]", "a transition has no `trigger`"),
        ("a.yaml", "states: [a]\ntransitions: [[go, a, b]]", "no state 'b'"),
        ("a.yaml", "states: [{name: a, children: [b]}]", "state 'a' has states of its own"),
        ("a.txt", "", "this is no machine"),
    ],
)
def test_what_is_no_machine_is_refused(name: str, text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SpecError) as refused:
        read_machine(str(tmp_path / name))
    assert reason in refused.value.problems[0].what


@pytest.mark.parametrize(
    ("name", "reason"), [("no_such:machine", "No module named 'no_such'"), ("json:JSONDecoder", "machine")]
)
def test_a_module_that_has_no_machine_is_refused(name: str, reason: str) -> None:
    with pytest.raises(SpecError) as refused:
        read_machine(name)
    assert reason in refused.value.problems[0].what


def test_the_module_is_imported_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.chdir(MACHINES)
    assert read_machine("matter:machine").states == ("solid", "liquid", "gas", "plasma")
    assert "matter" not in sys.modules


def test_a_new_spec_may_come_from_a_machine(tmp_path: Path) -> None:
    assert run(["new", str(tmp_path / "mine"), "--from-machine", str(MACHINES / "job.json")]) == Exit.OK
    assert everystate.load(tmp_path / "mine").parties[0].name == "Job"
