"""Draws what rows send, and to whom, so that it has one way to go."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.guards import Guards
from tests.laws.generator.plan import Message, Names, Party, Plan
from tests.laws.generator.trigger import Trigger


class Sends:
    """Draws for the rows of one machine."""

    def __init__(self, draw: Draw, plan: Plan, party: Party, guards: Guards) -> None:
        self.draw = draw
        self.plan = plan
        self.party = party
        self.guards = guards

    def sent(self, trigger: Trigger, names: Names, tests: list[str]) -> dict[str, Any]:
        """`send`, and `to` where it is needed; what the guard must say is added to the tests."""
        sendable = [message for message in self.plan.sent_by(self.party) if self._may(message, trigger, names)]
        if not sendable:
            return {}
        chosen = [self.draw.pick(sendable)]
        if not chosen[0].connection.rendezvous and self.draw.chance(20):
            alike = [m for m in sendable if m.receiver == chosen[0].receiver and not m.connection.rendezvous]
            chosen = self.draw.some(alike, 1)
        to = self._to(chosen, names, tests)
        if to is None:
            return {}
        said: list[Any] = [self._said(message, names, trigger, tests) for message in chosen]
        said = [{one: self.guards.truth(names, trigger.fields)} if self.draw.chance(7) else one for one in said]
        made: dict[str, Any] = {"send": said if len(said) > 1 or self.draw.chance(10) else said[0]}
        return {**made, "to": to} if to else made

    def _may(self, message: Message, trigger: Trigger, names: Names) -> bool:
        """A rendezvous is the only send of its step: one machine sends, and one copy of it."""
        if message.connection.name in trigger.closed:
            return False
        first = self.guards.machine is self.party.machines[0]
        alone = all(names.get(name) == of for name, of in self.guards.machine.per.items())
        return not any(m.connection.rendezvous for m in self.plan.sent_by(self.party)) or (first and alone)

    # -- to whom --------------------------------------------------------------------------------------------------

    def _to(self, messages: list[Message], names: Names, tests: list[str]) -> str | None:
        """What to say of the receiver: nothing, if it is clear; None where there is no way to say it."""
        connection, receiver = messages[0].connection, self.plan.party(messages[0].receiver)
        if connection.itself:
            return self._to_end(messages)
        clear = [self._clear(message, names) for message in messages]
        options = [""] if all(clear) else []
        if receiver.counted and not connection.rendezvous:
            options.append(receiver.counted)
        if all(message.connection.everywhere for message in messages):
            options += [f"{receiver.name}[{number}]" for number in range(receiver.copies)]
            options += self._remembered(receiver, names)
            options += [name for name in ("sender", "peer") if names.get(name) == receiver.name]
        if not options:
            return None
        to = options[0] if self.draw.chance(60) else self.draw.pick(options)
        if to and to.split("[")[0] in [variable.name for variable in self.party.variables]:
            tests.append(f"{to} != none")
        return to

    def _to_end(self, messages: list[Message]) -> str | None:
        """Between copies of one party, the name of an end; where each has two neighbours, that is not enough."""
        connection = messages[0].connection
        same = all(message.connection is connection for message in messages)
        where = str(connection.entry["where"])
        if self.draw.chance(90) and not connection.rendezvous and "<" in where:
            return "others"
        return self.draw.pick([name for name, _ in connection.ends]) if same and "<" not in where else None

    def _clear(self, message: Message, names: Names) -> bool:
        """Whether one channel is left, given the names that are bound."""
        if self.plan.party(message.receiver).copies == 1:
            return message.connection.everywhere
        if not message.connection.everywhere:
            return False
        return any(names.get(name) == message.receiver for name in (message.receiver, self._far_end(message)))

    def _far_end(self, message: Message) -> str:
        return next(name for name, of in message.connection.ends if of == message.receiver)

    def _remembered(self, receiver: Party, names: Names) -> list[str]:
        own = [one for one in self.party.variables if one.kind == "copy" and one.party == receiver.name]
        return [self.guards.read(one, names) for one in own]

    # -- what -----------------------------------------------------------------------------------------------------

    def _said(self, message: Message, names: Names, trigger: Trigger, tests: list[str]) -> str:
        given = {name: self._value(kind, names, trigger, tests) for name, kind in message.fields.items()}
        if message.about and (message.about[0] not in names or self.draw.chance(40)):
            given[message.about[0]] = self._copy(message.about[1], names, tests)
        inside = ", ".join(f"{name}={value}" for name, value in given.items())
        return f"{message.name}({inside})" if inside else message.name

    def _copy(self, party: str, names: Names, tests: list[str]) -> str:
        own = [one for one in self.party.variables if one.kind == "copy" and one.party == party]
        if not own or self.draw.chance(40):
            return self.guards.index(party, names)
        read = self.guards.read(self.draw.pick(own), names)
        tests.append(f"{read} != none")
        return read

    def _value(self, kind: str, names: Names, trigger: Trigger, tests: list[str]) -> str:
        own = [self.guards.read(one, names) for one in self.party.variables if one.kind == kind]
        heard = [name for name, of in trigger.fields.items() if of == kind]
        if own and self.draw.chance(50):
            read = self.draw.pick(own)
            tests.append(f"{read} < 2" if kind == "number" else f"{read} != blue")
            return read
        return self.draw.pick([*heard, *({"number": ["0", "1"], "word": ["red", "green"]}[kind])])
