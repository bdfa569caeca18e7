"""The machine that was verified is the machine that runs: its rows, with the program's own callbacks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.conftest import Write
from transitions import Machine, MachineError

from everystate import SpecError, load, machine, machine_config
from everystate.composing import compose
from everystate.loading.expression import Value
from everystate.loading.party import Row

FAILOVER = Path(__file__).parents[2] / "spec" / "failover"

SYSTEM = """\
system: A till
parameters: {tills: 2, limit: 2}
messages:
  Sales:
    till -> bank: ["Paid(sum: 0..3)", Receipt about till]
    bank -> till: [Booked about till]
connections:
  line: {between: [till, bank], initially: open, capacity: 2}
"""
TILL = """\
party: till
copies: tills
actions: {sell: {}, cash_up: {}, look: {}, order: {per: bank}}
variables:
  sum: {domain: 0..3, initial: 0}
  friend: {domain: [till, none], initial: none}
  score: {domain: 0..3, initial: 0, per: till}
machines:
  drawer:
    initial: shut if till == 0 else open
    states: [shut, open]
    transitions:
      - {trigger: sell,    source: shut, dest: open, when: sum < limit, set: {sum: sum + 1}, send: Paid(sum=sum)}
      - {trigger: sell,    source: shut, dest: "=",  when: sum >= limit}
      - {trigger: cash_up, source: open, dest: shut, set: {"score[till]": sum, friend: till}, send: Receipt}
      - {trigger: look,    source: "*",  dest: "=",  when: "score[friend] == 1 or any(score[t] == 2 for t in tills)"}
      - {trigger: order,   source: shut, dest: "=",  when: bank == 0 and line.is_open}
      - {trigger: Booked,  source: "*",  dest: "=",  send: Receipt}
"""
BANK = """\
party: bank
machines:
  ledger:
    per: till
    initial: level
    states: [level, owed]
    transitions:
      - {trigger: Paid, source: "*", dest: owed, send: Booked}
      - {trigger: Receipt, source: "*", dest: level}
"""


class Till:
    """A program's own object."""

    state: str

    def __init__(self) -> None:
        self.sum = 0
        self.friend: int | None = None
        self.score = [0, 0]


@pytest.fixture(name="folder")
def _folder(write: Write) -> Path:
    return write(system=SYSTEM, till=TILL, bank=BANK)


def test_a_machine_sends_what_its_condition_allows_before_the_step(write: Write) -> None:
    till = TILL.replace("send: Paid(sum=sum)", "send: {Paid(sum=sum): sum == 1}").replace(
        "source: shut, dest: open", 'source: "*", dest: open'
    )
    sent: list[str] = []
    model, folder = Till(), write(system=SYSTEM, till=till, bank=BANK)
    live = machine(folder, "till.drawer", model, on_send=lambda message, _: sent.append(message))
    for expected in ([], ["Paid"]):
        live.events["sell"].trigger(model)
        assert sent == expected


def test_a_machine_moves_sets_and_sends(folder: Path) -> None:
    till = Till()
    sent: list[tuple[str, dict[str, Value]]] = []
    live = machine(folder, "till.drawer", till, on_send=lambda message, values: sent.append((message, values)))
    assert isinstance(live, Machine)
    assert till.state == "shut"
    live.events["sell"].trigger(till)
    assert (till.state, till.sum) == ("open", 1)
    live.events["cash_up"].trigger(till)
    assert (till.state, till.score, till.friend) == ("shut", [1, 0], 0)
    assert sent == [("Paid", {"sum": 0}), ("Receipt", {"till": 0})]


def test_a_guard_decides_between_rows(folder: Path) -> None:
    till = Till()
    till.sum = 2
    live = machine(folder, "till.drawer", till)
    live.events["sell"].trigger(till)
    assert till.state == "shut"


def test_a_trigger_that_no_row_takes_is_an_error_of_transitions(folder: Path) -> None:
    till = Till()
    live = machine(folder, "till.drawer", till)
    with pytest.raises(MachineError):
        live.events["cash_up"].trigger(till)


def test_what_is_indexed_by_none_equals_nothing(folder: Path) -> None:
    till = Till()
    live = machine(folder, "till.drawer", till)
    assert not live.events["look"].trigger(till)
    till.friend = 1
    till.score[1] = 1
    assert live.events["look"].trigger(till)


def test_names_say_which_copy_it_is(folder: Path) -> None:
    till = Till()
    machine(folder, "till.drawer", till, names={"till": 1})
    assert till.state == "open"


def test_a_parameter_is_part_of_the_rows(folder: Path) -> None:
    till = Till()
    live = machine(folder, "till.drawer", till, parameters={"limit": 0})
    live.events["sell"].trigger(till)
    assert till.state == "shut"


def test_a_message_is_about_what_its_trigger_names(folder: Path) -> None:
    sent: list[tuple[str, dict[str, Value]]] = []
    live = machine(
        folder, "bank.ledger", SimpleNamespace(), on_send=lambda message, values: sent.append((message, values))
    )
    live.events["Paid"].trigger(live.model, till=1, sum=2)
    assert sent == [("Booked", {"till": 1})]


