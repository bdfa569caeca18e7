"""The initial states of a network, named by the fields that have several initial values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from everystate.composing.network import Network

Start = Mapping[str, str]
"""The name of each field that has several initial values, and the value that was chosen, in words."""


class NotPossibleError(AssertionError):
    """An initial state or a step of a saved run is not possible."""


def starts(network: Network) -> Iterator[Start]:
    """What was chosen for each initial state."""
    for state in network.initial_states:
        yield {f.name: f.shown(raw) for f, raw in zip(network.fields, state, strict=True) if f.others}


def start_number(network: Network, start: Start) -> int:
    """The number of the first initial state with these values.

    Raises:
        NotPossibleError: there is none.
    """
    for number, known in enumerate(starts(network)):
        if start.items() <= known.items():
            return number
    first = as_text(next(starts(network))) or "nothing, as there is only one initial state"
    raise NotPossibleError(f"no initial state has {as_text(start)}; the first one chooses {first}")


def random_start(network: Network, random: Random) -> int:
    """The number of an initial state, drawn uniformly."""
    count = len(network.initial_states)
    return random.randrange(count) if count > 1 else 0


def as_text(start: Start) -> str:
    """The choices in words."""
    return ", ".join(f"{name} = {value}" for name, value in start.items())
