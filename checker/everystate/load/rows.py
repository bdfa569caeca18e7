"""The rows of a party: triggers, guards, new values and sends, each read in the scope that its trigger gives."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from everystate.load.document import Text
from everystate.load.expression import TRUE, Expr
from everystate.load.resolve import Scope, resolve
from everystate.load.shapes import Entries
from everystate.load.sorts import TRUTH, Declared, Memory, Sort, sort_of_domain
from everystate.load.spec import Assignment, Message, Per, Row, Send, Trigger
from everystate.problems import Problems, nearest

NOTICES = ("opened", "refused", "lost")


@dataclass(frozen=True)
class Owner:
    """The machine that a row belongs to."""

    party: str
    machine: str
    per: tuple[Per, ...]
    states: tuple[str, ...]
    actions: dict[str, tuple[Per, ...]]


class RowReader:
    """Reads rows of one machine."""

    def __init__(self, owner: Owner, declared: Declared, problems: Problems) -> None:
        self.owner = owner
        self.declared = declared
        self.problems = problems

    def row(self, entry: Entries, number: int) -> Row | None:
        """The row, or None where its trigger is unknown."""
        text = entry.get("trigger")
        trigger = self.trigger(text) if text is not None else None
        if trigger is None:
            return None
        scope = self.scope(trigger)
        defer = entry.get("defer") == "true"
        if ("dest" in entry) == defer:
            self.problems.add(entry.place, "a row has a dest, or defers", "", 'write dest: "=" to stay')
        when = resolve(entry["when"], scope, TRUTH, self.problems) if "when" in entry else TRUE
        return Row(
            machine=self.owner.machine,
            number=number,
            trigger=trigger,
            sources=self.sources(entry.get("source") or []),
            dest=self.dest(entry.get("dest")),
            when=when,
            sets=tuple(filter(None, (self.set(k, v, scope) for k, v in (entry.get("set") or {}).items()))),
            sends=tuple(filter(None, (self.send(text, entry.get("to"), scope) for text in entry.get("send") or []))),
            choice=entry.get("choice") == "true",
            defer=defer,
            dead=entry.get("dead", ""),
            place=entry.place,
            text=str(entry.get("when", "")),
        )

    def trigger(self, text: Text) -> Trigger | None:
        """What the text names, among what this party can take."""
        name, _, notice = text.partition(".")
        if notice in NOTICES and name in self._connections():
            return self._notice(text, name, notice)
        if text in self.owner.actions:
            return Trigger("action", str(text))
        if any(m.receiver == self.owner.party and m.name == text for m in self.declared.messages):
            return Trigger("message", str(text))
        self.problems.add(text.place, *self._unknown(text))
        return None

    def _notice(self, text: Text, name: str, notice: str) -> Trigger:
        return Trigger(notice, name)  # type: ignore[arg-type]

    def _connections(self) -> list[str]:
        names = self.declared.connections.items()
        return [name for name, c in names if self.owner.party in (c.ends[0].party, c.ends[1].party)]

    def _unknown(self, text: Text) -> tuple[str, str, str]:
        other = next((m for m in self.declared.messages if m.name == text), None)
        if other:
            return f"{self.owner.party} never receives '{text}'", f"{other.sender} sends it to {other.receiver}", ""
        known = [m.name for m in self.declared.messages if m.receiver == self.owner.party] + list(self.owner.actions)
        known += [f"{name}.{notice}" for name in self._connections() for notice in NOTICES]
        return f"unknown trigger '{text}'", "", nearest(text, known)

    def scope(self, trigger: Trigger) -> Scope:
        """The names that a trigger binds at this machine."""
        own = {per.name: Sort(party=per.party) for per in (Per(self.owner.party, self.owner.party), *self.owner.per)}
        return Scope(self.declared, {**self._bound(trigger), **own}, self.owner.party)

    def _bound(self, trigger: Trigger) -> dict[str, Sort]:
        if trigger.kind == "action":
            return {per.name: Sort(party=per.party) for per in self.owner.actions[trigger.name]}
        if trigger.kind == "message":
            found = [m for m in self.declared.messages if m.receiver == self.owner.party and m.name == trigger.name]
            return message_names(found, self.declared)
        return {end.name: Sort(party=end.party) for end in self.declared.connections[trigger.name].ends}

    def sources(self, texts: list[Text]) -> tuple[str, ...]:
        """The states that a source names."""
        if any(text == "*" for text in texts):
            return self.owner.states
        return tuple(state for text in texts if (state := self.state(text)))

    def dest(self, text: Text | None) -> str | None:
        """The next state; None to stay."""
        return None if text is None or text == "=" else self.state(text)

    def state(self, text: Text) -> str:
        """A state of the machine."""
        if text not in self.owner.states:
            hint = nearest(text, self.owner.states)
            self.problems.add(text.place, f"unknown state '{text}'", "", hint)
        return str(text)

    def set(self, target: Text, value: Text, scope: Scope) -> Assignment | None:
        """An assignment to a variable of the party."""
        try:
            tree = ast.parse(target, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = ast.Pass()  # type: ignore[assignment]
        name = tree.value if isinstance(tree, ast.Subscript) else tree
        memory = scope.memory(name.id) if isinstance(name, ast.Name) else None
        if memory is None or not isinstance(name, ast.Name) or not memory.variable:
            memories = self.declared.parties[self.owner.party].memory
            known = [name for name, memory in memories.items() if memory.variable]
            self.problems.add(target.place, f"unknown variable '{target}'", "", nearest(target, known))
            return None
        index = self.set_index(target, tree, memory, scope)
        return Assignment(name.id, index, resolve(value, scope, memory.sort, self.problems), target.place)

    def set_index(self, target: Text, tree: ast.expr, memory: Memory, scope: Scope) -> tuple[Expr, ...]:
        """Which of several copies of the variable is set."""
        items: list[ast.expr] = []
        if isinstance(tree, ast.Subscript):
            items = list(tree.slice.elts) if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        if len(items) != len(memory.per):
            self.problems.add(target.place, f"'{target}' has {len(items)} indices, not {len(memory.per)}")
            return ()
        texts = [Text(ast.unparse(item), target.place) for item in items]
        return tuple(
            resolve(text, scope, Sort(party=per.party), self.problems)
            for text, per in zip(texts, memory.per, strict=True)
        )

    def send(self, text: Text, to: Text | None, scope: Scope) -> Send | None:
        """A message that the row sends."""
        try:
            tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.problems.add(text.place, f"'{text}' is no message", "", "write NAME or NAME(field=value)")
            return None
        name = ast.unparse(tree.func if isinstance(tree, ast.Call) else tree)
        found = [m for m in self.declared.messages if m.sender == self.owner.party and m.name == name]
        if not found:
            self.problems.add(text.place, *self._not_sent(name))
            return None
        given = {k.arg or "": k.value for k in tree.keywords} if isinstance(tree, ast.Call) else {}
        arguments = tuple(self.argument(text, key, value, found[0], scope) for key, value in given.items())
        for field, _ in found[0].fields:
            if field not in given:
                self.problems.add(text.place, f"'{name}' without '{field}'", "", f"write {name}({field}=...)")
        return self.addressed(Send(name, arguments, text.place), found[0], to, scope)

    def _not_sent(self, name: str) -> tuple[str, str, str]:
        other = next((m for m in self.declared.messages if m.name == name), None)
        if other:
            return f"{self.owner.party} does not send '{name}'", f"{other.sender} sends it to {other.receiver}", ""
        known = [m.name for m in self.declared.messages if m.sender == self.owner.party]
        return f"unknown message '{name}'", "", nearest(name, known)

    def argument(self, text: Text, key: str, value: ast.expr, message: Message, scope: Scope) -> tuple[str, Expr]:
        """A value that the message carries."""
        sorts = {name: sort_of_domain(domain) for name, domain in message.fields}
        sorts |= {per.name: Sort(party=per.party) for per in message.about}
        if key not in sorts:
            self.problems.add(text.place, f"'{message.name}' carries no '{key}'", "", nearest(key, sorts))
        tree = resolve(Text(ast.unparse(value), text.place), scope, sorts.get(key, Sort(anything=True)), self.problems)
        return key, tree

    def addressed(self, send: Send, message: Message, to: Text | None, scope: Scope) -> Send:
        """The send, with whom the row says it is for."""
        if to is None:
            return send
        if party := self.declared.party_counted_by(to):
            return Send(send.message, send.arguments, send.place, to_all=party)
        ends = [end for c in self.declared.connections.values() for end in c.ends if end.party == message.receiver]
        if any(end.name == to and (to not in scope.names or end.name != end.party) for end in ends):
            return Send(send.message, send.arguments, send.place, to_end=str(to))
        tree = resolve(to, scope, Sort(party=message.receiver), self.problems)
        return Send(send.message, send.arguments, send.place, to=tree)


def message_names(messages: list[Message], declared: Declared) -> dict[str, Sort]:
    """The names that every one of these messages binds: sender, receiver, ends, what it is about, fields."""
    bound: list[dict[str, Sort]] = []
    for message in messages:
        names = {message.sender: Sort(party=message.sender), message.receiver: Sort(party=message.receiver)}
        carriers = [
            c for c in declared.connections.values() if {e.party for e in c.ends} == {message.sender, message.receiver}
        ]
        if len(carriers) == 1:
            names |= {end.name: Sort(party=end.party) for end in carriers[0].ends}
        names |= {per.name: Sort(party=per.party) for per in message.about}
        names |= {name: sort_of_domain(domain) for name, domain in message.fields}
        bound.append(names)
    return {name: sort for name, sort in bound[0].items() if all(name in names for names in bound)} if bound else {}
