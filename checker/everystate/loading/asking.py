"""Claims that are not in the files of a spec, but asked about it: `everystate check --always EXPR`."""

from __future__ import annotations

from collections.abc import Mapping

from everystate.loading.document import Listing, Node, Text
from everystate.loading.document import Mapping as Entries
from everystate.loading.files import CLAIM, TEXT
from everystate.loading.shapes import Table, read
from everystate.loading.spec import Spec
from everystate.problems import Place, Problem, Problems

Asked = Mapping[str, Mapping[str, object]]
"""Claims by their names, each with the keys that it would have in a file."""


def with_claims(spec: Spec, claims: Asked) -> Spec:
    """A spec with further claims, which are not in its files.

    `with_claims(spec, {"at most one": {"always": "count(s.role == primary for s in servers) <= 1"}})`

    Raises:
        SpecError: a claim is wrong, or the spec has one of this name.
        ValueError: the spec was not loaded from files, or changed since.
    """
    if not claims:
        return spec
    if spec.origin is None:
        raise ValueError("this spec has no files to which claims could be added")
    problems = Problems()
    taken = {*(claim.name for claim in spec.claims), *(monitor.name for monitor in spec.monitors)} & set(claims)
    problems.found += [Problem(_place(claims[name]), f"a second claim '{name}'") for name in sorted(taken)]
    entries = {_text(name, spec.place): _node(keys, _place(keys)) for name, keys in claims.items()}
    table = read(Entries(tuple(entries.items()), spec.place), Table(CLAIM, TEXT), problems)
    problems.stop_if_any()
    for entry in table.values():
        entry.asked = True
    return spec.origin.asking(spec, table)


def _place(keys: Mapping[str, object]) -> Place:
    """The option that asks such a claim."""
    return Place(f"--{next(iter(keys), 'claim').replace('_', '-')}")


def _text(value: object, place: Place) -> Text:
    return Text(str(value).lower() if isinstance(value, bool) else str(value), place)


def _node(value: object, place: Place) -> Node:
    match value:
        case Mapping():
            return Entries(tuple((_text(key, place), _node(inside, place)) for key, inside in value.items()), place)
        case list() | tuple():
            return Listing(tuple(_node(item, place) for item in value), place)
        case _:
            return _text(value, place)
