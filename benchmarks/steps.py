"""The processor time of a step: Raft, whose events read several fields, beside the failover protocol of the peers.

    python benchmarks/steps.py                        # both spaces whole: some seconds, and 1 GB
    python benchmarks/steps.py --max-states 300000

Only the search is measured, by the native engine on two threads. The exit code is 1 if a step of Raft costs more than
`MOST` times a step of the failover protocol.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from everystate.checking import network_of
from everystate.exploring.engines import explore
from everystate.exploring.space import Limits

MODELS = Path(__file__).parents[1] / "tests" / "models"
RAFT = {"terms": 2, "losses": 1, "doubles": 1, "capacity": 2}
FAILOVER = {"agents": 2, "crashes": 1, "disconnects": 1}
MOST = 1.4


def cost(model: str, parameters: dict[str, int], states: int | None) -> float:
    """The processor time of a step of a model, in nanoseconds; the loops are compiled before."""
    network = network_of(MODELS / model, dict(parameters))
    explore(network, Limits(depth=0), engine="native", threads=2)
    start = time.process_time()
    space = explore(network, Limits(states=states), engine="native", threads=2)
    spent = (time.process_time() - start) * 1e9 / space.steps
    click.echo(
        f"{model}: {len(network.events)} events, {len(space.states):,} joint states, {space.steps:,} steps, ", nl=False
    )
    click.echo(f"{spent:.0f} ns a step")
    return spent


@click.command()
@click.option(
    "--max-states", "states", type=click.IntRange(min=1), help="Stop each search at this number of joint states."
)
def main(states: int | None) -> None:
    """Compare the processor time of a step of two models."""
    ratio = cost("raft", RAFT, states) / cost("peer_failover", FAILOVER, states)
    click.echo(f"a step of raft costs {ratio:.2f} times one of peer_failover; at most {MOST} is meant")
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    main()
