"""The run of a difference, taken again in its network, so that it can be shown as any other."""

from __future__ import annotations

from collections.abc import Sequence

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.reference.recording import Recording
from everystate.exploring.shared.successors import Successors
from everystate.exploring.space import Outcome, Space, State
from everystate.judging.replay import replay
from everystate.judging.traces import trace_along
from everystate.judging.verdict import Trace
from everystate.loading.spec import Spec
from everystate.study.mutation.fate import Difference
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.trial import World, settings_in


def rerun(spec: Spec, mutant: Mutant, world: World, difference: Difference) -> tuple[Space, Trace]:
    """A space that holds nothing but the run, and the run."""
    original = difference.side == "original"
    network = compose(spec if original else mutant.spec, world.settings if original else settings_in(mutant, world))
    successors = Successors(network)
    recording = Recording()
    for state in network.initial_states:
        recording.add(state, -1, -1)
    start = number = _start(network, recording.states, difference)
    path: list[tuple[int, int]] = []
    for label, target in difference.path:
        here = recording.states[number]
        possible, unsettled = successors(here)
        event = next(e for e, to in possible if to == target and network.label(e, here) == label)
        following = recording.index.get(target, -1)
        if following < 0:  # the last step may lead back
            following = recording.add(target, number, event)
        recording.record([event], [following], unsettled)
        path.append((event, following))
        number = following
    space = RecordedSpace(network, "reference", recording, Outcome("this is one run"))
    trace = trace_along(space, path, start)
    replay(space, trace)
    return space, trace


def _start(network: Network, states: Sequence[State], difference: Difference) -> int:
    """The initial state from which the first step of the run leads where it does."""
    successors = Successors(network)
    for number, state in enumerate(states if difference.path else ()):
        label, target = difference.path[0]
        if any(to == target and network.label(event, state) == label for event, to in successors(state)[0]):
            return number
    return 0
