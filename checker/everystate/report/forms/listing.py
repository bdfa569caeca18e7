"""The claims of a spec, without verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from everystate.composing.network import Network
from everystate.judging.assumed import assumed
from everystate.loading.expression import shown
from everystate.loading.spec import Spec, World
from everystate.report.evidence.claim import stated
from everystate.report.layout import QUIET, line, paragraph, with_margin
from everystate.wording.text import counted, one_line, where


def list_claims(network: Network, names: Iterable[str], width: int) -> Iterator[Text]:
    """The lines of each claim, with its place and text; then the built-in ones."""
    claims = {ground.claim.name: ground.claim for ground in network.claims}
    listed = list(names)
    for name in listed:
        claim = claims.get(name)
        place = where(claim.place, network.spec.folder) if claim else "built-in"
        yield from with_margin(line(one_line(name)), place, width)
        if claim:
            yield from paragraph(stated(claim), width, 2, QUIET)
    if fair := assumed(network, [claims[name].kind for name in listed if name in claims]):
        yield from paragraph(f"claims about time assume: {fair}", width, 0, QUIET)
    yield line((counted(len(listed), "claim"), QUIET))


def describe_claims(network: Network, names: Iterable[str]) -> list[dict[str, Any]]:
    """The claims as plain values."""
    claims = {ground.claim.name: ground.claim for ground in network.claims}
    made = []
    for name in names:
        claim = claims.get(name)
        made.append(
            {
                "name": name,
                "built_in": claim is None,
                "kind": claim.kind if claim else "built-in",
                "text": claim.text if claim else "",
                "description": claim.description if claim else "",
                "fairness": claim and (assumed(network, [claim.kind]) or None),
                "file": claim.place.file if claim else None,
                "line": claim.place.line if claim else None,
            }
        )
    return made


def list_worlds(spec: Spec, width: int) -> Iterator[Text]:
    """The lines of each world, with its parameters and description."""
    for world in spec.worlds:
        yield line()
        yield from with_margin(line(world.name), where(world.place, spec.folder), width)
        yield from paragraph(set_there(world), width, 2, QUIET)
        yield from paragraph(world.description, width, 2, QUIET)
    if spec.worlds:
        yield line((counted(len(spec.worlds), "world"), QUIET))


def set_there(world: World) -> str:
    """The layers and parameters of a world in words: `layers=two_desks, agents=2, stops=0`."""
    laid = [f"layers={'+'.join(world.layers)}"] if world.layers else []
    return ", ".join([*laid, *(f"{name}={shown(value)}" for name, value in world.settings)])


def describe_worlds(spec: Spec) -> list[dict[str, Any]]:
    """The worlds as plain values."""
    return [
        {
            "name": world.name,
            "description": world.description,
            "layers": list(world.layers),
            "set": dict(world.settings),
        }
        for world in spec.worlds
    ]
