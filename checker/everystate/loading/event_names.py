"""Events as phases, claims and monitors name them."""

from __future__ import annotations

from everystate.loading.actions import bound_by
from everystate.loading.document import Text
from everystate.loading.events import EventName
from everystate.loading.faults import FAULTS
from everystate.loading.party import Party
from everystate.loading.rows import NOTICES
from everystate.loading.scope import Scope
from everystate.loading.sends import message_names
from everystate.loading.sorts import Declared, Sort
from everystate.problems import Problems, Unknown


class Events:
    """Reads the names of events, and knows what they bind."""

    def __init__(self, declared: Declared, parties: tuple[Party, ...], problems: Problems) -> None:
        self.declared = declared
        self.actions = {(a.party, a.name): a for party in parties for a in party.actions}
        self.problems = problems
        self.scope = Scope(declared, observes=True)

    def event(self, text: Text) -> EventName | None:
        """The event that a text names; None, and a problem, if there is none."""
        phrase = text.split()
        if len(phrase) == 3 and phrase[1] in ("sends", "receives"):
            return self._message_event(text, phrase[0], phrase[1], phrase[2])
        if event := self.dotted(text):
            return event
        self.problems.unknown(Unknown(text.place, str(text), f"unknown event '{text}'", self._events()))
        return None

    def dotted(self, text: str) -> EventName | None:
        """The action, or the event of a connection, that a text names; None if there is none."""
        path = text.split(".")
        return self._action(path) or self._connection_event(path) or self._time_event(path)

    def _action(self, path: list[str]) -> EventName | None:
        return EventName("action", path[0], path[1]) if tuple(path) in self.actions else None

    def _connection_event(self, path: list[str]) -> EventName | None:
        """`desk.breaks`, `desk.lost`, `agent.desk.lost`."""
        *party, name, kind = ["", *path][-3:] if len(path) in (2, 3) else ["", "", ""]
        ends = self.declared.connections.get(name)
        if ends is None or kind not in (*NOTICES, *(() if party[0] else FAULTS)):
            return None
        if party[0] and party[0] not in [end.party for end in ends.ends]:
            return None
        return EventName(kind, party[0], name)

    def _time_event(self, path: list[str]) -> EventName | None:
        """`node.election.expires`, `tick`."""
        match path:
            case ["tick"] if any(names.timers for names in self.declared.parties.values()):
                return EventName("tick", "", "")
            case [party, timer, "expires"]:
                names = self.declared.parties.get(party)
                return EventName("expires", party, timer) if names and timer in names.timers else None
            case _:
                return None

    def _events(self) -> list[str]:
        known = [f"{party}.{name}" for party, name in self.actions]
        for party, names in self.declared.parties.items():
            known += [f"{party}.{timer}.expires" for timer in names.timers]
        for name, connection in self.declared.connections.items():
            known += [f"{name}.{kind}" for kind in FAULTS]
            known += [f"{end.party}.{name}.{notice}" for end in connection.ends for notice in NOTICES]
        for message in self.declared.messages:
            known += [f"{message.sender} sends {message.name}", f"{message.receiver} receives {message.name}"]
        return known

    def _message_event(self, text: Text, party: str, kind: str, message: str) -> EventName | None:
        end = "sender" if kind == "sends" else "receiver"
        if any(m.name == message and getattr(m, end) == party for m in self.declared.messages):
            return EventName(kind, party, message)
        known = [event for event in self._events() if f" {kind} " in event]
        what, why = f"'{text}' never happens", f"no such message of {party}"
        self.problems.unknown(Unknown(text.place, str(text), what, known, why=why))
        return None

    def scope_of(self, event: EventName | None) -> Scope:
        """The names that an event binds, over everything that can be observed."""
        if event is None:
            return self.scope
        if event.kind in ("sends", "receives"):
            end = "sender" if event.kind == "sends" else "receiver"
            found = [m for m in self.declared.messages if m.name == event.name and getattr(m, end) == event.party]
            return self.scope.binding(message_names(found, self.declared))
        if event.kind == "action":
            bound = bound_by(self.actions[event.party, event.name])
            return self.scope.binding(bound | {event.party: Sort(party=event.party)})
        if event.kind == "tick":
            return self.scope
        if event.kind == "expires":
            bound = {per.name: Sort(party=per.party) for per in self.declared.parties[event.party].timers[event.name]}
            return self.scope.binding(bound | {event.party: Sort(party=event.party)})
        ends = self.declared.connections[event.name].ends
        return self.scope.binding({end.name: Sort(party=end.party) for end in ends})
