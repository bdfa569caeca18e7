"""The rows of a party: triggers, guards, new values and sends, each read in the scope that its trigger gives."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.loading.counterparts import absent, counterparts
from everystate.loading.counterparts import shared as shared_counterparts
from everystate.loading.document import Text
from everystate.loading.expression import TRUE, Expr, Logic, Not
from everystate.loading.fairness import fairness
from everystate.loading.known import read_known
from everystate.loading.layering.rows import LAYER, NARROWED
from everystate.loading.parsing import parse
from everystate.loading.party import Assignment, NoticeKind, Per, Row, Send, Trigger
from everystate.loading.references import counted
from everystate.loading.resolve import resolve, resolve_node
from everystate.loading.scope import Scope
from everystate.loading.sends import SendReader, message_names
from everystate.loading.shapes import Entries
from everystate.loading.sorts import TRUTH, Declared, Sort
from everystate.loading.timers import TimerReader
from everystate.problems import Problems, Unknown

NOTICES: dict[str, NoticeKind] = {"opened": "opened", "refused": "refused", "lost": "lost"}


@dataclass(frozen=True)
class Owner:
    """The machine that a row belongs to."""

    party: str
    machine: str
    per: tuple[Per, ...]
    states: tuple[str, ...]
    actions: dict[str, dict[str, Sort]]


class RowReader:
    """Reads rows of one machine."""

    def __init__(self, owner: Owner, declared: Declared, problems: Problems) -> None:
        self.owner = owner
        self.declared = declared
        self.problems = problems

    def rows(self, entries: list[Entries], ignored: list[Text]) -> tuple[Row, ...]:
        """The rows, one for each trigger, numbered; those that the machine ignores come last."""
        made = [row for entry in entries for row in self.row(entry)]
        made += filter(None, map(self.ignored, ignored))
        return tuple(replace(row, number=number) for number, row in enumerate(made))

    def row(self, entry: Entries) -> Iterator[Row]:
        """A row for each trigger of the entry; none where one of them is unknown."""
        texts: list[Text] = entry["trigger"] if entry.whole else []
        triggers = [trigger for text in texts if (trigger := self.trigger(text))]
        for number, text in enumerate(texts):
            if text in texts[:number]:
                self.problems.add(text.place, f"'{text}' twice", "a row has each trigger once", "leave one out")
        if triggers and len(triggers) == len(texts):
            row = self._row(entry, triggers)
            yield from (replace(row, trigger=trigger) for trigger in triggers)

    def _row(self, entry: Entries, triggers: list[Trigger]) -> Row:
        """The row of the first trigger; what it says is the same for all of them."""
        scope = self.scope(triggers)
        defer = entry.get("defer") == "true"
        if entry.clean:
            self._check_keys(entry, defer)
        when, text = self.guard(entry, scope)
        return Row(
            machine=self.owner.machine,
            number=0,
            trigger=triggers[0],
            sources=self.sources(entry.get("source") or []),
            dest=self.dest(entry.get("dest")),
            when=when,
            sets=tuple(filter(None, (self.set(k, v, scope) for k, v in (entry.get("set") or {}).items()))),
            sends=self.sends(entry, scope),
            choice=entry.get("choice") == "true",
            defer=defer,
            dead=read_known(entry.get("dead"), Scope(self.declared), self.problems),
            place=entry.place,
            text=text,
            fair=fairness(entry, self.declared, self.problems),
            layer=entry.get(LAYER, ""),
            timers=TimerReader(self.owner.party, self.declared, self.problems).changes(entry, scope, self.timer_index),
            rank=1 if entry.get("otherwise") == "true" else 0,
            in_any_order=self.is_in_any_order(entry, triggers),
        )

    def ignored(self, text: Text) -> Row | None:
        """The row of a trigger that the machine ignores, or None where the trigger is unknown."""
        trigger = self.trigger(text)
        if trigger is None:
            return None
        return Row(
            machine=self.owner.machine,
            number=0,
            trigger=trigger,
            sources=self.owner.states,
            dest=None,
            when=TRUE,
            sets=(),
            sends=(),
            choice=False,
            defer=False,
            dead=(),
            place=text.place,
            rank=2,
        )

    def is_in_any_order(self, entry: Entries, triggers: list[Trigger]) -> bool:
        """Whether the copies of the machine send in any order; a mistake where never more than one of them does."""
        said = entry.get("in_any_order")
        if said is None or said == "false":
            return False
        own = {per.name for per in self.owner.per}
        several = any(not own <= {*self._bound(trigger)} for trigger in triggers)
        if "send" not in entry:
            self.problems.add(said.place, "in_any_order: without send:", "", "leave it out, or say what is sent")
        elif not several:
            why = f"{' and '.join(map(str, triggers))} moves one copy of {self.owner.machine}"
            self.problems.add(said.place, "in_any_order changes nothing", why, "leave it out")
        return True

    def guard(self, entry: Entries, scope: Scope) -> tuple[Expr, str]:
        """The guard, also as a text: what the row says, and that no row before it applies.

        Mistakes in the guards of rows before it are noted at those.
        """
        own = [entry["when"]] if "when" in entry else []
        said = [resolve(text, scope, TRUTH, self.problems) for text in own]
        if NARROWED not in entry:
            return (said[0], str(own[0])) if own else (TRUE, "")
        barred = [Not(resolve(text, scope, TRUTH, Problems())) for text in entry[NARROWED]]
        words = [f"({text})" for text in own] + [f"not ({text})" for text in entry[NARROWED]]
        items = (*said, *barred)
        return items[0] if len(items) == 1 else Logic("and", items), " and ".join(words)

    def _check_keys(self, entry: Entries, defer: bool) -> None:
        if ("dest" in entry) == defer:
            self.problems.add(entry.place, "a row has a dest, or defers", "", 'write dest: "=" to stay')
        if defer and (idle := [key for key in ("set", "send", "start", "stop", "fair") if key in entry]):
            what, instead = "a row that defers does nothing", f"leave {' and '.join(idle)} out"
            self.problems.add(entry.place, what, "its trigger waits", instead)
        if "to" in entry and "send" not in entry:
            self.problems.add(entry["to"].place, "to: without send:", "", "leave it out, or say what is sent")

    def trigger(self, text: Text) -> Trigger | None:
        """What the text names, among what this party can take."""
        name, _, notice = text.partition(".")
        if notice in NOTICES and name in self._connections():
            return Trigger(NOTICES[notice], name)
        if notice == "expires" and name in self.declared.parties[self.owner.party].timers:
            return Trigger("expires", name)
        if text in self.owner.actions:
            return Trigger("action", str(text))
        if any(m.receiver == self.owner.party and m.name == text for m in self.declared.messages):
            return Trigger("message", str(text))
        meant = self._unknown(text)
        return self.trigger(Text(meant, text.place)) if meant else None

    def _connections(self) -> list[str]:
        names = self.declared.connections.items()
        return [name for name, c in names if self.owner.party in (c.ends[0].party, c.ends[1].party)]

    def _unknown(self, text: Text) -> str:
        """Note that a trigger is none; the trigger that was meant, if one is like it."""
        other = next((m for m in self.declared.messages if m.name == text), None)
        if other:
            what, why = f"{self.owner.party} never receives '{text}'", f"{other.sender} sends it to {other.receiver}"
            self.problems.unknown(Unknown(text.place, str(text), what, (), why=why))
            return ""
        known = [m.name for m in self.declared.messages if m.receiver == self.owner.party] + list(self.owner.actions)
        known += [f"{name}.{notice}" for name in self._connections() for notice in NOTICES]
        known += [f"{name}.expires" for name in self.declared.parties[self.owner.party].timers]
        return self.problems.unknown(Unknown(text.place, str(text), f"unknown trigger '{text}'", known))

    def scope(self, triggers: list[Trigger]) -> Scope:
        """The names that all of these triggers bind at this machine, to copies of the same party or to values."""
        own = {per.name: Sort(party=per.party) for per in (Per(self.owner.party, self.owner.party), *self.owner.per)}
        first, *others = map(self._bound, triggers)
        shared = dict(first)
        for bound in others:
            both = {name: (sort, bound[name]) for name, sort in shared.items() if name in bound}
            shared = {name: one.or_else(two) for name, (one, two) in both.items() if one.party == two.party}
        found = [counterparts(trigger, self.owner.party, self.declared) for trigger in triggers]
        known = shared_counterparts(found)
        partly = frozenset(itertools.chain(first, *others, *found)) - {*shared, *own, *known}
        names = {**shared, **own}
        missing = absent(triggers, self.owner.party, self.declared)
        return Scope(self.declared, names, self.owner.party, partly=partly, counterparts=known, absent=missing)

    def _bound(self, trigger: Trigger) -> dict[str, Sort]:
        if trigger.kind == "action":
            return self.owner.actions[trigger.name]
        if trigger.kind == "expires":
            timers = self.declared.parties[self.owner.party].timers
            return {per.name: Sort(party=per.party) for per in timers[trigger.name]}
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
            self.problems.unknown(Unknown(text.place, str(text), f"unknown state '{text}'", self.owner.states))
        return str(text)

    def set(self, target: Text, value: Text, scope: Scope) -> Assignment | None:
        """An assignment to a variable of the party."""
        node = parse(target, self.problems)
        if node is None:
            return None
        name = node.value if isinstance(node, ast.Subscript) else node
        memory = scope.memory(name.id) if isinstance(name, ast.Name) else None
        if memory is None or not isinstance(name, ast.Name) or not memory.variable:
            memories = self.declared.parties[self.owner.party].memory
            known = [name for name, memory in memories.items() if memory.variable]
            self.problems.unknown(Unknown(target.place, str(target), f"unknown variable '{target}'", known))
            return None
        index = self.index(target, node, memory.per, scope)
        return Assignment(name.id, index, resolve(value, scope, memory.sort, self.problems), target.place)

    def timer_index(self, target: Text, node: ast.expr, scope: Scope) -> tuple[Expr, ...]:
        """Which of several copies of a timer is started or stopped."""
        name = node.value if isinstance(node, ast.Subscript) else node
        assert isinstance(name, ast.Name)
        return self.index(target, node, self.declared.parties[self.owner.party].timers[name.id], scope)

    def index(self, target: Text, node: ast.expr, pers: tuple[Per, ...], scope: Scope) -> tuple[Expr, ...]:
        """Which of several copies of a variable or a timer is meant."""
        items: list[ast.expr] = []
        if isinstance(node, ast.Subscript):
            items = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if len(items) != len(pers):
            self.problems.add(target.place, f"'{target}' has {counted(len(items))}, not {len(pers)}")
            return ()
        return tuple(
            resolve_node(item, target, scope, Sort(party=per.party), self.problems)
            for item, per in zip(items, pers, strict=True)
        )

    def sends(self, entry: Entries, scope: Scope) -> tuple[Send, ...]:
        """The messages that the row sends."""
        reader = SendReader(self.owner.party, scope, self.problems)
        items = (item.items() if isinstance(item, dict) else [(item, None)] for item in entry.get("send") or [])
        said = itertools.chain.from_iterable(items)
        return tuple(filter(None, (reader.send(text, entry.get("to"), when) for text, when in said)))
