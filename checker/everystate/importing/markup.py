"""The configuration of a `transitions` machine, as its `MarkupMachine` writes it and its documentation has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from everystate.importing.foreign import Condition, ForeignMachine, Transition
from everystate.problems import Place, Problem, SpecError

_KEYS = ("trigger", "source", "dest", "conditions", "unless")


def machine_from(markup: Any, place: Place) -> ForeignMachine:
    """The machine that a configuration describes.

    Raises:
        SpecError: it is no configuration, or has nested or parallel states.
    """
    if not isinstance(markup, Mapping) or "states" not in markup:
        raise _refused(place, "this is no configuration of a machine", "it needs `states` and `transitions`")
    states = [_state(one, place) for one in markup["states"]]
    initial = markup.get("initial")
    if isinstance(initial, Mapping):
        initial = initial.get("name")
    first = str(initial) if initial is not None else states[0][0]
    names = tuple(name for name, _ in states)
    made = tuple(_transitions(markup.get("transitions") or (), names, place))
    unknown = [name for one in made for name in (one.source, one.dest) if name is not None and name not in names]
    if first not in names or unknown:
        raise _refused(place, f"no state '{unknown[0] if unknown else first}'", f"states are {', '.join(names)}")
    finals = tuple(name for name, is_final in states if is_final)
    return ForeignMachine(str(markup.get("name") or "machine").strip(": "), names, first, made, finals)


def _state(one: Any, place: Place) -> tuple[str, bool]:
    """The name of a state, and whether it is final."""
    if not isinstance(one, Mapping):
        return str(one), False
    if one.get("children") or one.get("parallel"):
        raise _refused(place, f"state '{one.get('name')}' has states of its own", "write them as states of one machine")
    return str(one["name"]), bool(one.get("final"))


def _transitions(entries: Sequence[Any], states: tuple[str, ...], place: Place) -> Iterator[Transition]:
    for entry in entries:
        if isinstance(entry, Mapping):
            made = dict(entry)
        elif isinstance(entry, Sequence) and not isinstance(entry, str) and 3 <= len(entry) <= len(_KEYS):
            made = dict(zip(_KEYS, entry, strict=False))
        else:
            raise _refused(place, f"this is no transition: {entry!r}", "write trigger, source and dest")
        if missing := [key for key in ("trigger", "source") if key not in made]:
            raise _refused(place, f"a transition has no `{missing[0]}`: {entry!r}", "write trigger, source and dest")
        asked = (*_conditions(made.get("conditions"), False), *_conditions(made.get("unless"), True))
        sources = states if made["source"] == "*" else [str(one) for one in _listed(made["source"])]
        dest = made.get("dest")
        for source in sources:
            yield Transition(str(made["trigger"]), source, None if dest in (None, "=") else str(dest), asked)


def _conditions(named: Any, negated: bool) -> Iterator[Condition]:
    yield from (Condition(str(name), negated) for name in _listed(named))


def _listed(value: Any) -> list[Any]:
    """What may be nothing, one, or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _refused(place: Place, text: str, remedy: str) -> SpecError:
    return SpecError([Problem(place, text, "", remedy)])
