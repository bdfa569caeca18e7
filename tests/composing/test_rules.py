"""The rules of docs/language.md about steps, each on the smallest spec that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import Space, SpecError, compose, explore, load

SYSTEM = """\
system: Two
parameters: {readers: 1, mode: apart}
messages:
  Line:
    writer -> reader: [Word, Stop]
connections:
  line: {between: [writer, reader], initially: open}
"""
WRITER = """\
party: writer
actions: {write: {}}
machines:
  pen:
    initial: wet
    states: [wet, dry]
    transitions:
      - {trigger: write, source: wet, dest: dry, send: Word}
"""
READER = """\
party: reader
copies: readers
machines:
  eye:
    initial: open
    states: [open]
    transitions:
      - {trigger: Word, source: open, dest: "="}
      - {trigger: Stop, source: open, dest: "="}
"""


def space(folder: Path, **parameters: int | str) -> Space:
    """All joint states of a spec."""
    return explore(compose(load(folder), parameters))


def steps(space: Space) -> list[str]:
    """Every step, in words, in the order in which they are found."""
    return [str(space.event(event).label) for state in range(space.expanded) for event, _ in space.steps_from(state)]


def refused(folder: Path, **parameters: int | str) -> str:
    """What composing says of a spec that loads."""
    spec = load(folder)
    with pytest.raises(SpecError) as raised:
        compose(spec, parameters)
    return str(raised.value).replace(f"{folder}/", "")


def test_a_message_is_queued_and_then_taken(write: Write) -> None:
    assert steps(space(write(system=SYSTEM, writer=WRITER, reader=READER))) == ["writer write", "reader receives Word"]


def test_a_send_waits_for_room(write: Write) -> None:
    """Both words at once never fit where there is room for one."""
    writer = WRITER.replace("send: Word", "send: [Word, Stop]")
    full = space(write(system=SYSTEM, writer=writer, reader=READER))
    roomy = space(
        write(system=SYSTEM.replace("initially: open", "initially: open, capacity: 2"), writer=writer, reader=READER)
    )
    assert (len(full.states), len(roomy.states)) == (1, 4)


def test_a_send_into_a_closed_connection_is_lost(write: Write) -> None:
    folder = write(system=SYSTEM.replace("initially: open", "initially: closed"), writer=WRITER, reader=READER)
    made = space(folder)
    assert steps(made) == ["writer write"]
    assert [transfer.lost for transfer in made.event(0).label.sent] == [True]


def test_whom_to_is_asked_where_two_could_receive(write: Write) -> None:
    folder = write(system=SYSTEM, writer=WRITER, reader=READER)
    assert refused(folder, readers=2) == "writer.yaml:8:56: writer sends Word: to whom?; 2 could receive it; say `to:`"


def test_to_names_a_copy(write: Write) -> None:
    writer = WRITER.replace("send: Word", 'send: Word, to: "reader[1]"')
    assert steps(space(write(system=SYSTEM, writer=writer, reader=READER), readers=2))[1:] == [
        "reader[1] receives Word"
    ]


def test_to_names_all_copies(write: Write) -> None:
    writer = WRITER.replace("send: Word", "send: Word, to: readers")
    made = space(write(system=SYSTEM, writer=writer, reader=READER), readers=2)
    assert len(made.states) == 1 + 4


def test_to_a_copy_that_is_not_there(write: Write) -> None:
    writer = WRITER.replace("send: Word", 'send: Word, to: "reader[7]"')
    assert "writer sends Word: there is nobody" in refused(
        write(system=SYSTEM, writer=writer, reader=READER), readers=2
    )


FOND = WRITER.replace(
    "actions: {write: {}}", "actions: {write: {}}\nvariables:\n  fond: {domain: [reader, none], initial: none}"
)


def test_to_none_is_a_mistake_unless_the_row_is_guarded(write: Write) -> None:
    careless = FOND.replace("send: Word", "send: Word, to: fond")
    careful = FOND.replace("send: Word", "send: Word, to: fond, when: fond != none")
    said = refused(write(system=SYSTEM, writer=careless, reader=READER))
    assert "writer sends Word to none; to: may be none; guard the row with `when`" in said
    assert steps(space(write(system=SYSTEM, writer=careful, reader=READER))) == []


def test_the_condition_of_a_send_may_say_that_there_is_a_receiver(write: Write) -> None:
    careful = FOND.replace("send: Word", "send: {Word: fond != none}, to: fond")
    made = space(write(system=SYSTEM, writer=careful, reader=READER))
    assert steps(made) == ["writer write"]
    assert made.event(0).label.sent == ()


def test_a_mistake_in_the_condition_of_a_send_has_its_place(write: Write) -> None:
    wrong = FOND.replace("send: Word", "send: {Word: fonder != none}")
    with pytest.raises(SpecError, match=r"writer.yaml:10:63: unknown name 'fonder'; did you mean 'fond'\?"):
        load(write(system=SYSTEM, writer=wrong, reader=READER))


# -- rendezvous -------------------------------------------------------------------------------------------------------

MEETING = SYSTEM.replace("initially: open", "initially: open, capacity: 0")


def test_a_rendezvous_is_one_step_of_both(write: Write) -> None:
    made = space(write(system=MEETING, writer=WRITER, reader=READER))
    assert steps(made) == ["writer write"]
    assert [move.machine.name for move in made.event(0).moves] == ["pen", "eye"]


def test_a_rendezvous_waits_for_a_receiver_that_is_ready(write: Write) -> None:
    reader = READER.replace("states: [open]", "states: [open, shut]").replace("initial: open", "initial: shut")
    reader = reader.replace('- {trigger: Stop, source: open, dest: "="}', "- {trigger: Stop, source: shut, dest: open}")
    assert steps(space(write(system=MEETING, writer=WRITER, reader=reader))) == []


BOTH = WRITER.replace("send: Word", "send: [Word, Stop]")
TWICE = (
    WRITER
    + """\
  ink:
    initial: full
    states: [full]
    transitions:
      - {trigger: write, source: full, dest: "=", send: Stop}
