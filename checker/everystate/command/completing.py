"""What a shell completes after `--world`, `--layer`, `--claim` and `--set`: the names of the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from everystate.problems import SpecError

if TYPE_CHECKING:
    from everystate.loading.spec import Spec

_Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def names(of: Callable[[Spec], Iterable[str]]) -> _Complete:
    """Completes the names that a spec has; nothing where there is no spec yet, or a wrong one."""
    return partial(_begin, of)


def _begin(
    of: Callable[[Spec], Iterable[str]], context: click.Context, parameter: click.Parameter, begun: str
) -> list[str]:
    from everystate.loading import load

    # Where the line is not whole, click has the spec among the other words.
    given = (word for word in context.args if not word.startswith("-"))
    folder = context.params.get("spec") or next(given, None) or context.lookup_default("spec")
    try:
        found = of(load(Path(folder))) if folder else ()
    except SpecError:
        return []
    return [name for name in found if name.startswith(begun)]


def worlds(spec: Spec) -> list[str]:
    """The worlds of a spec, and the word for all of them."""
    return [*(world.name for world in spec.worlds), "all"]


def claims(spec: Spec) -> list[str]:
    """The claims and monitors of a spec."""
    return [*(claim.name for claim in spec.claims), *(monitor.name for monitor in spec.monitors)]


def layers(spec: Spec) -> list[str]:
    """The layers of a spec."""
    return [layer.name for layer in spec.layers]


def parameters(spec: Spec) -> list[str]:
    """The parameters of a spec, each with `=`."""
    return [f"{parameter.name}=" for parameter in spec.parameters]
