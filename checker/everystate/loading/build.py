"""The second pass: entries to frozen data, every expression read in its scope."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.loading.actions import bound_by, check_values, read_values
from everystate.loading.declare import Files, declare, distinct, read_per
from everystate.loading.document import Text
from everystate.loading.domains import value_of
from everystate.loading.expression import TRUE, Constant, Expr, Parameter
from everystate.loading.fairness import fairness, refuse_pointless
from everystate.loading.faults import FAULTS
from everystate.loading.holding import HoldingReader
from everystate.loading.layering.layers import Layers
from everystate.loading.machines import check_hidden, check_otherwise, check_reached, check_states
from everystate.loading.party import Action, Cause, Close, Machine, Party, Per, Variable
from everystate.loading.resolve import resolve
from everystate.loading.rows import Owner, RowReader
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import NUMBER, TRUTH, Declared, Sort, words
from everystate.loading.spec import Connection, Definition, Fault, Opening, Spec
from everystate.loading.statements import Statements
from everystate.loading.timers import check_timers, read_time, read_timer
from everystate.loading.variables import domain_of, initial_of
from everystate.loading.worlds import read_worlds
from everystate.problems import Problems, Unknown

CAUSES: dict[str, Cause] = {"protocol": "protocol", "environment": "environment", "fault": "fault"}


def build(files: Files, folder: str, problems: Problems, layers: Layers) -> Spec:
    """The spec that the files say with the layers that are laid; mistakes are added to `problems`."""
    files = distinct(files, problems)
    declared, parameters = declare(files, problems)
    builder = _Builder(declared, problems)
    system = files.system
    parties = tuple(builder.party(entry) for entry in files.parties if entry.get("party") in declared.parties)
    statements = Statements(declared, parties, problems, layers, system.get("findings") or {})
    connections = builder.connections(system.get("connections") or {})
    statements.findings.check(system)
    check_hidden(parties, declared.messages, problems)
    check_values(parties, declared.messages, connections, problems)
    check_otherwise(parties, problems)
    if not problems.found:
        for party in parties:
            check_timers(party, problems)
        refuse_pointless(parties, connections, problems)
    return Spec(
        title=str(system.get("system", "")),
        folder=folder,
        parameters=parameters,
        parties=parties,
        messages=tuple(declared.messages),
        connections=connections,
        phases=statements.phases(system.get("phases") or {}),
        claims=statements.claims(system.get("claims") or {}),
        monitors=statements.monitors(system.get("monitors") or {}),
        final=statements.final(system.get("final")),
        place=system.place,
        description=system.get("description", ""),
        worlds=read_worlds(system.get("worlds") or {}, layers, declared, problems),
        layers=layers.known,
        laid=layers.laid,
        definitions=tuple(_defined(files)),
        time=read_time(system.get("time"), declared, problems),
    )


def _defined(files: Files) -> Iterator[Definition]:
    for entry in (files.system, *files.parties):
        for name, text in (entry.get("define") or {}).items():
            yield Definition(str(entry.get("party", "")), str(name), " ".join(text.split()), name.place)


def at_start(declared: Declared, party: str, per: tuple[Per, ...]) -> Scope:
    """The scope of an initial value: the copy's own number, the copies it is per, and the parameters."""
    return Scope(declared, {party: Sort(party=party), **{p.name: Sort(party=p.party) for p in per}}, defines=party)


def read_initial(texts: list[Text], scope: Scope, sort: Sort, problems: Problems) -> tuple[Expr, ...]:
    """The values at the start; none for any value. A domain that has the word `any` means that word by it."""
    if texts == ["any"] and "any" not in sort.words:
        return ()
    found = tuple(resolve(text, scope, sort, problems) for text in texts)
    for number, text in enumerate(texts):
        if found[number] in found[:number]:
            problems.add(text.place, f"'{text}' twice among the initial values", "", "leave one out")
    return found


