"""The run of a difference, taken again in its network, so that it can be shown as any other."""

from __future__ import annotations

from everystate.composing import compose
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.reference.recording import Recording
from everystate.exploring.shared.successors import Successors
from everystate.exploring.space import Outcome, Space
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
    number = recording.add(network.initial, -1, -1)
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
    trace = trace_along(space, path)
    replay(space, trace)
    return space, trace
