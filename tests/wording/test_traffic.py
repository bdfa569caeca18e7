"""What becomes of every message is told, also of those that nobody sends or receives in a step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from everystate.composing import compose
from everystate.exploring.reference.search import explore
from everystate.exploring.space import Space
from everystate.judging.traces import step
from everystate.judging.verdict import Step
from everystate.loading import load
from everystate.wording.traffic import passages

WRITER = """
party: writer
actions: {write: {}}
machines:
  at:
    initial: fresh
    states: [fresh, half, done]
    transitions:
      - {trigger: write, source: fresh, dest: half, send: First}
      - {trigger: write, source: half,  dest: done, send: Second}
"""
READER = """
party: reader
machines:
  at:
    initial: here
    states: [here]
    transitions:
      - {trigger: First,  source: here, dest: "="}
      - {trigger: Second, source: here, dest: "="}
"""
SYSTEM = """
system: A line
messages: {Line: {writer -> reader: [First, Second]}}
connections:
  line: {between: [writer, reader], initially: open, capacity: 3, order: any, FAULT: {at_most: 1}}
"""


def first_step(space: Space, wanted: Callable[[Step], bool]) -> Step:
    made = (step(space, source, event, target) for source, event, target in space.edges())
    return next(one for one in made if wanted(one))


def told(folder: str | Path, wanted: Callable[[Step], bool]) -> list[str]:
    """`fate: message -> receiver` for each message of the first step that is wanted."""
    space = explore(compose(load(folder)))
    return [f"{p.fate}: {p.packet} -> {p.receiver}" for p in passages(space, first_step(space, wanted))]


def unordered_line(folder: Path, fault: str) -> Path:
    (folder / "writer.yaml").write_text(WRITER)
    (folder / "reader.yaml").write_text(READER)
    (folder / "system.yaml").write_text(SYSTEM.replace("FAULT", fault))
    return folder


def test_a_message_is_received_and_its_answer_sent() -> None:
    assert told("tests/models/lossy_budget", lambda s: s.label.kind == "message") == [
        "received: Ask -> server",
        "sent: Answer -> client",
    ]


def test_a_rendezvous_sends_and_receives_at_once() -> None:
    assert told("tests/models/rendezvous", lambda s: bool(s.label.sent)) == ["met: Item -> consumer[0]"]


def test_a_message_lost_on_its_way_is_dropped() -> None:
    assert told("tests/models/lossy_budget", lambda s: s.label.kind == "loses") == ["dropped: Ask -> server"]


def test_any_message_may_be_lost_where_there_is_no_order(tmp_path: Path) -> None:
    folder = unordered_line(tmp_path, "may_lose")
    second = told(folder, lambda s: s.label.kind == "loses" and s.changes[0].after == "[First]")
    assert second == ["dropped: Second -> reader"]


def test_a_doubled_message_is_doubled_and_not_sent() -> None:
    assert told("tests/models/duplicating", lambda s: s.label.kind == "duplicates") == ["doubled: First -> reader"]


def test_any_message_may_be_doubled_where_there_is_no_order(tmp_path: Path) -> None:
    folder = unordered_line(tmp_path, "may_duplicate")
    second = told(folder, lambda s: s.label.kind == "duplicates" and s.changes[0].after == "[First, Second, Second]")
    assert second == ["doubled: Second -> reader"]


def test_what_is_under_way_when_a_connection_breaks_is_dropped() -> None:
    def breaks_with_a_message(one: Step) -> bool:
        return one.label.kind == "breaks" and any(change.kind == "channel" for change in one.changes)

    said = told("tests/models/peer_failover", breaks_with_a_message)
    assert said == ["dropped: RequestRegisterClient -> server[0]"]


def test_what_is_under_way_when_a_party_closes_is_dropped() -> None:
    def crash_with_a_message(one: Step) -> bool:
        return one.label.name == "crash" and any(change.kind == "channel" for change in one.changes)

    said = told("tests/models/peer_failover", crash_with_a_message)
    assert said == ["dropped: RequestRegisterClient -> server[0]"]


def test_what_is_sent_into_a_closed_connection_is_unsent() -> None:
    said = told("tests/models/peer_failover", lambda s: any(transfer.lost for transfer in s.label.sent))
    assert said[-1] == "unsent: EventAgentLogin -> engine"
