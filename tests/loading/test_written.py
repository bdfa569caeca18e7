"""What is written of a row or a claim reads as the same, in the words that a person would use."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.changes import ROOT, SPEC
from tests.conftest import Write

from everystate.loading import load
from everystate.loading.expression import Bound, Link, Quantifier, Read
from everystate.loading.party import Row
from everystate.loading.printing import Writer
from everystate.loading.spec import Spec
from everystate.problems import Place

FOLDERS = [SPEC, *sorted(folder for folder in (ROOT / "tests" / "models").iterdir() if folder.is_dir())]
NOWHERE = Place("")
KEYS = {"after": "holds", "whenever": "holds"}

FORMS = [
    "node[0].at in (up, down)",
    "node[0].at not in (up, down)",
    "not (node[0].at == up and node[0].next == none)",
    "node[0].at == up or node[1].at == up and node[0].next == none",
    "(node[0].at == up or node[1].at == up) and node[0].next == none",
    "node[0].next == node[1]",
    "node[0].next in (node[0], none)",
    "node[0].next in nodes",
    "node[0].next not in nodes",
    "node[0].seen[1] == up",
    "node[(nodes + 1) % nodes].at == up",
    "nodes - (1 - nodes) == -nodes + -(nodes - 1)",
    "nodes * (nodes + 1) // 2 % 3 == -nodes * 2 - nodes // (1 - nodes)",
    "min(nodes, 1, max(nodes, 2)) == max(1, max(2, nodes))",
    "(1 if node[0].at == up else nodes) == 1",
    "all(a.at == up for a in nodes for b in nodes if a != b if a.at == up or b.at == up)",
    "count(a.at == up for a in nodes) < count(node.at == up for node in nodes if ring[node, node[1]].is_open)",
    "ring[node[0], node[1]].length[right] == node.stop.left",
]
SYSTEM = """
system: Forms
parameters: {nodes: 2}
messages:
  Talk:
    node -> node: [Hello]
connections:
  ring: {between: {left: node, right: node}, where: left < right, initially: open}
claims:
  it reads as it was written: {always: "FORM"}
"""
NODE = """
party: node
copies: nodes
actions: {stop: {at_most: 1}}
variables:
  next: {domain: [node, none], initial: none}
machines:
  at:
    initial: up
    states: [up, down]
    transitions:
      - {trigger: stop,  source: up,  dest: down}
      - {trigger: Hello, source: "*", dest: "="}
  seen:
    per: {other: node}
    initial: up
    states: [up, down]
    transitions:
      - {trigger: stop, source: up, dest: down, when: "other == node"}
"""


def tree(text: str) -> Any:
    """A YAML text in which every scalar is a text."""
    return yaml.BaseLoader(text).get_single_data()


def rewritten(folder: Path, spec: Spec) -> None:
    """Every row of the files of a folder, replaced by what is written of it; guards are written from their trees."""
    texts: dict[str, dict[str, list[Any]]] = {}
    for machine, row in ((machine, row) for machine, row in spec.rows() if row.rank < 2):
        text = Writer(spec, machine.party).row(replace(row, text=""), machine.states)
        texts.setdefault(machine.party, {}).setdefault(machine.name, []).append(tree(text))
    for file in folder.glob("*.yaml"):
        document = tree(file.read_text(encoding="utf-8"))
        for name, rows in texts.get(document.get("party"), {}).items():
            document["machines"][name]["transitions"] = rows
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def plain(row: Row) -> Row:
    """The row without the places and the text of its guard."""
    sets = tuple(replace(assignment, place=NOWHERE) for assignment in row.sets)
    sends = tuple(replace(send, place=NOWHERE) for send in row.sends)
    timers = tuple(replace(change, place=NOWHERE) for change in row.timers)
    return replace(row, sets=sets, sends=sends, timers=timers, place=NOWHERE, text="")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_row_reads_as_it_was_written(folder: Path, tmp_path: Path) -> None:
    spec = load(folder)
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    rewritten(copy, spec)
    assert [plain(row) for _, row in load(copy).rows()] == [plain(row) for _, row in spec.rows()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_claim_reads_as_it_was_written(folder: Path, tmp_path: Path) -> None:
    spec = load(folder)
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    document = tree((copy / "system.yaml").read_text(encoding="utf-8"))
    for claim in spec.claims:
        if claim.timing is None:  # else its formulas stand in it, and not in place of one
            formula = claim.formula.element if claim.loops and isinstance(claim.formula, Quantifier) else claim.formula
            document["claims"][claim.name][KEYS.get(claim.kind, claim.kind)] = Writer(spec).expression(formula)
    (copy / "system.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    assert [claim.formula for claim in load(copy).claims] == [claim.formula for claim in spec.claims]


@pytest.mark.parametrize("form", FORMS)
def test_an_expression_is_written_as_a_person_would(form: str, write: Write) -> None:
    spec = load(write(system=SYSTEM.replace("FORM", form), node=NODE))
    assert Writer(spec).expression(spec.claims[0].formula) == form


def test_a_name_that_a_loop_binds_again_is_not_called_otherwise() -> None:
    spec = load(SPEC)
    every = Quantifier("all", Read("agent", Bound("agent"), "at", (Bound("s"),)), (("agent", "agent"),), ())
    called = {"agent": "agent[1]", "s": "interaction_server[0]"}
    assert Writer(spec, called=called).expression(every) == "all(agent.at[interaction_server[0]] for agent in agents)"
    assert Writer(spec, called=called).expression(every.element) == "agent[1].at[interaction_server[0]]"


def test_a_connection_is_named_in_full_where_its_ends_are_called_by_their_copies() -> None:
    spec = load(SPEC)
    link = Link("desk", (Bound("agent"), Bound("interaction_server")), "is_open")
    assert Writer(spec, "agent").expression(link) == "desk.is_open"
    called = {"agent": "agent", "interaction_server": "interaction_server[1]"}
    assert Writer(spec, "agent", called).expression(link) == "desk[agent, interaction_server[1]].is_open"
