"""What a row sends: which message, with which values, to whom."""

from __future__ import annotations

import ast
from dataclasses import replace

from everystate.loading.document import Text
from everystate.loading.expression import TRUE, Expr
from everystate.loading.parsing import parse
from everystate.loading.party import Send
from everystate.loading.resolve import resolve, resolve_node
from everystate.loading.scope import Scope
from everystate.loading.sorts import TRUTH, Declared, Sort, sort_of_domain
from everystate.loading.spec import Message
from everystate.problems import Problems, Unknown


class SendReader:
    """Reads the sends of one row."""

    def __init__(self, party: str, scope: Scope, problems: Problems) -> None:
        self.party = party
        self.scope = scope
        self.declared = scope.declared
        self.problems = problems

    def send(self, text: Text, to: Text | None, when: Text | None = None) -> Send | None:
        """A message that the row sends, if a condition holds."""
        node = parse(text, self.problems)
        if node is None:
            return None
        name = ast.unparse(node.func if isinstance(node, ast.Call) else node)
        found = [m for m in self.declared.messages if m.sender == self.party and m.name == name]
        if not found:
            self._not_sent(text, name)
            return None
        condition = TRUE if when is None else resolve(when, self.scope, TRUTH, self.problems)
        send = Send(name, self.arguments(text, node, found), text.place, when=condition)
        return self.addressed(send, found, to)

    def _not_sent(self, text: Text, name: str) -> None:
        other = next((m for m in self.declared.messages if m.name == name), None)
        if other:
            what, why = f"{self.party} does not send '{name}'", f"{other.sender} sends it to {other.receiver}"
            self.problems.unknown(Unknown(text.place, name, what, (), why=why))
            return
        known = [m.name for m in self.declared.messages if m.sender == self.party]
        self.problems.unknown(Unknown(text.place, name, f"unknown message '{name}'", known))

    def arguments(self, text: Text, node: ast.expr, messages: list[Message]) -> tuple[tuple[str, Expr], ...]:
        """The values that the message carries."""
        given = node.keywords if isinstance(node, ast.Call) else []
        name = messages[0].name
        if isinstance(node, ast.Call) and node.args:
            self.problems.add(text.place, f"'{text}' gives a value without a name", "", f"write {name}(field=value)")
        read = [self.argument(text, item, messages) for item in given]
        fields = {field for message in messages for field, _ in message.fields} if None not in read else ()
        for field in sorted(fields):
            if field not in [item.arg for item in given]:
                self.problems.add(text.place, f"'{name}' without '{field}'", "", f"write {name}({field}=...)")
        return tuple(filter(None, read))

    def argument(self, text: Text, item: ast.keyword, messages: list[Message]) -> tuple[str, Expr] | None:
        """A value, with the name that the message has for it."""
        sorts = {name: sort for message in messages for name, sort in carried(message).items()}
        if item.arg is None or item.arg not in sorts:
            what = f"'{messages[0].name}' carries no '{item.arg or '**'}'"
            self.problems.unknown(Unknown(text.place, item.arg or "**", what, sorts))
            return None
        return item.arg, resolve_node(item.value, text, self.scope, sorts[item.arg], self.problems)

    def addressed(self, send: Send, messages: list[Message], to: Text | None) -> Send:
        """The send, with whom the row says it is for."""
        receivers = [message.receiver for message in messages]
        if to is None:
            return send
        counted = [party for party in self.declared.counted_by(to) if party in receivers]
        party = self.party if self.scope.is_others(to) else next(iter(counted), "")
        if party in receivers:
            return replace(send, to_all=party)
        if self.scope.is_others(to):
            what, why = f"'{to}' do not get {send.message}", f"they are the other copies of {party}"
            self.problems.add(to.place, what, why, f"name copies of {receivers[0]}")
            return send
        ends = [end for c in self.declared.connections.values() for end in c.ends if end.party in receivers]
        if any(end.name == to and (to not in self.scope.names or end.name != end.party) for end in ends):
            return replace(send, to_end=str(to))
        return replace(send, to=resolve(to, self.scope, Sort(party=receivers[0]), self.problems))


def carried(message: Message) -> dict[str, Sort]:
    """What a message is about and what it carries."""
    names = {per.name: Sort(party=per.party) for per in message.about}
    return names | {name: sort_of_domain(domain) for name, domain in message.fields}


def message_names(messages: list[Message], declared: Declared) -> dict[str, Sort]:
    """The names that every one of these messages binds: sender, receiver, ends, what it is about, fields."""
    bound = [_bound_by(message, declared) for message in messages]
    shared = {name: sort for name, sort in bound[0].items() if all(name in names for names in bound)}
    for names in bound[1:]:
        shared = {name: sort.or_else(names[name]) for name, sort in shared.items()}
    return shared


def _bound_by(message: Message, declared: Declared) -> dict[str, Sort]:
    names = {message.sender: Sort(party=message.sender), message.receiver: Sort(party=message.receiver)}
    carriers = declared.carriers(message)
    if len(carriers) == 1:
        names |= {end.name: Sort(party=end.party) for end in carriers[0].ends}
    return names | carried(message)
