"""`otherwise` and `ignores` are refused where they change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import Write

from everystate import SpecError, Verdict, check, load
from everystate.loading.printing import Writer

SYSTEM = """
system: A lamp
parameters: {strict: 0}
messages: {Touch: {hand -> lamp: [Press, Reset]}}
connections: {wire: {between: [hand, lamp], initially: open}}
"""
HAND = """
party: hand
actions: {press: {}, reset: {}}
machines:
  at:
    initial: wall
    states: [wall]
    transitions:
      - {trigger: press, source: wall, dest: "=", send: Press}
      - {trigger: reset, source: wall, dest: "=", send: Reset}
"""
LAMP = """
party: lamp
machines:
  at:
    initial: dark
    states: [dark, bright]
    ignores: [Reset]
    transitions:
      - {trigger: Press, source: dark, dest: bright}
      - {trigger: Press, source: "*", dest: dark, otherwise: true}
"""


def spec_of(write: Write, *changes: tuple[str, str], lamp: str = LAMP) -> Any:
    """The folder of the spec with these changes of the lamp."""
    for before, after in changes:
        assert before in lamp
        lamp = lamp.replace(before, after)
    return write(system=SYSTEM, hand=HAND, lamp=lamp)


def verdict(write: Write, name: str, *changes: tuple[str, str]) -> Verdict:
    """What becomes of a claim."""
    return check(spec_of(write, *changes)).verdict(name)


def test_a_row_of_a_lower_rank_comes_first(write: Write) -> None:
    result = check(spec_of(write))
    assert (len(result.space.states), result.space.steps) == (6, 8)
    assert {verdict.answer for verdict in result.verdicts} == {"holds"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("source: dark", 'source: "*"'), "otherwise never applies; other rows always take Press from dark, bright"),
        (("Press, source: dark", "Reset, source: dark"), "otherwise says nothing; no other row of at takes Press from"),
        (("ignores: [Reset]", "ignores: [Reset, Reset]"), "at ignores Reset twice; leave one out"),
        (("ignores: [Reset]", "ignores: [Rest]"), "unknown trigger 'Rest'; did you mean 'Reset'?"),
        (
            (
                "      - {trigger: Press, source: dark",
                '      - {trigger: Reset, source: "*", dest: "="}\n      - {trigger: Press, source: dark',
            ),
            "at ignores Reset in vain; other rows always take Reset from dark, bright; leave it out",
        ),
    ],
)
def test_what_changes_nothing_is_refused(write: Write, change: tuple[str, str], said: str) -> None:
    with pytest.raises(SpecError, match="lamp") as raised:
        load(spec_of(write, change))
    [problem] = raised.value.problems
    assert said in str(problem)


def test_a_machine_need_not_ignore_what_it_does_not_listen_to(write: Write) -> None:
    other = "  heat:\n    initial: cold\n    states: [cold]\n    ignores: [Press]\n    transitions: []\n"
    with pytest.raises(SpecError) as raised:
        load(spec_of(write, lamp=LAMP + other))
    [problem] = raised.value.problems
    assert "heat ignores Press in vain; no row of it has this trigger, and other machines of lamp take it" in str(
        problem
    )


def test_otherwise_that_never_applies_is_a_dead_row(write: Write) -> None:
    changes = (("dest: bright}", "dest: bright, when: at == dark}"), ('source: "*"', "source: dark"))
    dead = verdict(write, "no dead row", *changes, ("ignores: [Reset]", "ignores: [Reset, Press]"))
    assert [cause.text for cause in dead.causes] == ["at: Press never fires"]


def test_what_is_never_ignored_is_a_dead_row(write: Write) -> None:
    dead = verdict(
        write,
        "no dead row",
        ("ignores: [Reset]", "ignores: [Reset, Press]"),
        ("dest: dark, o", 'dest: dark, when: "at != dark or at == dark", o'),
    )
    assert [cause.text for cause in dead.causes] == ["at: never ignores Press"]


def test_what_the_parameters_switch_off_is_not_dead(write: Write) -> None:
    change = (
        '      - {trigger: Press, source: "*"',
        '      - {trigger: Press, source: bright, dest: dark, when: strict == 0}\n      - {trigger: Press, source: "*"',
    )
    folder = spec_of(write, change)
    assert check(folder).verdict("no dead row").answer == "holds"
    assert check(folder, {"strict": 1}).space.steps == 8


def test_two_rows_that_apply_otherwise_overlap(write: Write) -> None:
    guarded = ("dest: bright}", "dest: bright, when: at == bright}")
    change = (
        '      - {trigger: Press, source: "*"',
        '      - {trigger: Press, source: dark, dest: "=", otherwise: true}\n      - {trigger: Press, source: "*"',
    )
    with pytest.raises(SpecError, match=r"this row of lamp\.at overlaps the one at line"):
        check(spec_of(write, guarded, change))


def test_they_are_written_as_they_were_read(write: Write) -> None:
    spec = load(spec_of(write))
    [machine] = spec.party("lamp").machines
    assert [Writer(spec, "lamp").row(row, machine.states) for row in machine.rows[1:]] == [
        '{trigger: Press, source: "*", dest: dark, otherwise: true}',
        "ignores: Reset",
    ]
