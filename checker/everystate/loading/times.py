"""Claims about time: what their atoms mean, and the temporal formula that each of them is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from everystate.loading.document import Text
from everystate.loading.event_names import Events
from everystate.loading.events import PhaseEdge, Proposition, Timing
from everystate.loading.expression import Expr
from everystate.loading.references import UnknownSet
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import NUMBER, TRUTH, Sort
from everystate.problems import Problems, Unknown, nearest
from everystate.temporal.formula import Atom, Binary, Formula, FormulaError, Truth, Unary, atoms
from everystate.temporal.parsing import parse, reserved

_OWN_KEYS = {"for": "always, never, after, whenever and claims about time", "where": "formula", "within": "ends"}
_EDGE = re.compile(r"(\S|\S.*\S)\s+(begins|ends)")
_STEPS = re.compile(r"(.*\S)\s+(steps?|ticks?)")

_P, _Q = Atom("p"), Atom("q")
READY_MADE: dict[str, Formula] = {
    "leads_to": Unary("G", Binary("->", _P, Unary("F", _Q))),
    "eventually": Unary("F", _P),
    "always_eventually": Unary("G", Unary("F", _P)),
    "eventually_always": Unary("F", Unary("G", _P)),
    "until": Binary("U", _P, _Q),
}
"""The claims that have no formula of their own, over their first and second part."""

_PAIRS = frozenset(kind for kind, formula in READY_MADE.items() if _Q.name in atoms(formula))

_FOR_COPIES = ("always", "never", "after", "whenever", *READY_MADE, "recoverable", "formula")


class Times:
    """Reads what claims about time say."""

    def __init__(self, events: Events, problems: Problems) -> None:
        self.events = events
        self.declared = events.declared
        self.problems = problems

    def refuse_keys_in(self, entry: Entries, kind: str) -> None:
        """Some keys belong to one kind of claim."""
        for key, owner in _OWN_KEYS.items():
            belongs = kind == owner or (key == "for" and kind in _FOR_COPIES)
            if key in entry and not belongs:
                instead = "write all(... for ... in ...)" if key == "for" else "leave it out"
                self.problems.add(entry.place, f"'{key}' with {kind}", f"it belongs to {owner}", instead)

    def timing(self, name: Text, entry: Entries, kind: str) -> Timing | None:
        """What the claim says of runs; None, and a problem, where that cannot be read."""
        loops = self.loops(entry)
        reader = _Propositions(self, dict(loops))
        match kind:
            case "ends":
                within = entry.get("within")
                in_ticks = bool(within and re.search(r"ticks?$", within))
                return Timing(Truth(True), within=self._within(within), in_ticks=in_ticks)
            case "recoverable":
                return Timing(Truth(True), (reader.state("p", entry[kind]),), loops)
            case "formula":
                return self._general(entry, reader, loops)
            case _:
                return self._ready_made(name, entry, kind, reader, loops)

    def text(self, entry: Entries, kind: str, timing: Timing) -> str:
        """The claim as its reader sees it: `for each a of agent, always eventually: ...`."""
        each = for_each(timing.loops)
        said = str(entry[kind])
        match kind:
            case _ if kind in _PAIRS:
                return each + f" {kind.replace('_', ' ')} ".join(entry[kind])
            case "formula":
                where = ", ".join(f"{name}: {text}" for name, text in (entry.get("where") or {}).items())
                return each + (f"{said}, where {where}" if where else said)
            case "ends":
                return f"ends: {said}, within {entry['within']}" if "within" in entry else f"ends: {said}"
            case _:
                return f"{each}{kind.replace('_', ' ')}: {said}"

    def loops(self, entry: Entries) -> tuple[tuple[str, str], ...]:
        """The names that a claim binds, each with the party of which it is every copy."""
        return tuple(self._loops(entry.get("for") or {}))

    def _loops(self, entries: dict[Text, Text]) -> Iterator[tuple[str, str]]:
        for name, copies in entries.items():
            party = self.declared.set_of(copies)
            if not party:
                UnknownSet(ast.Pass(), str(copies), self.declared).note(copies.place, self.problems)
                self.problems.overlook([name])
            elif name in self.declared.parties and name != party:
                self.problems.add(name.place, f"'{name}' for a copy of {party}", f"{name} is another party")
            else:
                yield str(name), party

    def _ready_made(
        self, name: Text, entry: Entries, kind: str, reader: _Propositions, loops: tuple[tuple[str, str], ...]
    ) -> Timing | None:
        texts = entry[kind] if isinstance(entry[kind], list) else [entry[kind]]
        if kind in _PAIRS and len(texts) != 2:
            what = f"'{kind}' with {len(texts)} part{'' if len(texts) == 1 else 's'}"
            if entry.clean:
                self.problems.add(name.place, what, "it has two", f"write {kind}: [P, Q]")
            return None
        made = [reader.proposition(atom, text) for atom, text in zip("pq", texts, strict=False)]
        found = tuple(one for one in made if one)
        return Timing(READY_MADE[kind], found, loops) if len(found) == len(texts) else None

    def _general(self, entry: Entries, reader: _Propositions, loops: tuple[tuple[str, str], ...]) -> Timing | None:
        where: dict[Text, Text] = entry.get("where") or {}
        formula = self._formula(entry["formula"])
        made = [self._atom(name, text, reader) for name, text in where.items()]
        if formula is None or None in made:
            return None
        self._check_atoms(entry["formula"], atoms(formula), where)
        return Timing(formula, tuple(filter(None, made)), loops)

    def _formula(self, text: Text) -> Formula | None:
        try:
            return parse(text)
        except FormulaError as error:
            place = text.at(error.position) if error.position >= 0 else text.place
            self.problems.add(place, error.what, "", error.instead)
            return None

    def _atom(self, name: Text, text: Text, reader: _Propositions) -> Proposition | None:
        if reserved(name):
            self.problems.add(name.place, f"'{name}' is an operator of formulas", "", "give the atom another name")
            return None
        return reader.proposition(name, text)

    def _check_atoms(self, text: Text, used: Iterable[str], where: dict[Text, Text]) -> None:
        for atom in used:
            if atom not in where:
                found = re.search(rf"\b{atom}\b", text)
                place = text.at(found.start() if found else 0)
                instead = f"add `where: {{{atom}: ...}}`"
                self.problems.unknown(Unknown(place, atom, f"unknown atom '{atom}'", where, instead=instead))
        for name in where:
            if name not in used:
                self.problems.add(name.place, f"the formula has no '{name}'", "", nearest(name, used))

    def _within(self, text: Text | None) -> Expr | None:
        if text is None:
            return None
        match = _STEPS.fullmatch(text)
        if match is None:
            self.problems.add(text.place, f"'{text}' is not a number of steps", "", "write `within: 12 steps`")
            return None
        if match[2].startswith("tick") and not any(party.timers for party in self.declared.parties.values()):
            self.problems.add(text.place, f"'{text}'", "there are no timers", "write `within: 12 steps`")
        return resolve(text.part(match[1]), Scope(self.declared), NUMBER, self.problems)


def for_each(loops: Iterable[tuple[str, str]]) -> str:
    """`for each a of agent, `; an empty text for no loops."""
    return "".join(f"for each {name if name == party else f'{name} of {party}'}, " for name, party in loops)


def at_copy(text: Text, loops: Mapping[str, str]) -> tuple[str, Text]:
    """`a sends M` and `a.quit`, where `a` is bound: the name, and the event with the party in its place."""
    head = re.match(r"\w+(?=[\s.])", text)
    if head is None or head[0] not in loops:
        return "", text
    return head[0], Text(loops[head[0]] + text[head.end() :], text.place)


class _Propositions:
    """Reads the atoms of one claim, in which some names are bound to copies."""

    def __init__(self, times: Times, loops: dict[str, str]) -> None:
        self.events = times.events
        self.declared = times.declared
        self.problems = times.problems
        self.loops = loops
        self.scope = self.events.scope.binding({name: Sort(party=party) for name, party in loops.items()})

    def state(self, atom: str, text: Text) -> Proposition:
        """An expression over a joint state."""
        return Proposition(atom, str(text), resolve(text, self.scope, TRUTH, self.problems))

    def proposition(self, atom: str, text: Text) -> Proposition | None:
        """An expression, an event, or the beginning or the end of a phase; what can be read as an event is one."""
        if match := _EDGE.fullmatch(text):
            edge = self._edge(text, match[1], match[2])
            return Proposition(atom, str(text), edge) if edge else None
        copy, named = at_copy(text, self.loops)
        phrase = named.split()
        if (len(phrase) == 3 and phrase[1] in ("sends", "receives")) or self.events.dotted(named):
            event = self.events.event(named)
            return Proposition(atom, str(text), event, copy) if event else None
        return self.state(atom, text)

    def _edge(self, text: Text, phase: str, edge: str) -> PhaseEdge | None:
        known = ["each phase", *self.declared.phases]
        if phase == "start" and edge == "begins":
            self.problems.add(text.place, "'start begins' is not a step", "it has begun before the first one")
            return None
        if phase not in ("start", *known):
            self.problems.unknown(Unknown(text.place, phase, f"unknown phase '{phase}'", known))
            return None
        return PhaseEdge("" if phase == "each phase" else phase, "begins" if edge == "begins" else "ends")
