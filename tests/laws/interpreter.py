"""The language once more, written straight from docs/language.md: naive, and with nothing of `compose` in it.

A joint state is memory by name, connections with real queues, what is left of bounds, and the phase. A step is a
trigger, the copies that it names, and the rows that were chosen.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.laws.values import NOWHERE, Names, Reader, World

from everystate.loading.spec import Action, Connection, Machine, Message, Row, Send, Spec, Trigger, Variable

Who = tuple[str, int]
LinkKey = tuple[str, int, int, int]


class Mistake(Exception):
    """What the language calls an error: two values for one variable, a value out of its domain, nobody to send to."""


@dataclass
class Link:
    """One connection: open or closed, the ends that have not noticed its loss, and what is queued, by its sender."""

    status: str
    pending: set[int] = field(default_factory=set)
    queues: tuple[list[Any], list[Any]] = field(default_factory=lambda: ([], []))


@dataclass
class State:
    """A joint state."""

    memory: dict[tuple[Any, ...], Any]
    links: dict[LinkKey, Link]
    left: dict[tuple[str, str], int]
    phase: str = "start"

    def copy(self) -> State:
        """Another one, to change."""
        links = {
            k: Link(v.status, set(v.pending), (list(v.queues[0]), list(v.queues[1]))) for k, v in self.links.items()
        }
        return State(dict(self.memory), links, dict(self.left), self.phase)

    def frozen(self) -> tuple[Any, ...]:
        """The state as a value."""
        links = ((k, v.status, tuple(sorted(v.pending)), *map(tuple, v.queues)) for k, v in self.links.items())
        return (*self.memory.items(), *links, *self.left.items(), self.phase)


@dataclass
class Draft:
    """A step in the making: the state before, the state after, and the sends that are still to be done."""

    before: State
    after: State
    rows: tuple[Any, ...] = ()
    sends: list[tuple[Who, Send, Names]] = field(default_factory=list)
    set_to: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    sent: int = 0
    met: bool = False

    def copy(self) -> Draft:
        """Another one, to go on with in another way."""
        return replace(self, after=self.after.copy(), sends=list(self.sends), set_to=dict(self.set_to))


@dataclass
class Found:
    """What an exploration by hand found."""

    states: int
    steps: int
    depth: int
    settled: int
    unexpected: bool
    deadlock: bool


class Interpreter:
    """Steps of one spec."""

    def __init__(self, spec: Spec, parameters: dict[str, Any] | None = None) -> None:
        self.spec = spec
        self.world = World(spec, {p.name: p.initial for p in spec.parameters} | (parameters or {}))
        self.unbounded = False
        self.start = self.initial()

    def reader(self, names: Names, state: State | None = None) -> Reader:
        """What reads expressions here."""
        return Reader(self.world, names, state)

    def fixed(self, tree: Any) -> Any:
        """The value of a setting."""
        return self.reader({}).value(tree)

    # -- the start ------------------------------------------------------------------------------------------------

    def initial(self) -> State:
        """The joint state at the start."""
        memory: dict[tuple[Any, ...], Any] = {}
        for party in self.spec.parties:
            for copy in range(self.world.counts[party.name]):
                items: tuple[Machine | Variable, ...] = (*party.machines, *party.variables)
                for item in items:
                    for names in self.world.combinations(item.per):
                        start = self.reader({**names, party.name: copy}).value(item.initial)
                        memory[party.name, copy, item.name, *names.values()] = start
        return State(memory, self._links(), self._bounds())

    def _links(self) -> dict[LinkKey, Link]:
        made: dict[LinkKey, Link] = {}
        for connection in self.spec.connections:
            one, two = connection.ends
            for left, right in itertools.product(*(range(self.world.counts[end.party]) for end in (one, two))):
                if self.reader({one.name: left, two.name: right}).truth(connection.where):
                    for instance in range(self.fixed(connection.instances)):
                        status = "closed" if instance else self.fixed(connection.initially)
                        made[connection.name, left, right, instance] = Link(status)
        return made

    def _bounds(self) -> dict[tuple[str, str], int]:
        made = {(a.party, a.name): a.at_most for party in self.spec.parties for a in party.actions}
        for c in self.spec.connections:
            for kind, fault in (("breaks", c.breaks), ("loses", c.loses), ("duplicates", c.duplicates)):
                if fault:
                    made[c.name, kind] = fault.at_most
        return {key: self.fixed(tree) for key, tree in made.items() if tree is not None}

    # -- connections ----------------------------------------------------------------------------------------------

    def ends(self, key: LinkKey) -> tuple[Who, Who]:
        """The copies at the ends of a connection."""
        one, two = self.spec.connection(key[0]).ends
        return (one.party, key[1]), (two.party, key[2])

    def names(self, key: LinkKey) -> dict[str, int]:
        """The names that a connection binds."""
        one, two = self.spec.connection(key[0]).ends
        return {one.name: key[1], two.name: key[2]}

    def listens(self, party: str, trigger: Trigger) -> bool:
        """Whether a party listens to a trigger."""
        return any(row.trigger == trigger for machine in self.spec.party(party).machines for row in machine.rows)

    def told(self, key: LinkKey) -> list[int]:
        """The ends that get a notice of a loss."""
        return [end for end in (0, 1) if self.listens(self.ends(key)[end][0], Trigger("lost", key[0]))]

    def together(self, key: LinkKey) -> bool:
        """Whether the ends notice a loss in the step in which it happens, if they can."""
        return bool(self.fixed(self.spec.connection(key[0]).notice) == "together")

    # -- who takes a trigger --------------------------------------------------------------------------------------

    def listeners(self, who: Who, trigger: Trigger, names: Names) -> Iterator[tuple[Machine, tuple[Any, ...], Names]]:
        """The machine copies that listen and agree with the names."""
        party, copy = who
        known = {**names, party: copy}
        for machine in self.spec.party(party).machines:
            if machine.listens_to(trigger):
                for own in self.world.combinations(machine.per):
                    if all(known.get(name, number) == number for name, number in own.items()):
                        yield machine, (party, copy, machine.name, *own.values()), {**known, **own}

    def rows(self, machine: Machine, key: tuple[Any, ...], trigger: Trigger, names: Names, state: State) -> list[Row]:
        """The rows that accept, those that defer among them."""
        here = [row for row in machine.rows if row.trigger == trigger and state.memory[key] in row.sources]
        return [row for row in here if self.reader(names, state).truth(row.when)]

    def accepts(self, who: Who, trigger: Trigger, names: Names, state: State) -> bool:
        """Whether all that listen accept."""
        return all(
            any(not row.defer for row in self.rows(machine, key, trigger, own, state))
            for machine, key, own in self.listeners(who, trigger, names)
        )

    def stuck(self, who: Who, trigger: Trigger, names: Names, state: State) -> bool:
        """Whether one that listens neither accepts nor defers."""
        return any(
            not self.rows(machine, key, trigger, own, state) and not machine.defer
            for machine, key, own in self.listeners(who, trigger, names)
        )

    def take(self, draft: Draft, who: Who, trigger: Trigger, names: Names) -> Iterator[Draft]:
        """Every way in which a copy of a party takes a trigger."""
        listeners = list(self.listeners(who, trigger, names))
        choices = [
            [row for row in self.rows(machine, key, trigger, own, draft.before) if not row.defer]
            for machine, key, own in listeners
        ]
        for chosen in itertools.product(*choices):
            made = draft.copy()
            for (_, key, own), row in zip(listeners, chosen, strict=True):
                if key in [other for other, _ in made.rows]:
                    raise Mistake(f"{key} takes two rows")
                made.rows = (*made.rows, (key, row.number))
                if row.dest is not None:
                    made.after.memory[key] = row.dest
                self._set(made, who, row, own)
                made.sends += [(who, send, own) for send in row.sends]
            yield made

    def _set(self, draft: Draft, who: Who, row: Row, names: Names) -> None:
        reader = self.reader(names, draft.before)
        for item in row.sets:
            key = (*who, item.variable, *map(reader.value, item.index))
            value = reader.value(item.value)
            if key not in draft.after.memory:
                raise Mistake(f"{key} is no variable")
            declared = next(v for v in self.spec.party(who[0]).variables if v.name == item.variable)
            if value not in self.world.domain(declared.domain):
                raise Mistake(f"{key} = {value}")
            if draft.set_to.setdefault(key, value) != value:
                raise Mistake(f"two values for {key}")
            draft.after.memory[key] = value

    # -- sends ----------------------------------------------------------------------------------------------------

    def deliver(self, draft: Draft) -> Iterator[Draft]:
        """The step with everything sent; nothing, where it has to wait for room."""
        if not draft.sends:
            yield draft
            return
        (who, send, names), *rest = draft.sends
        drafts = [replace(draft.copy(), sends=[])]
        for connection, end, receiver in self.routes(draft.before, who, send, names):
            drafts = [two for one in drafts for two in self.queue(one, connection, end, receiver, who, send, names)]
        for made in drafts:
            yield from self.deliver(replace(made, sends=rest))

    def routes(self, state: State, who: Who, send: Send, names: Names) -> list[tuple[Connection, int, Who]]:
        """Where a message goes."""
        ways = [way for m in self.spec.messages if m.name == send.message for way in self._ways(m, who)]
        if send.to_all:
            return sorted(ways, key=lambda way: way[2])
        if send.to_end:
            ways = [way for way in ways if way[0].ends[1 - way[1]].name == send.to_end]
        elif send.to is not None:
            to = self.reader(names, state).value(send.to)
            ways = [way for way in ways if way[2][1] == to]
        if len(ways) > 1:
            ways = [way for way in ways if self._agrees(way, who, names)]
        if len(ways) != 1:
            raise Mistake(f"{who} sends {send.message} to {len(ways)}")
        return ways

    def _ways(self, message: Message, who: Who) -> Iterator[tuple[Connection, int, Who]]:
        if message.sender != who[0]:
            return
        for key, end in itertools.product(self.start.links, (0, 1)):
            connection, ends = self.spec.connection(key[0]), self.ends(key)
            carries = not connection.carries or message.protocol in connection.carries
            if carries and not key[3] and (ends[end], ends[1 - end][0]) == (who, message.receiver):
                yield connection, end, ends[1 - end]

    def _agrees(self, way: tuple[Connection, int, Who], who: Who, names: Names) -> bool:
        connection, end, receiver = way
        bound = {connection.ends[end].name: who[1], connection.ends[1 - end].name: receiver[1]}
        if receiver[0] != who[0]:
            bound[receiver[0]] = receiver[1]
        return all(names.get(name, number) == number for name, number in bound.items())

    def queue(
        self, draft: Draft, connection: Connection, end: int, receiver: Who, who: Who, send: Send, names: Names
    ) -> Iterator[Draft]:
        """Into the connection that is open now; lost, where none is."""
        draft = replace(draft.copy(), sent=draft.sent + 1)
        packet = self._packet(draft.before, receiver, who, send, names)
        copies = (who[1], receiver[1]) if end == 0 else (receiver[1], who[1])
        keys = [
            k for k, link in draft.after.links.items() if k[:3] == (connection.name, *copies) and link.status == "open"
        ]
        capacity = self.fixed(connection.capacity)
        if not keys:
            yield draft
        elif capacity == 0:
            bound = self._bound_by(keys[0], end, packet)
            for made in self.take(replace(draft, sends=[]), receiver, Trigger("message", send.message), bound):
                if made.sends:
                    raise Mistake("the receiver of a rendezvous sends")
                yield replace(made, met=True)
        elif len(queue := draft.after.links[keys[0]].queues[end]) < capacity:
            queue.append(packet)
            if self.fixed(connection.order) == "any":
                queue.sort(key=repr)
            yield draft

    def _packet(self, state: State, receiver: Who, who: Who, send: Send, names: Names) -> Any:
        found = [m for m in self.spec.messages if (m.name, m.sender, m.receiver) == (send.message, who[0], receiver[0])]
        given = {name: self.reader(names, state).value(tree) for name, tree in send.arguments}
        values = {per.name: given[per.name] if per.name in given else names[per.name] for per in found[0].about}
        values |= {name: given[name] for name, _ in found[0].fields}
        domains = {p.name: list(range(self.world.counts[p.party])) for p in found[0].about}
        domains |= {name: self.world.domain(domain) for name, domain in found[0].fields}
        if any(value is NOWHERE or value is None or value not in domains[name] for name, value in values.items()):
            raise Mistake(f"{send.message} with {values}")
        return (send.message, *values.items())

    def _bound_by(self, key: LinkKey, end: int, packet: Any) -> dict[str, Any]:
        sender, receiver = self.ends(key)[end], self.ends(key)[1 - end]
        return {sender[0]: sender[1], receiver[0]: receiver[1], **self.names(key), **dict(packet[1:])}

    # -- steps ----------------------------------------------------------------------------------------------------

    def steps(self, state: State) -> list[tuple[Any, str, State]]:
        """Every step: what it is, its cause, and the state after it."""
        found: dict[Any, tuple[str, State, bool]] = {}
        for label, cause, event, draft in self.drafts(state):
            for made in self.deliver(draft):
                if made.met and made.sent > 1:
                    raise Mistake("a rendezvous is the only send of its step")
                begun = self._phase(event)
                if begun and begun[0]:
                    made.after.phase = begun[0]
                key = (label, made.rows)
                assert key not in found, "a step twice"
                found[key] = (cause, made.after, bool(begun and begun[1]))
        free = [(key, cause, after) for key, (cause, after, confined) in found.items() if not confined]
        if any(cause == "protocol" and after.frozen() != state.frozen() for _, cause, after in free):
            return free
        return [(key, cause, after) for key, (cause, after, _) in found.items()]

    def _phase(self, event: tuple[str, str, str]) -> tuple[str, bool] | None:
        for phase in self.spec.phases:
            if event in [(e.kind, e.party, e.name) for e in phase.begins]:
                return phase.name, self.fixed(phase.begins_when) == "settled"
        return None

    def drafts(self, state: State) -> Iterator[tuple[Any, str, tuple[str, str, str], Draft]]:
        """Every step before its sends: a label, the cause, the event's name, the draft."""
        for action in (action for party in self.spec.parties for action in party.actions):
            yield from self.actions(state, action)
        for key in state.links:
            for label, made in self.receipts(state, key):
                yield label, "protocol", ("", "", ""), made
            for label, made in self.notices(state, key):
                yield label, "protocol", ("", "", ""), made
            for kind, label, made in self.faults(state, key):
                yield label, "fault", (kind, "", key[0]), made

    def actions(self, state: State, action: Action) -> Iterator[tuple[Any, str, tuple[str, str, str], Draft]]:
        """One action, of every copy, for every copy that it is per."""
        for copy in range(self.world.counts[action.party]):
            for names in self.world.combinations(action.per):
                label = ("action", action.party, action.name, copy, *names.values())
                for made in self.act(state, action, (action.party, copy), {**names, action.party: copy}):
                    yield label, action.cause, ("action", action.party, action.name), made

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
        drafts = [Draft(state, after)]
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
        if not drain:
            link.queues[own].clear()
        link.pending.discard(own)
        if link.status != "open":
            yield made
            return
        link.status = "closed"
        if other not in self.told(key):
            yield made
        elif self.together(key) and not link.queues[own] and self._takes_loss(made, key, other):
            yield from self.take(made, self.ends(key)[other], Trigger("lost", key[0]), self.names(key))
        else:
            link.pending.add(other)
            yield made

    def _takes_loss(self, draft: Draft, key: LinkKey, end: int) -> bool:
        return self.accepts(self.ends(key)[end], Trigger("lost", key[0]), self.names(key), draft.before)

    def arriving(self, link: Link, key: LinkKey, end: int) -> list[Any]:
        """What this end sent and the other may receive: the head, or anything where order does not matter."""
        queue = link.queues[end]
        if self.fixed(self.spec.connection(key[0]).order) == "any":
            return list(dict.fromkeys(queue))
        return queue[:1]

    def receipts(self, state: State, key: LinkKey) -> Iterator[tuple[Any, Draft]]:
        """Messages that are taken."""
        for end in (0, 1):
            for packet in self.arriving(state.links[key], key, end):
                after = state.copy()
                after.links[key].queues[end].remove(packet)
                names = self._bound_by(key, end, packet)
                trigger = Trigger("message", packet[0])
                for made in self.take(Draft(state, after), self.ends(key)[1 - end], trigger, names):
                    yield ("message", key, end, packet), made

    def notices(self, state: State, key: LinkKey) -> Iterator[tuple[Any, Draft]]:
        """Openings, refusals and losses."""
        link, name = state.links[key], key[0]
        for end in sorted(link.pending):
            if not link.queues[1 - end]:
                after = state.copy()
                after.links[key].pending.discard(end)
                for made in self.take(Draft(state, after), self.ends(key)[end], Trigger("lost", name), self.names(key)):
                    yield ("lost", key, end), made
        opener = self.spec.connection(name).opened_by
        if opener is not None and link.status == "closed" and not link.pending and not any(link.queues):
            yield from self._openings(state, key, opener)

    def _openings(self, state: State, key: LinkKey, opener: int) -> Iterator[tuple[Any, Draft]]:
        one, two = self.ends(key)[opener], self.ends(key)[1 - opener]
        opened, names = Trigger("opened", key[0]), self.names(key)
        if not self._free(state, key, opener) or not self.accepts(one, opened, names, state):
            return
        listens = self.listens(two[0], opened)
        if not listens or self.accepts(two, opened, names, state):
            after = state.copy()
            after.links[key].status = "open"
            for made in self.take(Draft(state, after), one, opened, names):
                for both in self.take(made, two, opened, names) if listens else [made]:
                    yield ("opened", key), both
        elif self.listens(one[0], Trigger("refused", key[0])):
            for made in self.take(Draft(state, state.copy()), one, Trigger("refused", key[0]), names):
                yield ("refused", key), made

    def _free(self, state: State, key: LinkKey, opener: int) -> bool:
        """Whether no other instance stands in the way: each is old, or a spare that comes after this one."""
        for other, link in state.links.items():
            if other[:3] == key[:3] and other != key:
                old = link.status == "closed" and link.pending == {1 - opener}
                spare = link.status == "closed" and not link.pending and other[3] > key[3]
                if not (old or spare):
                    return False
        return True

    def faults(self, state: State, key: LinkKey) -> Iterator[tuple[str, Any, Draft]]:
        """Breaks, losses and doubles."""
        connection, link = self.spec.connection(key[0]), state.links[key]
        if connection.breaks and link.status == "open" and (after := self._spent(state, key[0], "breaks")):
            for made in self.broken(Draft(state, after), key):
                yield "breaks", ("breaks", key), made
        for end in (0, 1):
            for at in self._spots(connection, link.queues[end]):
                if connection.loses and (after := self._spent(state, key[0], "loses")):
                    del after.links[key].queues[end][at]
                    yield "loses", ("loses", key, end, at), Draft(state, after)
                room = len(link.queues[end]) < self.fixed(connection.capacity)
                if connection.duplicates and room and (after := self._spent(state, key[0], "duplicates")):
                    queue = after.links[key].queues[end]
                    queue.append(queue[at])
                    if self.fixed(connection.order) == "any":
                        queue.sort(key=repr)
                    yield "duplicates", ("duplicates", key, end, at), Draft(state, after)

    def _spots(self, connection: Connection, queue: list[Any]) -> list[int]:
        if self.fixed(connection.order) == "any":
            return [at for at, packet in enumerate(queue) if packet not in queue[:at]]
        return list(range(len(queue)))

    def broken(self, draft: Draft, key: LinkKey) -> Iterator[Draft]:
        """The connection is lost, with all that was in flight."""
        made = draft.copy()
        link = made.after.links[key]
        link.status = "closed"
        link.queues = ([], [])
        noticing = [end for end in self.told(key) if self.together(key) and self._takes_loss(made, key, end)]
        link.pending = set(self.told(key)) - set(noticing)
        drafts = [made]
        for end in noticing:
            who, trigger = self.ends(key)[end], Trigger("lost", key[0])
            drafts = [two for one in drafts for two in self.take(one, who, trigger, self.names(key))]
        yield from drafts

    # -- the whole ------------------------------------------------------------------------------------------------

    def unexpected(self, state: State) -> bool:
        """Whether something that arrives is neither accepted nor may wait."""
        for key, link in state.links.items():
            for end in (0, 1):
                who = self.ends(key)[1 - end]
                for packet in self.arriving(link, key, end):
                    if self.stuck(who, Trigger("message", packet[0]), self._bound_by(key, end, packet), state):
                        return True
            for end in link.pending:
                ready = not link.queues[1 - end]
                if ready and self.stuck(self.ends(key)[end], Trigger("lost", key[0]), self.names(key), state):
                    return True
        return False

    def deadlocked(self, state: State) -> bool:
        """Whether nothing could happen, were every bound unlimited."""
        self.unbounded = True
        possible = bool(self.steps(state))
        self.unbounded = False
        return not possible

    def explore(self, most: int) -> Found | None:
        """Every reachable joint state; None if there are more than that."""
        depths = {self.start.frozen(): 0}
        waiting = deque([self.start])
        found = Found(0, 0, 0, 0, False, False)
        while waiting:
            state = waiting.popleft()
            here = state.frozen()
            steps = self.steps(state)
            found.steps += len(steps)
            found.settled += not any(cause == "protocol" and after.frozen() != here for _, cause, after in steps)
            found.unexpected |= self.unexpected(state)
            found.deadlock |= not steps and self.deadlocked(state)
            for _, _, after in steps:
                key = after.frozen()
                if key not in depths:
                    depths[key] = depths[here] + 1
                    waiting.append(after)
            if len(depths) > most:
                return None
        found.states, found.depth = len(depths), max(depths.values())
        return found
