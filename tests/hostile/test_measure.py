"""Nothing in a spec takes much of the machine's time or memory before it is refused."""

from __future__ import annotations

import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import Write
from tests.loading.test_mistakes import AGENT, SERVER, SYSTEM

from everystate import SpecError, compose, load
from everystate.composing import effort
from everystate.judging.verdict import Result
from everystate.problems import MAX_PROBLEMS

Files = dict[str, str]

MOST_EFFORT = 300_000
"""Of what a spec may take to compose: as much as a test can wait for. The measure is the same, only shorter."""


@pytest.fixture(autouse=True)
def _less_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "MAX_EFFORT", MOST_EFFORT)


def said(folder: Path) -> list[str]:
    """What is said of a spec that is refused, without its folder."""
    with pytest.raises(SpecError) as raised:
        compose(load(folder))
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), ".") for problem in raised.value.problems]


def files(**changed: str) -> Files:
    return {"system": SYSTEM, "agent": AGENT, "server": SERVER, **changed}


def claiming(text: str, agents: int = 1) -> Files:
    claim = f"  x: {{always: {json.dumps(text)}}}\n"
    return files(system=SYSTEM.replace("agents: 1", f"agents: {agents}") + claim)


def wrapped(inner: str, outer: str, times: int) -> str:
    for number in range(times):
        inner = outer.replace("INNER", inner).replace("NUMBER", str(number))
    return inner


def party(machines: str, *, variables: str = "", actions: str = "go: {}") -> str:
    return f"party: p\nactions: {{{actions}}}\nvariables: {{{variables}}}\nmachines:\n{machines}"


def machine(name: str, *rows: str) -> str:
    listed = "".join(f"      - {{{row}}}\n" for row in rows)
    return f"  {name}:\n    initial: a\n    states: [a, b]\n    transitions:\n{listed}"


STAY = "trigger: go, source: [a, b], dest: b"


# -- expressions ------------------------------------------------------------------------------------------------------


def test_a_membership_of_a_membership_doubles_with_each_level(write: Write) -> None:
    [problem] = said(write(**claiming(wrapped("agent[0].at == inside", "(INNER) in (true, false)", 50))))
    assert problem.startswith("system.yaml:15:")
    assert "unfolds to more than 20,000 parts" in problem


def test_a_chain_of_comparisons_says_its_middle_twice(write: Write) -> None:
    [problem] = said(write(**claiming(wrapped("1", "(1 if 1 < (INNER) < 2 else 0)", 28) + " == 1")))
    assert "unfolds to more than 20,000 parts" in problem


def test_loops_in_loops(write: Write) -> None:
    text = wrapped("agent[0].at == inside", "any(INNER for aNUMBER in agents)", 25)
    [problem] = said(write(**claiming(text, agents=10)))
    assert problem.startswith("system.yaml:15:3: 'x' does not fit; it takes too much work to compose")


def test_a_number_that_python_would_not_print(write: Write) -> None:
    [problem] = said(write(**claiming("0x" + "f" * 3900 + " == 1")))
    assert problem == "system.yaml:15:16: a number that does not fit; the limit is 1,000,000,000"


@pytest.mark.parametrize("text", ["'\\d' == 1", "1if 1else 0", "1 is 1", "0_0 == 0xdefor 1"])
def test_what_python_only_warns_of_is_no_warning_here(write: Write, text: str) -> None:
    with pytest.raises(SpecError):  # and warnings are errors in these tests
        compose(load(write(**claiming(text))))


@pytest.mark.parametrize("fields", [8, 30])
def test_a_guard_over_many_values(write: Write, fields: int) -> None:
    variables = ", ".join(f"v{n}: {{domain: 0..99, initial: 0}}" for n in range(fields))
    total = " + ".join(f"v{n}" for n in range(fields))
    row = f"{STAY}, when: {total} == 77"
    [problem] = said(write(system="system: x\n", p=party(machine("m", row), variables=variables)))
    assert problem.startswith("p.yaml:9:9: this row does not fit")


def test_a_violated_claim_over_many_values_is_only_told_in_one_piece(write: Write) -> None:
    from everystate import check

    variables = ", ".join(f"v{n}: {{domain: 0..9, initial: 0}}" for n in range(8))
    total = " + ".join(f"p.v{n}" for n in range(8))
    system = f"system: x\nclaims: {{c: {{always: {total} == 77}}}}\n"
    result: Result = check(write(system=system, p=party(machine("m", STAY), variables=variables)), claims=["c"])
    assert [verdict.answer for verdict in result.verdicts] == ["violated"]


def copies(number: int, system: str) -> Files:
    """A party of so many copies, with one variable each."""
    one = party(machine("m", f"{STAY}, set: {{v: 1}}"), variables="v: {domain: 0..1, initial: 0}")
    return {
        "system": f"system: x\nparameters: {{ps: {number}}}\n{system}",
        "p": one.replace("party: p", "party: p\ncopies: ps"),
    }


