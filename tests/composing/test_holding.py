"""What a connection holds at the start."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import Result, SpecError, check, load
from everystate.draw.system import system_diagram
from everystate.study.mutation.mutants import mutants

SYSTEM = """
    system: Post
    messages:
      Post:
        a -> b: ["Card(n: 1..3) about a", Note]
        b -> a: [Note]
    connections:
      way: {between: [a, b], TERMS}
    final: "true"
    claims:
      two are read first: {possible: "b.last == 2"}
    """
PARTY = """
    party: NAME
    actions: {write: {at_most: 1}}
    variables: {last: {domain: 0..3, initial: 0}}
    machines:
      eyes:
        initial: open
        states: [open]
        transitions:
          - {trigger: Note, source: open, dest: "="}
          - {trigger: write, source: open, dest: "=", send: Note}
    """
CARDS = '          - {trigger: Card, source: open, dest: "=", when: last == 0, set: {last: n}}\n'


def checked(write: Write, terms: str) -> Result:
    parties = {"a": PARTY.replace("NAME", "a"), "b": PARTY.replace("NAME", "b").rstrip() + "\n" + CARDS}
    return check(load(write(system=SYSTEM.replace("TERMS", terms), **parties)), engine="reference")


@pytest.mark.parametrize(("order", "answer"), [("fifo", "violated"), ("any", "holds")])
def test_the_head_comes_first_and_a_bag_has_no_head(write: Write, order: str, answer: str) -> None:
    terms = f"initially: open, capacity: 2, order: {order}, holds: [Card(n=1), Card(n=2), {{Card(n=3): a == 1}}]"
    result = checked(write, terms)
    assert {verdict.name: verdict.answer for verdict in result.verdicts}["two are read first"] == answer


def test_a_mutant_has_a_message_less_and_a_picture_says_it(write: Write) -> None:
    spec = checked(
        write, "initially: open, capacity: 2, holds: {b: [Card(n=1), {Note: a == 0}], a: [Note]}"
    ).space.network.spec
    names = [mutant.name for mutant in mutants(spec) if mutant.kind == "initial" and "at the start" in mutant.name]
    assert names == [
        "way: no Note at the start",
        "way: no Note if a == 0 at the start",
        "way: no Card(n=1) at the start",
    ]
    assert "holds: Note if a == 0" in str(system_diagram(spec))


@pytest.mark.parametrize(
    ("terms", "what", "remedy"),
    [
        ("initially: open, holds: [Note]", "'Note' is on its way to which end of way?", "write holds: {b: [Note]}"),
        ("initially: open, holds: {c: [Note]}", "'c' is not an end of way", "known: a, b"),
        (
            "initially: open, holds: {a: [Card(n=1)]}",
            "'Card(n=1)' does not go to a over way",
            "write holds: {b: [Card(n=1)]}",
        ),
        ("initially: open, holds: [Cart]", "'Cart' does not go over way", "did you mean 'Card'?"),
        ("initially: open, holds: [Card]", "'Card' without 'n'", "write Card(n=...)"),
        ("holds: {b: [Note]}", "way holds Note at the start; it is closed then", "write initially: open at way"),
        (
            "initially: open, capacity: 0, holds: {b: [Note]}",
            "way holds nothing; it is a rendezvous",
            "give it a capacity",
        ),
        ("initially: open, holds: {b: [Note, Note]}", "2 messages do not fit into way", "set a larger capacity"),
        ("initially: open, holds: [Card(n=4)]", "Card(a=0, n=4) cannot be on its way", "write another value"),
    ],
)
def test_what_cannot_be_is_refused(write: Write, terms: str, what: str, remedy: str) -> None:
    with pytest.raises(SpecError) as raised:
        checked(write, terms)
    [problem] = raised.value.problems
    assert what in str(problem)
    assert remedy in str(problem)
    assert problem.place.file.endswith("system.yaml")


@pytest.mark.parametrize("capacity", ["0", "room"])
def test_a_rendezvous_drops_nothing(write: Write, capacity: str) -> None:
    system = SYSTEM.replace("TERMS", f"initially: open, capacity: {capacity}, full: drop").replace(
        "    messages:", "    parameters: {room: 0}\n    messages:", 1
    )
    parties = {"a": PARTY.replace("NAME", "a"), "b": PARTY.replace("NAME", "b").rstrip() + "\n" + CARDS}
    with pytest.raises(SpecError) as raised:
        check(load(write(system=system, **parties)))
    [problem] = raised.value.problems
    assert "way is a rendezvous with full: drop; it has no channel that could be full; give it a capacity" in str(
        problem
    )


@pytest.mark.parametrize(("number", "answer"), [(0, "holds"), (1, "violated")])
def test_a_message_that_is_held_in_no_copy_is_never_sent(write: Write, number: int, answer: str) -> None:
    result = checked(write, f"initially: open, holds: [{{Card(n=3): a == {number}}}]")
    assert result.verdict("no message never sent").answer == answer
