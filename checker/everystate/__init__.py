"""everystate: protocols between communicating state machines, written once as tables and checked to the last state.

>>> import everystate
>>> result = everystate.check("spec/failover", {"agents": 1})
>>> [verdict.name for verdict in result.verdicts if verdict.answer == "violated"]
[]
>>> result.space.graph()          # the product, as a networkx graph
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everystate.checking import check
    from everystate.compose import compose
    from everystate.compose.network import Network
    from everystate.explore.engines import explore
    from everystate.explore.space import Limits, Space
    from everystate.judge.judging import judge
    from everystate.judge.verdict import Result, Trace, Verdict
    from everystate.load import load
    from everystate.load.spec import Spec
    from everystate.problems import Place, Problem, SpecError
    from everystate.run import machine, machine_config
    from everystate.simulate.saved import follow

__version__ = "0.1.0"

__all__ = [
    "Limits",
    "Network",
    "Place",
    "Problem",
    "Result",
    "Space",
    "Spec",
    "SpecError",
    "Trace",
    "Verdict",
    "check",
    "compose",
    "explore",
    "follow",
    "judge",
    "load",
    "machine",
    "machine_config",
]

_HOMES = {
    "Limits": "explore.space",
    "Network": "compose.network",
    "Place": "problems",
    "Problem": "problems",
    "Result": "judge.verdict",
    "Space": "explore.space",
    "Spec": "load.spec",
    "SpecError": "problems",
    "Trace": "judge.verdict",
    "Verdict": "judge.verdict",
    "check": "checking",
    "compose": "compose.composing",
    "explore": "explore.engines",
    "follow": "simulate.saved",
    "judge": "judge.judging",
    "load": "load.folder",
    "machine": "run.machine",
    "machine_config": "run.machine",
}


def __getattr__(name: str) -> Any:
    """Names are imported when they are used: what is not needed costs no start-up time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'everystate' has no attribute '{name}'")
    return getattr(importlib.import_module(f"everystate.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


class _Door(ModuleType):
    """The package, in which `load` stays the function when the room of that name is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