def test_a_claim_that_is_too_large_to_ask_whether_it_is_vacuous(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from everystate import check
    from everystate.judging import claims

    monkeypatch.setattr(claims, "_MAX_WEIGHT", 50)

    claim = "claims: {c: {always: 'all(all(x.v in (0, 1) or y.v == 0 for x in ps) for y in ps)'}}\n"
    result = check(write(**copies(4, claim)), claims=["c"])
    assert "'c' is too large to ask whether it is vacuous" in " ".join(result.notes)


def test_many_monitors_of_many_copies(write: Write) -> None:
    one = "{{per: p, initial: a, states: [a, b], never: b, transitions: [{{trigger: p.go, source: a, dest: b}}]}}"
    monitors = "".join(f"  m{n}: {one.format()}\n" for n in range(50))
    [problem] = said(write(**copies(200, f"monitors:\n{monitors}")))
    assert "it takes too much work to compose" in problem


# -- numbers of things ------------------------------------------------------------------------------------------------


def listed(kind: str, number: int) -> str:
    """So many entries of some kind, as YAML."""
    kinds: dict[str, Callable[[int], str]] = {
        "rows": lambda n: f"      - {{trigger: Tell, source: calm, dest: calm, when: tone == low, to: s{n}}}\n",
        "claims": lambda n: f"  c{n}: {{always: server.mood == calm}}\n",
        "connections": lambda n: f"  k{n}: {{between: [agent, server]}}\n",
        "phases": lambda n: f"  P{n}: {{begins: agent.ask{n}}}\n",
    }
    return "".join(map(kinds[kind], range(number)))


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (files(server=SERVER + listed("rows", 1001)), "server.yaml:7:7"),
        (files(system=SYSTEM + listed("claims", 1001)), "system.yaml:14:3"),
        (files(system=SYSTEM.replace("connections:\n", "connections:\n" + listed("connections", 1001))), "system.yaml"),
        (files(system=SYSTEM.replace("phases:\n", "phases:\n" + listed("phases", 1001))), "system.yaml:12:3"),
        (files(server=SERVER.replace("upset]", "upset" + ", s" * 1001 + "]")), "server.yaml:5:13"),
        (files(agent=AGENT.replace("0..3", "[" + "w, " * 1001 + "w]")), "agent.yaml"),
    ],
    ids=["rows", "claims", "connections", "phases", "states", "values"],
)
def test_lists_and_mappings_have_an_end(write: Write, changed: Files, where: str) -> None:
    assert [
        problem for problem in said(write(**changed)) if problem.startswith(where) and "entries do not fit" in problem
    ]


def test_rows_of_many_machines(write: Write) -> None:
    machines = "".join(machine(f"m{n}", *[STAY] * 900) for n in range(12))
    [problem] = said(write(system="system: x\n", p=party(machines)))
    assert problem.endswith("more than 10,000 rows; that is the limit for all machines together")


def test_rows_from_every_state_of_a_large_machine_share_what_they_say_of_it(write: Write) -> None:
    """990 states and 990 rows from "*": a formula of its own for each row took 464 MB."""
    states = ", ".join(f"s{n}" for n in range(990))
    rows = "".join(f'      - {{trigger: go, source: "*", dest: s{n}}}\n' for n in range(990))
    large = f"  m:\n    initial: s0\n    states: [{states}]\n    transitions:\n{rows}"
    folder = write(system="system: x\n", p=party(large))
    tracemalloc.start()
    try:
        [problem] = said(folder)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert (
        problem
        == "p.yaml:9:9: what p.m does at go does not fit; it takes too much work to compose; set smaller numbers"
    )


def test_names_that_are_long_and_alike_are_compared_only_roughly(write: Write) -> None:
    """129 KB of such names took 156 s: the measure of likeness takes the cube of their length."""
    names = [f"{'ab' * 45}{n:03}" for n in range(900)]
    variables = ", ".join(f"{name}: {{domain: 0..1, initial: 0}}" for name in names)
    rows = [f"{STAY}, when: {'ba' * 45}{n:03} == 1" for n in range(100)]
    started = time.process_time()
    problems = said(write(system="system: x\n", p=party(machine("m", *rows), variables=variables)))
    assert len(problems) == 100
    assert time.process_time() - started < 10


def test_texts_of_many_lines_and_pieces_take_no_longer_than_they_are(write: Write) -> None:
    """Beside a name that is unknown, for which all words of all files are counted."""
    server = SERVER.replace("trigger: Tell", "trigger: Tel")
    pieces = server.replace("[calm, upset]", f"[calm(, {'upset, ' * 900}upset]")
    started = time.process_time()
    assert len(said(write(**files(server=server + "fair: |\n" + "  a b c\n" * 90_000)))) == 2
    assert len(said(write(**files(server=pieces)))) == 1
    assert time.process_time() - started < 10


