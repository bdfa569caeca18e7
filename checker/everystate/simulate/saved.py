"""Runs as files: a list of steps that can be retraced, and a test in Python that does so."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from everystate.checking import network_of
from everystate.composing.network import Network
from everystate.loading import load
from everystate.loading.document import read_bytes
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.loading.toml import parse_toml
from everystate.problems import Place, Problem, SpecError, nearest
from everystate.simulate.starts import NotPossibleError, Start, start_number, starts
from everystate.simulate.walk import Walk

__all__ = [
    "NotPossibleError",
    "SavedRun",
    "as_test",
    "as_toml",
    "changed_fields",
    "follow",
    "read_run",
    "retrace",
    "saved",
]


_KEYS = {"layers", "parameters", "start", "steps"}


@dataclass(frozen=True)
class SavedRun:
    """The names of the steps, the parameters that are not as declared, what the start has chosen, and the layers."""

    steps: tuple[str, ...]
    parameters: Mapping[str, Value] = field(default_factory=dict)
    start: Start = field(default_factory=dict)
    layers: tuple[str, ...] = ()


def saved(walk: Walk) -> SavedRun:
    """The steps, the parameters, the start and the layers of a walk."""
    network = walk.space.network
    declared = {parameter.name: parameter.initial for parameter in network.spec.parameters}
    others = {name: value for name, value in network.parameters.items() if value != declared[name]}
    start = next(itertools.islice(starts(network), walk.start, None))
    return SavedRun(tuple(choice.name for choice in walk.taken), others, start, network.spec.laid)


def follow(
    spec: Spec | str | Path,
    steps: Sequence[str],
    parameters: Mapping[str, Value] | None = None,
    *,
    world: str | None = None,
    start: Start | None = None,
    layers: Iterable[str] = (),
) -> dict[str, str]:
    """Take these steps from the start; the joint state after them, as the name of each field and its value in words.

    Of several initial states it is the first that has these values of fields, as `start` says them in words.

    Raises:
        NotPossibleError: a step is not possible; the text lists the possible ones.
        SpecError: the spec, a parameter or the name of a world or a layer is wrong.
    """
    loaded = spec if isinstance(spec, Spec) else load(spec)
    return retrace(network_of(loaded, parameters, world, layers), steps, start or {}).state()


def retrace(network: Network, steps: Sequence[str], start: Start) -> Walk:
    """The walk of these steps, from the first initial state with these values.

    Raises:
        NotPossibleError: no initial state has them, or a step is not possible.
    """
    walk = Walk(network, start=start_number(network, start))
    for number, name in enumerate(steps, 1):
        choices = {choice.name: choice for choice in walk.choices()}
        if name not in choices:
            raise NotPossibleError(_not_possible(number, name, list(choices)))
        walk.take(choices[name])
    return walk


def _not_possible(number: int, name: str, choices: list[str]) -> str:
    hint = nearest(name, choices)
    possible = "".join(f"\n  {choice}" for choice in choices) or "\n  nothing"
    meant = f"; {hint}" if hint.startswith("did you mean") else ""
    return f"step {number}, '{name}', is not possible{meant}. Possible are:{possible}"


# -- files ----------------------------------------------------------------------------------------------------------


def as_toml(run: SavedRun) -> str:
    """The text of a TOML file, as `read_run` reads it."""
    lines = ["steps = [", *(f"    {_quoted(step)}," for step in run.steps), "]"]
    if run.layers:
        lines += [f"layers = [{', '.join(map(_quoted, run.layers))}]"]
    if run.parameters:
        lines += ["", "[parameters]", *(f"{name} = {_literal(value)}" for name, value in run.parameters.items())]
    if run.start:
        lines += ["", "[start]", *(f"{_quoted(name)} = {_quoted(value)}" for name, value in run.start.items())]
    return "\n".join(lines) + "\n"


def as_test(run: SavedRun, folder: str, name: str, changed: Mapping[str, str]) -> str:
    """The text of a test in Python: the run is possible, and ends with these values of fields."""
    called = re.sub(r"\W+", "_", name.removeprefix("test_").lower()).strip("_") or "run"
    parameters = ", ".join(f'"{key}": {value!r}' for key, value in run.parameters.items())
    arguments = [_quoted(folder), "steps", *([f"{{{parameters}}}"] if parameters else [])]
    if run.start:
        start = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in run.start.items())
        arguments.append(f"start={{{start}}}")
    arguments += [f"layers=[{', '.join(map(_quoted, run.layers))}]"] if run.layers else []
    body = ["steps = [", *(f"    {_quoted(step)}," for step in run.steps), "]"]
    body += [f"state = everystate.follow({', '.join(arguments)})"]
    body += [f"assert state[{_quoted(field)}] == {_quoted(value)}" for field, value in changed.items()]
    head = f'"""A run of {_plain(folder)}, as it was saved."""\n\nimport everystate\n\n\ndef test_{called}() -> None:\n'
    return head + textwrap.indent("\n".join(body), "    ") + "\n"


def changed_fields(walk: Walk) -> dict[str, str]:
    """The name and value of each field that differs from its initial value."""
    before = walk.space.described(walk.start)
    return {name: value for name, value in walk.state().items() if value != before[name]}


def read_run(path: Path) -> SavedRun:
    """The run in a saved file.

    Raises:
        SpecError: the file cannot be read, or is not a saved run.
    """
    try:
        text = read_bytes(path, str(path)).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, "this cannot be read", str(getattr(error, "strerror", None) or error)) from None
    found = parse_toml(text, str(path))
    steps, parameters, start = found.get("steps"), found.get("parameters", {}), found.get("start", {})
    layers = found.get("layers", [])
    if found.keys() - _KEYS or not (_are_texts(steps) and _are_texts(layers)):
        why = "it has `steps`, a list of texts, and may have `layers`, [parameters] and [start]"
        raise _refused(path, "this is no saved run", why)
    if not isinstance(parameters, dict) or not all(isinstance(v, int | str | bool) for v in parameters.values()):
        raise _refused(path, "these are no parameters", "each is a number, a word, true or false")
    if not isinstance(start, dict) or not all(isinstance(value, str) for value in start.values()):
        raise _refused(path, "this is no start", "it has names of fields, and their values as texts")
    assert isinstance(steps, list)
    return SavedRun(tuple(steps), parameters, start, tuple(layers))


def _are_texts(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(item, str) for item in found)


def _refused(path: Path, what: str, why: str) -> SpecError:
    return SpecError([Problem(Place(str(path)), what, why)])


def _plain(text: str) -> str:
    return text.replace("\\", "/").replace('"', "'")


def _quoted(text: str) -> str:
    """The text as a basic string of TOML, which is also one of Python, since names have no control characters."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else _quoted(str(value))
