"""The language once more, written straight from docs/language.md: naive, and with nothing of `composing` in it.

A joint state is memory by name, connections with real queues, what is left of bounds, the phase, and the monitors. A
step is a trigger, the copies that it names, and the rows that were chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.laws.state import Draft, Happening, Label, Link, LinkKey, Mistake, State, Step, Who
from tests.laws.timing import Timing, timers_of
from tests.laws.values import Names
from tests.laws.watching import Watching

from everystate.loading.party import Action, Trigger
from everystate.loading.spec import Connection, Spec

Occasion = tuple[Label, str, Draft]
"""A label, the cause of the step, and the step before its sends."""


class Interpreter(Timing):
    """Steps of one spec."""

    def __init__(self, spec: Spec, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(spec, parameters)
        self.watching = Watching(self.world)

    def steps(self, state: State) -> list[Step]:
        """Every step."""
        found: dict[Any, Step] = {}
        for label, cause, draft in self.drafts(state):
            for order, made in self.delivered(draft):
                if made.met and made.sent > 1:
                    raise Mistake("a rendezvous is the only send of its step")
                begins, waits = self._phase(made.seen)
                if begins:
                    made.after.phase = begins
                made.after.monitors = self.watching.after(state, made.seen)
                for choice, after in self.chosen(made):
                    key = (label, made.rows, choice, order)
                    assert key not in found, "a step twice"
                    found[key] = Step(label, cause, made.rows, made.seen, begins, waits, after)
        steps, tick = list(found.values()), self._tick(state, list(found.values()))
        if not self.settled(state, steps):
            steps = [step for step in steps if not step.waits]
        return [*steps, *tick]

    def _tick(self, state: State, steps: list[Step]) -> list[Step]:
        """The step by which time goes on, if it is possible."""
        after = self.ticked(state, steps)
        if after is None:
            return []
        seen = (Happening("tick", None, "", {}),)
        after.monitors = self.watching.after(state, seen)
        return [Step(("tick",), "protocol", (), seen, "", False, after)]

    def settled(self, state: State, steps: list[Step]) -> bool:
        """Whether no protocol step that changes something is possible, but for those that wait until it is so."""
        here = state.unwatched()
        others = (step for step in steps if step.cause == "protocol" and not step.waits and step.label != ("tick",))
        return all(step.after.unwatched() == here for step in others)

    def _phase(self, seen: tuple[Happening, ...]) -> tuple[str, bool]:
        """The phase that a step begins, by its first happening; and whether it waits until all is settled."""
        for phase in self.spec.phases:
            if any(seen[0].is_a(event) for event in phase.begins):
                return phase.name, self.fixed(phase.begins_when) != "any"
        return "", False

    def drafts(self, state: State) -> Iterator[Occasion]:
        """Every step before its sends."""
        for action in (action for party in self.spec.parties for action in party.actions):
            yield from self.actions(state, action)
        for label, made in self.expiries(state):
            yield label, "protocol", made
        for key in state.links:
            for label, made in self.receipts(state, key):
                yield label, "protocol", made
            for label, made in self.notices(state, key):
                opens = label[0] in ("opened", "refused")
                yield label, self.spec.connection(key[0]).opening.cause if opens else "protocol", made
            for label, made in self.faults(state, key):
                yield label, "fault", made

    # -- actions --------------------------------------------------------------------------------------------------

    def actions(self, state: State, action: Action) -> Iterator[Occasion]:
        """One action, of every copy, for every copy that it is per."""
        for copy in range(self.world.counts[action.party]):
            for names in self.choices(action):
                label = ("action", action.party, action.name, copy, *names.values())
                for made in self.act(state, action, (action.party, copy), {**names, action.party: copy}):
                    yield label, action.cause, made

    def choices(self, action: Action) -> Iterator[Names]:
        """The copies that an action is per, with every choice of its values."""
        domains = [self.world.domain(domain) for _, domain in action.fields]
        for names in self.world.combinations(action.per):
            for values in itertools.product(*domains):
                yield {**names, **{name: value for (name, _), value in zip(action.fields, values, strict=True)}}

    def _spent(self, state: State, owner: str, name: str) -> State | None:
        """The state with one less left of a bound; None where nothing is left."""
        after = state.copy()
        if (owner, name) in after.left and not self.unbounded:
            if not after.left[owner, name]:
                return None
            after.left[owner, name] -= 1
        return after

    def act(self, state: State, action: Action, who: Who, names: Names) -> Iterator[Draft]:
        """What a party does of itself."""
        after = self._spent(state, action.party, action.name)
        if after is None:
            return
        drafts = [Draft(state, after, names).seeing("action", who, action.name)]
        for close in action.closes:
            for key in state.links:
                if key[0] == close.connection and who in self.ends(key) and self._named(key, who, names):
                    drafts = [two for one in drafts for two in self.close(one, key, who, close.drain)]
        for draft in drafts:
            yield from self.take(draft, who, Trigger("action", action.name), names)

    def _named(self, key: LinkKey, who: Who, names: Names) -> bool:
        bound: dict[str, int] = dict(self.ends(key)) | self.names(key)
        if self.ends(key)[0][0] == self.ends(key)[1][0]:
            bound.pop(who[0], None)
        return all(names.get(name, number) == number for name, number in bound.items())

    def close(self, draft: Draft, key: LinkKey, who: Who, drain: bool) -> Iterator[Draft]:
        """One end is done with a connection at once; the other is told, after what was sent before if it drains."""
        made = draft.copy()
        link = made.after.links[key]
        own = self.ends(key).index(who)
        other = 1 - own
        link.queues[other].clear()
        link.ages[other].clear()
        if not drain:
            link.queues[own].clear()
            link.ages[own].clear()
        link.pending.discard(own)
        if drain:
            made.draining[key, own] = None
        if link.status != "open":
            yield made
            return
        link.status = "closed"
        if other not in self.told(key):
            yield made
            return
        later = made.copy()
        later.after.links[key].pending.add(other)
        if not (self.together(key) and not link.queues[own] and self._takes_loss(made, key, other)):
            yield later
        elif not drain:
            yield from self.notice(made, "lost", key, other)
        else:
            made.draining[key, own], later.draining[key, own] = False, True
            yield from self.notice(made, "lost", key, other)
            yield later

    def _takes_loss(self, draft: Draft, key: LinkKey, end: int) -> bool:
        return self.accepts(self.ends(key)[end], Trigger("lost", key[0]), self.names(key), draft.before)

    # -- connections ----------------------------------------------------------------------------------------------

    def arriving(self, link: Link, key: LinkKey, end: int) -> list[Any]:
        """What this end sent and the other may receive: the head, or anything where order does not matter."""
        queue = link.queues[end]
        if self.term(key[0], "order") == "any":
            return list(dict.fromkeys(queue))
        return queue[:1]

    def receipts(self, state: State, key: LinkKey) -> Iterator[tuple[Label, Draft]]:
        """Messages that are taken."""
        for end in (0, 1):
            for packet in self.arriving(state.links[key], key, end):
                after = state.copy()
                after.links[key].queues[end].remove(packet)
                del after.links[key].ages[end][0]
                names = self.bound_by(key, end, packet)
                receiver = self.ends(key)[1 - end]
                draft = Draft(state, after, names).seeing("receives", receiver, packet[0])
                for made in self.take(draft, receiver, Trigger("message", packet[0]), names):
                    yield ("message", key, end, packet), made

    def notices(self, state: State, key: LinkKey) -> Iterator[tuple[Label, Draft]]:
        """Openings, refusals and losses."""
        link, name = state.links[key], key[0]
        for end in sorted(link.pending):
            if not link.queues[1 - end]:
                after = state.copy()
                after.links[key].pending.discard(end)
                for made in self.notice(Draft(state, after, self.names(key)), "lost", key, end):
                    yield ("lost", key, end), made
        opener = self.spec.connection(name).opened_by
        if opener is not None and link.status == "closed" and not link.pending and not any(link.queues):
            yield from self._openings(state, key, opener)

    def _openings(self, state: State, key: LinkKey, opener: int) -> Iterator[tuple[Label, Draft]]:
        one, two = self.ends(key)[opener], self.ends(key)[1 - opener]
        opened, names = Trigger("opened", key[0]), self.names(key)
        if not self._free(state, key) or not self.accepts(one, opened, names, state):
            return
        listens = self.listens(two[0], opened)
        if not listens or self.accepts(two, opened, names, state):
            after = self._spent(state, key[0], "opens")
            if after is None:
                return
            after.links[key].status = "open"
            for made in self.notice(Draft(state, after, names), "opened", key, opener):
                for both in self.notice(made, "opened", key, 1 - opener) if listens else [made]:
                    yield ("opened", key), both
        elif self.listens(one[0], Trigger("refused", key[0])):
            for made in self.notice(Draft(state, state.copy(), names), "refused", key, opener):
                yield ("refused", key), made

    def _free(self, state: State, key: LinkKey) -> bool:
        """Whether no other instance stands in the way: each is old, or comes after this one."""
        others = [(other[3], link) for other, link in state.links.items() if other[:3] == key[:3] and other != key]
        return all(
            link.status == "closed" and (number > key[3] or link.pending or any(link.queues)) for number, link in others
        )

    # -- faults ---------------------------------------------------------------------------------------------------

    def faults(self, state: State, key: LinkKey) -> Iterator[tuple[Label, Draft]]:
        """Breaks, losses and doubles."""
        connection, link = self.spec.connection(key[0]), state.links[key]
        if connection.fault("breaks") and link.status == "open" and (after := self._spent(state, key[0], "breaks")):
            for made in self.broken(self._faulty(state, after, "breaks", key), key):
                yield ("breaks", key), made
        for end in (0, 1):
            for at in self._spots(connection, link.queues[end]):
                if connection.fault("loses") and (after := self._spent(state, key[0], "loses")):
                    del after.links[key].queues[end][at]
                    del after.links[key].ages[end][at]
                    yield ("loses", key, end, at), self._faulty(state, after, "loses", key)
                room = len(link.queues[end]) < self.term(key[0], "capacity")
                if connection.fault("duplicates") and room and (after := self._spent(state, key[0], "duplicates")):
                    queue = after.links[key].queues[end]
                    queue.append(queue[at])
                    after.links[key].ages[end].append(0)
                    self.tidy(key[0], queue)
                    yield ("duplicates", key, end, at), self._faulty(state, after, "duplicates", key)

    def _faulty(self, state: State, after: State, kind: str, key: LinkKey) -> Draft:
        return Draft(state, after, self.names(key)).seeing(kind, None, key[0], self.bound_at(key))

    def _spots(self, connection: Connection, queue: list[Any]) -> list[int]:
        if self.term(connection.name, "order") == "any":
            return [at for at, packet in enumerate(queue) if packet not in queue[:at]]
        return list(range(len(queue)))

    def broken(self, draft: Draft, key: LinkKey) -> Iterator[Draft]:
        """The connection is lost, with all that was in flight."""
        made = draft.copy()
        link = made.after.links[key]
        link.status = "closed"
        link.queues, link.ages = ([], []), ([], [])
        noticing = [end for end in self.told(key) if self.together(key) and self._takes_loss(made, key, end)]
        link.pending = set(self.told(key)) - set(noticing)
        drafts = [made]
        for end in noticing:
            drafts = [two for one in drafts for two in self.notice(one, "lost", key, end)]
        yield from drafts

    # -- what no step takes ---------------------------------------------------------------------------------------

    def unexpected(self, state: State) -> list[tuple[Any, ...]]:
        """What arrives and is neither accepted nor may wait: who does not accept what."""
        late = [
            (who, "expires", key)
            for timer, who, names, key in timers_of(self.spec, self.world)
            if state.memory[key] == 0 and self.stuck(who, Trigger("expires", timer.name), names, state)
        ]
        return late + [found for key, link in state.links.items() for found in self._unexpected_on(state, key, link)]

    def _unexpected_on(self, state: State, key: LinkKey, link: Link) -> Iterator[tuple[Any, ...]]:
        for end in (0, 1):
            who, sender = self.ends(key)[1 - end], self.ends(key)[end]
            for packet in self.arriving(link, key, end):
                if self.stuck(who, Trigger("message", packet[0]), self.bound_by(key, end, packet), state):
                    yield who, packet, sender
        for end in sorted(link.pending):
            ready = not link.queues[1 - end]
            if ready and self.stuck(self.ends(key)[end], Trigger("lost", key[0]), self.names(key), state):
                yield self.ends(key)[end], "lost", key

    def going(self, state: State) -> bool:
        """Whether a step is possible that counts, were every bound unlimited."""
        self.unbounded = True
        possible = any(map(self.counts, self.steps(state)))
        self.unbounded = False
        return possible

    def is_final(self, state: State) -> bool:
        """Whether nothing more need happen."""
        return self.spec.final is not None and self.reader({}, state).truth(self.spec.final)
