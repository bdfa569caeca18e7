"""The expiry of a timer is a record; ticks are silent, and wait for what is urgent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate.checking import network_of
from everystate.logs.conclusion import Answer
from everystate.logs.lifted import lifted
from everystate.logs.matching import match
from everystate.logs.reading import read_logs
from everystate.logs.vocabulary import Vocabulary

LAMP = """
party: lamp
actions: {press: {cause: environment}}
timers: {dims: {after: 2}, warns: {after: 1}}
machines:
  light:
    initial: dark
    states: [dark, bright, low]
    transitions:
      - {trigger: press, source: dark, dest: bright, start: [dims, warns]}
      - {trigger: warns.expires, source: bright, dest: low}
      - {trigger: dims.expires, source: low, dest: dark}
"""
PRESS = {"event": "press"}
WARNS, DIMS = ({"event": "expires", "timer": name} for name in ("warns", "dims"))


@pytest.mark.parametrize(
    ("log", "answer"),
    [
        ([PRESS, WARNS, DIMS, PRESS, WARNS], "explained"),
        ([PRESS, DIMS], "impossible"),
        ([PRESS, WARNS, PRESS], "impossible"),
        ([DIMS], "impossible"),
    ],
)
def test_timers_expire_in_the_order_of_their_ticks(
    log: list[dict[str, str]], answer: Answer, write: Write, tmp_path: Path
) -> None:
    words = Vocabulary(lifted(network_of(write(system="system: Lamp", lamp=LAMP))))
    file = tmp_path / "lamp.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in log), encoding="utf-8")
    assert match(words.network, words, read_logs(words, [("lamp", file)]).sources).answer == answer
