"""A network as Promela, for SPIN: each event is a guarded `d_step`, each claim about states an assertion.

G. J. Holzmann: The SPIN Model Checker, 2003. A field is a number, its raw value; a channel is a channel of codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from everystate.exporting.changes import Changes, Claims, entries, moved
from everystate.exporting.heading import expectations, heading
from everystate.exporting.logic import JSON, Logic, Unsupported
from everystate.exporting.names import Identifiers, field_names, shown

_SCRATCH = """\
short i_, n_, m_, k_;  /* zero between steps */
inline lose(c, k) {
  i_ = 0; n_ = len(c);
  do :: i_ < n_ -> c?m_; if :: i_ != k -> c!m_ :: else -> skip fi; i_++ :: else -> break od;
  i_ = 0; n_ = 0; m_ = 0; skip
}
inline double(c, k) {
  i_ = 0; n_ = len(c);
  do :: i_ < n_ -> c?m_; c!m_; if :: i_ == k -> k_ = m_ :: else -> skip fi; i_++ :: else -> break od;
  c!k_; i_ = 0; n_ = 0; m_ = 0; k_ = 0
}"""

_ASSERTED = """\
#ifndef FAILS
#define FAILS(n) assert(false)
#endif"""

_RUN = (
    "spin -a -o2 FILE.pml                  # without -o2, SPIN merges states: fewer, with the same verdicts",
    "gcc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c",
    "./pan -m1000000                       # stops at the first assertion that fails",
    "spin -a -o2 -DCOUNTS FILE.pml         # to count, without the assertions",
)


