"""The whole pipeline in one call, for notebooks and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from everystate.composing import compose
from everystate.exploring.engines import Engine, explore
from everystate.exploring.space import Limits
from everystate.judging.judge import judge
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.loading.worlds import settings_of


def check(
    spec: Spec | str | Path,
    parameters: Mapping[str, Value] | None = None,
    *,
    world: str | None = None,
    claims: Iterable[str] | None = None,
    limits: Limits | None = None,
    engine: Engine = "auto",
) -> Result:
    """Load, compose, explore and judge.

    Args:
        spec: a spec, or the folder of one.
        parameters: values for parameters; the others have those of the world, or their declared ones.
        world: the name of a world of the spec.
        claims: names of claims; all, if None.
        limits: where to stop; a claim that could not be decided by then is `undecided`.
        engine: which engine explores: reference, native, or auto, which goes by the number of states.

    Raises:
        SpecError: the spec, a parameter or the name of a world or a claim is wrong.
    """
    loaded = spec if isinstance(spec, Spec) else load(spec)
    settings = {**settings_of(loaded, world), **(parameters or {})}
    return judge(explore(compose(loaded, settings), limits, engine=engine), claims)
