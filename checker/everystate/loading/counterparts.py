"""The names `sender` and `peer` in rows: expressions over the names that the trigger binds."""

from __future__ import annotations

from collections.abc import Iterable

from everystate.loading.expression import Bound, Compare, Conditional, Expr, parts
from everystate.loading.party import Per, Trigger
from everystate.loading.scope import Typed
from everystate.loading.sends import carried
from everystate.loading.sorts import Declared, Sort
from everystate.loading.spec import Message


def counterparts(trigger: Trigger, party: str, declared: Declared) -> dict[str, Typed]:
    """Who stands at the other end of what a party takes: the `sender` of a message, the `peer` of a connection.

    A name is left out where several are possible, or where the message carries something else by the name of the end.
    """
    if trigger.kind in ("action", "expires"):
        return {}
    if trigger.kind != "message":
        return {"peer": _far_end(declared.connections[trigger.name].ends, party)}
    messages = (m for m in declared.messages if (m.receiver, m.name) == (party, trigger.name))
    senders = {_sender(message, declared) for message in messages}
    sender = senders.pop()
    return {"sender": sender, "peer": sender} if sender and not senders else {}


def absent(triggers: Iterable[Trigger], party: str, declared: Declared) -> dict[str, tuple[str, str]]:
    """For `sender` and `peer`, where one of these triggers gives it no meaning: why, and what to write instead."""
    found: dict[str, tuple[str, str]] = {}
    for trigger in triggers:
        for name in {"sender", "peer"} - counterparts(trigger, party, declared).keys():
            found.setdefault(name, _why_absent(trigger, party, declared))
    return found


def _why_absent(trigger: Trigger, party: str, declared: Declared) -> tuple[str, str]:
    if trigger.kind in ("action", "expires"):
        return f"{trigger} comes from no other copy", "name a copy"
    if trigger.kind != "message":
        return f"{trigger} is a notice, which nobody sends", "write peer"
    messages = [m for m in declared.messages if (m.receiver, m.name) == (party, trigger.name)]
    if len(messages) > 1 or len(declared.carriers(messages[0])) > 1:
        return f"{trigger} comes over several connections", "use a message for each of them"
    end = messages[0].sender
    return f"{trigger} is about another {end}", f"give the end a name in its connection: `{{NAME: {end}, ...}}`"


def shared(found: Iterable[dict[str, Typed]]) -> dict[str, Typed]:
    """The names that mean the same for all triggers of a row."""
    first, *others = found
    return {name: typed for name, typed in first.items() if all(other.get(name) == typed for other in others)}


def _sender(message: Message, declared: Declared) -> Typed | None:
    carriers = declared.carriers(message)
    if len(carriers) != 1:
        return None
    tree, sort = _far_end(carriers[0].ends, message.receiver)
    names = {part.name for part in parts(tree) if isinstance(part, Bound)}
    return None if names & carried(message).keys() else (tree, sort)


def _far_end(ends: tuple[Per, Per], party: str) -> Typed:
    """The other end than that of the party's own copy, which no connection joins to itself."""
    one, two = ends
    if one.party == two.party:
        own: Expr = Bound(party)
        return Conditional(Compare("!=", Bound(one.name), own), Bound(one.name), Bound(two.name)), Sort(party=party)
    other = two if one.party == party else one
    return Bound(other.name), Sort(party=other.party)
