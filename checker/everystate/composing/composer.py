"""`Spec` and parameter values to `Network`: the meaning of the language.

This page says what a step is, when a send waits, and what a deadlock is. Then it says how the network is composed.

A joint state has a value for each field. Each machine copy, variable, timer, connection, channel, bound (`at_most`) and
monitor has a field, and so has the phase. A channel's field is the messages in it; a bound's is what is left of it. A
list or a set is one field; each list or set that the variable can have is one of its values.

    agent                         desk                                server
    +------------------+          +------------------------+          +------------------+
    | at: calling      |          | open                   |          | session: idle    |
    | patience: 3 left |          | to server: [Ask]       |          | queue: []        |
    +------------------+          | to agent:  []          |          +------------------+
                                  +------------------------+

**A step** is one trigger with all that follows from it at once. A trigger is an action of a party, the receipt of a
message, the expiry of a timer, or what the ends of a connection notice: `opened`, `refused`, `lost`. Here the variable
`queue` is a list of agents, and `Ask` is at the head of its channel. The server receives it by two rows, one for each
machine that listens:

    session:  {trigger: Ask, source: idle, dest: busy, send: Wait}
    book:     {trigger: Ask, source: "*", dest: "=", set: {queue: "queue + [sender]"}}

    before    at: calling   to server: [Ask]   session: idle   queue: []    to agent: []
    after     at: calling   to server: []      session: busy   queue: [0]   to agent: [Wait]

Nobody sees a state between these two. Within a step the order is: the message is taken; connections close; machines
move, variables get their values, timers start and stop; messages are sent. Every guard and every value is read in the
state before the step.

**All listeners must accept.** A trigger names copies: the sender, the receiver, whom the message is about. Every
machine copy of the party that listens to the trigger, and agrees with these names, takes part with one row. If one of
them has no row for its state, the step is not possible. For a message or a loss that is an *unexpected message*, unless
a row or the machine says `defer`: then it may wait.

**A send waits** where its channel has no room: the whole step waits, and it is possible again when there is room. A
send into a connection that is not open is lost, and the step goes on. In a rendezvous (`capacity: 0`) the receipt is
part of the sender's step, so that it waits for a receiver that accepts.

    to agent: [Wait], capacity 1       the server cannot receive a second Ask: its Wait has no room
    desk: closed                       the server can, and its Wait is lost

**Time** goes on by the step `tick`, which takes one from every running timer (`clocks`). It is possible where a timer
runs, none has run out, and no urgent step changes something. A timer that has run out expires, as the trigger of a row.
So after three ticks `patience` expires, unless the agent stops it before.

**A deadlock** is a joint state without a step, in which `final` does not hold. A step that only a used-up bound
prevents counts as possible here: a protocol that stops because nothing fails any more is not stuck. A message that
waits for ever is no deadlock as long as something else can happen. *Settled* is another notion: no protocol step is
possible that changes something, though the environment may act.

**Composition.** `occasions` lists everything that can happen: each action of each copy, each message in each channel,
each notice and each fault of each connection. For each of them, `taking` joins the rows of the listeners into *drafts*,
and `sending` routes what these rows send. A draft has

    a region      values of single fields, and relations between several (`regions`): where the step is possible
    tests         what channels must hold, and the room that they must have
    values        for each field that changes a map from old to new, or a table over the fields that are read
    edits         messages that are taken from channels and appended to them

The drafts of one occasion are disjoint wherever the rows are. In a joint state at most one of them is possible, unless
rows say `choice: true`. So each step is counted once. A draft becomes an event when the monitors have looked at it
(`watching`); they never stand in its way. Rows that only move their own machine stay together in one draft, as a map
from state to state. At the end `shrinking` leaves out the packets that no step can send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from everystate.composing.claims import ground_claims
from everystate.composing.draft import Draft
from everystate.composing.effort import fitting
from everystate.composing.enumerating import Occasions
from everystate.composing.event import Accepts, Alarm, Event, Label, Test
from everystate.composing.fairness import Fairness
from everystate.composing.field import Copy
from everystate.composing.field_index import PHASE
from everystate.composing.formula import FALSE
from everystate.composing.layout import Layout
from everystate.composing.listeners import Listeners
from everystate.composing.network import Network
from everystate.composing.occasion import Occasion
from everystate.composing.sending import Sending
from everystate.composing.settings import Settings
from everystate.composing.shrinking import Shrinking
from everystate.composing.taking import Taking
from everystate.composing.watching import Watching
from everystate.loading.events import EventName
from everystate.loading.expression import Value, shown
from everystate.loading.party import Row
from everystate.loading.spec import Phase, Spec
from everystate.problems import Problem, Problems, SpecError, TooLarge

MAX_EVENTS = 100_000
MAX_PROBLEMS = 50

ARRIVALS = ("message", "opened", "refused", "lost")
"""The kinds of events that take something that was under way."""


def compose(spec: Spec, parameters: Mapping[str, Value] | None = None) -> Network:
    """The network of a spec at these parameters (the declared ones where none is given).

    Raises:
        SpecError: a parameter that does not exist or does not fit, rows that overlap, a send without a receiver.
    """
    with fitting(spec.place, "the network"):
        return _Composer(Settings(spec, parameters or {})).network()


class _Composer:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.spec = settings.spec
        self.problems = Problems()
        self.layout = Layout(settings)
        self.listeners = Listeners(self.layout, self.problems)
        self.taking = Taking(self.listeners)
        self.sending = Sending(self.listeners, self.taking)
        self.watching = Watching(self.layout, self.listeners, self.problems)
        self.occasions = Occasions(self.layout, self.listeners, self.taking)
        self.delivery = self._delivery()
        self.begins_when = {phase.name: self._begins_when(phase) for phase in self.spec.phases}

    def _begins_when(self, phase: Phase) -> str:
        """When the events in `begins` are possible: any, quiet or settled."""
        when = self.settings.word(phase.begins_when, "begins_when", phase.place, ("any", "quiet", "settled"))
        if when == "settled" and (self.spec.has_timers or self.spec.has_routine):
            there = "there are timers" if self.spec.has_timers else "something is routine"
            what, why = f"begins_when: settled, and {there}", "what is settled is known only after the exploration"
            raise SpecError([Problem(phase.place, what, why, "write begins_when: quiet")])
        if when != "any" and any(event.kind == "expires" for event in phase.begins):
            what, why = f"'{phase.name}' begins with an expiry and waits", "time would stop until it begins"
            raise SpecError([Problem(phase.place, what, why, "write begins_when: any")])
        return when

    def network(self) -> Network:
        channels = [field.channel for field in self.layout.fields if field.channel is not None]
        self._refuse_too_many(sum(len(channel.alphabet) for channel in channels))
        found = list(self._found())
        self.sending.check_farewells()
        self.problems.stop_if_any()
        unexpected = tuple(self._unexpected())
        shrinking = Shrinking(self.layout.fields, [event for _, made in found for event in made])
        self.layout.fields[:] = shrinking.fields
        fairness = Fairness(self.layout)
        events: list[Event] = []
        conceivable: list[Event] = []
        for occasion, those in found:
            made = {one: shrinking.event(one) for one in those}
            possible = [made[one] for one in those if shrinking.is_possible(one.guard)]
            fairness.take(occasion, dict(enumerate(possible, len(events))))
            events += possible
            conceivable += made.values()
        return Network(
            spec=self.spec,
            parameters=dict(self.settings.values),
            fields=tuple(self.layout.fields),
            events=tuple(events),
            conceivable=tuple(conceivable),
            unexpected=tuple(shrinking.alarms(unexpected)),
            waits=tuple(self._waits(events)),
            switched_off=self._switched_off(),
            dead=dict(self._dead()),
            claims=tuple(ground_claims(self.listeners.grounder, events)),
            final=self.listeners.grounder.formula(self.spec.final, {}) if self.spec.final else None,
            phase_field=self.layout.index.get(PHASE, -1),
            shown_from={
                phase.name: self.listeners.grounder.formula(phase.shown_from, {})
                for phase in self.spec.phases
                if phase.shown_from
            },
            fairness=fairness.constraints(),
        )

    def _delivery(self) -> str:
        """What a message takes: instant, or any number of ticks."""
        time = self.spec.time
        if time is None:
            return "instant"
        value = self.settings.value(time.delivery)
        if value not in ("instant", "any"):
            what, why = f"delivery is {shown(value)}", "it can be instant or any"
            raise SpecError([Problem(time.place, what, why, "set another value")])
        return str(value)

    def _found(self) -> Iterator[tuple[Occasion, list[Event]]]:
        """Every occasion with its events."""
        number = 0
        for occasion in self.occasions.all():
            made = list(self._events(occasion))
            number += len(made)
            self._refuse_too_many(number)
            yield occasion, made
            if len(self.problems.found) > MAX_PROBLEMS:
                break

    def _unexpected(self) -> Iterator[Alarm]:
        """Where a message or a notice is not accepted."""
        number = 0
        for stuck in self.occasions.stuck():
            number += len(stuck.drafts)
            self._refuse_too_many(number)
            yield from (Alarm(stuck.text, draft.guard, stuck.arrival) for draft in stuck.drafts)

    def _refuse_too_many(self, number: int) -> None:
        if number > MAX_EVENTS:
            raise TooLarge(f"it has more than {MAX_EVENTS:,} events")

    def _events(self, occasion: Occasion) -> Iterator[Event]:
        phase, settled = self._begins(occasion.event)
        put_off = self.delivery == "any" and occasion.kind in ARRIVALS and occasion.cause == "protocol"
        routed = self.sending.route(occasion.drafts)
        for draft, lazy in (piece for one in routed for piece in self._aged(one, put_off)):
            label = Label(
                kind=occasion.kind,
                name=occasion.name,
                actor=occasion.actor,
                cause=occasion.cause,
                names=tuple(occasion.names.items()),
                received=draft.received,
                sent=draft.sent,
                notices=draft.notices,
                closed=occasion.closed,
                phase=phase,
                per=self._per(occasion),
                values=self._values(occasion),
                timer=occasion.timer,
                started=self.taking.clocks.started(draft),
            )
            begun = self._in_phase(draft, phase)
            for made in self.watching.watched(begun, label):
                yield Event(label, made.guard, made.update, made.moves, settled, lazy)

    def _aged(self, draft: Draft, put_off: bool) -> Iterator[tuple[Draft, bool]]:
        """The draft, in pieces, each with whether time need not wait for it."""
        ages = self.taking.clocks.ages
        return ages.pieces(draft) if ages.of else iter([(draft, put_off)])

    def _per(self, occasion: Occasion) -> tuple[Copy, ...]:
        """The copies that an action is for."""
        if occasion.kind != "action" or occasion.actor is None:
            return ()
        action = self.spec.party(occasion.actor.party).action(occasion.name)
        numbers = ((per.party, occasion.names[per.name]) for per in action.per)
        return tuple(self.layout.copy(party, number) for party, number in numbers if isinstance(number, int))

    def _values(self, occasion: Occasion) -> tuple[tuple[str, Value], ...]:
        """The values that an action has chosen."""
        if occasion.kind != "action" or occasion.actor is None:
            return ()
        action = self.spec.party(occasion.actor.party).action(occasion.name)
        return tuple((name, occasion.names[name]) for name, _ in action.fields)

    def _begins(self, event: EventName | None) -> tuple[str, bool]:
        for phase in self.spec.phases:
            if event in phase.begins:
                return phase.name, self.begins_when[phase.name] != "any"
            if event in phase.within:
                return "", False
        return "", False

    def _in_phase(self, draft: Draft, phase: str) -> Draft:
        if not phase:
            return draft
        field = self.layout.index[PHASE]
        values = self.layout.fields[field].values
        return draft.changing(field, {raw: values.index(phase) for raw in range(len(values))})

    def _waits(self, events: list[Event]) -> Iterator[Alarm]:
        """Where a step would be possible but for room."""
        for event in events:
            for field, accepted in event.guard:
                if isinstance(field, int) and isinstance(accepted, tuple) and self._waits_for_room(field, accepted):
                    guard = {i: _without_room(a) for i, a in event.guard}
                    full = tuple(Test("full", t.number) if t.kind == "room" else t for t in accepted)
                    text = f"{event.label} waits for room in {self.layout.fields[field].name}"
                    yield Alarm(text, tuple({**guard, field: full}.items()))

    def _dead(self) -> Iterator[tuple[Row, str]]:
        for row in (row for _, row in self.spec.rows() if row.dead):
            if reason := next((known.reason for known in row.dead if self.settings.truth(known.when)), ""):
                yield row, reason

    def _waits_for_room(self, field: int, tests: tuple[Test, ...]) -> bool:
        """Whether a step that needs room in a channel waits for it, and does not drop what it sends."""
        channel = self.layout.fields[field].channel
        drops = channel is not None and self.layout.terms[channel.connection.name].drops
        return not drops and any(test.kind == "room" for test in tests)

    def _switched_off(self) -> frozenset[Row]:
        """The rows whose guard is false whatever the state, for all that their trigger could bind."""
        left = {row for _, row in self.spec.rows() if row not in self.taking.possible and not row.defer}
        triggers = {row.trigger for row in left}
        refused: set[Row] = set()
        for group in self.occasions.conceivable():
            for listener in self.listeners.of(group) if group.trigger in triggers else ():
                refused.update(left.intersection(listener.rows))
                left -= {
                    row for row in left.intersection(listener.rows) if self.listeners.enabled(listener, row) != FALSE
                }
        return frozenset(left & refused)


def _without_room(accepted: Accepts) -> Accepts:
    return tuple(t for t in accepted if t.kind != "room") if isinstance(accepted, tuple) else accepted
