"""Machines and systems of a spec as diagrams."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate.checking import check
from everystate.draw.diagram import Diagram
from everystate.draw.machines import Use, machine_diagram, party_diagram
from everystate.draw.system import system_diagram
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.loading.worlds import laid_in

SYSTEM = """\
system: A lamp
parameters: {lamps: 2}
"""
LAMP = """\
party: lamp
copies: lamps
actions:
  press: {cause: environment}
  burst: {cause: fault}
variables:
  pressed: {domain: 0..3, initial: 0}
machines:
  light:
    initial: dark
    states: [dark, bright, broken]
    transitions:
      - {trigger: press, source: dark, dest: bright, when: pressed < 3, set: {pressed: pressed + 1}}
      - {trigger: press, source: bright, dest: dark}
      - {trigger: press, source: broken, dest: "="}
      - {trigger: burst, source: "*", dest: broken}
"""


@pytest.fixture
def lamp(write: Write) -> Diagram:
    spec = load(write(system=SYSTEM, lamp=LAMP))
    return machine_diagram(spec, spec.parties[0].machines[0])


def test_every_state_is_a_box_and_the_initial_one_is_marked(lamp: Diagram) -> None:
    assert [box.title for box in lamp.boxes() if box.shape == "state"] == ["dark", "bright", "broken"]
    [start] = [arrow for arrow in lamp.arrows if arrow.start == "lamp.light.(start)"]
    assert start.end == "lamp.light.dark"


def test_a_row_tells_its_trigger_guard_and_what_it_sets(lamp: Diagram) -> None:
    [arrow] = [arrow for arrow in lamp.arrows if arrow.end == "lamp.light.bright"]
    [line] = arrow.lines
    assert (line.text, line.details) == ("press", ("[pressed < 3]", "pressed := pressed + 1"))
    assert line.tip == "lamp.yaml:13"


def test_the_cause_of_a_row_is_that_of_its_action(lamp: Diagram) -> None:
    tones = {line.text: arrow.tone for arrow in lamp.arrows for line in arrow.lines}
    assert tones == {"press": "environment", "burst": "fault"}


def test_a_row_that_stays_is_told_in_its_state(lamp: Diagram) -> None:
    [broken] = [box for box in lamp.boxes() if box.title == "broken"]
    assert [line.text for line in broken.lines] == ["press"]


def test_a_message_to_all_copies_is_drawn_to_all_of_them() -> None:
    spec = load("tests/models/broadcast")
    [machine] = spec.party("hub").machines
    said = str(machine_diagram(spec, machine))
    assert "Flash to members" in said


def test_a_row_from_every_state_is_one_arrow(lamp: Diagram) -> None:
    [several] = [box for box in lamp.boxes() if box.shape == "several"]
    assert several.title == "any state"
    assert [arrow.end for arrow in lamp.arrows if arrow.start == several.key] == ["lamp.light.broken"]


def test_rows_that_are_never_taken_are_marked_and_others_count(failover: Result) -> None:
    spec, network = failover.network.spec, failover.network
    use = Use(failover.fired, network.switched_off)
    machines = {f"{p.name}.{m.name}": machine_diagram(spec, m, use) for p in spec.parties for m in p.machines}
    at = [line for arrow in machines["agent.at"].arrows for line in arrow.lines]
    assert {line.never for line in at if line.text == "log_out"} == {"never"}
    inside = [line for box in machines["agent.presence"].boxes() for line in box.lines]
    assert [line.text for line in inside if line.never == "switched off"] == ["blunder"]
    assert all("steps" in line.tip and not line.never for line in at if line.text == "register")


def test_a_party_has_its_machines_side_by_side(failover: Result) -> None:
    spec = failover.network.spec
    party = next(party for party in spec.parties if len(party.machines) > 1)
    diagram = party_diagram(spec, party)
    assert [group.title.split()[0] for group in diagram.groups] == [machine.name for machine in party.machines]


def test_the_system_has_every_party_and_connection_with_its_messages(failover: Result) -> None:
    diagram = system_diagram(laid_in(failover.network.spec, None, ["desk_breaks"])[0])
    boxes = {box.key: box for box in diagram.boxes()}
    assert "connection desk" in boxes
    said = [detail for line in boxes["connection desk"].lines for detail in line.details]
    assert any("RequestAgentLogin" in text for text in said)
    assert any("breaks" in text for text in said)


def test_every_model_of_the_corpus_can_be_drawn(models: list[Path]) -> None:
    from everystate.draw.dot import dot

    for folder in models:
        spec = load(folder)
        for party in spec.parties:
            for machine in party.machines:
                assert dot(machine_diagram(spec, machine))
        assert dot(system_diagram(spec))


def test_a_checked_spec_is_drawn_the_same_each_time(violated: Result) -> None:
    again = check(violated.network.spec.folder, engine="reference")
    assert system_diagram(again.network.spec) == system_diagram(violated.network.spec)
