"""One machine of a spec as a `transitions` machine with the spec's own triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from transitions import EventData
from transitions import Machine as LiveMachine

from everystate.composing.formula import Missing
from everystate.composing.settings import Settings
from everystate.loading import load
from everystate.loading.expression import TRUE, Expr, Value, shown
from everystate.loading.party import Machine, Per, Row, Send, Trigger
from everystate.loading.spec import Spec
from everystate.loading.wiring import carriers
from everystate.loading.worlds import laid_in
from everystate.problems import Place, Problem, SpecError, nearest
from everystate.run.guards import evaluate
from everystate.run.recording import OnRecord, Recorder, send_record, trigger_record

OnSend = Callable[[str, dict[str, Value]], None]

OnTimer = Callable[[str, str, tuple[Value, ...]], None]
"""Takes start or stop, the name of a timer, and which of several copies of it."""


class Plain:
    """An empty model; the machine gives it `state` and `trigger`."""


def machine(  # noqa: PLR0913 - all but three are keywords
    spec: Spec | str | Path,
    name: str,
    model: Any = None,
    *,
    names: Mapping[str, int] | None = None,
    parameters: Mapping[str, Value] | None = None,
    initial: str | None = None,
    layers: Iterable[str] = (),
    on_send: OnSend | None = None,
    on_timer: OnTimer | None = None,
    record: Recorder | OnRecord | None = None,
) -> LiveMachine:
    """The rows of `PARTY.MACHINE` as a live `transitions` machine; its model is `machine.model`.

    Trigger it by the spec's names: `model.trigger("RequestAgentLogin", agent=0)`; names that a guard uses are keywords
    (`sender` and `peer`, too). Or they are given once as `names`: the number of this copy, and of what it is per.
    Guards read the model: `role` is `model.role` and `session[a]` is `model.session[a]`; rows set variables there:
    lists are tuples, sets are frozensets (guards read lists and sets, too). `on_send(message, values)` is called for
    every message that a row sends, after the machine has moved. `on_timer("start", timer, index)`, or stop, is called
    for every timer that a row starts or stops; the program's own clock then triggers `TIMER.expires`. Of rows with
    `choice: true`, the first that matches is taken; rows with `otherwise`, and what the machine ignores, come last.
    `record` gets what the machine takes and sends, as records of a log; machines of one copy share a `Recorder`.
    `initial` is the state at the start: a machine that may start in several needs it.

    Raises:
        SpecError: the spec is wrong, there is no such machine, or it does not start in that state.
    """
    loaded, declared = _found(spec, name, layers)
    settings = Settings(loaded, parameters or {})
    bound = {declared.party: 0, **{per.name: 0 for per in declared.per}, **(names or {})}
    first = _chosen(declared, _starts(declared, settings, bound), initial)
    recorder = record if isinstance(record, Recorder) or record is None else Recorder(record)
    target = Plain() if model is None else model
    live = LiveMachine(target, states=list(declared.states), initial=first, auto_transitions=False, send_event=True)
    for row in sorted(declared.rows, key=lambda row: row.rank):
        if not row.defer:
            running = _RunningRow(declared, row, settings, bound, on_send, on_timer, _abouts(loaded, declared))
            running.recorder = recorder
            running.ends = _ends(loaded, declared.party, row.trigger)
            live.add_transition(
                str(row.trigger),
                list(row.sources),
                row.dest or "=",
                conditions=[running.allows] if row.when != TRUE else [],
                before=[running.prepare],
                after=[running.finish],
            )
    return live


def machine_config(spec: Spec | str | Path, name: str, layers: Iterable[str] = ()) -> dict[str, Any]:
    """The configuration of that machine, as data.

    `machine` are keywords of `transitions.Machine`, `rows` what they do not say. A guarded row has a condition
    `when_N`, a method that the model then must have. Where a machine may start in several states, `initial` beside
    them has all of them.
    """
    loaded, declared = _found(spec, name, layers)
    starts = _starts(declared, Settings(loaded, {}), {declared.party: 0, **{p.name: 0 for p in declared.per}})
    rows = sorted((row for row in declared.rows if not row.defer), key=lambda row: row.rank)
    keywords = {
        "states": list(declared.states),
        "initial": starts[0],
        "auto_transitions": False,
        "transitions": [_keywords(row) for row in rows],
    }
    made = {"name": f"{declared.party}.{declared.name}", "machine": keywords, "rows": [_described(row) for row in rows]}
    return made if len(starts) == 1 else {**made, "initial": starts}


def _keywords(row: Row) -> dict[str, Any]:
    made: dict[str, Any] = {"trigger": str(row.trigger), "source": list(row.sources), "dest": row.dest or "="}
    return made if row.when == TRUE else {**made, "conditions": [f"when_{row.number}"]}


def _described(row: Row) -> dict[str, Any]:
    timers = {kind: [c.timer for c in row.timers if c.kind == kind] for kind in ("start", "stop")}
    return {
        "row": row.number,
        "when": row.text,
        "set": [item.variable for item in row.sets],
        "send": [item.message for item in row.sends],
        **{kind: names for kind, names in timers.items() if names},
        "file": row.place.file,
        "line": row.place.line,
    }


def _found(spec: Spec | str | Path, name: str, layers: Iterable[str]) -> tuple[Spec, Machine]:
    loaded, _ = laid_in(spec if isinstance(spec, Spec) else load(spec), None, layers)
    machines = {f"{party.name}.{machine.name}": machine for party in loaded.parties for machine in party.machines}
    if name not in machines:
        raise SpecError([Problem(Place(loaded.folder), f"no machine '{name}'", "", nearest(name, machines))])
    return loaded, machines[name]


def _starts(declared: Machine, settings: Settings, names: Mapping[str, Value]) -> list[str]:
    """The states in which this copy may start, each once; a parameter may have said something else."""
    found = list(dict.fromkeys(settings.value(tree, names) for tree in declared.initial))
    for value in found:
        if value not in declared.states:
            what = f"'{declared.name}' starts as {shown(value)}"
            raise SpecError([Problem(declared.place, what, "that is none of its states")])
    return [str(value) for value in found]


def _chosen(declared: Machine, starts: list[str], initial: str | None) -> str:
    """The state at the start that the program chose, or the only one."""
    if initial in starts or (initial is None and len(starts) == 1):
        return initial or starts[0]
    what = f"'{declared.name}' starts as {' or '.join(starts)}"
    why = "the program does not say which" if initial is None else f"the program says {initial}"
    raise SpecError([Problem(declared.place, what, why, f'write `initial="{starts[0]}"`')])


def _ends(spec: Spec, party: str, trigger: Trigger) -> tuple[Per, ...]:
    """The ends of the connection of what a party takes, where only one brings it, and nothing else is the `sender`."""
    if trigger.kind != "message":
        return spec.connection(trigger.name).ends if trigger.kind in ("opened", "refused", "lost") else ()
    messages = [m for m in spec.messages if (m.receiver, m.name) == (party, trigger.name)]
    names = {name for m in messages for name in (*(per.name for per in m.about), *(name for name, _ in m.fields))}
    return spec.connection(carriers(spec, messages[0])[0]).ends if len(messages) == 1 and "sender" not in names else ()


def _abouts(spec: Spec, declared: Machine) -> dict[str, list[str]]:
    """For each message that the party sends, the names of what it is about."""
    own = [message for message in spec.messages if message.sender == declared.party]
    return {message.name: [per.name for per in message.about] for message in own}


class _RunningRow:
    """What a row does besides moving its machine."""

    def __init__(
        self,
        machine: Machine,
        row: Row,
        settings: Settings,
        names: Mapping[str, int],
        on_send: OnSend | None,
        on_timer: OnTimer | None,
        abouts: dict[str, list[str]],
    ) -> None:
        self.abouts = abouts
        self.machine = machine
        self.row = row
        self.settings = settings
        self.names = names
        self.on_send = on_send
        self.on_timer = on_timer
        self.recorder: Recorder | None = None
        self.ends: tuple[Per, ...] = ()
        self.new: list[tuple[str, tuple[Value, ...], Value]] = []
        self.messages: list[tuple[str, dict[str, Value]]] = []
        self.timers: list[tuple[str, str, tuple[Value, ...]]] = []

    def allows(self, event: EventData) -> bool:
        """The guard."""
        return bool(self._value(self.row.when, event))

    def prepare(self, event: EventData) -> None:
        """New values and messages, all read from the state before the step."""
        if self.recorder is not None:
            made = trigger_record(self.settings, self.machine.party, self.row.trigger, self._bound(event))
            self.recorder.trigger(made, event.machine)
        self.new = [
            (item.variable, tuple(self._value(i, event) for i in item.index), self._value(item.value, event))
            for item in self.row.sets
        ]
        self.timers = [
            (change.kind, change.timer, tuple(self._value(i, event) for i in change.index))
            for change in self.row.timers
        ]
        sends = [send for send in self.row.sends if self._value(send.when, event)]
        self.messages = [(send.message, self._carried(send, event)) for send in sends]

    def finish(self, event: EventData) -> None:
        """The values are set, the timers and then the messages handed over."""
        for name, index, value in self.new:
            _write(event.model, name, index, value)
        for timer in self.timers:
            if self.on_timer is not None:
                self.on_timer(*timer)
        for message, values in self.messages:
            if self.recorder is not None:
                made = send_record(self.settings, self.machine.party, message, values, self._bound(event))
                self.recorder.sends(made)
            if self.on_send is not None:
                self.on_send(message, values)

    def _carried(self, send: Send, event: EventData) -> dict[str, Value]:
        """What a message is about, as far as a name says so, and the values that the row gives it."""
        names = self._bound(event)
        about = {name: names[name] for name in self.abouts[send.message] if name in names}
        return {**about, **{name: self._value(value, event) for name, value in send.arguments}}

    def _value(self, tree: Expr, event: EventData) -> Value:
        def read(name: str, *index: Value) -> Value:
            own = name == self.machine.name and not self.machine.per
            found: Any = getattr(event.model, "state" if own else name)
            for item in index:
                found = found[item]
            plain = tuple(found) if isinstance(found, list) else frozenset(found) if isinstance(found, set) else found
            return cast(Value, plain)

        found = evaluate(tree, self.settings, self._bound(event), read)
        return None if isinstance(found, Missing) else found

    def _bound(self, event: EventData) -> dict[str, Any]:
        """What each name means; a `sender` or `peer` is the copy at the other end, whatever that is called."""
        names, party = {**self.names, **event.kwargs}, self.machine.party
        other = names.get("sender", names.get("peer"))
        far = [end.name for end in self.ends if end.party != party] or [end.name for end in self.ends[:1]]
        ends = {} if other is None else {end.name: names[party] for end in self.ends} | dict.fromkeys(far, other)
        return {**ends, **names}


def _write(model: Any, name: str, index: tuple[Value, ...], value: Value) -> None:
    if not index:
        setattr(model, name, value)
        return
    target = getattr(model, name)
    for item in index[:-1]:
        target = target[item]
    target[index[-1]] = value
