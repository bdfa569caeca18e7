"""A run that does not hang together is refused before anybody is shown it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import everystate
from everystate.judging.replay import ReplayError, replay

MODEL = Path(__file__).resolve().parent.parent / "models" / "peer_failover"


@pytest.mark.parametrize("left_out", range(12))
def test_a_run_with_a_step_left_out_is_refused(left_out: int) -> None:
    result = everystate.check(MODEL, claims=["P3 a logout is for the logged in"], engine="reference")
    trace = result.verdicts[0].trace
    assert trace is not None
    replay(result.space, trace)
    with pytest.raises(ReplayError):
        replay(result.space, replace(trace, steps=trace.steps[:left_out] + trace.steps[left_out + 1 :]))


def test_a_run_with_two_steps_swapped_is_refused() -> None:
    result = everystate.check(MODEL, claims=["P3 a logout is for the logged in"], engine="reference")
    trace = result.verdicts[0].trace
    assert trace is not None
    for at in range(len(trace.steps) - 1):
        one, two = trace.steps[at : at + 2]
        with pytest.raises(ReplayError):
            replay(result.space, replace(trace, steps=(*trace.steps[:at], two, one, *trace.steps[at + 2 :])))
