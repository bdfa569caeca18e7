"""Which fairness the claims about time assume, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import get_args

from everystate.composing.network import Network
from everystate.judging.verdict import Kind
from everystate.loading.fairness import fixed
from everystate.loading.party import Fair
from everystate.loading.spec import Spec, TimeClaim

_FAIR = frozenset(get_args(TimeClaim)) - {"recoverable"}
"""The kinds of claims for which it matters how fair steps are."""

_WORDS = {"strong": "strongly fair", "weak": "weakly fair, too", "no": "not fair"}


def assumed(network: Network, kinds: Iterable[Kind]) -> str:
    """The fairness that claims of these kinds assume; empty if none of them assumes any.

    `every protocol step is weakly fair; strongly fair: desk; not fair: the row at agent.yaml:12`
    """
    if _FAIR.isdisjoint(kinds):
        return ""
    named = [(name, fair and fixed(fair, network.parameters)) for name, fair in _named(network.spec)]
    made = ["every protocol step is weakly fair"]
    for degree, word in _WORDS.items():
        names = [name for name, fair in named if fair == degree]
        made += [f"{word}: {', '.join(names)}"] if names else []
    return "; ".join(made)


def _named(spec: Spec) -> Iterator[tuple[str, Fair | None]]:
    """Everything that may declare its fairness, by name, with what it declares; None if it declares none."""
    for party in spec.parties:
        yield party.name, party.fair
        for action in party.actions:
            yield f"{party.name}.{action.name}", action.fair
    for connection in spec.connections:
        yield connection.name, connection.fair
    for _, row in spec.rows():
        yield f"the row at {PurePath(row.place.file).name}:{row.place.line}", row.fair
