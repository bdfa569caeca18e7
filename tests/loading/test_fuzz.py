"""Any text is a spec or a list of mistakes, and any spec is a network or a list of mistakes: never a traceback."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.loading.test_mistakes import AGENT, SERVER, SYSTEM

from everystate import Problem, SpecError, compose, load
from everystate.loading.files import PARTY_FILE, SYSTEM_FILE
from everystate.loading.shapes import Either, Items, Record, Scalar, Shape, Table

WORDS = [
    "agent",
    "server",
    "agents",
    "desk",
    "Ask",
    "ask",
    "at",
    "mood",
    "calm",
    "upset",
    "inside",
    "outside",
    "desk.opened",
    "desk.lost",
    "desk.breaks",
    "agent.ask",
    "1",
    "0",
    "-1",
    "0..3",
    "true",
    "none",
    "*",
    "=",
    "any",
    "patience",
    "open",
    "settled",
    "server[0]",
    "class",
]
WORDS += ["server receives Ask", "agent -> server", "Ask about agent", "each phase", "", "x y"]
PIECES = [
    "a.at",
    "server.mood",
    "agent[0]",
    "agents",
    "at",
    "patience",
    "tone",
    "desk.is_open",
    "desk[a,server].head[server]",
    "1",
    "0",
]
PIECES += [
    "calm",
    "inside",
    "none",
    "true",
    "phase",
    "start",
    "(",
    ")",
    "[",
    "]",
    ",",
    "any(",
    "all(",
    "count(",
    "desk.breaks.left",
    ".",
    "'",
    "#",
    "é",
]
PIECES += [" and ", " or ", "not ", " == ", " != ", " < ", " in ", " if ", " else ", " + ", " - ", " % ", "\n"]
PIECES += [" for a in agents)"]

expressions = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
words = st.sampled_from(WORDS)


def trees(shape: Shape) -> st.SearchStrategy[Any]:
    """What a shape may be read from, and now and then something else."""
    match shape:
        case Scalar("expression"):
            right: st.SearchStrategy[Any] = expressions | words
        case Scalar(_, choices):
            right = st.sampled_from(choices) if choices else words
        case Items(of, _):
            right = st.lists(trees(of), max_size=3)
        case Table(of, _):
            right = st.dictionaries(words, trees(of), max_size=2)
        case Record(_, keys):
            required = {name: trees(key.shape) for name, key in keys.items() if key.required}
            optional = {name: trees(key.shape) for name, key in keys.items() if not key.required}
            right = st.fixed_dictionaries(required, optional=optional)
        case Either(plain, record):
            right = trees(plain) | trees(record)
    return st.integers(0, 19).flatmap(lambda n: right if n else words)


@given(system=trees(SYSTEM_FILE), party=trees(PARTY_FILE), other=trees(PARTY_FILE))
def test_any_tree_of_the_languages_own_keys(write: Write, system: Any, party: Any, other: Any) -> None:
    texts = [json.dumps(tree) for tree in (system, party, other)]
    with contextlib.suppress(SpecError):
        compose(load(write(system=texts[0], party=texts[1], other=texts[2])))


PLACES = [
    ("never: any(a.at == waiting and server.mood == calm for a in agents)", "never: "),
    ("when: patience > 0", "when: "),
    ("patience: patience - 1", "patience: "),
    ("send: Tell(tone=low)", "send: "),
    ("send: Answer(agent=agent)", "to: agent, send: "),
    ("opened_by: agent,", "opened_by: agent, where: "),
    ("at_most: 1", "at_most: "),
    ("initial: outside", "initial: "),
    ("begins_when: pace", "begins_when: "),
]


@pytest.mark.parametrize(("right", "key"), PLACES, ids=[key for _, key in PLACES])
@given(text=expressions)
def test_any_text_where_an_expression_stands(write: Write, right: str, key: str, text: str) -> None:
    comma = "," if right.endswith(",") else ""
    files = {
        n: t.replace(right, key + json.dumps(text) + comma)
        for n, t in (("system", SYSTEM), ("agent", AGENT), ("server", SERVER))
    }
    with contextlib.suppress(SpecError):
        compose(load(write(**files)))


@given(text=st.text(max_size=60))
def test_any_text_as_a_file(write: Write, text: str) -> None:
    with contextlib.suppress(SpecError):
        load(write(system=SYSTEM, agent=text.encode(errors="ignore").decode(), server=SERVER))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + "1" + ")" * 300,
        "not " * 900 + "true",
        "-" * 3000 + "1",
        " + ".join(["patience"] * 400),
        " and ".join(["patience == 1"] * 200),
        "x" * 1_000_000,
        "true if " * 400 + "true",
        "patience[" * 300 + "0" + "]" * 300,
        "any(" * 300 + "true" + " for a in agents)" * 300,
        "1 < " * 900 + "1",
        "9" * 500,
    ],
    ids=lambda text: text[:12],
)
def test_expressions_beyond_measure(write: Write, text: str) -> None:
    """Each is either refused with its place, or read."""
    files = {"system": SYSTEM, "agent": AGENT.replace("patience > 0,", json.dumps(text) + ","), "server": SERVER}
    refused = problems_of(write(**files))
    assert all(problem.place.file.endswith("agent.yaml") for problem in refused)
    assert len(str(refused)) < 9_000


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with a spec; nothing, if it is one."""
    try:
        compose(load(folder))
    except SpecError as error:
        return error.problems
    return ()


NUMBERS = [1_000_000, 10_000, 10**12, 3_000, 0]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("agents: 1", "agents: {}"),
        ("at_most: 1", "at_most: {}"),
        ("opened_by: agent,", "opened_by: agent, capacity: {},"),
        ("opened_by: agent,", "opened_by: agent, instances: {},"),
        ("domain: 0..3, initial: 3", "domain: 0..{0}, initial: {0}"),
        ("Tell(tone: [low, high])", "Tell(tone: [low, high], pitch: 0..{0})"),
    ],
    ids=["agents", "at_most", "capacity", "instances", "domain", "field"],
)
def test_numbers_beyond_measure(write: Write, right: str, left: str, number: int) -> None:
    """What does not fit is refused, and what fits is a network."""
    files = {
        "system": SYSTEM,
        "agent": AGENT.replace("Tell(tone=low)", "'Tell(tone=low, pitch=0)'") if "pitch" in left else AGENT,
        "server": SERVER,
    }
    written = write(**{name: text.replace(right, left.format(number)) for name, text in files.items()})
    said = " ".join(map(str, problems_of(written)))
    assert bool(said) or number < 1_000_000
    assert not said or number in (0, 10**12) or "fit" in said or "can be" in said
