"""Agents call a desk and wait in a list; the desk answers the first. Who hangs up leaves the list, wherever he stands.

Between an agent and the desk there is room for one message in each direction.
"""

from collections.abc import Iterator
from typing import NamedTuple

from breadth_first import Counts, measure, replaced


class State(NamedTuple):
    """Where each agent is, what is on its way from it and to it, who waits at the desk, and who is served."""

    at: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    queue: tuple[int, ...] = ()
    serving: int | None = None


def agent_steps(state: State, agent: int) -> Iterator[State]:
    """What an agent does, with what it takes."""

    def moved(at: str, up: str = "", down: str = state.down[agent]) -> State:
        made = state._replace(at=replaced(state.at, agent, at), down=replaced(state.down, agent, down))
        return made._replace(up=replaced(made.up, agent, up)) if up else made

    here, room = state.at[agent], not state.up[agent]
    if room and here == "idle":
        yield moved("waiting", "Call")
    if room and here == "waiting":
        yield moved("leaving", "HangUp")
    if room and here == "talking":
        yield moved("idle", "Done")
    if state.down[agent] == "Answer" and here in ("waiting", "leaving"):
        yield moved("talking" if here == "waiting" else here, down="")
    if state.down[agent] == "Bye" and here == "leaving":
        yield moved("idle", down="")


def desk_steps(state: State, agent: int) -> Iterator[State]:
    """What the desk takes from an agent, and whether it answers this one."""
    after = state._replace(up=replaced(state.up, agent, ""))
    room = not state.down[agent]
    message = state.up[agent]
    if message == "Call":
        yield after._replace(queue=(*state.queue, agent))
    if message == "Done":
        yield after._replace(serving=None)
    if message == "HangUp" and room:
        after = after._replace(down=replaced(state.down, agent, "Bye"))
        if state.serving == agent:
            yield after._replace(serving=None)
        else:
            yield after._replace(queue=tuple(other for other in state.queue if other != agent))
    if state.serving is None and state.queue[:1] == (agent,) and room:
        down = replaced(state.down, agent, "Answer")
        yield state._replace(down=down, serving=agent, queue=state.queue[1:])


def counts(agents: int) -> Counts:
    """States, steps and depth."""

    def successors(state: State) -> Iterator[State]:
        for agent in range(agents):
            yield from agent_steps(state, agent)
            yield from desk_steps(state, agent)

    return measure(State(("idle",) * agents, ("",) * agents, ("",) * agents), successors)


if __name__ == "__main__":
    for number in (1, 2, 3):
        print(number, counts(number))
