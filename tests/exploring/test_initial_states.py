"""Several initial states: more than a table takes at first, and in which order."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, compose, load
from everystate.composing.network import Network
from everystate.exploring.native.engine import explore as explore_natively
from everystate.exploring.reference.search import explore

SYSTEM = 'system: Many ways to start\nfinal: "true"\n'
COUNTER = """\
party: counter
actions: {down: {}}
variables:
  high: {domain: 0..LAST, initial: any}
  low: {domain: 0..99, initial: any}
machines:
  at:
    initial: any
    states: [fast, slow]
    transitions:
      - {trigger: down, source: fast, dest: slow, when: high > 0, set: {high: high - 1}}
      - {trigger: down, source: slow, dest: "=", when: low > 0, set: {low: low - 1}}
"""


def counter(write: Write, last: int) -> Network:
    return compose(load(write(system=SYSTEM, counter=COUNTER.replace("LAST", str(last)))))


def test_the_engines_number_many_initial_states_alike(write: Write) -> None:
    """From 8,000 initial states, which are all, nothing else is reached: each step leads to one of them."""
    network = counter(write, 39)
    reference, packed = explore(network), explore_natively(network, threads=2)
    assert len(network.initial_states) == len(packed.states) == 8_000
    assert packed.depth == reference.depth == 0
    assert list(packed.states) == list(reference.states) == list(network.initial_states)
    assert (packed.steps, packed.fired()) == (reference.steps, reference.fired())
    assert packed.steps == 39 * 100 + 40 * 99
    assert [packed.arrival(state) for state in (0, 1, 7_999)] == [None] * 3


def test_too_many_initial_states_are_refused(write: Write) -> None:
    with pytest.raises(SpecError, match="120,000 initial states do not fit; the limit is 100,000") as caught:
        counter(write, 599)
    assert "choose fewer initial values of at, high, low" in str(caught.value)


def test_a_value_twice_is_a_mistake(write: Write) -> None:
    twice = COUNTER.replace("initial: any\n    states", "initial: [fast, fast]\n    states").replace("LAST", "1")
    with pytest.raises(SpecError, match="'fast' twice among the initial values"):
        load(write(system=SYSTEM, counter=twice))


def test_any_may_be_a_word_of_the_domain(write: Write) -> None:
    network = compose(
        load(
            write(
                system=SYSTEM,
                counter=COUNTER.replace("0..LAST, initial: any", "[any, all], initial: any")
                .replace("when: high > 0, set: {high: high - 1}", "when: high == any")
                .replace("0..99, initial: any", "0..99, initial: 7")
                .replace("initial: any\n", "initial: fast\n"),
            )
        )
    )
    assert [field.shown(field.initial) for field in network.fields] == ["fast", "any", "7"]
    assert len(network.initial_states) == 1
