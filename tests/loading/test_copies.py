"""How many copies a party has: a number, a parameter, or names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, check, compose, load
from everystate.loading.printing import Writer

MODELS = Path(__file__).parents[1] / "models"


def spec_of(write: Write, model: str, *changes: tuple[str, str]) -> Path:
    """The model with these changes."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in (MODELS / model).glob("*.yaml")}
    for before, after in changes:
        assert any(before in text for text in files.values())
        files = {name: text.replace(before, after) for name, text in files.items()}
    return write(**files)


def problem_of(folder: Path) -> str:
    """The only mistake of a spec."""
    with pytest.raises(SpecError) as raised:
        compose(load(folder))
    [problem] = raised.value.problems
    return str(problem)


def test_copies_have_their_names_wherever_they_are_printed() -> None:
    result = check(MODELS / "named_copies", claims=["bob may have it"])
    names = [str(field.key) for field in result.network.fields]
    assert names[:3] == ["alice.at", "alice.thrown", "bob.at"] or {"alice.at", "bob.thrown", "carol.at"} <= set(names)
    trace = result.verdict("bob may have it").witness
    assert trace is not None
    assert [str(step.label) for step in trace.steps] == ["alice throw(bob)"]


def test_a_number_means_the_copy_that_has_a_name() -> None:
    spec = load(MODELS / "named_copies")
    claims = {claim.name: Writer(spec).expression(claim.formula) for claim in spec.claims}
    assert claims["carol throws to alice alone"] == "carol.thrown in (bob, carol)"
    assert claims["bob may have it"] == "bob.at == holding and alice.thrown == bob"


def test_other_names_change_no_count(write: Write) -> None:
    renamed = check(spec_of(write, "named_copies", ("alice", "zoe"), ("bob", "amy")))
    assert (len(renamed.space.states), renamed.space.steps, renamed.space.depth) == (19, 31, 5)


def test_a_parameter_that_counts_two_parties_prints_as_it_was_read() -> None:
    spec = load(MODELS / "pairs")
    said = "all(s.at == asked for s in server) and count(c.at == waiting for c in client) == pairs"
    assert Writer(spec).expression(spec.claims[1].formula) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[alice, bob, carol]", "[alice, bob, bob]", "friend.yaml:2:22: a second copy 'bob'"),
        (
            "[alice, bob, carol]",
            "[alice, bob, friend]",
            "'friend' is the name of something else; give the copy another name",
        ),
        ("[alice, bob, carol]", "[alice, bob, any]", "'any' cannot be a name; expressions have this word"),
        ("bob.at == holding and", "bib.at == holding and", "unknown name 'bib'; did you mean 'bob'?"),
        (
            "alice.thrown == bob}",
            "alice.thrown == holding}",
            "unknown name 'holding'; known: alice, bob, carol, phase",
        ),
    ],
)
def test_mistakes_in_names(write: Write, before: str, after: str, said: str) -> None:
    with pytest.raises(SpecError) as raised:
        load(spec_of(write, "named_copies", (before, after)))
    assert any(said in str(problem) for problem in raised.value.problems), raised.value


def test_the_name_of_a_number_is_no_set_where_it_counts_two_parties(write: Write) -> None:
    said = problem_of(spec_of(write, "pairs", ("for s in server) and", "for s in pairs) and")))
    assert "'pairs' counts several parties; client and server; write `in client`" in said


def test_copies_of_two_parties_are_compared_by_number_only_where_a_connection_joins_them(write: Write) -> None:
    change = ("server == 0 or client != client[0]", "client == server")
    said = problem_of(spec_of(write, "pairs", change))
    assert "'client' is a copy of client; 'server' is a copy of server" in said


def test_a_value_outside_its_domain_is_one_mistake_for_all_copies(write: Write) -> None:
    """And for all values: each of the three nodes would count on from 3."""
    folder = write(
        system="system: Votes\n",
        node="""
            party: node
            copies: 3
            actions: {vote: {cause: environment}}
            machines:
              at:
                initial: up
                states: [up]
                transitions: [{trigger: vote, source: up, dest: up, set: {votes: votes + 2}}]
            variables: {votes: {domain: 0..3, initial: 0}}
        """,
    )
    assert "node[0].votes would become 4; that is not in its domain" in problem_of(folder)
