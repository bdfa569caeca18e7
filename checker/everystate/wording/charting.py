"""Runs to charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from everystate.composing.event import Label
from everystate.composing.field import Copy, FieldKey
from everystate.exploring.space import Space
from everystate.judging.verdict import Step, Trace
from everystate.problems import Place
from everystate.wording.chart import Band, Chart, Effect, Lane, Moment
from everystate.wording.following import follow_links, follow_messages, turned
from everystate.wording.names import Names
from everystate.wording.ordering import side_by_side
from everystate.wording.text import where


def chart_of(space: Space, trace: Trace, name: str = "", title: str = "", note: str = "") -> Chart:
    """The chart of a run, with the lanes as they are before its first step, and the step that a claim forbids last."""
    steps = (*trace.steps, trace.offending) if trace.offending else trace.steps
    names = Names(space.network)
    lanes = _lanes_of(names)
    charting = _Charting(space, steps, names, lanes)
    moments = tuple(charting.moment(step, number) for number, step in enumerate(steps, 1))
    if trace.offending:
        moments = (*moments[:-1], replace(moments[-1], forbidden=True, number=0))
    return Chart(
        name=name,
        title=title,
        lanes=tuple(charting.lanes()),
        moments=moments,
        messages=tuple(follow_messages(space, steps, names, lanes)),
        links=tuple(follow_links(steps, lanes)),
        bands=tuple(charting.bands()),
        note=f"{note}; after it, nothing more happens" if trace.stutters else note,
        loop=trace.loop,
        start=tuple(charting.start(trace.start)) if trace.start in space.starts else (),
    )


def _lanes_of(names: Names) -> dict[Copy, int]:
    """The lane of each copy; a party without machines at no connection is only a set of names, and has none."""
    joined = [connection.parties() for connection in names.spec.connections]
    parties = [p.name for p in names.spec.parties if p.machines or any(p.name in ends for ends in joined)]
    order = side_by_side(parties, joined)
    return {copy: lane for lane, copy in enumerate(copy for party in order for copy in names.copies[party])}


@dataclass(frozen=True)
class _Charting:
    space: Space
    steps: Sequence[Step]
    names: Names
    at: dict[Copy, int]

    def lanes(self) -> Iterator[Lane]:
        """Every copy, with those of its states before the first step that a step changes or has changed."""
        state = self.space.states[self.steps[0].source if self.steps else 0]
        changed = {change.key for step in self.steps for change in step.changes}
        first: dict[int, list[Effect]] = {lane: [] for lane in self.at.values()}
        for field, raw in zip(self.space.network.fields, state, strict=True):
            if field.owner in self.at and (field.key in changed or (raw,) != field.initials or not self.steps):
                lane = self.at[field.owner]
                first[lane].append(Effect(field.key, lane, after=self.names.shown(field, raw)))
        for copy, lane in self.at.items():
            party = self.names.spec.party(copy.party)
            only_state = len(party.machines) == 1 and not party.machines[0].per and not party.variables
            yield Lane(str(copy), tuple(first[lane]), only_state)

    def start(self, number: int) -> Iterator[str]:
        """What was chosen for an initial state: the fields with several initial values."""
        for field, raw in zip(self.space.network.fields, self.space.states[number], strict=True):
            if field.others:
                yield f"{field.name} = {self.names.shown(field, raw)}"

    def bands(self) -> Iterator[Band]:
        """The phases in which the steps are."""
        field = self.space.network.phase_field
        if field < 0:
            return
        shown = self.space.network.fields[field].shown
        phases = [shown(self.space.states[step.target][field]) for step in self.steps]
        starts = [n for n, phase in enumerate(phases) if n == 0 or phase != phases[n - 1]]
        for start, end in pairwise((*starts, len(phases))):
            yield Band(phases[start], start, end - 1)

    def moment(self, step: Step, number: int) -> Moment:
        """A step with everything that it does to fields."""
        label = step.label
        return Moment(
            number=number,
            who=self.names.actor(label),
            trigger=self.names.trigger(label),
            kind=label.kind,
            name=self._name(label),
            lane=self.at[label.actor] if label.actor else None,
            cause=label.cause,
            effects=(*self.by_rows(step), *self.of_others(step)),
            peer=self.at[turned(label.actor, label.notices[0].ends)[1]] if label.notices else None,
            begins=label.phase,
        )

    def _name(self, label: Label) -> str:
        """The action or the timer with its copies, or the connection."""
        if label.timer is not None:
            return label.timer.own_name
        return label.action if label.kind == "action" else label.name

    def by_rows(self, step: Step) -> Iterator[Effect]:
        """The machines that take a row, then the variables and timers, which a tick changes without a row."""
        before_after = {change.key: self.names.values(change) for change in step.changes}
        for taken in step.rows:
            yield self.effect(taken.key, before_after.get(taken.key, ("", "")), taken.row.place)
        for change in step.changes:
            if change.kind == "variable" or (change.kind == "timer" and step.label.kind != "tick"):
                yield self.effect(change.key, before_after[change.key], _set_by(step, change.key))

    def of_others(self, step: Step) -> Iterator[Effect]:
        """Connections, bounds and monitors; channels are seen in their messages, and the phase is a band."""
        for change in step.changes:
            if change.kind in ("connection", "budget", "monitor"):
                yield self.effect(change.key, self.names.values(change), None)

    def effect(self, key: FieldKey, values: tuple[str, str], place: Place | None) -> Effect:
        lane = self.at[key.owner] if key.owner else None
        file = where(place, self.names.spec.folder) if place else ""
        return Effect(key, lane, *values, file, self.names.has_one_state(key))


def _set_by(step: Step, key: FieldKey) -> Place | None:
    """The assignment that sets a variable, or the start or stop of a timer."""
    for taken in step.rows:
        for assignment in taken.row.sets:
            if taken.owner == key.owner and assignment.variable == key.name:
                return assignment.place
        for timer in taken.row.timers:
            if taken.owner == key.owner and timer.timer == key.name:
                return timer.place
    return None