def test_machines_that_move_together_in_many_ways(write: Write) -> None:
    """Two choices each: 2 to the power of 40 pieces."""
    choices = (f"{STAY}, choice: true", "trigger: go, source: [a, b], dest: a, choice: true")
    machines = "".join(machine(f"m{n}", *choices) for n in range(40))
    [problem] = said(write(system="system: x\n", p=party(machines)))
    assert problem.startswith("p.yaml:75:9: what p.m11 does at go does not fit")


def test_losses_noticed_together_in_many_ways(write: Write) -> None:
    system = """
    system: x
    parameters: {n: 40}
    connections: {line: {between: [p, b], initially: open, notice: together}}
    """
    rows = [f"trigger: line.lost, source: {s}, dest: {d}, choice: true" for s, d in ("ab", "aa", "bb")]
    one = party(machine("m", "trigger: stop, source: [a, b], dest: b"), actions="stop: {closes: line}")
    other = party(machine("m", *rows), actions="").replace("party: p\n", "party: b\ncopies: n\n")
    [problem] = said(write(system=system, p=one, b=other))
    assert "does not fit" in problem


def test_kinds_of_messages(write: Write) -> None:
    """Each fits by itself; all of them together are not made before they are counted."""
    kinds = ", ".join(f'"M{n}(a: 0..9, b: 0..9, c: 0..9, d: 0..9)"' for n in range(20))
    rows = [f"trigger: M{n}, source: [a, b], dest: b" for n in range(20)]
    system = (
        f"system: x\nmessages: {{P: {{s -> p: [{kinds}]}}}}\nconnections: {{c: {{between: [s, p], initially: open}}}}\n"
    )
    sends = ", ".join(f"'M{n}(a=0, b=0, c=0, d=0)'" for n in range(20))
    sender = party(machine("m", f"{STAY}, send: [{sends}]")).replace("party: p", "party: s")
    [problem] = said(write(system=system, p=party(machine("m", *rows), actions=""), s=sender))
    assert "kinds of" in problem
    assert "the limit is 100,000" in problem


def test_so_many_mistakes_are_enough(write: Write) -> None:
    rows = "".join(f"      - {{trigger: T{n}, source: x{n}, dest: y{n}}}\n" for n in range(900))
    assert len(said(write(**files(server=SERVER + rows)))) == MAX_PROBLEMS


def test_many_keys_twice(write: Write) -> None:
    keys = "".join(f"k{n}: 1\n" for n in range(20_000))
    assert len(said(write(**files(more=f"party: x\n{keys}{keys}")))) >= MAX_PROBLEMS


# -- texts and files --------------------------------------------------------------------------------------------------


def test_a_name_of_enormous_length(write: Write) -> None:
    problems = said(write(**files(server=SERVER.replace("mood", "m" * 101))))
    assert any("a name has at most 100 characters" in problem for problem in problems)
    assert max(map(len, problems)) < 300


def test_a_text_of_enormous_length(write: Write) -> None:
    problems = said(write(**files(server=SERVER + "description: " + "x" * 20_000)))
    assert problems == ["server.yaml:9:14: a text of 20,000 characters; the limit is 10,000"]


@pytest.mark.parametrize("text", ["Ask" + " " * 9_000 + "!", "A(a:" + " " * 9_000 + "[", "A about b as" + " " * 9_000])
def test_a_message_that_a_pattern_would_try_for_ever(write: Write, text: str) -> None:
    problems = said(write(**files(system=SYSTEM.replace("[Ask,", f"[{json.dumps(text)}, Ask,"))))
    assert "is not a message" in problems[0] or "are not fields" in problems[0] or "unknown party" in problems[0]


def test_many_large_files(write: Write) -> None:
    large = {f"p{n}": f"party: p{n}\n#" + "x" * 500_000 for n in range(9)}
    assert said(write(**files(**large))) == [".: too large: 4,501,293 bytes in all; the limit is 4,000,000"]


def test_a_large_file_is_not_read_to_its_end(write: Write) -> None:
    folder = write(**files())
    with (folder / "more.yaml").open("wb") as file:
        file.truncate(3_000_000)
    assert said(folder) == ["more.yaml: too large: 3,000,000 bytes; the limit is 1,000,000"]


def links(folder: Path) -> Iterator[tuple[str, str]]:
    """Ways out of a folder."""
    yield "passwd", "/etc/passwd"
    yield "zero", "/dev/zero"
    yield "itself", str(folder / "itself.yaml")
    yield "up", str(folder.parent / "other.yaml")
    yield "nowhere", "no such file"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_out_of_the_folder(write: Write) -> None:
    folder = write(**files())
    (folder.parent / "other.yaml").write_text("party: other\n", encoding="utf-8")
    for name, target in links(folder):
        (folder / f"{name}.yaml").symlink_to(target)
        assert said(folder) == [f"{name}.yaml: leads out of the folder; a spec reads its own files only"]
        (folder / f"{name}.yaml").unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_that_never_ends(write: Write) -> None:
    folder = write(**files())
    os.mkfifo(folder / "pipe.yaml")
    assert said(folder) == ["pipe.yaml: cannot be read: not a file"]
