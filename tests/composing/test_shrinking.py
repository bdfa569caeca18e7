"""A channel's alphabet has the packets that some step can put into it, and no others."""

from __future__ import annotations

from tests.conftest import Write

from everystate import Network, compose, load

SYSTEM = """
system: an echo
messages:
  Echo:
    left -> right: ["Call(level: 0..9) about left as who", Never]
    right -> left: ["Back(level: 0..9)"]
connections:
  line: {between: [left, right], initially: open, capacity: 2}
final: "true"
"""
LEFT = """
party: left
actions: {go: {}}
variables: {heard: {domain: 0..9, initial: 0}}
machines:
  m:
    initial: on
    states: [on]
    transitions:
      - {trigger: go, source: on, dest: "=", send: "Call(level=3, who=left)"}
      - {trigger: Back, source: on, dest: "=", set: {heard: level}}
"""
RIGHT = """
party: right
machines:
  m:
    initial: on
    states: [on]
    transitions:
      - {trigger: Call, source: on, dest: "=", when: level < 9, send: "Back(level=level + 1)"}
      - {trigger: Call, source: on, dest: "=", when: level == 9}
      - {trigger: Never, source: on, dest: "=", send: "Back(level=0)"}
"""


def alphabets(network: Network) -> dict[str, list[str]]:
    return {f.name: list(map(str, f.channel.alphabet)) for f in network.fields if f.channel is not None}


def test_packets_that_no_step_can_send_are_left_out(write: Write) -> None:
    """`Back(level=0)` answers `Never`, which nobody sends: not even what would be sent then can come."""
    network = compose(load(write(system=SYSTEM, left=LEFT, right=RIGHT)))
    assert alphabets(network) == {
        "line[left, right] to right": ["Call(level=3)"],
        "line[left, right] to left": ["Back(level=4)"],
    }
    assert sorted(str(event.label) for event in network.events) == [
        "left go",
        "left receives Back(level=4)",
        "right receives Call(level=3)",
    ]


def test_alarms_are_about_packets_that_can_come(write: Write) -> None:
    """A call at another level would not be accepted, and is never sent."""
    right = RIGHT.replace("level < 9", "level == 3").replace("when: level == 9", "when: level == 4")
    network = compose(load(write(system=SYSTEM, left=LEFT, right=right)))
    assert [alarm.text for alarm in network.unexpected] == []
