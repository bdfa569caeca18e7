"""everystate: protocols between communicating state machines, written once as tables and checked to the last state.

>>> import everystate
>>> result = everystate.check("spec/failover", {"agents": 1})
>>> [verdict.name for verdict in result.verdicts if verdict.answer == "violated"]
[]
>>> result.space.graph()          # the product, as a networkx graph
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # as in `typing`, which takes long to import
if TYPE_CHECKING:
    from typing import Any

    from everystate.checking import check
    from everystate.composing import compose
    from everystate.composing.network import Network
    from everystate.draw.showing import chart
    from everystate.exploring.engines import explore
    from everystate.exploring.space import Limits, Space
    from everystate.judging.judge import judge
    from everystate.judging.verdict import Result, Trace, Verdict
    from everystate.loading import load
    from everystate.loading.asking import with_claims
    from everystate.loading.spec import Spec
    from everystate.problems import Place, Problem, SpecError
    from everystate.run import Recorder, machine, machine_config
    from everystate.simulate.saved import follow

__version__ = "0.1.0"

__all__ = [
    "Limits",
    "Network",
    "Place",
    "Problem",
    "Recorder",
    "Result",
    "Space",
    "Spec",
    "SpecError",
    "Trace",
    "Verdict",
    "chart",
    "check",
    "compose",
    "explore",
    "follow",
    "judge",
    "load",
    "machine",
    "machine_config",
    "with_claims",
]

_HOMES = {
    "Limits": "exploring.space",
    "Network": "composing.network",
    "Place": "problems",
    "Problem": "problems",
    "Recorder": "run.recording",
    "Result": "judging.verdict",
    "Space": "exploring.space",
    "Spec": "loading.spec",
    "SpecError": "problems",
    "Trace": "judging.verdict",
    "Verdict": "judging.verdict",
    "chart": "draw.showing",
    "check": "checking",
    "compose": "composing.composer",
    "explore": "exploring.engines",
    "follow": "simulate.saved",
    "judge": "judging.judge",
    "load": "loading.folder",
    "machine": "run.machine",
    "machine_config": "run.machine",
    "with_claims": "loading.asking",
}


def __getattr__(name: str) -> Any:
    """Names are imported when they are used: what is not needed costs no start-up time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'everystate' has no attribute '{name}'")
    return getattr(importlib.import_module(f"everystate.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
