"""Definitions are written out where they are used; a mistake in one is one message."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.loading.expression import Quantifier
from everystate.loading.printing import Writer

NODE = """\
party: node
copies: nodes
define: {undecided: vote == unknown}
actions: {say_yes: {}}
machines:
  vote:
    initial: unknown
    states: [unknown, "yes"]
    transitions:
      - {trigger: say_yes, source: "*", dest: "yes", when: undecided}
"""
SYSTEM = "system: Votes\nparameters: {nodes: 3}\n"


def mistakes(write: Write, system: str, node: str = NODE) -> list[str]:
    """What is said of these files."""
    folder = write(system=SYSTEM + system, node=node)
    with pytest.raises(SpecError) as raised:
        load(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in raised.value.problems]


def test_a_definition_is_written_out_where_it_is_used(write: Write) -> None:
    defined = "define:\n  says(n, v): n.vote == v\nclaims: {c: {possible: 'says(node[1], yes)'}}"
    spec = load(write(system=SYSTEM + defined, node=NODE))
    assert Writer(spec).expression(spec.claims[0].formula) == "node[1].vote == yes"
    assert Writer(spec, "node").expression(spec.parties[0].machines[0].rows[0].when) == "vote == unknown"


def test_a_loop_of_a_definition_never_takes_the_name_of_a_value(write: Write) -> None:
    defined = "define: {agrees(n): any(m.vote == n.vote for m in nodes)}"
    system = f"{SYSTEM}{defined}\nclaims: {{c: {{always: all(agrees(m) for m in nodes)}}}}"
    formula = load(write(system=system, node=NODE)).claims[0].formula
    assert isinstance(formula, Quantifier)
    assert isinstance(formula.element, Quantifier)
    assert formula.loops == (("m", "node"),)
    assert formula.element.loops == (("m_", "node"),)


def test_a_mistake_in_a_definition_is_one_message_that_names_a_use(write: Write) -> None:
    defined = "define: {ok(n): n.vot == yes}\nclaims:\n  c: {possible: 'ok(node[1])'}\n  d: {possible: 'ok(node[2])'}"
    [said] = mistakes(write, defined)
    why = "in 'ok' as it is used at system.yaml:5:18"
    assert said == f"system.yaml:3:17: node has no 'vot'; {why}; did you mean 'vote'?"


@pytest.mark.parametrize(
    ("defined", "said"),
    [
        ("a: 'not b'\n  b: a", "4:3: 'a' is defined by itself; definitions are not recursive; write it out"),
        ("f(x, y): x", "4:3: 'f' does not use 'y'; leave it out"),
        ("f(x, x): x", "4:3: 'x' twice; each name stands for one thing; give one of them another name"),
        ("f(): 1", "4:3: 'f()' is not a name; write NAME or NAME(a, b)"),
        ("f-x: 1", "4:3: 'f-x' is not a name; write NAME or NAME(a, b)"),
        ("count(x): x", "4:3: 'count' cannot be defined; expressions have this word; write count_"),
        ("nodes: 3", "4:3: 'nodes' is defined; it is a parameter, too; give one of them another name"),
        (
            "vote: 3",
            "4:3: 'vote' is defined; it is a machine or a variable of node, too; give one of them another name",
        ),
        ("undecided: 3", "4:3: "),
    ],
)
def test_what_cannot_be_defined(write: Write, defined: str, said: str) -> None:
    [found] = mistakes(write, f"define:\n  {defined}\n")
    assert said in found or "a second definition of 'undecided'; the first is at" in found


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "votes > 2",
            "'votes' is given no values; it is defined at FOLDER/system.yaml:3:10, with 1 parameters; write votes(v)",
        ),
        ("votes(yess) > 2", "unknown word 'yess'; did you mean 'yes'?"),
        (
            "vots(yes) > 2",
            "'vots' cannot be called; there are any, all, count, len, min and max; did you mean 'votes'?",
        ),
        ("votes(yes)", "'votes(yes)' is a number; true or false is expected"),
    ],
)
def test_a_wrong_use(write: Write, claim: str, said: str) -> None:
    defined = f"define: {{votes(v): count(n.vote == v for n in nodes)}}\nclaims: {{c: {{possible: '{claim}'}}}}"
    [found] = mistakes(write, defined)
    assert found.split(": ", 1)[1] == said.replace("FOLDER/", "")


@pytest.mark.parametrize("body", ["x + x", "x + 1"])
def test_definitions_count_in_the_limits(write: Write, body: str) -> None:
    """Each of 70 definitions names the one before: 2 ** 70 parts, or 70 levels."""
    chain = "\n".join(f"  d{n}(x): d{n - 1}({body})" for n in range(1, 70))
    [said] = mistakes(write, f"define:\n  d0(x): x\n{chain}\nclaims: {{c: {{possible: d69(1) > 0}}}}")
    assert "nested too deeply" in said


def test_a_chain_of_definitions_counts_in_the_limits(write: Write) -> None:
    chain = "\n".join(f"  d{n}: 1 + d{n - 1}" for n in range(1, 70))
    [said] = mistakes(write, f"define:\n  d0: 1\n{chain}\nclaims: {{c: {{possible: d69 > 0}}}}")
    assert "the expression is nested too deeply; the limit is 60 levels, written out, in 'd" in said