"""
)


@pytest.mark.parametrize(
    "writer", [BOTH, BOTH.replace("[Word, Stop]", "[Stop, Word]"), TWICE], ids=["row", "turned", "machines"]
)
def test_the_step_of_a_rendezvous_sends_nothing_else(write: Write, writer: str) -> None:
    assert "is a rendezvous; its step sends nothing else" in refused(
        write(system=MEETING, writer=writer, reader=READER)
    )


MIXED = """\
system: Three
messages:
  Line:
    writer -> reader: [Word, Stop]
  Post:
    writer -> clerk: [Copy]
connections:
  line: {between: [writer, reader], initially: open, capacity: 0}
  post: {between: [writer, clerk], initially: open}
"""
CLERK = """\
party: clerk
machines:
  desk:
    initial: free
    states: [free]
    transitions:
      - {trigger: Copy, source: free, dest: "="}
"""


@pytest.mark.parametrize("sends", ["[Word, Copy]", "[Copy, Word]"])
def test_nor_does_it_queue_anything_elsewhere(write: Write, sends: str) -> None:
    writer = WRITER.replace("send: Word", f"send: {sends}")
    reader = READER.replace("copies: readers\n", "")
    assert "Word is a rendezvous" in refused(write(system=MIXED, writer=writer, reader=reader, clerk=CLERK))


def test_the_receiver_of_a_rendezvous_sends_nothing(write: Write) -> None:
    system = MEETING.replace("[Word, Stop]", "[Word, Stop]\n    reader -> writer: [Thanks]")
    reader = READER.replace('Word, source: open, dest: "="', 'Word, source: open, dest: "=", send: Thanks')
    writer = WRITER + '      - {trigger: Thanks, source: dry, dest: "="}\n'
    said = refused(write(system=system, writer=writer, reader=reader))
    assert "Word is a rendezvous; its receiver sends in the same step" in said


def test_a_machine_takes_one_row_in_a_step(write: Write) -> None:
    """The writer opens and at once gives a word: the eye would have to see two things together."""
    system = MEETING.replace("initially: open", "opened_by: writer")
    writer = WRITER.replace("trigger: write", "trigger: line.opened").replace("actions: {write: {}}\n", "")
    reader = READER + '      - {trigger: line.opened, source: open, dest: "="}\n'
    said = refused(write(system=system, writer=writer, reader=reader))
    assert "reader.eye takes this row and another in one step; the other is at line 10" in said


# -- parameters that say how ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "words"),
    [("notice", "apart or together"), ("order", "fifo or any"), ("initially", "closed or open")],
)
def test_a_parameter_with_a_wrong_word(write: Write, key: str, words: str) -> None:
    system = SYSTEM.replace("mode: apart", "mode: sometimes").replace("initially: open", f"{key}: mode")
    assert refused(write(system=system, writer=WRITER, reader=READER)) == (
        f"system.yaml:7:3: {key} is sometimes; it can be {words}; set another value"
    )


def test_a_phase_that_begins_when_nobody_knows(write: Write) -> None:
    phases = "phases:\n  Writing: {begins: writer.write, begins_when: mode}\n"
    said = refused(write(system=SYSTEM + phases, writer=WRITER, reader=READER))
    assert said == "system.yaml:9:3: begins_when is apart; it can be any or quiet or settled; set another value"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"raeders": 2}, "--set: unknown parameter 'raeders'; did you mean 'readers'?"),
        ({"readers": "two"}, "--set: readers=two; readers is a number"),
        ({"readers": True}, "--set: readers=true; readers is a number"),
        ({"readers": -1}, "--set: readers=-1; a number is not negative"),
        ({"mode": 3}, "--set: mode=3; mode is a word"),
        (
            {"readers": 10**15},
            "reader.yaml:1:8: 1000000000000000 copies of reader do not fit; there can be 0 to 10,000",
        ),
    ],
)
def test_a_setting_that_does_not_fit(write: Write, given: dict[str, int | str], said: str) -> None:
    assert refused(write(system=SYSTEM, writer=WRITER, reader=READER), **given).startswith(said)


def test_true_is_no_number_in_a_domain(write: Write) -> None:
    system = SYSTEM.replace("readers: 1", "readers: {domain: 0..2, initial: 1}")
    assert "readers=true is not in its domain; known: 0, 1, 2" in refused(
        write(system=system, writer=WRITER, reader=READER), readers=True
    )


def test_no_copies_at_all(write: Write) -> None:
    """Nobody reads, so nobody can be written to."""
    assert "there is nobody" in refused(write(system=SYSTEM, writer=WRITER, reader=READER), readers=0)


def test_what_is_indexed_by_a_copy_that_is_not_there_compares_with_nothing(write: Write) -> None:
    claims = 'claims:\n  far: {never: "reader[3].eye == open or reader[3].eye != open"}\n'
    network = compose(load(write(system=SYSTEM + claims, writer=WRITER, reader=READER)))
    assert next(str(ground.formula) for ground in network.claims) == "Const(value=True)"


# -- rows -------------------------------------------------------------------------------------------------------------


def test_rows_that_overlap_are_a_mistake_unless_each_is_a_choice(write: Write) -> None:
    writer = WRITER + "      - {trigger: write, source: [wet, dry], dest: wet}\n"
    said = refused(write(system=SYSTEM, writer=writer, reader=READER))
    assert said.startswith("writer.yaml:9:9: this row of writer.pen overlaps the one at line 8; both can take write")
    chosen = writer.replace("send: Word}", "send: Word, choice: true}").replace(
        "dest: wet}", "dest: wet, choice: true}"
    )
    assert len(space(write(system=SYSTEM, writer=chosen, reader=READER)).states) == 4


NOTED = WRITER.replace("actions: {write: {}}", "actions: {write: {}}\nvariables:\n  note: {domain: 0..1, initial: 0}")
OTHER = """\
  ink:
    initial: full
    states: [full]
    transitions:
      - {trigger: write, source: full, dest: "=", set: {note: VALUE}}