class _Builder:
    def __init__(self, declared: Declared, problems: Problems) -> None:
        self.declared = declared
        self.problems = problems
        self.settings = Scope(declared)

    def setting(self, entry: Entries, key: str, sort: Sort, default: Expr) -> Expr:
        """An expression over parameters only."""
        return resolve(entry[key], self.settings, sort, self.problems) if key in entry else default

    def party(self, entry: Entries) -> Party:
        name = str(entry["party"])
        names = self.declared.parties[name].names
        copies = len(names) if names else value_of((entry.get("copies") or [Text("1", entry.place)])[0])
        actions = tuple(self.action(name, k, v) for k, v in (entry.get("actions") or {}).items())
        variables = (entry.get("variables") or {}).items()
        timers = (read_timer(name, k, v, self.declared, self.problems) for k, v in (entry.get("timers") or {}).items())
        machines = _Machines(name, {action.name: bound_by(action) for action in actions}, self.declared, self.problems)
        return Party(
            name=name,
            copies=Constant(copies) if isinstance(copies, int) else Parameter(copies),
            copies_name=self.declared.parties[name].copies_name,
            names=names,
            actions=actions,
            variables=tuple(self.variable(name, k, v) for k, v in variables if v.whole),
            machines=tuple(machines.machine(k, v) for k, v in (entry.get("machines") or {}).items() if v.whole),
            place=entry["party"].place,
            description=entry.get("description", ""),
            fair=fairness(entry, self.declared, self.problems),
            timers=tuple(filter(None, timers)),
        )

    def action(self, party: str, name: Text, entry: Entries | Text) -> Action:
        if isinstance(entry, Text):
            self.problems.add(entry.place, f"'{entry}' is not an action", "", "write {cause: ...} or {}")
            entry = Entries()
        return Action(
            party=party,
            name=str(name),
            cause=CAUSES[entry.get("cause", "protocol")],
            per=read_per(entry.get("per"), self.declared, self.problems),
            at_most=self.setting(entry, "at_most", NUMBER, TRUE) if "at_most" in entry else None,
            closes=self.closes(party, entry.get("closes")),
            place=name.place,
            description=entry.get("description", ""),
            fair=fairness(entry, self.declared, self.problems),
            fields=read_values(entry.get("with"), self.declared, self.problems),
        )

    def closes(self, party: str, entry: list[Text] | dict[Text, Text] | None) -> tuple[Close, ...]:
        ways = entry if isinstance(entry, dict) else {name: Text("drop", name.place) for name in entry or []}
        own = [n for n, c in self.declared.connections.items() if party in (c.ends[0].party, c.ends[1].party)]
        for name in ways:
            if name not in own:
                what = f"{party} has no connection '{name}'"
                self.problems.unknown(Unknown(name.place, str(name), what, own))
        return tuple(Close(str(name), way == "drain") for name, way in ways.items() if name in own)

    def variable(self, party: str, name: Text, entry: Entries) -> Variable:
        per = read_per(entry.get("per"), self.declared, self.problems)
        domain = domain_of(entry, self.declared, self.problems)
        scope = at_start(self.declared, party, per)
        sort = self.declared.parties[party].memory[str(name)].sort
        initial = read_initial(initial_of(entry), scope, sort, self.problems)
        about, routine = entry.get("description", ""), entry.get("routine") == "true"
        return Variable(party, str(name), per, domain, initial, name.place, about, routine)

    def connections(self, entries: dict[Text, Entries]) -> tuple[Connection, ...]:
        known = self.declared.connections
        return tuple(self.connection(name, entry) for name, entry in entries.items() if name in known)

    def connection(self, name: Text, entry: Entries) -> Connection:
        ends = self.declared.connections[str(name)].ends
        bound = self.settings.binding({end.name: NUMBER for end in ends})
        return Connection(
            name=str(name),
            ends=ends,
            where=resolve(entry["where"], bound, TRUTH, self.problems) if "where" in entry else TRUE,
            carries=tuple(self.protocol(text) for text in entry.get("carries") or []),
            opened_by=self.opened_by(name, entry),
            opening=self.opening(entry.get("opens")),
            initially=self.setting(entry, "initially", words("closed", "open"), Constant("closed")),
            notice=self.setting(entry, "notice", words("apart", "together"), Constant("apart")),
            instances=self.setting(entry, "instances", NUMBER, Constant(1)),
            capacity=self.setting(entry, "capacity", NUMBER, Constant(1)),
            order=self.setting(entry, "order", words("fifo", "any"), Constant("fifo")),
            faults=tuple(self.faults(entry)),
            place=name.place,
            description=entry.get("description", ""),
            fair=fairness(entry, self.declared, self.problems),
            routine=entry.get("routine") == "true",
            full=self.setting(entry, "full", words("wait", "drop"), Constant("wait")),
            holds=HoldingReader(name, self.declared, self.problems).read(entry.get("holds")),
        )

    def protocol(self, text: Text) -> str:
        known = {message.protocol for message in self.declared.messages}
        if text not in known:
            self.problems.unknown(Unknown(text.place, str(text), f"unknown protocol '{text}'", known))
        return str(text)

    def opened_by(self, name: Text, entry: Entries) -> int | None:
        """The end that opens a connection, as `opened_by` and `opens` say."""
        opens: Entries = entry.get("opens", Entries())
        one, two = (self.opener(name, text) for text in (entry.get("opened_by"), opens.get("by")))
        if one is not None and two is not None and one != two:
            what, why = f"'{opens['by']}' opens {name}", f"'{entry['opened_by']}' does, as opened_by says"
            self.problems.add(opens["by"].place, what, why, "leave opened_by out")
        return one if two is None else two

    def opening(self, entry: Entries | None) -> Opening:
        if entry is None:
            return Opening()
        bound = self.setting(entry, "at_most", NUMBER, TRUE) if "at_most" in entry else None
        return Opening(CAUSES[entry.get("cause", "protocol")], bound)

    def opener(self, connection: Text, text: Text | None) -> int | None:
        if text is None:
            return None
        end = self.declared.connections[str(connection)].end(text)
        if end < 0:
            known = [end.name for end in self.declared.connections[str(connection)].ends]
            what = f"'{text}' is not an end of {connection}"
            self.problems.unknown(Unknown(text.place, str(text), what, known))
            return None
        return end

    def faults(self, entry: Entries) -> Iterator[Fault]:
        for kind, terms in FAULTS.items():
            value = entry.get(terms.key)
            if value is not None and value != "false":
                yield Fault(kind, self.setting(value, "at_most", NUMBER, TRUE) if isinstance(value, Entries) else None)


