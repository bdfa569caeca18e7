"""One layer over the entries of a spec: what exists is changed key by key, and what does not is added."""

from __future__ import annotations

import re
from typing import Any

from everystate.loading.declare import Files
from everystate.loading.document import Text
from everystate.loading.files import (
    ACTION,
    CLAIM,
    CONNECTION,
    FINDING,
    MACHINE,
    MONITOR,
    PARAMETER,
    PHASE,
    TIMER,
    VARIABLE,
)
from everystate.loading.layering.rows import FirstRows
from everystate.loading.shapes import Entries, Record, Shape
from everystate.problems import Problems, Unknown

_EVENTS = ("begins", "within")
_LISTS = ("states", "ignores")
_OF_SYSTEM = (
    ("parameters", PARAMETER.record),
    ("connections", CONNECTION),
    ("claims", CLAIM),
    ("monitors", MONITOR),
    ("findings", FINDING),
)


def lay(below: Files, layer: Entries, problems: Problems) -> Files:
    """The entries of a spec with a layer over them; mistakes are added to `problems`."""
    return _Laying(layer, problems).over(below)


class _Laying:
    def __init__(self, layer: Entries, problems: Problems) -> None:
        self.layer = layer
        self.problems = problems

    def over(self, below: Files) -> Files:
        """The entries with the layer over them."""
        parties = self.layer.get("parties") or {}
        known = [str(entry["party"]) for entry in below.parties if "party" in entry]
        for name in parties:
            if name not in known:
                self.problems.unknown(Unknown(name.place, str(name), f"unknown party '{name}'", known))
        changed = (self.party(entry, parties.get(str(entry.get("party")))) for entry in below.parties)
        return Files(self.system(below.system), tuple(changed))

    def system(self, below: Entries) -> Entries:
        """The system file with the layer over it."""
        made = _like(below, below)
        for key, record in _OF_SYSTEM:
            self.change(made, key, self.layer, record)
        self.phases(made)
        _define(made, self.layer)
        if "messages" in self.layer:
            made["messages"] = _messages(below.get("messages") or {}, self.layer["messages"])
        made.update({key: self.layer[key] for key in ("final", "time") if key in self.layer})
        return made

    def party(self, below: Entries, added: Entries | None) -> Entries:
        """A party file with the layer over it."""
        if added is None:
            return below
        made = _like(below, below)
        made.update({key: added[key] for key in ("copies", "fair") if key in added})
        _define(made, added)
        self.change(made, "actions", added, ACTION)
        self.change(made, "timers", added, TIMER)
        self.change(made, "variables", added, VARIABLE)
        machines = dict(below.get("machines") or {})
        for name, entry in (added.get("machines") or {}).items():
            self.machine(machines, name, entry)
        if machines:
            made["machines"] = machines
        return made

    def machine(self, machines: dict[Text, Any], name: Text, entry: Entries) -> None:
        """A machine with the layer over it, or a new one."""
        below = machines.get(name)
        if below is None:
            self.check_new("machine", name, entry, MACHINE, machines)
            if "first" in entry:
                why, instead = f"'{name}' is new, and has none below", "write transitions:"
                self.problems.add(entry.place, "rows that come first", why, instead)
            machines[name] = entry
            return
        if "transitions" in entry:
            why = f"'{name}' has rows below, and these would have no place among them"
            self.problems.add(entry.place, "transitions of a machine in a layer", why, "write first:")
        others = {key: entry[key] for key in entry if key not in (*_LISTS, "transitions", "first")}
        lists = {key: [*below.get(key, ()), *entry.get(key, ())] for key in _LISTS if key in below or key in entry}
        made = _like(below, {**below, **others, **lists})
        first = FirstRows(str(self.layer.get("layer", "")), str(name), lists.get("states", []), self.problems)
        made["transitions"] = first.over(below.get("transitions") or [], entry.get("first") or [])
        machines[name] = made

    def change(self, made: Entries, key: str, added: Entries, record: Shape) -> None:
        """Change the entries of a table, key by key, and add the new ones, which must be whole."""
        if key not in added:
            return
        below = dict(made.get(key) or {})
        for name, entry in added[key].items():
            if not isinstance(record, Record) or not isinstance(entry, Entries):
                continue
            if name not in below:
                self.check_new(record.name.split(" ", 1)[1], name, entry, record, below)
        made[key] = changed(below, added[key], record.one_of if isinstance(record, Record) else ())

    def check_new(self, kind: str, name: Text, entry: Entries, record: Record, known: dict[Text, Any]) -> None:
        """A new entry has all that is required."""
        required = record.required(entry)
        missing = next((key for key in record.keys if key in required and key not in entry), None)
        if missing is not None and entry.clean:
            why = f"there is no {kind} '{name}' below, and a new one has {missing}:"
            self.problems.unknown(Unknown(name.place, str(name), f"unknown {kind} '{name}'", known, (), why))
        if missing is not None:
            entry.whole = False

    def phases(self, made: Entries) -> None:
        """Further phases, and further events of those below."""
        if "phases" not in self.layer:
            return
        table = dict(made.get("phases") or {})
        for name, entry in self.layer["phases"].items():
            if name in table:
                events = {key: [*table[name].get(key, ()), *entry[key]] for key in _EVENTS if key in entry}
                table[name] = _like(table[name], {**table[name], **entry, **events})
            else:
                self.check_new("phase", name, entry, PHASE, table)
                table[name] = entry
        made["phases"] = table


def _like(entry: Entries, content: dict[str, Any]) -> Entries:
    made = Entries(content)
    made.place, made.whole, made.clean = entry.place, entry.whole, entry.clean
    return made


def changed(below: dict[Text, Any], above: dict[Text, Any], one_of: tuple[str, ...] = ()) -> dict[Text, Any]:
    """The entries of a table, some with other keys, and the new ones; a plain value for a record is its `initial`.

    Of the keys in `one_of`, the one above takes the place of another one below.
    """
    made = dict(below)
    for name, entry in above.items():
        under = below.get(name)
        if isinstance(under, Entries):
            keys = entry if isinstance(entry, Entries) else {"initial": entry}
            gone = {*one_of} if {*one_of}.intersection(keys) else set[str]()
            made[name] = _like(under, {**{key: under[key] for key in under if key not in gone}, **keys})
        else:
            made[name] = entry
    return made


def _define(made: Entries, added: Entries) -> None:
    """Further definitions; one of a name that is defined already takes its place."""
    if "define" in added:
        names = {_name(head) for head in added["define"]}
        kept = {head: text for head, text in (made.get("define") or {}).items() if _name(head) not in names}
        made["define"] = {**kept, **added["define"]}


def _messages(below: dict[Text, Any], above: dict[Text, Any]) -> dict[Text, Any]:
    """The messages of all protocols; one of a name that its direction has already takes its place."""
    made = dict(below)
    for protocol, directions in above.items():
        table = dict(made.get(protocol) or {})
        known = {_ends(direction): direction for direction in table}
        for direction, texts in directions.items():
            key = known.get(_ends(direction), direction)
            table[key] = _replaced(table.get(key) or [], texts)
        made[protocol] = table
    return made


def _ends(direction: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in direction.split("->"))


def _replaced(below: list[Text], above: list[Text]) -> list[Text]:
    new = {_name(text): text for text in above}
    kept = [new.pop(_name(text), text) for text in below]
    return kept + [text for text in above if _name(text) in new]


def _name(text: Text) -> str:
    found = re.match(r"\s*(?:routine\s+(?=\w)(?!about\b))?(\w+)", text)
    return found[1] if found else str(text)
