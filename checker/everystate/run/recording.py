"""What a running party does, as records of a log: `everystate replay` reads them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from everystate.composing.settings import Settings
from everystate.loading.expression import Value
from everystate.loading.party import Trigger

OnRecord = Callable[[dict[str, Any]], object]


class Recorder:
    """Gives each record, in the canonical form of docs/replay.md, to a function; all machines of one copy share it.

    What several machines of the copy take together is one record. So a trigger is left out if the last record that is
    no send has it already, and this machine has not taken it yet.
    """

    def __init__(self, write: OnRecord, clock: Callable[[], float] = time.time) -> None:
        self.write = write
        self.clock = clock
        self.last: dict[str, Any] = {}
        self.takers: set[object] = set()

    def trigger(self, record: dict[str, Any], machine: object) -> None:
        """A machine takes a trigger."""
        if record != self.last or machine in self.takers:
            self.last, self.takers = record, set()
            self.write({"at": self.clock(), **record})
        self.takers.add(machine)

    def sends(self, record: dict[str, Any]) -> None:
        """A machine sends a message."""
        self.write({"at": self.clock(), **record})


def trigger_record(settings: Settings, party: str, trigger: Trigger, names: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a trigger that a copy of a party takes, with the names that are bound there."""
    spec = settings.spec
    made: dict[str, Any] = {"party": _copy(settings, party, names.get(party, 0))}
    others: list[str] = []
    values: list[str] = []
    if trigger.kind == "action":
        action = spec.party(party).action(trigger.name)
        made["event"] = trigger.name
        values = [*(per.name for per in action.per), *(name for name, _ in action.fields)]
    elif trigger.kind == "message":
        messages = [m for m in spec.messages if (m.name, m.receiver) == (trigger.name, party)]
        made |= {"event": "receives", "message": trigger.name}
        values = [name for m in messages for name in (*(per.name for per in m.about), *(n for n, _ in m.fields))]
        others = [message.sender for message in messages]
    elif trigger.kind == "expires":
        made |= {"event": "expires", "timer": trigger.name}
        values = [per.name for timer in spec.party(party).timers if timer.name == trigger.name for per in timer.per]
    else:
        made |= {"event": trigger.kind, "connection": trigger.name}
        others = list(spec.connection(trigger.name).parties())
    return {**made, **_said(names, values), **_peer(settings, party, others, names)}


def send_record(
    settings: Settings, party: str, message: str, values: Mapping[str, Value], names: Mapping[str, Any]
) -> dict[str, Any]:
    """The record of a message that a copy of a party sends; its peer, where the names that are bound say it."""
    made = {"party": _copy(settings, party, names.get(party, 0)), "event": "sends", "message": message}
    others = [one.receiver for one in settings.spec.messages if (one.name, one.sender) == (message, party)]
    return {**made, **_said(values, list(values)), **_peer(settings, party, others, names)}


def _said(names: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    found = {name: names[name] for name in wanted if name in names}
    return {"with": found} if found else {}


def _peer(settings: Settings, party: str, others: list[str], names: Mapping[str, Any]) -> dict[str, Any]:
    """The copy at the other end: unknown between copies of one party, or where no name says which it is."""
    found = [other for other in others if other != party]
    if len(found) != 1 or not (found[0] in names or settings.counts[found[0]] == 1):
        return {}
    return {"peer": _copy(settings, found[0], names.get(found[0], 0))}


def _copy(settings: Settings, party: str, number: Any) -> str:
    return party if settings.counts[party] == 1 else f"{party}[{number}]"