class _Machines:
    """Builds the machines of one party."""

    def __init__(self, party: str, actions: dict[str, dict[str, Sort]], declared: Declared, problems: Problems) -> None:
        self.party = party
        self.actions = actions
        self.declared = declared
        self.problems = problems

    def machine(self, name: Text, entry: Entries) -> Machine:
        states = tuple(map(str, entry["states"]))
        per = read_per(entry.get("per"), self.declared, self.problems)
        reader = RowReader(Owner(self.party, str(name), per, states, self.actions), self.declared, self.problems)
        rows = reader.rows(entry["transitions"], entry.get("ignores") or [])
        machine = Machine(
            party=self.party,
            name=str(name),
            per=per,
            initial=self.initial(entry["initial"], per, states),
            states=states,
            rows=rows,
            defer=entry.get("defer") == "true",
            place=name.place,
            description=entry.get("description", ""),
            routine=entry.get("routine") == "true",
        )
        if not self.problems.found:
            check_reached(machine, entry["states"], self.problems)
        check_states(entry["states"], self.problems)
        return machine

    def initial(self, texts: list[Text], per: tuple[Per, ...], states: tuple[str, ...]) -> tuple[Expr, ...]:
        scope = at_start(self.declared, self.party, per)
        return read_initial(texts, scope, words(*states), self.problems) or tuple(map(Constant, states))
