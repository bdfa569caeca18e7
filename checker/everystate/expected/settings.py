"""The settings that have a section in the file: the declared one, the worlds, and sets of layers."""

from __future__ import annotations

import json
from collections.abc import Iterable

from everystate.composing.network import Network
from everystate.expected.values import Path
from everystate.judging.builtin import BUILT_IN
from everystate.judging.judge import claim_names
from everystate.loading.spec import Spec
from everystate.problems import Place, Problem, SpecError

DECLARED: Path = ("declared",)
LAYERS = "layers"
JOIN = "+"
"""What is between the names of layers in the key of their section."""


def sections_of(network: Network) -> list[Path]:
    """The sections for the layers and parameters of a network; several if worlds have the same.

    What is laid has a section of its own where no world is the same, and the parameters are as declared.
    """
    spec = network.spec
    declared = {parameter.name: parameter.initial for parameter in spec.parameters}
    made = [DECLARED] if network.declared else []
    alike = [
        w.name for w in spec.worlds if w.layers == spec.laid and network.parameters == {**declared, **dict(w.settings)}
    ]
    made += [("worlds", name) for name in alike]
    is_own = {*spec.laid} <= {layer.name for layer in spec.layers} and network.parameters == declared
    return made or ([(LAYERS, JOIN.join(spec.laid))] if is_own else [])


def known_claims(network: Network) -> list[str]:
    """The names of all claims that some section may have, in order: those of other layers come last."""
    here = claim_names(network)
    elsewhere = [claim for layer in network.spec.layers for claim in layer.claims]
    return list(dict.fromkeys([*here, *elsewhere, *(BUILT_IN if network.spec.layers else ())]))


def order_of(sections: Iterable[Path], spec: Spec) -> list[Path]:
    """The sections in the order of the file: the declared one, the worlds of the spec, sets of layers.

    Sections of worlds and layers that the spec does not have are left out.
    """
    worlds = [("worlds", world.name) for world in spec.worlds]
    layers = sorted(path for path in sections if path[0] == LAYERS and not unknown_layers(path[1], spec))
    return [DECLARED, *worlds, *layers]


def unknown_layers(names: str, spec: Spec) -> list[str]:
    """The names in the key of a section, of which the spec has no layer."""
    known = {layer.name for layer in spec.layers}
    return [name for name in names.split(JOIN) if name not in known]


def title(section: Path) -> str:
    """`[worlds.attic]`."""
    return f"[{'.'.join(json.dumps(part) if JOIN in part else part for part in section)}]"


def refuse_unnamed(network: Network) -> None:
    """Refuse to write values for parameters that have no section.

    Raises:
        SpecError: they are neither the declared ones nor those of a world or of layers.
    """
    if not sections_of(network):
        why = "expected.toml has the declared parameters, worlds and layers of the spec; these are none of them"
        raise SpecError([Problem(Place("--accept"), "parameters without a name", why, "add a world to system.yaml")])
