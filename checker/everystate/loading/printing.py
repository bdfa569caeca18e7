"""Rows and what is in them as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from everystate.loading.expression import TRUE
from everystate.loading.party import Assignment, Known, Row, Send, TimerChange
from everystate.loading.printing_expressions import Binds, ExpressionWriter, indexed
from everystate.loading.spec import Held

_PLAIN = re.compile(r"[A-Za-z_][\w.]*(?: == \w+)?")


class Writer(ExpressionWriter):
    """Writes the expressions and the rows of one spec."""

    def row(self, row: Row, states: tuple[str, ...]) -> str:
        """A row as it stands in a file, of a machine with these states."""
        if row.rank == 2 and row.dest is None and not (row.sends or row.sets or row.dead or row.when != TRUE):
            return f"ignores: {row.trigger}"
        parts = [f"trigger: {row.trigger}", f"source: {_sources(row, states)}"]
        if not row.defer:
            parts.append(f"dest: {row.dest or _quoted('=')}")
        if row.when != TRUE:
            parts.append(f"when: {_quoted(row.text or self.expression(row.when))}")
        if row.sets:
            parts.append(f"set: {{{', '.join(map(self.assignment, row.sets))}}}")
        if row.sends:
            sends = [self._sent(send) for send in row.sends]
            parts.append(f"send: {sends[0] if len(sends) == 1 else '[' + ', '.join(sends) + ']'}")
            parts += [f"to: {to}" for to in dict.fromkeys(map(self._to, row.sends)) if to]
        for kind in ("start", "stop"):
            if changed := [self.timer(change) for change in row.timers if change.kind == kind]:
                parts.append(f"{kind}: {_listed(changed)}")
        parts += ["otherwise: true"] if row.rank else []
        parts += [f"{key}: true" for key in ("in_any_order", "choice", "defer") if getattr(row, key)]
        parts += [f"fair: {row.fair}"] if row.fair else []
        return f"{{{', '.join([*parts, *([self._dead(row)] if row.dead else [])])}}}"

    def _dead(self, row: Row) -> str:
        reasons = [self._known(known) for known in row.dead]
        listed = ", ".join(reasons)
        return f"dead: {listed}" if len(reasons) == 1 else f"dead: [{listed}]"

    def _known(self, known: Known) -> str:
        reason = _quoted(known.reason)
        return reason if known.when == TRUE else f"{{when: {_quoted(self.expression(known.when))}, reason: {reason}}}"

    def assignment(self, assignment: Assignment) -> str:
        """`"former[agent]": idle`."""
        return f"{_quoted(self.target(assignment))}: {_quoted(self.value(assignment))}"

    def target(self, assignment: Assignment) -> str:
        """`former[agent]`."""
        return f"{assignment.variable}{indexed(map(self.expression, assignment.index))}"

    def timer(self, change: TimerChange) -> str:
        """`patience[agent]`."""
        return f"{change.timer}{indexed(map(self.expression, change.index))}"

    def value(self, assignment: Assignment) -> str:
        """`idle`, `interaction_server[0]`."""
        party = self.spec.party(self.party).copies_in(assignment.variable)
        if not party or self.spec.party(self.party).collects(assignment.variable):
            return self.holding(assignment.value, party, Binds.IF)
        return self.copy(party, assignment.value)

    def send(self, send: Send) -> str:
        """`RequestVote(term=current)`."""
        inside = ", ".join(f"{name}={self.expression(value)}" for name, value in send.arguments)
        return f"{send.message}({inside})" if inside else send.message

    def _sent(self, send: Send) -> str:
        text = _listed([self.send(send)])
        return text if send.when == TRUE else f"{{{text}: {_quoted(self.expression(send.when))}}}"

    def held(self, held: Held) -> str:
        """`Token(lap=0) if left == 0`."""
        send = Send(held.message, held.arguments, held.place, when=held.when)
        return f"{self.send(send)}{self.condition(send)}"

    def receivers(self, party: str) -> str:
        """The copies of a party that get what a row sends: by the name of their set, or the others of its own."""
        return self.spec.party(party).copies_name or ("others" if party == self.party else party)

    def condition(self, send: Send) -> str:
        """` if reports == asked`; empty where it is sent whatever the state."""
        return "" if send.when == TRUE else f" if {self.expression(send.when)}"

    def _to(self, send: Send) -> str:
        if send.to is not None:
            return _quoted(self.expression(send.to))
        return send.to_end or (self.receivers(send.to_all) if send.to_all else "")


def _sources(row: Row, states: tuple[str, ...]) -> str:
    return '"*"' if len(states) > 1 and row.sources == states else _listed(row.sources)


def _listed(items: Iterable[str]) -> str:
    """One item by itself, several in brackets; in quotes, where there is a comma or a bracket in it."""
    texts = [f'"{item}"' if "," in item or "[" in item else item for item in items]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """In quotes, unless it is a word or a plain comparison."""
    return text if _PLAIN.fullmatch(text) else f'"{" ".join(text.split())}"'