def test_no_program_knows_whether_a_connection_is_open(folder: Path) -> None:
    live = machine(folder, "till.drawer", Till())
    with pytest.raises(LookupError, match="a running program cannot know"):
        live.events["order"].trigger(live.model, bank=0)


def test_a_name_that_the_event_does_not_give(folder: Path) -> None:
    live = machine(folder, "till.drawer", Till())
    with pytest.raises(KeyError, match="bank"):
        live.events["order"].trigger(live.model)


def test_a_machine_that_is_not_there(folder: Path) -> None:
    with pytest.raises(SpecError, match=r"no machine 'till.draw'; did you mean 'till.drawer'\?"):
        machine(folder, "till.draw")


def test_the_configuration_is_what_transitions_takes(folder: Path) -> None:
    """And what it cannot say stands beside it."""
    config = machine_config(folder, "till.drawer")
    assert config["name"] == "till.drawer"
    keywords = config["machine"]
    guards = {name: lambda: True for row in keywords["transitions"] for name in row.get("conditions", [])}
    model = SimpleNamespace(state="", **guards)
    Machine(model, **keywords).events["sell"].trigger(model)
    assert model.state == "open"
    row = config["rows"][0]
    assert (row["row"], row["when"], row["set"], row["send"]) == (0, "sum < limit", ["sum"], ["Paid"])
    assert (row["file"], row["line"]) == (str(folder / "till.yaml"), 13)


def _steps() -> list[tuple[str, Row, str]]:
    spec = load(FAILOVER)
    return [(f"{m.party}.{m.name}", row, state) for m, row in spec.rows() if not row.defer for state in row.sources]


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in _steps()))
def test_every_row_of_the_real_specification_runs_as_it_was_explored(name: str) -> None:
    """For each row and each of its sources: the configured machine goes where the network goes."""
    spec = load(FAILOVER)
    keywords = machine_config(spec, name)["machine"]
    for number, (machine_name, row, state) in enumerate(_steps()):
        if machine_name != name:
            continue
        own = [t for t in keywords["transitions"] if t["trigger"] == str(row.trigger)]
        described = {"trigger": str(row.trigger), "source": list(row.sources), "dest": row.dest or "="}
        assert any({k: v for k, v in t.items() if k != "conditions"} == described for t in own), number
        model = SimpleNamespace(state="")
        live = Machine(model, keywords["states"], state, transitions=[described], auto_transitions=False)
        live.events[str(row.trigger)].trigger(model)
        assert model.state == (row.dest or state)


def test_every_move_of_the_network_is_a_row_of_the_table() -> None:
    """What the engine takes for the effect of a row on its machine is the row's own destination."""
    network = compose(load(FAILOVER))
    moves = [(event, move) for event in network.events for move in event.moves]
    assert moves
    for event, move in moves:
        update = dict(event.update).get(move.field, {})
        assert isinstance(update, dict)
        for raw, row in move.rows:
            dest = move.machine.states[raw] if row.dest is None else row.dest
            assert move.machine.states[update.get(raw, raw)] == dest


def test_lists_are_tuples_and_sets_are_frozensets() -> None:
    class Room:
        state: str
        present: set[int] | frozenset[int] = set()  # noqa: RUF012 (it is never changed in place)
        lamps = frozenset(["hall"])

    room = Room()
    live = machine(Path(__file__).parents[1] / "models" / "sets", "room.door", room, parameters={"guests": 3})
    live.events["enter"].trigger(room, guest=2)
    assert room.present == frozenset([2])
    live.events["leave"].trigger(room, guest=2)
    live.events["close"].trigger(room)
    assert room.lamps == frozenset(["stairs"])
    assert not live.events["leave"].trigger(room, guest=2)


LEASE = Path(__file__).parents[1] / "models" / "timed_lease"


def test_timers_are_handed_to_the_clock_of_the_program() -> None:
    calls: list[tuple[str, str, tuple[Any, ...]]] = []
    live = machine(LEASE, "holder.at", on_timer=lambda *call: calls.append(call))
    model: Any = live.model
    model.trigger("beat.expires")
    model.trigger("crash")
    model.trigger("restart")
    assert calls == [("stop", "beat", ()), ("start", "beat", ())]
    [_, crash, restart] = machine_config(LEASE, "holder.at")["rows"]
    assert (crash["stop"], restart["start"]) == (["beat"], ["beat"])


def test_the_program_says_in_which_of_several_states_a_machine_starts() -> None:
    lamps = "tests/models/initial_any"
    assert machine(lamps, "lamp.at", initial="off").initial == "off"
    with pytest.raises(SpecError, match="'at' starts as on or off; the program does not say which"):
        machine(lamps, "lamp.at")
    with pytest.raises(SpecError, match="the program says dim"):
        machine(lamps, "lamp.at", initial="dim")
    assert machine_config(lamps, "lamp.at")["initial"] == ["on", "off"]


def test_the_copy_at_the_other_end_may_be_given_by_the_name_that_rows_have_for_it() -> None:
    model: Any = SimpleNamespace(seen=["no", "no", "no"])
    machine("tests/models/sender_and_others", "node.at", model, names={"node": 1})
    model.trigger("ask")
    model.trigger("Reply", sender=0)
    assert model.seen == ["yes", "no", "no"]
    model.trigger("Reply", peer=2)
    assert model.state == "done"
