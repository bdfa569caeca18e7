"""The random systems have everything that the language has, and most of them are accepted and small."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from tests.conftest import Write
from tests.laws.generator.keys import all_keys, keys_of
from tests.laws.generator.system import as_text, random_content
from tests.laws.generator.timing import timed_content

from everystate import SpecError, compose, load

SYSTEMS = 400
LEAST = SYSTEMS // 20

FORMS = {
    "a protocol action that begins a phase": r'"cause": "protocol".*"begins"',
    "a rendezvous": r'"capacity": 0',
    "a party with a name of one letter": r'"party": "\w"',
    "a phase with a name of one letter": r'"B begins|"B ends|phase [!=]= B',
    "a guard that compares two variables": r'"when": "[^"]*\b(\w{1,2}|level_) (==|<=|>) (\w|\w_)\b(?! in)',
    "a variable set from another field": r'"set": \{"\w+": "(w|v|x_|u|friend|grade|tint)"',
    "a row of several triggers": r'"trigger": \[',
    "fairness by a parameter": r'"fair": "keen"',
    "copies with names": r'"copies": \[',
    "a parameter that counts two parties": r'"copies": "(\w+)".*"copies": "\1"',
    "a loop over a party by its own name": r" for i\d in (left|p|clock|node)\b",
    "copies of two parties that are joined by number": r'"where": "\w+ == \w+"',
    "a product": r"(w|v|x_|u)(\[\w+(\[\d\])?\])? \* ",
    "a division": r"2 // ",
    "the smaller or larger of two": r"(min|max)\(",
    "a value sent from memory": r'"send": [^]}]*\((grade|tint|subject)=(v|w|u|friend|level_|x_|hue)',
    "a connection between copies of one party": r'"between": \{"\w+": "(\w+)", "\w+": "\1"\}',
    "the sender of a message": r'"(to|when)": "[^"]*\bsender\b',
    "the peer of a connection": r'"(to|when)": "[^"]*\bpeer\b',
    "a message to the others": r'"to": "others"',
    "a send with a condition": r'"send": (\[[^]]*)?\{"',
    "several initial states": r'"initial": (\["|"any")',
    "a list that is appended to": r" \+ \[",
    "the first of a list": r"\[0\] == |\[1:\]",
    "a set that gets or loses a member": r" [|-] \{",
    "a member of a list or a set": r" in (\w+\.)?(v|w|u|friend|level_|x_|hue|y_|z_)\b",
    "a message about a copy": r" about \w+",
}


@cache
def systems() -> list[dict[str, Any]]:
    return [random_content(seed) for seed in range(SYSTEMS)]


ELSEWHERE = (
    "layer_file",
    "finding",
    "claim_that_a_finding_breaks",
    "system_file.findings",
    "world.layers",
    "timer.per",
    "phase.shown_from",
)
"""Layers have a law of their own, findings and timers for copies have models, and what a picture shows has tests."""

TIMED = re.compile(r"(timer|time)\.|.*\.(timers|time|start|stop|routine)$")


def rare(files: list[dict[str, Any]], keys: set[str]) -> dict[str, int]:
    """The keys that occur in less than one of twenty systems."""
    counts = Counter(key for one in files for key in keys_of(one))
    return {key: counts[key] for key in keys if counts[key] < len(files) // 20}


def test_every_key_occurs_in_one_of_twenty_systems() -> None:
    keys = {key for key in all_keys() if "_in_a_layer" not in key and not key.startswith(ELSEWHERE)}
    timed = {key for key in keys if TIMED.match(key)}
    assert rare(systems(), keys - timed) == {}
    assert rare([timed_content(seed) for seed in range(SYSTEMS // 2)], timed) == {}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_occurs_in_one_of_twenty_systems(form: str) -> None:
    texts = (json.dumps([files, [*files["system"].get("phases", {}).values()]]) for files in systems())
    assert sum(re.search(FORMS[form], text) is not None for text in texts) >= LEAST


def refused(write: Write, systems: list[dict[str, Any]]) -> int:
    """How many of these systems are refused."""
    count = 0
    for files in systems:
        try:
            compose(load(write(**as_text(files))))
        except SpecError:
            count += 1
    return count


def test_most_systems_are_accepted(write: Write) -> None:
    assert refused(write, systems()[:100]) <= 5


def test_most_timed_systems_are_accepted(write: Write) -> None:
    assert refused(write, [timed_content(seed) for seed in range(25)]) <= 5


def test_a_seed_gives_one_system() -> None:
    assert random_content(7) == random_content(7)