"""


def test_two_values_for_one_variable_are_a_mistake(write: Write) -> None:
    """The same value twice is none."""
    writer = NOTED.replace("send: Word", "set: {note: 1}, send: Word") + OTHER
    assert len(space(write(system=SYSTEM, writer=writer.replace("VALUE", "1"), reader=READER)).states) == 3
    said = refused(write(system=SYSTEM, writer=writer.replace("VALUE", "0"), reader=READER))
    assert "two values for writer.note; the row at line 10 sets it to another value in the same step" in said


def test_a_variable_for_nobody_cannot_be_set(write: Write) -> None:
    writer = FOND.replace("initial: none}", "initial: none}\n  seen: {domain: [yes, no], initial: no, per: reader}")
    row = 'send: Word, to: "reader[0]", set: {"seen[fond]": yes}'
    said = refused(write(system=SYSTEM, writer=writer.replace("send: Word", row), reader=READER))
    assert "seen[none] is set; there is no such copy; guard the row with `when`" in said
    guarded = writer.replace("send: Word", f"when: fond != none, {row}")
    assert steps(space(write(system=SYSTEM, writer=guarded, reader=READER))) == []


def test_all_that_listen_must_accept(write: Write) -> None:
    stubborn = OTHER.replace(", set: {note: VALUE}", ", when: pen == dry")
    assert steps(space(write(system=SYSTEM, writer=NOTED + stubborn, reader=READER))) == []


def test_guards_and_new_values_read_the_state_before_the_step(write: Write) -> None:
    swap = """\
    party: pair
    actions: {swap: {}}
    variables:
      one: {domain: 0..1, initial: 0}
      two: {domain: 0..1, initial: 1}
    machines:
      hand:
        initial: idle
        states: [idle]
        transitions:
          - {trigger: swap, source: idle, dest: "=", set: {one: two, two: one}}
    """
    made = space(write(system="system: Swap", pair=swap))
    assert [tuple(made.described(state).values())[1:] for state in range(len(made.states))] == [("0", "1"), ("1", "0")]


# -- connections ------------------------------------------------------------------------------------------------------

CALL = """\
system: A call
messages:
  Line:
    caller -> friend: [Hello]
