"""`Spec` + parameter values -> `Network`: the semantics of the language.

A *trigger* reaches one copy of a party. Every machine copy of it that listens, and agrees with the names that the
trigger binds, takes part with one of its rows (`listeners`); what these rows send is routed and queued, or lost where
no connection is open (`sending`); actions and messages are `occasions`, the life of connections is in `notices` and
`faults`; monitors follow along (`watching`).

All of it is done on *drafts*: a box of values of fields, tests of channels, and an update. A condition over several
fields is split into disjoint boxes, so that at most one piece of a step is enabled in a joint state, and a step counts
once. Rows that only move their own machine stay together in one piece, as a map from old state to new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from everystate.composing.claims import ground_claims
from everystate.composing.draft import Draft
from everystate.composing.effort import fitting
from everystate.composing.fairness import Fairness
from everystate.composing.field_index import PHASE
from everystate.composing.formula import FALSE
from everystate.composing.layout import Layout
from everystate.composing.listeners import Listeners
from everystate.composing.network import Accepts, Alarm, Event, Label, Network, Test
from everystate.composing.occasion import Occasion
from everystate.composing.occasions import Occasions
from everystate.composing.sending import Sending
from everystate.composing.settings import Settings
from everystate.composing.shrinking import Shrinking
from everystate.composing.taking import Taking
from everystate.composing.watching import Watching
from everystate.loading.events import EventName
from everystate.loading.expression import Value
from everystate.loading.spec import Row, Spec
from everystate.problems import Problems, TooLarge

MAX_EVENTS = 100_000
MAX_PROBLEMS = 50


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
        self.begins_when = {
            phase.name: settings.word(phase.begins_when, "begins_when", phase.place, ("any", "settled"))
            for phase in self.spec.phases
        }

    def network(self) -> Network:
        channels = [field.channel for field in self.layout.fields if field.channel is not None]
        self._refuse_too_many(sum(len(channel.alphabet) for channel in channels))
        found = list(self._found())
        self.problems.stop_if_any()
        unexpected = tuple(self._unexpected())
        shrinking = Shrinking(self.layout.fields, [event for _, made in found for event in made])
        self.layout.fields[:] = shrinking.fields
        fairness = Fairness(self.layout)
        events: list[Event] = []
        for occasion, those in found:
            made = [event for one in those if (event := shrinking.event(one)) is not None]
            fairness.take(occasion, dict(enumerate(made, len(events))))
            events += made
        return Network(
            spec=self.spec,
            parameters=dict(self.settings.values),
            fields=tuple(self.layout.fields),
            events=tuple(events),
            unexpected=tuple(shrinking.alarms(unexpected)),
            waits=tuple(self._waits(events)),
            switched_off=self._switched_off(),
            claims=tuple(ground_claims(self.listeners.grounder, events)),
            final=self.listeners.grounder.formula(self.spec.final, {}) if self.spec.final else None,
            phase_field=self.layout.index.get(PHASE, -1),
            obligations=fairness.obligations(),
        )

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
        for draft in self.sending.route(occasion.drafts):
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
            )
            begun = self._in_phase(draft, phase)
            for made in self.watching.watched(begun, label):
                yield Event(label, made.guard, made.update, made.moves, settled)

    def _begins(self, event: EventName | None) -> tuple[str, bool]:
        for phase in self.spec.phases:
            if event in phase.begins:
                return phase.name, self.begins_when[phase.name] == "settled"
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
                if isinstance(field, int) and isinstance(accepted, tuple) and any(t.kind == "room" for t in accepted):
                    guard = {i: _without_room(a) for i, a in event.guard}
                    full = tuple(Test("full", t.number) if t.kind == "room" else t for t in accepted)
                    text = f"{event.label} waits for room in {self.layout.fields[field].name}"
                    yield Alarm(text, tuple({**guard, field: full}.items()))

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
