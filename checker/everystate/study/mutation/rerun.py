"""The run of a difference, taken again in its network, so that it can be shown as any other."""

from __future__ import annotations

from everystate.composing import compose
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.shared.successors import Successors
from everystate.exploring.space import Space
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
    space = RecordedSpace(network, "reference")
    number = space.add(network.initial, -1, -1)
    path: list[tuple[int, int]] = []
    for label, target in difference.path:
        possible, unsettled = successors(space.states[number])
        event = next(e for e, to in possible if to == target and space.label(e, number) == label)
        following = space.index.get(target, -1)
        if following < 0:  # the last step may lead back
            following = space.add(target, number, event)
        space.record([event], [following], unsettled)
        path.append((event, following))
        number = following
    space.stopped = "this is one run"
    trace = trace_along(space, path)
    replay(space, trace)
    return space, trace