connections:
  line: {between: [caller, friend], opened_by: caller, KEYS}
"""
CALLER = """\
party: caller
actions: {hang_up: {closes: CLOSES}}
machines:
  phone:
    initial: down
    states: [down, up]
    transitions:
      - {trigger: line.opened, source: down, dest: up, send: Hello}
      - {trigger: hang_up, source: up, dest: down}
"""
FRIEND = """\
party: friend
machines:
  phone:
    initial: down
    states: [down, up]
    transitions:
      - {trigger: line.opened, source: down, dest: up}
      - {trigger: Hello, source: up, dest: "="}
      - {trigger: line.lost, source: up, dest: down}
"""


def calls(write: Write, keys: str, closes: str) -> Space:
    """A call that the caller ends."""
    caller = CALLER.replace("CLOSES", closes)
    return space(write(system=CALL.replace("KEYS", keys), caller=caller, friend=FRIEND))


@pytest.mark.parametrize(
    ("keys", "closes", "states"),
    [
        # down; up with Hello, up; lost and not noticed
        ("notice: apart", "[line]", 4),
        # the same, and lost with Hello still to come
        ("notice: apart", "{line: drain}", 5),
        # the loss is noticed as it happens
        ("notice: together", "[line]", 3),
        # but not before Hello
        ("notice: together", "{line: drain}", 5),
    ],
)
def test_a_call_is_ended(write: Write, keys: str, closes: str, states: int) -> None:
    assert len(calls(write, keys, closes).states) == states


def test_a_loss_that_drains_is_noticed_after_what_was_sent_before(write: Write) -> None:
    made = calls(write, "notice: together", "{line: drain}")
    lost = [state for state in range(len(made.states)) if "pending" in made.described(state)["line[caller, friend]"]]
    assert all(
        "Hello" in step or "lost" in step
        for state in lost
        for step in [str(made.event(e).label) for e, _ in made.steps_from(state)][:1]
    )
    assert [made.described(state)["line[caller, friend] to friend"] for state in lost] == ["[Hello]", "[]"]


def test_only_one_instance_of_a_connection_is_lost_at_once(write: Write) -> None:
    """Both instances are closed by hanging up; the friend hears of the one that was open."""
    assert len(calls(write, "notice: together, instances: 2", "[line]").states) == 3


def test_an_open_connection_with_a_spare_that_never_opens(write: Write) -> None:
    folder = write(
        system=SYSTEM.replace("initially: open", "initially: open, instances: 2"), writer=WRITER, reader=READER
    )
    assert steps(space(folder)) == ["writer write", "reader receives Word"]


def test_a_break_that_nobody_listens_to_is_one_step(write: Write) -> None:
    for notice in ("apart", "together"):
        system = SYSTEM.replace("initially: open", f"initially: open, notice: {notice}, breaks: true")
        made = space(write(system=system, writer=WRITER, reader=READER))
        assert steps(made).count("line[writer, reader].breaks") == 3


def test_what_happens_no_times_is_no_deadlock_were_it_unlimited(write: Write) -> None:
    """At most none: it never happens, and yet it is what could happen."""
    writer = WRITER.replace("{write: {}}", "{write: {at_most: 0}}")
    network = compose(load(write(system=SYSTEM, writer=writer, reader=READER)))
    assert next(str(event.label) for event in network.events) == "writer write"
    assert len(explore(network).states) == 1


def test_a_claim_over_more_copies_than_can_be_unrolled_is_refused(write: Write) -> None:
    claims = 'claims:\n  c: {always: "any(writer.pen == wet and a == b for a in readers for b in readers)"}\n'
    writer = WRITER.replace("send: Word", 'send: Word, to: "reader[1]"')
    said = refused(write(system=SYSTEM + claims, writer=writer, reader=READER), readers=400)
    assert said == "system.yaml:9:3: 'c' does not fit; `any` goes over more than 100,000 copies; set smaller numbers"


def test_a_monitor_sees_the_sends_of_a_step_in_their_order_whatever_the_order_of_its_rows(write: Write) -> None:
    system = (
        SYSTEM.replace("initially: open}", "initially: open, capacity: 2}")
        + """\
