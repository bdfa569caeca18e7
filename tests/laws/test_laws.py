"""Laws that hold for every spec, tried on random ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.laws.generator.system import as_text, random_content, random_system

from everystate import Limits, Space, Spec, SpecError, Verdict, check, compose, explore, judge, load

MOST = Limits(states=300)
seeds = st.integers(0, 2**32)
Files = dict[str, Any]


def bare(seed: int) -> Files:
    """A random system that claims nothing, and without phases: what is settled does not matter there."""
    files = random_content(seed)
    for key in ("phases", "claims", "monitors", "final", "worlds"):
        files["system"].pop(key, None)
    return files


def space_of(folder: Path, **parameters: int) -> Space:
    """The whole space of a spec; other examples are tried where there is none, or none that is small."""
    try:
        space = explore(compose(load(folder), parameters), MOST, engine="reference")
    except SpecError:
        assume(False)
        raise
    assume(space.complete)
    return space


def size(space: Space) -> tuple[int, int, int]:
    """States, steps and depth."""
    return len(space.states), space.steps, space.depth


@given(seed=seeds)
def test_an_isolated_party_multiplies_the_states(write: Write, seed: int) -> None:
    """A clock of three hours that nobody knows: three times the states, and a tick from each."""
    files = as_text(bare(seed))
    alone = space_of(write(**files))
    hours = [{"trigger": "tick", "source": f"h{n}", "dest": f"h{(n + 1) % 3}"} for n in range(3)]
    hand = {"initial": "h0", "states": ["h0", "h1", "h2"], "transitions": hours}
    clock = {"party": "metronome", "actions": {"tick": {}}, "machines": {"hand": hand}}
    both = space_of(write(**files, metronome=json.dumps(clock)))
    assert size(both) == (3 * len(alone.states), 3 * alone.steps + 3 * len(alone.states), alone.depth + 2)


@given(seed=seeds)
def test_a_larger_capacity_never_removes_a_state_of_the_machines(write: Write, seed: int) -> None:
    files = bare(seed)
    connections = [one for one in files["system"].get("connections", {}).values() if one.get("capacity") != 0]
    assume(connections)
    connections[0]["capacity"] = 1
    smaller = machine_states(space_of(write(**as_text(files))))
    connections[0]["capacity"] = 2
    assert smaller <= machine_states(space_of(write(**as_text(files))))


def machine_states(space: Space) -> set[tuple[str, ...]]:
    """What the machines and variables are in, in every joint state."""
    kinds = [number for number, field in enumerate(space.network.fields) if field.kind in ("machine", "variable")]
    return {tuple(space.network.fields[n].shown(state[n]) for n in kinds) for state in space.states}


@given(seed=seeds)
def test_names_do_not_matter(write: Write, seed: int) -> None:
    """Other names, in another order of the alphabet: the same numbers and verdicts."""
    one, two = (judge(space_of(write(**as_text(random_content(seed, scheme))))) for scheme in ("plain", "other"))
    assert size(two.space) == size(one.space)
    assert [numbers(verdict) for verdict in two.verdicts] == [numbers(verdict) for verdict in one.verdicts]


def numbers(verdict: Verdict) -> tuple[object, ...]:
    """What a verdict counts, and the length of its run."""
    return verdict.answer, verdict.judged, verdict.failures, verdict.trace and verdict.trace.length


@given(seed=seeds)
def test_a_definition_means_what_it_stands_for(write: Write, seed: int) -> None:
    one, two = (judge(space_of(write(**as_text(random_content(seed, defined=defined))))) for defined in (True, False))
    assert size(two.space) == size(one.space)
    assert [numbers(verdict) for verdict in two.verdicts] == [numbers(verdict) for verdict in one.verdicts]


@given(seed=seeds)
def test_the_order_of_the_files_does_not_matter(write: Write, seed: int) -> None:
    files = random_system(seed)
    before = space_of(write(**files))
    parties = [text for name, text in files.items() if name != "system"]
    backwards = {f"z{len(parties) - number}": text for number, text in enumerate(parties)}
    assert size(space_of(write(system=files["system"], **backwards))) == size(before)


@given(seed=seeds)
def test_the_same_spec_gives_the_same_space_twice(write: Write, seed: int) -> None:
    folder = write(**random_system(seed))
    one, two = space_of(folder), space_of(folder)
    assert one.states == two.states
    assert [one.path(number) for number in range(len(one.states))] == [
        two.path(number) for number in range(len(two.states))
    ]


@given(seed=seeds)
def test_what_may_happen_twice_reaches_what_it_reaches_once(write: Write, seed: int) -> None:
    files = bare(seed)
    connections = [*files["system"].get("connections", {}).values()]
    assume(connections)
    connections[0]["breaks"] = {"at_most": "often"}
    files["system"].setdefault("parameters", {})["often"] = 1
    folder = write(**as_text(files))
    assert machine_states(space_of(folder)) <= machine_states(space_of(folder, often=2))


def test_a_selection_of_claims_never_changes_the_network(write: Write) -> None:
    folder = Path(__file__).parents[1] / "models" / "monitor"
    everything, one = check(folder), check(folder, claims=["no deadlock"])
    assert size(everything.space) == size(one.space)
    assert [verdict.name for verdict in one.verdicts] == ["no deadlock"]


def test_a_network_says_nothing_about_how_its_spec_was_loaded() -> None:
    """Composing is a function: the same spec at the same parameters, the same fields and events."""
    spec = load(Path(__file__).parents[1] / "models" / "peer_failover")
    one, two = compose(spec, {"agents": 2}), compose(spec, {"agents": 2})
    assert one.fields == two.fields
    assert [event.guard for event in one.events] == [event.guard for event in two.events]
    assert isinstance(one.spec, Spec)
