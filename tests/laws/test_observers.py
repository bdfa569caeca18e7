"""An observer changes nothing: not what can happen, not what is settled, not how long a run is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.laws.generator.system import Files, as_text, random_content

from everystate import Limits, Result, SpecError, check
from everystate.composing.field import FieldKind
from everystate.exploring.engines import Engine
from everystate.judging import builtin

MOST = Limits(states=400)
ENDS = {"it ends": {"ends": "each phase"}, "it ends soon": {"ends": "each phase", "within": "2 steps"}}
seeds = st.integers(0, 2**32)
engines = pytest.mark.parametrize("engine", ["reference", "native"])


def system_with_pings(seed: int) -> Files:
    """A random system without monitors, in which parties may do something for ever that changes nothing."""
    files = random_content(seed)
    for key in ("monitors", "worlds"):
        files["system"].pop(key, None)
    files["system"]["claims"] = {**files["system"].get("claims", {}), **ENDS}
    for content in files.values():
        for machine in list(content.get("machines", {}).values())[:1]:
            content["actions"]["ping"] = {}
            machine["transitions"].append({"trigger": "ping", "source": "*", "dest": "="})
    return files


def with_system(files: Files, **entries: Any) -> Files:
    """The files with some entries of the system as they are here."""
    return {**files, "system": {**files["system"], **entries}}


def checked(write: Write, files: Files, engine: Engine = "reference") -> Result:
    """What is found; other examples are tried where a system is refused or too large."""
    try:
        result = check(write(**as_text(files)), engine=engine, limits=MOST)
    except SpecError:
        assume(False)
        raise
    assume(result.space.complete)
    return result


def without(result: Result, kind: FieldKind) -> tuple[set[Any], set[Any]]:
    """The states, each with whether it is settled, and the steps; both without the fields of a kind."""
    space = result.space
    kept = [number for number, field in enumerate(space.network.fields) if field.kind != kind]
    rest = [tuple(state[number] for number in kept) for state in space.states]
    labels = [str(event.label) for event in space.network.events]
    steps = {(rest[source], labels[event], rest[target]) for source, event, target in space.edges()}
    return {(state, space.settled(number)) for number, state in enumerate(rest)}, steps


def verdicts(result: Result, *but: str) -> dict[str, tuple[str, tuple[int, int] | None]]:
    """The answers, with the lengths of runs and of what they repeat for ever."""
    return {
        verdict.name: (verdict.answer, (trace.length, len(trace.steps)) if (trace := verdict.trace) else None)
        for verdict in result.verdicts
        if verdict.name not in but
    }


def watching(files: Files) -> dict[str, Any]:
    """A monitor that moves with every action."""
    seen = [f"{content['party']}.{name}" for content in files.values() for name in content.get("actions", ())]
    assume(seen)
    rows = [
        {"trigger": event, "source": source, "dest": dest}
        for event in seen
        for source, dest in (("even", "odd"), ("odd", "even"))
    ]
    rows.append({"trigger": seen[0], "source": "wrong", "dest": "="})
    return {"parity": {"initial": "even", "states": ["even", "odd", "wrong"], "never": "wrong", "transitions": rows}}


@engines
@given(seed=seeds)
def test_a_monitor_changes_nothing_else(write: Write, engine: Engine, seed: int) -> None:
    files = system_with_pings(seed)
    alone = checked(write, files, engine)
    watched = checked(write, with_system(files, monitors=watching(files)), engine)
    assert without(watched, "monitor") == without(alone, "monitor")
    found = verdicts(watched)
    assert found.pop("parity") == ("holds", None)
    assert found == verdicts(alone)


@given(seed=seeds)
def test_a_claim_changes_nothing_else(write: Write, seed: int) -> None:
    files = system_with_pings(seed)
    asked = checked(write, files)
    alone = checked(write, with_system(files, claims={}))
    assert asked.space.states == alone.space.states
    assert list(asked.space.edges()) == list(alone.space.edges())
    but = (*files["system"]["claims"], builtin.NOT_VACUOUS)
    assert verdicts(asked, *but) == verdicts(alone, *but)


@given(seed=seeds)
def test_phases_that_wait_for_nothing_and_begin_from_outside_change_nothing_else(write: Write, seed: int) -> None:
    files = with_system(system_with_pings(seed), claims={})
    phases = files["system"].get("phases", {})
    assume(phases)
    bare = {name: {key: phase[key] for key in ("begins", "within") if key in phase} for name, phase in phases.items()}
    named = checked(write, with_system(files, phases=bare))
    events = [event for event in named.space.network.events if event.label.phase]
    assume(all(event.label.cause != "protocol" for event in events))
    alone = checked(write, with_system(files, phases={}))
    assert without(named, "phase") == without(alone, "phase")
    assert verdicts(named, builtin.SETTLES) == verdicts(alone)
