"""What a row puts into a message: constants, or values that are read from fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from everystate.composing.draft import Draft, Outgoing
from everystate.composing.field import Packet
from everystate.composing.formula import Const, Formula, Missing, evaluate
from everystate.composing.listeners import Listeners
from everystate.composing.regions import FEW, Region
from everystate.composing.relations import Raws, Table, Together
from everystate.loading.expression import Value
from everystate.loading.spec import Message

Codes = Mapping[Packet, int]
"""The code of each packet in a channel."""

Pieces = list[tuple[Draft, dict[str, Value]]]


@dataclass(frozen=True)
class Content:
    """A packet with its code in the channel. The values of `read` come from fields, and then the code from a table."""

    packet: Packet
    code: int | Table
    read: tuple[tuple[str, Formula], ...] = ()


class Contents:
    """Finds what rows send."""

    def __init__(self, listeners: Listeners) -> None:
        self.listeners = listeners
        self.regions = listeners.regions
        self.problems = listeners.problems

    def of(
        self, draft: Draft, outgoing: Outgoing, message: Message, codes: Codes, queued: bool
    ) -> Iterator[tuple[Draft, Content]]:
        """Pieces of a draft, each with what it sends. Only a message that is queued may read values from fields."""
        formulas = self._formulas(outgoing, message)
        if formulas is None:
            return
        read = {name: formula for name, formula in formulas.items() if queued and self._is_read(name, formula, message)}
        for there, known in self._split(draft, {n: f for n, f in formulas.items() if n not in read}):
            packet = self.listeners.layout.packet(message, tuple((name, known.get(name)) for name in formulas))
            if read:
                yield from self._with_table(there, outgoing, packet, read, codes)
            else:
                yield from self._constant(there, outgoing, packet, codes)

    def _formulas(self, outgoing: Outgoing, message: Message) -> dict[str, Formula] | None:
        """What the row gives for each name of a message, or the copies that are bound."""
        given = dict(outgoing.send.arguments)
        formulas: dict[str, Formula] = {}
        for name in (*(per.name for per in message.about), *(name for name, _ in message.fields)):
            if name in given:
                formulas[name] = self.listeners.grounder.formula(given[name], outgoing.names)
            elif name in outgoing.names:
                formulas[name] = Const(outgoing.names[name])
            else:
                what, why = f"{message.name} is about which {name}?", "nothing binds that name here"
                self.problems.add(outgoing.send.place, what, why, f"write {message.name}({name}=...)")
                return None
        return formulas

    def _is_read(self, name: str, formula: Formula, message: Message) -> bool:
        """Whether a value is read from fields in the step: copies are not, as names of copies choose who takes part."""
        if not formula.support or name in self._names_of_copies or name not in dict(message.fields):
            return False
        return len(self.regions.by_value(formula)) > FEW

    @cached_property
    def _names_of_copies(self) -> frozenset[str]:
        spec = self.listeners.layout.spec
        pers = [machine.per for party in spec.parties for machine in party.machines]
        pers += [action.per for party in spec.parties for action in party.actions]
        pers += [monitor.per for monitor in spec.monitors] + [message.about for message in spec.messages]
        pers += [connection.ends for connection in spec.connections]
        loops = {name for claim in spec.claims if claim.timing for name, _ in claim.timing.loops}
        return frozenset({party.name for party in spec.parties} | {per.name for those in pers for per in those} | loops)

    def _split(self, draft: Draft, formulas: dict[str, Formula]) -> Pieces:
        """Pieces of a draft in which these formulas have one value each."""
        pieces: Pieces = [(draft, {})]
        for name, formula in formulas.items():
            choices = self.regions.by_value(formula)
            self.listeners.effort.spend(len(pieces) * len(choices))
            pieces = [
                (made, {**known, name: None if isinstance(value, Missing) else value})
                for there, known in pieces
                for region, value in choices
                if (made := there.inside(region)) is not None
            ]
        return pieces

    def _constant(
        self, draft: Draft, outgoing: Outgoing, packet: Packet, codes: Codes
    ) -> Iterator[tuple[Draft, Content]]:
        if packet in codes:
            yield draft, Content(packet, codes[packet])
        elif draft.region.is_possible(self.listeners.effort):
            self._refuse(outgoing, packet)

    def _with_table(
        self, draft: Draft, outgoing: Outgoing, packet: Packet, read: dict[str, Formula], codes: Codes
    ) -> Iterator[tuple[Draft, Content]]:
        fields = tuple(sorted({field for formula in read.values() for field in formula.support}))
        combinations = self.regions.combinations(fields, draft.region.box)
        if combinations is None:
            for there, known in self._split(draft, read):
                yield from self._constant(there, outgoing, packet.filled(known), codes)
            return
        entries: dict[Raws, int] = {}
        wrong: dict[Packet, set[Raws]] = {}
        for raws in combinations:
            state = dict(zip(fields, raws, strict=True))
            values = {name: evaluate(formula, state, self.regions.look) for name, formula in read.items()}
            filled = packet.filled(values)
            if filled in codes:
                entries[raws] = codes[filled]
            else:
                wrong.setdefault(filled, set()).add(raws)
        for filled, those in wrong.items():
            region = Region({}, {fields: Together(frozenset(those))}).meet(draft.region)
            if region is not None and region.is_possible(self.listeners.effort):
                self._refuse(outgoing, filled)
        yield draft, Content(packet, Table(fields, entries), tuple(read.items()))

    def _refuse(self, outgoing: Outgoing, packet: Packet) -> None:
        why = "a value is not in its domain"
        self.problems.add(outgoing.send.place, f"{packet} cannot be sent", why, "guard the row with `when`")
