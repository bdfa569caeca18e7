"""The first pass over the files: what is declared, before any expression is read.

A declaration that is wrong is declared as well as it can be read, so that its uses are no further mistakes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from everystate.loading.definitions import declare_definitions
from everystate.loading.document import Text
from everystate.loading.domains import read_domain, value_of, word_problem
from everystate.loading.faults import FAULTS
from everystate.loading.party import Domain, Per
from everystate.loading.shapes import Entries, name_problem, names_in
from everystate.loading.sorts import (
    ANY_VALUE,
    ANY_WORD,
    NUMBER,
    TRUTH,
    ConnectionNames,
    Declared,
    Memory,
    PartyNames,
    Sort,
    sort_of_domain,
    words,
)
from everystate.loading.spec import Message, Parameter
from everystate.loading.variables import sort_of_variable
from everystate.problems import Problems, Unknown, shortened

# No part gives back what it took, so that a long text takes no longer than it is.
_MESSAGE = re.compile(r"\s*+(\w++)\s*+(?:\((.*)\))?\s*+(?:about\s++(\w++)(?:\s++as\s++(\w++))?)?\s*+", re.DOTALL)
_ROUTINE = re.compile(r"\s*routine\s+(?=\w)(?!about\b)")
_FIELD = re.compile(r"\s*+(\w++)\s*+:\s*+(?:\[([^\]]*+)\]|([^,\[\]]++))\s*+(?:,|$)")


@dataclass(frozen=True)
class Files:
    """The entries of the system file and of each party file, as read."""

    system: Entries
    parties: tuple[Entries, ...]


def distinct(files: Files, problems: Problems) -> Files:
    """The files, without a second one for the same party: what it was meant to be called is unknown."""
    parties: dict[str, Entries] = {}
    for entry in files.parties:
        name = entry.get("party", Text("", entry.place))
        if name and parties.setdefault(name, entry) is not entry:
            problems.add(name.place, f"a second party '{name}'", f"the first is at {parties[name]['party'].place}")
            problems.lose_names()
    return Files(files.system, tuple(parties.values()))


def declare(files: Files, problems: Problems) -> tuple[Declared, tuple[Parameter, ...]]:
    """Everything that is named in the files, and the parameters."""
    declared = Declared()
    parameters = read_parameters(files.system.get("parameters") or {}, declared, problems)
    sets = {str(copies) for party in files.parties for copies in party.get("copies") or ()}
    for party in files.parties:
        _declare_party(party, sets, declared, problems)
    for name, entry in (files.system.get("connections") or {}).items():
        _declare_connection(name, entry, declared, problems)
    for protocol, directions in (files.system.get("messages") or {}).items():
        for direction, texts in directions.items():
            _Messages(protocol, direction, declared, problems).declare(texts)
    declared.phases = [str(name) for name in files.system.get("phases") or {}]
    for party in files.parties:
        _declare_memory(party, declared, problems)
    declare_definitions(files.system, files.parties, declared, problems)
    return declared, parameters


def read_parameters(
    entries: dict[Text, Text | Entries], declared: Declared, problems: Problems
) -> tuple[Parameter, ...]:
    """The parameters, which are declared, too."""
    return _Parameters(declared, problems).read(entries)


class _Parameters:
    def __init__(self, declared: Declared, problems: Problems) -> None:
        self.declared = declared
        self.problems = problems

    def read(self, entries: dict[Text, Text | Entries]) -> tuple[Parameter, ...]:
        made: list[Parameter] = []
        for name, entry in entries.items():
            before = len(self.problems.found)
            parameter = self.plain(name, entry) if isinstance(entry, Text) else self.chosen(name, entry)
            right = len(self.problems.found) == before and (isinstance(entry, Text) or entry.clean)
            if not right:
                self.problems.overlook([name])
            self.declared.parameters[str(name)] = self.sort(parameter) if right else ANY_VALUE
            made.append(parameter)
        return tuple(made)

    def plain(self, name: Text, entry: Text) -> Parameter:
        if wrong := word_problem(entry):
            self.problems.add(entry.place, *wrong)
        return Parameter(str(name), None, value_of(entry), name.place)

    def chosen(self, name: Text, entry: Entries) -> Parameter:
        domain = read_domain(entry.get("domain") or [], self.declared, self.problems)
        initial = entry.get("initial", Text("0", name.place))
        sort = sort_of_domain(domain)
        nothing = sort.nothing and str(initial) == "none"
        value = None if nothing else value_of(initial)
        if isinstance(value, str) and value not in sort.words and entry.clean:
            what = f"'{initial}' is not in the domain"
            self.problems.unknown(Unknown(initial.place, str(initial), what, sort.words))
        return Parameter(str(name), domain, value, name.place, entry.get("description", ""))

    def sort(self, parameter: Parameter) -> Sort:
        if parameter.domain is not None:
            return sort_of_domain(parameter.domain)
        if isinstance(parameter.initial, bool):
            return TRUTH
        return NUMBER if isinstance(parameter.initial, int) else ANY_WORD


def read_per(entry: list[Text] | dict[Text, Text] | None, declared: Declared, problems: Problems) -> tuple[Per, ...]:
    """What a machine, a variable or an action is `per`."""
    named = entry.items() if isinstance(entry, dict) else [(item, item) for item in entry or []]
    found = [(name, party, _party(party, declared, problems)) for name, party in named]
    pers = [Per(meant if name == party else str(name), meant) for name, party, meant in found if meant]
    for number, (name, _) in enumerate(named):
        if name in [other for other, _ in list(named)[:number]]:
            problems.add(name.place, f"'{name}' twice", "each name binds one copy", "write {first: a, second: a}")
    return tuple(pers)


def _party(name: Text, declared: Declared, problems: Problems) -> str:
    """The party of this name, or the one that was meant; an empty text, and a problem, where that is unknown."""
    if name in declared.parties:
        return str(name)
    return problems.unknown(Unknown(name.place, str(name), f"unknown party '{name}'", declared.parties))


def _declare_party(entry: Entries, sets: set[str], declared: Declared, problems: Problems) -> None:
    if not entry.whole:
        return
    name = entry["party"]
    copies, *others = entry.get("copies") or [Text("1", name.place)]
    if others:
        _declare_copies(name, [copies, *others], declared, problems)
        return
    number = value_of(copies)
    counted = str(copies) if isinstance(number, str) else ""
    if counted and counted not in declared.parameters:
        unknown = Unknown(copies.place, counted, f"unknown parameter '{copies}'", declared.parameters)
        meant = problems.unknown(unknown)
        counted = counted if meant in sets else meant or counted
        if counted not in declared.parameters:
            problems.lose_names()
    declared.parties[str(name)] = PartyNames(counted, number == 1 and not isinstance(number, bool), copies.place)


def _declare_copies(party: Text, copies: list[Text], declared: Declared, problems: Problems) -> None:
    """Declare a party whose copies have names."""
    names = {**declared.parameters, **declared.parties}
    for number, copy in enumerate(copies):
        if wrong := name_problem(copy):
            problems.add(copy.place, *wrong)
        elif copy in copies[:number]:
            problems.add(copy.place, f"a second copy '{copy}'")
        elif copy in names or copy == party or declared.copy_named(copy):
            problems.add(copy.place, f"'{copy}' is the name of something else", "", "give the copy another name")
    declared.parties[str(party)] = PartyNames("", False, copies[0].place, tuple(map(str, copies)))


def _declare_connection(name: Text, entry: Entries, declared: Declared, problems: Problems) -> None:
    between = entry.get("between", [])
    if entry.clean and len(between) != 2:
        problems.add(name.place, f"'{name}' joins two ends", "", "write between: [a, b] or {left: a, right: a}")
    ends = read_per(between, declared, problems) if len(between) == 2 else ()
    if len(ends) != 2 or not entry.clean:
        problems.overlook([name])
    if len(ends) != 2:
        return
    bounded: set[str] = {kind for kind, terms in FAULTS.items() if isinstance(entry.get(terms.key), dict)}
    opens = entry.get("opens") or {}
    bounded |= {"opens"} if "at_most" in opens else set()
    carries = frozenset(map(str, entry.get("carries") or []))
    outside = opens.get("cause") == "environment"
    declared.connections[str(name)] = ConnectionNames((ends[0], ends[1]), carries, bounded, outside)


class _Messages:
    """The messages of one direction of a protocol."""

    def __init__(self, protocol: Text, direction: Text, declared: Declared, problems: Problems) -> None:
        self.protocol = str(protocol)
        self.direction = direction
        self.declared = declared
        self.problems = problems
        names = [part.strip() for part in direction.split("->")]
        self.parties = [self.party(name) for name in names] if len(names) == 2 else []

    def declare(self, texts: list[Text]) -> None:
        marked = [_without_routine(text) for text in texts]
        if not self.parties:
            what = f"unknown direction '{self.direction}'"
            self.problems.add(self.direction.place, what, "", "write sender -> receiver")
        if not all(self.parties) or not self.parties:
            self.problems.overlook(name for text, _ in marked for name in names_in(text))
            return
        for text, routine in marked:
            message = self.message(text)
            if message is None:
                self.problems.overlook(names_in(text))
                if not re.match(r"\s*[A-Za-z_]", text):
                    self.problems.lose_names()
            else:
                self.add(text, replace(message, routine=routine))

    def party(self, name: str) -> str:
        """The party of this name at an end of the direction, or the one that was meant; empty where that is unknown."""
        if name in self.declared.parties:
            return name
        what = f"unknown direction '{self.direction}'"
        return self.problems.unknown(Unknown(self.direction.place, name, what, self.declared.parties))

    def add(self, text: Text, message: Message) -> None:
        key = (message.name, message.sender, message.receiver)
        if any((m.name, m.sender, m.receiver) == key for m in self.declared.messages):
            self.problems.add(text.place, f"a second '{message.name}' for {self.direction}")
        self.declared.messages.append(message)

    def message(self, text: Text) -> Message | None:
        match = _MESSAGE.fullmatch(text)
        if match is None or name_problem(match[1]):
            self.problems.add(
                text.place,
                f"'{shortened(text)}' is not a message",
                "",
                "write NAME, NAME about PARTY, or NAME(field: 0..3)",
            )
            return None
        about = self.about(text, match)
        fields = self.fields(match[2], text)
        if about is None or fields is None:
            return None
        names = [per.name for per in about] + [name for name, _ in fields]
        if len(set(names)) < len(names):
            self.problems.add(text.place, f"'{text}' carries one name twice")
        return Message(match[1], self.protocol, self.parties[0], self.parties[1], about, fields, text.place)

    def about(self, text: Text, match: re.Match[str]) -> tuple[Per, ...] | None:
        _, _, party, name = match.groups()
        if not party:
            return ()
        found = _party(text.part(party, match.start(3)), self.declared, self.problems)
        if not found:
            return None
        if wrong := name_problem(name or party):
            self.problems.add(text.place, *wrong)
        if not name and self.parties == [party, party]:
            self.problems.add(text.place, f"'{text}' names {party} twice", "", f"write about {party} as NAME")
        return (Per(name or party, found),)

    def fields(self, inside: str | None, text: Text) -> tuple[tuple[str, Domain], ...] | None:
        made: list[tuple[str, Domain]] = []
        rest = inside or ""
        while rest.strip():
            match = _FIELD.match(rest)
            if match is None or name_problem(match[1]):
                lists = bool(re.search(r"\b(?:list|set)\s*:", rest))
                why = "a message carries words, numbers and copies, no lists and no sets" if lists else ""
                self.problems.add(text.place, f"'({inside})' are not fields", why, "write (name: 0..3, other: [a, b])")
                return None
            items = match[2].split(",") if match[2] is not None else [match[3]]
            domain = read_domain([Text(item.strip(), text.place) for item in items], self.declared, self.problems)
            made.append((match[1], domain))
            rest = rest[match.end() :]
        return tuple(made)


def _without_routine(text: Text) -> tuple[Text, bool]:
    """The text of a message, and whether it says that it is routine."""
    found = _ROUTINE.match(text)
    return (text.part(text[found.end() :], found.end()), True) if found else (text, False)


def _declare_memory(entry: Entries, declared: Declared, problems: Problems) -> None:
    party = declared.parties.get(entry.get("party", ""))
    if party is None:
        return
    for name, variable in (entry.get("variables") or {}).items():
        sort = sort_of_variable(variable, declared, problems)
        party.memory[str(name)] = Memory(_per_of(name, variable, declared, problems), sort, True)
    for name, machine in (entry.get("machines") or {}).items():
        if name in party.memory:
            problems.add(name.place, f"'{name}' is a variable and a machine")
        per = _per_of(name, machine, declared, problems)
        states = machine.get("states")
        party.memory[str(name)] = Memory(per, words(*states) if states else ANY_VALUE)
    _declare_timers(entry, party, declared, problems)
    for name, action in (entry.get("actions") or {}).items():
        if isinstance(action, dict) and "at_most" in action:
            party.bounded.add(str(name))


def _declare_timers(entry: Entries, party: PartyNames, declared: Declared, problems: Problems) -> None:
    for name, timer in (entry.get("timers") or {}).items():
        if name in party.memory:
            problems.add(name.place, f"'{name}' is a timer and a variable or a machine", "", "rename one of them")
        party.timers[str(name)] = _per_of(name, timer, declared, problems)


def _per_of(name: Text, entry: Entries, declared: Declared, problems: Problems) -> tuple[Per, ...]:
    """What it is `per`; where that is wrong, or the rest of it is, whatever is said about it is overlooked."""
    per = read_per(entry.get("per"), declared, problems)
    if len(per) < len(entry.get("per") or ()) or not entry.whole:
        problems.overlook([name])
    return per