monitors:
  stops last:
    initial: silent
    states: [silent, written, stopped]
    never: silent
    transitions:
      - {trigger: writer sends Stop, source: written, dest: stopped}
      - {trigger: writer sends Word, source: silent, dest: written}
"""
    )
    writer = WRITER.replace("send: Word", "send: [Word, Stop]")
    space = explore(compose(load(write(system=system, writer=writer, reader=READER))))
    seen = {space.described(number)["stops last"] for number in range(len(space.states))}
    assert seen == {"silent", "stopped"}


# -- closing ----------------------------------------------------------------------------------------------------------


def leaving(closes: str, more: str = "") -> str:
    """A writer who says Stop in the step in which it closes the line."""
    row = "\n      - {trigger: leave, source: wet, dest: dry, send: Stop}"
    return WRITER.replace("{write: {}}", f"{{write: {{}}, leave: {{closes: {closes}}}}}").rstrip() + row + more + "\n"


def test_what_an_action_always_sends_into_a_line_that_it_closes_is_a_mistake(write: Write) -> None:
    told = refused(write(system=SYSTEM, writer=leaving("[line]"), reader=READER))
    assert told == (
        "writer.yaml:9:56: Stop never arrives: leave closes line before it is sent; "
        "let it drain: `closes: {line: drain}`"
    )


def test_what_drains_takes_what_the_closing_step_sends(write: Write) -> None:
    assert "reader receives Stop" in steps(space(write(system=SYSTEM, writer=leaving("{line: drain}"), reader=READER)))


def test_what_an_action_sends_to_others_than_those_it_leaves_may_arrive(write: Write) -> None:
    writer = leaving("[line]").replace("{closes: [line]}", "{per: reader, closes: [line]}")
    for message in ("Stop", "Word"):
        writer = writer.replace(f"send: {message}}}", f"send: {message}, to: readers}}")
    files = {"system": SYSTEM, "writer": writer, "reader": READER}
    assert "reader[1] receives Stop" in steps(space(write(**files), readers=2))
    assert "Stop never arrives" in refused(write(**files), readers=1)


def test_a_copy_needs_no_connection_to_itself(write: Write) -> None:
    system = "system: One\nparameters: {ones: 2}\nconnections:\n  self: {between: {x: one, y: one}, where: x == y}\n"
    one = "party: one\ncopies: ones\n"
    told = refused(write(system=system, one=one))
    assert told.startswith("system.yaml:4:3: self joins one[0] to itself; a copy needs no connection to itself; ")
