"""A small spec, and logs written out where they are tested."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from tests.conftest import Write

from everystate.checking import network_of
from everystate.loading.expression import Value
from everystate.logs.conclusion import Conclusion
from everystate.logs.lifted import lifted
from everystate.logs.matching import match
from everystate.logs.reading import read_logs
from everystate.logs.vocabulary import Vocabulary

Records = list[dict[str, Any]]

SYSTEM = """
system: Booth
parameters: {clients: 1, breaks: 1}
messages:
  Talk:
    client -> server: ["Ask(what: [time, name])", Bye]
    server -> client: ["Answer(number: 0..3)"]
connections:
  line: {between: [client, server], opened_by: client, capacity: 2, breaks: {at_most: breaks}}
"""
CLIENT = """
party: client
copies: clients
actions:
  ask:   {}
  leave: {cause: environment, at_most: 1}
machines:
  at:
    initial: outside
    states: [outside, inside, waiting, leaving]
    transitions:
      - {trigger: line.opened, source: outside, dest: inside}
      - {trigger: ask,    source: inside,  dest: waiting, send: Ask(what=time)}
      - {trigger: Answer, source: waiting, dest: inside}
      - {trigger: leave,  source: inside,  dest: leaving, send: Bye}
      - {trigger: line.lost, source: "*",  dest: outside}
"""
SERVER = """
party: server
variables:
  asked: {domain: 0..3, initial: 0, per: client}
machines:
  session:
    per: client
    initial: closed
    states: [closed, opened]
    transitions:
      - {trigger: line.opened, source: closed, dest: opened}
      - trigger: Ask
        source: opened
        dest: "="
        when: "asked[client] < 3 and what == time"
        set: {"asked[client]": "asked[client] + 1"}
        send: "Answer(number=asked[client])"
      - {trigger: Bye, source: opened, dest: "="}
      - {trigger: line.lost, source: opened, dest: closed, set: {"asked[client]": 0}}
"""


class Replay(Protocol):
    """Whether logs, by their sources, can be a run of the small spec."""

    def __call__(
        self, logs: Mapping[str, Records], off_by: float | None = None, most: int | None = None, **settings: Value
    ) -> Conclusion: ...


@pytest.fixture
def booth(write: Write) -> Path:
    return write(system=SYSTEM, client=CLIENT, server=SERVER)


@pytest.fixture
def replay(booth: Path, tmp_path: Path) -> Replay:
    def replayed(
        logs: Mapping[str, Records], off_by: float | None = None, most: int | None = None, **settings: Value
    ) -> Conclusion:
        network = lifted(network_of(booth, settings))
        words = Vocabulary(network)
        given = [
            (name, written(tmp_path / f"log{number}.jsonl", log)) for number, (name, log) in enumerate(logs.items())
        ]
        return match(network, words, read_logs(words, given).sources, off_by, most)

    return replayed


def written(file: Path, records: Records) -> Path:
    """A file with these records."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file
