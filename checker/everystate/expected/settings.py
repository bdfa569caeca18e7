"""The settings of parameters that have a section in the file: the declared one, and the worlds."""

from __future__ import annotations

from everystate.composing.network import Network
from everystate.expected.values import Path
from everystate.problems import Place, Problem, SpecError

DECLARED: Path = ("declared",)


def sections_of(network: Network) -> list[Path]:
    """The sections for the parameters of a network; several if worlds have the same parameters."""
    declared = {parameter.name: parameter.initial for parameter in network.spec.parameters}
    made = [DECLARED] if network.declared else []
    alike = [w.name for w in network.spec.worlds if network.parameters == {**declared, **dict(w.settings)}]
    return made + [("worlds", name) for name in alike]


def title(section: Path) -> str:
    """`[worlds.attic]`."""
    return f"[{'.'.join(section)}]"


def refuse_unnamed(network: Network) -> None:
    """Refuse to write values for parameters that have no section.

    Raises:
        SpecError: they are neither the declared ones nor those of a world.
    """
    if not sections_of(network):
        why = "expected.toml speaks of the declared parameters and of worlds; these are neither"
        raise SpecError([Problem(Place("--accept"), "parameters without a name", why, "add a world to system.yaml")])
