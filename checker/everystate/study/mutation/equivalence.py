"""Whether a change of events makes a difference in any reachable state, by the space of the original alone.

Let the changed events make the same steps before and after, from every reachable joint state of the original. The same
steps have the same labels and targets. Then both networks make the same steps from the start and, by induction, from
every state that is reached. Their spaces are equal. If not, both networks reach the first state that differs, on the
same shortest way. The mutant need not be explored for either.

Steps that change nothing and send nothing are ignored here: they unsettle no state and lead nowhere. Only a claim about
the event itself, or about deadlocks, can depend on them. So a mutant that differs in nothing else is judged before it
is called equivalent.

Alarms are compared in the same way, as a message may now be unexpected. For deadlocks, states without a step are
compared once more as if all bounds were unlimited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from everystate.composing.event import Alarm, Event, Guard
from everystate.composing.network import Network
from everystate.exploring.shared.enabling import EnabledMasks, bits
from everystate.exploring.space import Condition, Space, State
from everystate.study.mutation.differing import Differences, Step, path_along
from everystate.study.mutation.fate import Difference


class EventChange:
    """A change of events: those removed, and those added; the fields of both networks are equal."""

    def __init__(self, original: Space, mutant: Network) -> None:
        self.original = original
        self.mutant = mutant
        network = original.network
        gone, new = _apart(network.events, mutant.events)
        self.events = [network.events[number] for number in gone] + [mutant.events[number] for number in new]
        self.gone = len(gone)
        self.idle = False
        """Whether steps that change nothing and send nothing differ; `difference` looks, and does not count them."""

    def difference(self) -> Difference | None:
        """The shortest run after which the steps differ; None if they never do, but for idle ones."""
        enabled = EnabledMasks(self.original.network, [event.guard for event in self.events])
        states = self.original.states if self.events else []
        for number, state in enumerate(states):
            mask = enabled(state)
            if mask:
                apart = self._apart(number, state, mask)
                only, only_mutant = ([s for s in steps if s.target != state or s.label.sent] for steps in apart)
                if only or only_mutant:
                    way = self.original.path(number)
                    path = path_along(self.original, way, self.original.start_of(way, number))
                    return Differences(self.original.network, self.mutant).of_steps(only, only_mutant, path, path)
                self.idle = self.idle or any(apart)
        return None

    def _apart(self, number: int, state: State, mask: int) -> tuple[list[Step], list[Step]]:
        """The steps that only one of them makes from a state."""
        steps: tuple[list[Step], list[Step]] = [], []
        for place in bits(mask):
            event, network = self.events[place], self.original.network
            if not event.when_settled or self.original.quiet(number):
                steps[place >= self.gone].append(Step(event.label.at(state, network.look), network.after(event, state)))
        return _left(*steps), _left(*steps[::-1])

    def alarms(self) -> bool:
        """Whether the mutant alone has an unexpected message or a deadlock in some state."""
        _, alarming = _apart(self.original.network.unexpected, self.mutant.unexpected)
        guards = [Condition(self.mutant.unexpected[number].guard) for number in alarming]
        return self._unblocks() or any(tally.count for tally in self.original.tally(guards))

    def _unblocks(self) -> bool:
        """Whether one of these events is possible in a state without a step, were all bounds unlimited.

        Where states are settled and not quiet, that is not known without the mutant's own space.
        """
        if self.original.network.clocked:
            return bool(self.events)
        bounds = {number for number, field in enumerate(self.original.network.fields) if field.kind == "budget"}
        guards: list[Guard] = [tuple(g for g in event.guard if g[0] not in bounds) for event in self.events]
        enabled = EnabledMasks(self.original.network, guards)
        return bool(guards) and any(enabled(self.original.states[number]) for number in self.original.stuck())


def _left(steps: Sequence[Step], others: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step not in others]


def _apart(before: Iterable[Event | Alarm], after: Iterable[Event | Alarm]) -> tuple[list[int], list[int]]:
    """The numbers of what only one of them has."""
    one, two = list(map(_key, before)), list(map(_key, after))
    return list(_without(one, Counter(two))), list(_without(two, Counter(one)))


def _without(keys: list[Hashable], others: Counter[Hashable]) -> Iterator[int]:
    for number, key in enumerate(keys):
        if others[key]:
            others[key] -= 1
        else:
            yield number


def _key(item: Event | Alarm) -> Hashable:
    if isinstance(item, Alarm):
        return item.text, frozenset(item.guard)
    update = frozenset((f, frozenset(c.items()) if isinstance(c, dict) else c) for f, c in item.update)
    return item.label, frozenset(item.guard), update, item.when_settled
