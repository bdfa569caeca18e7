"""From a network and a log to a conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from everystate.composing.network import Network
from everystate.exploring.system import State
from everystate.logs.blocked import blocked
from everystate.logs.conclusion import Answer, Conclusion, Taken
from everystate.logs.record import Source
from everystate.logs.repairing import deviations
from everystate.logs.search import Search, TooManyError
from everystate.logs.steps import Steps
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import reason_of


def match(
    network: Network,
    words: Vocabulary,
    sources: Sequence[Source],
    off_by: float | None = None,
    most: int | None = None,
    starts: Iterable[State] | None = None,
) -> Conclusion:
    """Whether a log can be a run of a lifted network.

    Args:
        network: what `lifted` returns.
        words: those of the network.
        sources: the log.
        off_by: to how many seconds the clocks of the sources agree; None, if that is unknown.
        most: after how many joint states to give up.
        starts: where it may begin; None for the joint states at the start of the protocol.
    """
    steps = Steps(network, words, sources)
    search = Search(steps, map(steps.number, network.initial_states if starts is None else starts), off_by, most)
    reason = ""
    try:
        search.run()
    except (TooManyError, KeyboardInterrupt) as error:
        reason = reason_of(error) if isinstance(error, KeyboardInterrupt) else str(error)
    answer: Answer = "undecided" if reason else "explained" if search.explained else "impossible"
    stop = blocked(search) if answer == "impossible" else None
    found, more = deviations(search, stop) if stop else ((), False)
    return Conclusion(
        network,
        tuple(sources),
        answer,
        search.depth + (stop.begun if stop else 0),
        _taken(search) if answer == "explained" else Taken(),
        stop,
        reason,
        search.widest,
        len(steps.states),
        deviations=found,
        more=more,
    )


def _taken(search: Search) -> Taken:
    some, each = search.rows
    rows = [(1 << bit, machine, row) for bit, (machine, row) in enumerate(search.steps.rows)]
    rows = [one for one in rows if one[2] not in search.steps.network.switched_off and not one[2].defer]
    return Taken(
        tuple((machine, row) for bit, machine, row in rows if bit & each),
        tuple((machine, row) for bit, machine, row in rows if bit & some & ~each),
        tuple((machine, row) for bit, machine, row in rows if not bit & some),
    )