class Promela(Logic):
    """Writes one network."""

    def __init__(self, network: JSON) -> None:
        super().__init__(network)
        identifiers = Identifiers()
        self.names = field_names(network, identifiers)
        self.words: list[dict[int, str]] = [self._named(n, field, identifiers) for n, field in enumerate(self.fields)]

    def _named(self, number: int, field: JSON, identifiers: Identifiers) -> dict[int, str]:
        """A name for each raw value, if these are no numbers, or for each code of a channel."""
        name = self.names[number]
        if "values" not in field:
            texts = ["_".join([one["message"], *map(shown, one["values"].values())]) for one in field["messages"]]
            return {code: identifiers.new(name, text) for code, text in enumerate(texts, 1)}
        if all(isinstance(value, int) and not isinstance(value, bool) for value in field["values"]):
            return {}
        return {raw: identifiers.new(name, shown(value)) for raw, value in enumerate(field["values"])}

    def text(self) -> str:
        """The whole model."""
        changes = Changes(self)
        claims = Claims(self, "SETTLED")
        events = [line for event in self.network["events"] for line in self._event(event)]
        conditions = list(claims.conditions())
        starts = first_steps(self.network)
        choice = (1, starts + 1, 1) if starts else (0, 1, 0)
        tables = max((len(list(_tables(event))) for event in self.network["events"]), default=0)
        parts = [
            heading(self.network, _RUN, expectations(self.network, *choice), claims.left_out, ("/* ", " * ", " */")),
            *self._declarations(),
            _SCRATCH if any(edit["edit"] in ("lose", "double") for edit in _edits(self.network)) else "",
            *(f"int t{number}_;  /* zero between steps */" for number in range(tables)),
            f"#define SETTLED ({self._lines(changes.settled())})",
            _ASSERTED,
            *self._asserted(conditions),
            "active proctype network() {",
            *self._start(),
            "end:",
            "  do",
            *events,
            "#ifndef COUNTS",
            *(self._judged(number, everywhere) for number, (_, _, everywhere) in enumerate(conditions)),
            "#endif",
            "  od",
            "}",
        ]
        return "\n".join(part for part in parts if part) + "\n"

    def _asserted(self, conditions: Sequence[tuple[str, str, bool]]) -> Iterator[str]:
        for number, (name, text, everywhere) in enumerate(conditions):
            yield f"/* {number}: {_comment(name)}{'' if everywhere else ' (somewhere)'} */"
            yield f"#define CLAIM_{number} ({self._lines(text)})"

    def _judged(self, number: int, everywhere: bool) -> str:
        if everywhere:
            return f"  :: d_step {{ !CLAIM_{number} -> FAILS({number}) }}"
        return f"#ifdef REACHES\n  :: d_step {{ CLAIM_{number} -> REACHES({number}) }}\n#endif"

    @staticmethod
    def _lines(text: str) -> str:
        return text.replace(" || ", " || \\\n  ") if len(text) > 110 else text

    def _declarations(self) -> Iterator[str]:
        first = self.network["initial"][0]
        for number, (name, field) in enumerate(zip(self.names, self.fields, strict=True)):
            for raw, word in self.words[number].items():
                yield f"#define {word} {raw}"
            if "values" in field:
                yield f"{_size(len(field['values']))} {name} = {first[number]};"
            else:
                yield f"chan {name} = [{field['capacity']}] of {{ {_size(len(field['messages']) + 1)} }};"

    def _start(self) -> Iterator[str]:
        """The step to an initial state, where one is chosen or channels hold something then."""
        if first_steps(self.network):
            yield "  if"
            for state in self.network["initial"]:
                yield f"  :: d_step {{ {'; '.join(self._set(state))} }}"
            yield "  fi;"

    def _set(self, state: Sequence[Any]) -> Iterator[str]:
        """The statements that make an initial state."""
        for number, (name, raw) in enumerate(zip(self.names, state, strict=True)):
            if isinstance(raw, list):
                yield from (f"{name}!{self.words[number][code]}" for code in raw)
            else:
                yield f"{name} = {raw}"

    # -- events -----------------------------------------------------------------------------------------------------

    def _event(self, event: JSON) -> Iterator[str]:
        guard = self.conjunction([*self.conditions(event["guard"]), *(["SETTLED"] if event["when_settled"] else [])])
        places = dict.fromkeys(f"{row['file']}:{row['line']}" for row in event["rows"])
        yield f"  /* {_comment(event['label'])}   {_comment(', '.join(places))} */"
        done = [*self._read(event), *(text for change in event["update"] for text in self._change(change, event))]
        done += [f"t{number}_ = 0" for number, _ in enumerate(_tables(event))]
        yield f"  :: d_step {{ {guard} -> {'; '.join(done) or 'skip'} }}"

    def _read(self, event: JSON) -> Iterator[str]:
        """What tables say, before anything changes."""
        for number, table in enumerate(_tables(event)):
            yield f"t{number}_ = {self._entry(table)}"

    def _entry(self, table: JSON) -> str:
        looks = [self.raws(field) for field in table["fields"]]
        *others, (last, _) = entries(table).items()
        made = str(last)
        for new, rows in others:
            made = f"({self.rows(looks, rows)} -> {new} : {made})"
        return made

    def _change(self, change: JSON, event: JSON) -> Iterator[str]:
        number, name = change["field"], self.names[change["field"]]
        tables = list(_tables(event))
        if "map" in change:
            yield from self._moved(number, moved(change, event, self.fields[number]))
        elif "table" in change:
            yield f"{name} = t{_index(tables, change['table'])}_"
        else:
            for edit in change["edits"]:
                yield self._edit(number, edit, tables)

    def _moved(self, number: int, moves: dict[int, int]) -> Iterator[str]:
        name, words = self.names[number], self.words[number]
        if len(set(moves.values())) == 1:
            [new] = set(moves.values())
            yield f"{name} = {words.get(new, new)}"
            return
        made = name
        for old, new in moves.items():
            if old != new:
                made = f"({name} == {words.get(old, old)} -> {words.get(new, new)} : {made})"
        if made != name:
            yield f"{name} = {made}"

    def _edit(self, number: int, edit: JSON, tables: list[JSON]) -> str:
        name, kind = self.names[number], edit["edit"]
        ordered = self.fields[number]["order"] == "fifo"
        match kind:
            case "take":
                return f"{name}?_"
            case "clear":
                return f"do :: nempty({name}) -> {name}?_ :: empty({name}) -> break od; skip"
            case "append":
                code = f"t{_index(tables, edit['table'])}_" if "table" in edit else self.words[number][edit["code"]]
                return f"{name}{'!' if ordered else '!!'}{code}"
            case "remove":
                return f"{name}??{self.words[number][edit['code']]}"
            case _ if ordered:
                return f"{kind}({name}, {edit['index']})"
            case _:
                raise Unsupported(f"a step that can {kind} at an index of {self.fields[number]['name']}, a bag,")

    # -- the parts of the language ----------------------------------------------------------------------------------

    def all_of(self, texts: Sequence[str]) -> str:
        return "(" + " && ".join(texts) + ")"

    def any_of(self, texts: Sequence[str]) -> str:
        return "(" + " || ".join(texts) + ")"

    def negated(self, text: str) -> str:
        return f"!({text})"

    def constant(self, value: bool) -> str:
        return "true" if value else "false"

    def raw_in(self, field: int, raws: Sequence[int]) -> str:
        name, words = self.names[field], self.words[field]
        if not words and len(raws) > 2 and len(raws) == raws[-1] - raws[0] + 1:
            return f"({name} >= {raws[0]} && {name} <= {raws[-1]})"
        return self.disjunction(f"{name} == {words.get(raw, raw)}" for raw in raws)

    def head_in(self, field: int, codes: Sequence[int]) -> str:
        name, words = self.names[field], self.words[field]
        return self.disjunction(f"{name}?[{words[code]}]" if code else f"len({name}) == 0" for code in codes)

    def holds(self, field: int, code: int) -> str:
        return f"{self.names[field]}??[{self.words[field][code]}]"

    def length(self, field: int) -> str:
        return f"len({self.names[field]})"

    def number(self, field: int) -> str:
        low = self.fields[field]["values"][0]
        return f"({self.names[field]} + {low})" if low else self.names[field]

    def raw_difference(self, first: int, second: int) -> str:
        return f"({self.names[first]} - {self.names[second]})"

    def if_else(self, condition: str, then: str, other: str) -> str:
        return f"({condition} -> {then} : {other})"

    def computed(self, kind: str, one: str, two: str) -> str:
        return f"({one} {kind} {two})"


def _tables(event: JSON) -> Iterator[JSON]:
    """Every table that an event reads."""
    for change in event["update"]:
        if "table" in change:
            yield change["table"]
        yield from (edit["table"] for edit in change.get("edits", ()) if "table" in edit)


def _edits(network: JSON) -> Iterator[JSON]:
    """Every edit of a channel."""
    for event in network["events"]:
        for change in event["update"]:
            yield from change.get("edits", ())


def _index(tables: list[JSON], table: JSON) -> int:
    return next(number for number, one in enumerate(tables) if one is table)


def _size(values: int) -> str:
    return "byte" if values <= 256 else "short" if values <= 32_768 else "int"


def _comment(text: str) -> str:
    return text.replace("*/", "* /").replace("\n", " ")


def first_steps(network: JSON) -> int:
    """How many steps lead to initial states: one to each, where one is chosen or channels hold something then."""
    first, *others = network["initial"]
    return len(network["initial"]) if others or any(isinstance(raw, list) and raw for raw in first) else 0


def promela(network: JSON) -> str:
    """The network as a model for SPIN.

    Raises:
        Unsupported: Promela, as written here, has no words for a step.
    """
    return Promela(network).text()
