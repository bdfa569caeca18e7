"""Worlds: named settings of the parameters."""

from __future__ import annotations

from everystate.loading.document import Text
from everystate.loading.domains import value_of
from everystate.loading.expression import Constant, Value, shown
from everystate.loading.shapes import Entries
from everystate.loading.spec import Choice, Parameter, Range, Spec, World
from everystate.problems import Place, Problem, Problems, SpecError, Unknown, nearest


def read_worlds(
    entries: dict[Text, Entries], parameters: tuple[Parameter, ...], problems: Problems
) -> tuple[World, ...]:
    """The worlds of a system file, each checked against the parameters."""
    known = {parameter.name: parameter for parameter in parameters}
    made: list[World] = []
    for name, entry in entries.items():
        settings: dict[str, Value] = {}
        for parameter, text in (entry.get("set") or {}).items():
            if problems.overlooks(parameter):
                continue
            if parameter in known:
                settings[str(parameter)] = _value(known[parameter], text, problems)
            else:
                what = f"unknown parameter '{parameter}'"
                problems.unknown(Unknown(parameter.place, str(parameter), what, known))
        made.append(World(str(name), tuple(settings.items()), name.place, entry.get("description", "")))
    return tuple(made)


def settings_of(spec: Spec, world: str | None) -> dict[str, Value]:
    """The values that a world sets; no world sets none.

    Raises:
        SpecError: there is no such world.
    """
    if world is None:
        return {}
    known = {declared.name: declared for declared in spec.worlds}
    if world not in known:
        raise SpecError([Problem(Place("--world"), f"no world '{world}'", "", nearest(world, known))])
    return dict(known[world].settings)


def _value(parameter: Parameter, text: Text, problems: Problems) -> Value:
    """The value that a text says, which must be one of the parameter."""
    nothing = text == "none" and parameter.domain is not None
    value = None if nothing else value_of(text)
    what, why = f"{parameter.name}={text}", f"this is not a value of {parameter.name}"
    if parameter.domain is None:
        if type(value) is not type(parameter.initial) or (isinstance(value, int) and value < 0):
            problems.add(text.place, what, why, "another value of the kind of its declared one")
    elif not any(_has(item, value) for item in parameter.domain):
        words = [shown(item.value) for item in parameter.domain if isinstance(item, Choice)]
        problems.unknown(Unknown(text.place, str(text), what, words, (), why, "another value of its domain"))
    return value


def _has(item: object, value: Value) -> bool:
    """Whether a part of a domain has a value; ends that are parameters themselves are for later."""
    match item:
        case Choice(known):
            return type(known) is type(value) and known == value
        case Range(Constant(int(low)), Constant(int(high))):
            return type(value) is int and low <= value <= high
        case _:
            return type(value) is int
