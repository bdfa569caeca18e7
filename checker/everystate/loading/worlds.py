"""Worlds: layers, and settings of the parameters, with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from everystate.loading.document import Text
from everystate.loading.domains import value_of
from everystate.loading.expression import Constant, Value, shown
from everystate.loading.layering.layers import Layers
from everystate.loading.party import Choice, Range
from everystate.loading.shapes import Entries
from everystate.loading.sorts import Declared
from everystate.loading.spec import Parameter, Spec, World, layers_for
from everystate.problems import Place, Problem, Problems, SpecError, Unknown, nearest


def read_worlds(
    entries: dict[Text, Entries], layers: Layers, declared: Declared, problems: Problems
) -> tuple[World, ...]:
    """The worlds of a system file, each checked against the layers, and the parameters that it has with its own."""
    return tuple(_Reading(layers, declared, problems).world(name, entry) for name, entry in entries.items())


class _Reading:
    def __init__(self, layers: Layers, declared: Declared, problems: Problems) -> None:
        self.layers = layers
        self.declared = declared
        self.problems = problems

    def world(self, name: Text, entry: Entries) -> World:
        """One world."""
        if not entry.get("layers") and "set" not in entry and entry.clean:
            self.problems.add(name.place, f"'{name}' is as declared", "", "write set: or layers:")
        laid = tuple(filter(None, (self._layer(text) for text in entry.get("layers") or [])))
        known = {parameter.name: parameter for parameter in self.layers.parameters(laid, self.declared)}
        settings: dict[str, Value] = {}
        for parameter, text in (entry.get("set") or {}).items():
            if self.problems.overlooks(parameter):
                continue
            if parameter in known:
                settings[str(parameter)] = _value(known[parameter], text, self.problems)
            else:
                self._unknown(parameter, known)
        return World(str(name), tuple(settings.items()), name.place, entry.get("description", ""), laid)

    def _layer(self, text: Text) -> str:
        known = self.layers.entries
        if text in known:
            return str(text)
        return self.problems.unknown(Unknown(text.place, str(text), f"unknown layer '{text}'", known))

    def _unknown(self, parameter: Text, known: Collection[str]) -> None:
        what = f"unknown parameter '{parameter}'"
        if found := layers_for(parameter, self.layers.known):
            self.problems.add(parameter.place, what, "", f"lay {' or '.join(found)} in this world (layers:)")
        else:
            self.problems.unknown(Unknown(parameter.place, str(parameter), what, known))


def laid_in(spec: Spec, world: str | None, layers: Iterable[str] = ()) -> tuple[Spec, dict[str, Value]]:
    """The spec with the layers of a world and others over it, and the values that the world sets.

    Raises:
        SpecError: there is no such world or layer, or the layers have mistakes.
        ValueError: there are layers to lay, and the spec was not loaded from files, or changed since.
    """
    settings = settings_of(spec, world)
    of_world = next((one.layers for one in spec.worlds if one.name == world), ())
    wanted = [*of_world, *layers]
    if spec.origin is not None:
        return spec.origin.over(spec, wanted), settings
    if not {*wanted} <= {*spec.laid}:
        raise ValueError("this spec has no files over which layers could be laid")
    return spec, settings


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
