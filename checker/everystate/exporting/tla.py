"""A network as a TLA+ module, for TLC: each event is an action, each claim about states an invariant.

L. Lamport: Specifying Systems, 2002. A field is its value, as a text or a number; a channel is a sequence of messages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from everystate.exporting.changes import Changes, Claims, entries, moved
from everystate.exporting.heading import expectations, heading
from everystate.exporting.logic import JSON, Logic
from everystate.exporting.names import Identifiers, field_names, shown

_RUN = (
    "java -cp tla2tools.jar tlc2.TLC -deadlock -config MODULE.cfg MODULE.tla",
    "MODULE.cfg says SPECIFICATION Spec, and INVARIANT Claim0 for each claim to check. A step without an end is no",
    "deadlock here (-deadlock): the claim 'no deadlock' leaves bounds out.",
)

_OPERATORS = """\
Drop(s, i) == SubSeq(s, 1, i - 1) \\o SubSeq(s, i + 1, Len(s))
First(s, m) == CHOOSE i \\in DOMAIN s : s[i] = m /\\ \\A j \\in 1..(i - 1) : s[j] # m
Without(s, m) == Drop(s, First(s, m))
\\* A channel without order is kept sorted, by Rank.
Put(s, m) == LET Count[i \\in 0..Len(s)] == IF i = 0 THEN 0 ELSE Count[i - 1] + (IF Rank(s[i]) <= Rank(m) THEN 1 ELSE 0)
                 n == Count[Len(s)]
             IN SubSeq(s, 1, n) \\o <<m>> \\o SubSeq(s, n + 1, Len(s))"""


_SIGNS = {"==": "=", "!=": "#"}


class Tla(Logic):
    """Writes one network."""

    def __init__(self, network: JSON) -> None:
        super().__init__(network)
        identifiers = Identifiers()
        for word in ("vars_", "Drop_"):
            identifiers.new(word)
        self.names = field_names(network, identifiers)

    def text(self, module: str) -> str:
        """The whole module."""
        events = [line for number, event in enumerate(self.network["events"]) for line in self._event(number, event)]
        settled = Changes(self).settled()
        claims = Claims(self, "Settled")
        conditions = list(claims.conditions())
        expected = expectations(self.network, 0, len(self.network["initial"]), 1)
        comment = heading(self.network, _RUN, expected, claims.left_out, ("(* ", "   ", " *)"))
        parts = [
            f"---- MODULE {module} ----",
            comment.replace("MODULE", module),
            "EXTENDS Integers, Sequences, TLC",
            f"VARIABLES {', '.join(self.names)}",
            f"vars == <<{', '.join(self.names)}>>",
            *self._ranks(),
            _OPERATORS,
            f"Init ==\n  {self._start()}",
            f"Settled == {settled}",
            *events,
            "Next ==" + "".join(f"\n  \\/ E{number}" for number in range(len(self.network["events"]))),
            "Spec == Init /\\ [][Next]_vars",
            *self._fairness(),
            *(line for number, condition in enumerate(conditions) for line in self._claim(number, *condition)),
            "====",
        ]
        return "\n".join(parts) + "\n"

    @staticmethod
    def _claim(number: int, name: str, text: str, everywhere: bool) -> Iterator[str]:
        yield f"\\* {' '.join(name.split())}{'' if everywhere else ' (somewhere: no invariant)'}"
        yield f"Claim{number} == {text}"

    def _ranks(self) -> Iterator[str]:
        """The order of the messages of channels without order."""
        bags = [n for n, field in enumerate(self.fields) if field.get("order") == "any"]
        ranks: dict[str, int] = {}
        for number in bags:
            for code in range(1, len(self.fields[number]["messages"]) + 1):
                ranks.setdefault(self._message(number, code), len(ranks))
        arms = [f"m = {message} -> {rank}" for message, rank in ranks.items()]
        yield f"Rank(m) == CASE {' [] '.join(arms)}" if arms else "Rank(m) == 0"

    def _start(self) -> str:
        states = [
            self.all_of([f"{name} = {self._at_start(n, raw)}" for n, (name, raw) in enumerate(pairs)])
            for pairs in (list(zip(self.names, state, strict=True)) for state in self.network["initial"])
        ]
        return self.disjunction(states)

    def _at_start(self, number: int, raw: int | list[int]) -> str:
        if isinstance(raw, list):
            return f"<<{', '.join(self._message(number, code) for code in raw)}>>"
        return self._value(number, raw)

    def _fairness(self) -> Iterator[str]:
        """Of the events that change something: a step that changes nothing is no step to TLA+."""
        for number, one in enumerate(self.network["fairness"]):
            yield f"\\* {one['name']}"
            yield f"Unit{number} == {' '.join(f'{chr(92)}/ E{event}' for event in one['events'])}"
        units = [
            f"{'SF' if one['strong'] else 'WF'}_vars(Unit{number})"
            for number, one in enumerate(self.network["fairness"])
        ]
        yield f"Fairness == {self.conjunction(units)}"
        yield "FairSpec == Spec /\\ Fairness"

    # -- events -----------------------------------------------------------------------------------------------------

    def _event(self, number: int, event: JSON) -> Iterator[str]:
        places = dict.fromkeys(f"{row['file']}:{row['line']}" for row in event["rows"])
        yield f"\\* {event['label']}   {', '.join(places)}"
        yield f"E{number} =="
        parts = [*self.conditions(event["guard"]), *(["Settled"] if event["when_settled"] else [])]
        parts += [f"{self.names[one['field']]}' = {self._new(one, event)}" for one in event["update"]]
        changed = {one["field"] for one in event["update"]}
        kept = [name for n, name in enumerate(self.names) if n not in changed]
        parts += [f"UNCHANGED <<{', '.join(kept)}>>"] if kept else []
        yield "".join(f"  /\\ {part}\n" for part in parts).rstrip("\n")

    def _new(self, change: JSON, event: JSON) -> str:
        number = change["field"]
        if "map" in change:
            return self._moved(number, moved(change, event, self.fields[number]))
        if "table" in change:
            return self._entry(change["table"], lambda new: self._value(number, new))
        made = self.names[number]
        for edit in change["edits"]:
            made = self._edited(number, made, edit)
        return made

    def _moved(self, number: int, moves: dict[int, int]) -> str:
        name = self.names[number]
        if len(set(moves.values())) == 1:
            return self._value(number, *set(moves.values()))
        arms = [
            f"{name} = {self._value(number, old)} -> {self._value(number, new)}"
            for old, new in moves.items()
            if old != new
        ]
        return f"(CASE {' [] '.join(arms)} [] OTHER -> {name})" if arms else name

    def _edited(self, number: int, made: str, edit: JSON) -> str:
        match edit["edit"]:
            case "take":
                return f"Tail({made})"
            case "clear":
                return "<<>>"
            case "remove":
                return f"Without({made}, {self._message(number, edit['code'])})"
            case "lose":
                return f"Drop({made}, {edit['index'] + 1})"
            case _:
                put = "Append" if self.fields[number]["order"] == "fifo" else "Put"
                return f"{put}({made}, {self._put(number, made, edit)})"

    def _put(self, number: int, made: str, edit: JSON) -> str:
        """The message that is appended: a double, one from a table, or the same always."""
        if edit["edit"] == "double":
            return f"{made}[{edit['index'] + 1}]"
        if "table" in edit:
            return self._entry(edit["table"], lambda code: self._message(number, code))
        return self._message(number, edit["code"])

    def _entry(self, table: JSON, shown: Callable[[int], str]) -> str:
        looks = [self.raws(field) for field in table["fields"]]
        *others, (last, _) = entries(table).items()
        made = shown(last)
        for new, rows in others:
            made = f"(IF {self.rows(looks, rows)} THEN {shown(new)} ELSE {made})"
        return made

    # -- the parts of the language ----------------------------------------------------------------------------------

    def _value(self, number: int, raw: int) -> str:
        value = self.fields[number]["values"][raw]
        if self._numeric(number):
            return str(value)
        return json.dumps(shown(value))

    def _numeric(self, number: int) -> bool:
        return all(isinstance(one, int) and not isinstance(one, bool) for one in self.fields[number]["values"])

    def _message(self, number: int, code: int) -> str:
        message = self.fields[number]["messages"][code - 1]
        inside = ", ".join(f"{name}={shown(value)}" for name, value in message["values"].items())
        return json.dumps(f"{message['message']}({inside})" if inside else message["message"])

    def all_of(self, texts: Sequence[str]) -> str:
        return "(" + " /\\ ".join(texts) + ")"

    def any_of(self, texts: Sequence[str]) -> str:
        return "(" + " \\/ ".join(texts) + ")"

    def negated(self, text: str) -> str:
        return f"~({text})"

    def constant(self, value: bool) -> str:
        return "TRUE" if value else "FALSE"

    def raw_in(self, field: int, raws: Sequence[int]) -> str:
        values = [self._value(field, raw) for raw in raws]
        name = self.names[field]
        return f"{name} = {values[0]}" if len(values) == 1 else f"{name} \\in {{{', '.join(values)}}}"

    def head_in(self, field: int, codes: Sequence[int]) -> str:
        name = self.names[field]
        heads = [self._message(field, code) for code in codes if code]
        filled = [f"({name} # <<>> /\\ Head({name}) \\in {{{', '.join(heads)}}})"] if heads else []
        return self.disjunction([*([f"{name} = <<>>"] if 0 in codes else []), *filled])

    def holds(self, field: int, code: int) -> str:
        name = self.names[field]
        return f"~(\\A i \\in DOMAIN {name} : {name}[i] # {self._message(field, code)})"

    def length(self, field: int) -> str:
        return f"Len({self.names[field]})"

    def number(self, field: int) -> str:
        return self.names[field]

    def raw_difference(self, first: int, second: int) -> str:
        return f"({self._raw(first)} - {self._raw(second)})"

    def _raw(self, number: int) -> str:
        values, name = self.fields[number]["values"], self.names[number]
        if self._numeric(number) and values == list(range(values[0], values[0] + len(values))):
            return f"({name} - ({values[0]}))"
        arms = [f"{name} = {self._value(number, raw)} -> {raw}" for raw in range(len(values))]
        return f"(CASE {' [] '.join(arms)})"

    def if_else(self, condition: str, then: str, other: str) -> str:
        return f"(IF {condition} THEN {then} ELSE {other})"

    def computed(self, kind: str, one: str, two: str) -> str:
        return f"({one} {_SIGNS.get(kind, kind)} {two})"


def tla(network: JSON, module: str) -> str:
    """The network as a module for TLC.

    Raises:
        Unsupported: TLA+, as written here, has no words for a step.
    """
    return Tla(network).text(module)
