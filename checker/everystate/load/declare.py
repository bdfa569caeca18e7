"""The first pass over the files: what is declared, before any expression is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from everystate.load.document import Text
from everystate.load.expression import Constant, Expr
from everystate.load.expression import Parameter as ParameterName
from everystate.load.shapes import Entries, name_problem
from everystate.load.sorts import ANYTHING, ConnectionNames, Declared, Memory, PartyNames, Sort, sort_of_domain, words
from everystate.load.spec import Choice, CopiesOf, Domain, Message, Parameter, Per, Range
from everystate.problems import Problems, nearest

_MESSAGE = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*(?:about\s+(\w+)(?:\s+as\s+(\w+))?)?\s*", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,9}")
_RANGE = re.compile(r"(-?\w+)\s*\.\.\s*(-?\w+)")


@dataclass(frozen=True)
class Files:
    """The entries of the system file and of each party file, as read."""

    system: Entries
    parties: tuple[Entries, ...]


def value_of(text: Text) -> str | int | bool:
    """A plain value: a number, true or false, or a word."""
    if _NUMBER.fullmatch(text):
        return int(text)
    return text == "true" if text in ("true", "false") else str(text)


def declare(files: Files, problems: Problems) -> tuple[Declared, tuple[Parameter, ...]]:
    """Everything that is named in the files, and the parameters."""
    declared = Declared()
    parameters = _Parameters(declared, problems).read(files.system.get("parameters") or {})
    for party in files.parties:
        _declare_party(party, declared, problems)
    for name, entry in (files.system.get("connections") or {}).items():
        _declare_connection(name, entry, declared, problems)
    for protocol, directions in (files.system.get("messages") or {}).items():
        for direction, texts in directions.items():
            _declare_messages(protocol, direction, texts, declared, problems)
    declared.phases = [str(name) for name in files.system.get("phases") or {}]
    for party in files.parties:
        _declare_memory(party, declared, problems)
    return declared, parameters


class _Parameters:
    def __init__(self, declared: Declared, problems: Problems) -> None:
        self.declared = declared
        self.problems = problems

    def read(self, entries: dict[Text, Text | Entries]) -> tuple[Parameter, ...]:
        made = []
        for name, entry in entries.items():
            parameter = self.one(name, entry)
            self.declared.parameters[str(name)] = self.sort(parameter)
            made.append(parameter)
        return tuple(made)

    def one(self, name: Text, entry: Text | Entries) -> Parameter:
        if isinstance(entry, Text):
            return Parameter(str(name), None, value_of(entry), name.place)
        domain = read_domain(entry.get("domain") or [], self.declared, self.problems)
        initial = entry.get("initial", Text("0", name.place))
        sort = sort_of_domain(domain)
        value = value_of(initial)
        if isinstance(value, str) and value not in sort.words:
            self.problems.add(initial.place, f"'{initial}' is not in the domain", "", nearest(initial, sort.words))
        return Parameter(str(name), domain, value, name.place, entry.get("description", ""))

    def sort(self, parameter: Parameter) -> Sort:
        if parameter.domain is not None:
            return sort_of_domain(parameter.domain)
        if isinstance(parameter.initial, bool):
            return Sort(truth=True)
        return Sort(number=True) if isinstance(parameter.initial, int) else ANYTHING


def read_domain(items: list[Text], declared: Declared, problems: Problems) -> Domain:
    """A domain from its texts: words, numbers, ranges, parties, none, true, false."""
    domain: list[Choice | Range | CopiesOf] = []
    for item in items:
        if match := _RANGE.fullmatch(item):
            low, high = (_range_end(item, end, declared, problems) for end in match.groups())
            domain.append(Range(low, high))
        elif item in declared.parties:
            domain.append(CopiesOf(str(item)))
        elif item == "none":
            domain.append(Choice(None))
        elif isinstance(value_of(item), str) and item not in ("any", "all") and (wrong := name_problem(item)):
            problems.add(item.place, *wrong)
        else:
            domain.append(Choice(value_of(item)))
    return tuple(domain)


def _range_end(item: Text, end: str, declared: Declared, problems: Problems) -> Expr:
    if _NUMBER.fullmatch(end):
        return Constant(int(end))
    if end not in declared.parameters:
        problems.add(item.place, f"unknown parameter '{end}'", "", nearest(end, declared.parameters))
    return ParameterName(end)


def read_per(entry: list[Text] | dict[Text, Text] | None, declared: Declared, problems: Problems) -> tuple[Per, ...]:
    """What a machine, a variable or an action is `per`."""
    named = entry.items() if isinstance(entry, dict) else [(item, item) for item in entry or []]
    return tuple(Per(str(name), known_party(party, declared, problems)) for name, party in named)


def known_party(name: Text, declared: Declared, problems: Problems) -> str:
    """The name of a party; a problem if there is none of that name."""
    if name not in declared.parties:
        problems.add(name.place, f"unknown party '{name}'", "", nearest(name, declared.parties))
    return str(name)


def _declare_party(entry: Entries, declared: Declared, problems: Problems) -> None:
    name = entry.get("party")
    if name is None:
        return
    if name in declared.parties:
        problems.add(name.place, f"a second party '{name}'")
    copies = entry.get("copies", Text("1", entry.place))
    number = value_of(copies)
    if isinstance(number, str) and number not in declared.parameters:
        problems.add(copies.place, f"unknown parameter '{copies}'", "", nearest(copies, declared.parameters))
    counted = str(copies) if isinstance(number, str) else ""
    declared.parties[str(name)] = PartyNames(counted, number == 1 and not isinstance(number, bool))


def _declare_connection(name: Text, entry: Entries, declared: Declared, problems: Problems) -> None:
    ends = read_per(entry.get("between"), declared, problems)
    if len(ends) != 2 or ends[0].name == ends[1].name:
        problems.add(name.place, f"'{name}' joins two ends", "", "write between: [a, b] or {left: a, right: a}")
        return
    bounds = {"breaks": "breaks", "may_lose": "loses", "may_duplicate": "duplicates"}
    bounded = {event for key, event in bounds.items() if isinstance(entry.get(key), dict)}
    declared.connections[str(name)] = ConnectionNames((ends[0], ends[1]), bounded)


def _declare_messages(
    protocol: Text, direction: Text, texts: list[Text], declared: Declared, problems: Problems
) -> None:
    parties = [part.strip() for part in direction.split("->")]
    if len(parties) != 2 or any(party not in declared.parties for party in parties):
        unknown = next((party for party in parties if party not in declared.parties), "")
        problems.add(
            direction.place, f"unknown direction '{direction}'", "", nearest(unknown, declared.parties) or "a -> b"
        )
        return
    for text in texts:
        if message := _message(text, protocol, parties, declared, problems):
            if any((m.name, m.sender, m.receiver) == (message.name, *parties) for m in declared.messages):
                problems.add(text.place, f"a second '{message.name}' for {direction}")
            declared.messages.append(message)


def _message(text: Text, protocol: Text, parties: list[str], declared: Declared, problems: Problems) -> Message | None:
    match = _MESSAGE.fullmatch(text)
    if match is None or (wrong := name_problem(match[1])):
        problems.add(text.place, f"'{text}' is no message", "", "write NAME, NAME about PARTY, or NAME(field: 0..3)")
        return None
    about = ()
    if match[3]:
        name = Text(match[4] or match[3], text.place)
        about = (Per(str(name), known_party(Text(match[3], text.place), declared, problems)),)
        if not match[4] and match[3] in parties and parties[0] == parties[1]:
            problems.add(text.place, f"'{text}' names {match[3]} twice", "", f"write about {match[3]} as NAME")
    fields = tuple(_fields(match[2] or "", text, declared, problems))
    return Message(match[1], str(protocol), parties[0], parties[1], about, fields, text.place)


def _fields(inside: str, text: Text, declared: Declared, problems: Problems) -> list[tuple[str, Domain]]:
    made = []
    for name, listed, plain in re.findall(r"(\w+)\s*:\s*(?:\[([^\]]*)\]|([^,]+))(?:,|$)", inside):
        items = [Text(item.strip(), text.place) for item in (listed.split(",") if listed else [plain])]
        made.append((name, read_domain(items, declared, problems)))
    if inside.strip() and not made:
        problems.add(text.place, f"'({inside})' are no fields", "", "write (name: 0..3, other: [a, b])")
    return made


def _declare_memory(entry: Entries, declared: Declared, problems: Problems) -> None:
    party = declared.parties.get(entry.get("party", ""))
    if party is None:
        return
    for name, variable in (entry.get("variables") or {}).items():
        domain = read_domain(variable.get("domain") or [], declared, problems)
        party.memory[str(name)] = Memory(
            read_per(variable.get("per"), declared, problems), sort_of_domain(domain), True
        )
    for name, machine in (entry.get("machines") or {}).items():
        if name in party.memory:
            problems.add(name.place, f"'{name}' is a variable and a machine")
        per = read_per(machine.get("per"), declared, problems)
        party.memory[str(name)] = Memory(per, words(*machine.get("states") or []))
    for name, action in (entry.get("actions") or {}).items():
        if isinstance(action, dict) and "at_most" in action:
            party.bounded.add(str(name))
