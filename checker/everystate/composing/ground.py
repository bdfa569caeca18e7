"""Expressions over the fields of one network: what they read becomes a look at a field."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from everystate.composing.field import FieldKey
from everystate.composing.field_index import PHASE, FieldIndex
from everystate.composing.formula import MISSING, Const, Formula, Look, make
from everystate.composing.unroll import Names, unroll
from everystate.loading.expression import Expr, Left, Link, Observation, Phase, Read


class Grounder:
    """Grounds expressions over these fields."""

    def __init__(self, fields: FieldIndex) -> None:
        self.fields = fields
        self.settings = fields.settings

    def formula(self, tree: Expr, names: Names) -> Formula:
        """The formula of an expression, with these names bound."""
        return unroll(tree, names, self.settings, self._observe)

    def _observe(self, tree: Observation, names: Names) -> Formula:
        match tree:
            case Phase():
                return Look(self.fields.index[PHASE]) if self.fields.spec.phases else Const("start")
            case Left(owner, name):
                return Look(self.fields.index[FieldKey("budget", name, of=owner)])
            case Read():
                return self._read(tree, names)
            case Link():
                return self._link(tree, names)

    def _read(self, tree: Read, names: Names) -> Formula:
        self.settings.effort.spend(4)
        parts = (tree.copy, *tree.index)
        parties = (tree.party, *(per.party for per in self.fields.spec.party(tree.party).per(tree.name)))
        indices = [self.formula(part, names) for part in parts]

        def look(numbers: tuple[int, ...]) -> Formula:
            return Look(self.fields.memory[self.fields.copy(tree.party, numbers[0]), tree.name, numbers[1:]])

        return self._choose(indices, parties, look)

    def _choose(
        self, indices: list[Formula], parties: tuple[str, ...], look: Callable[[tuple[int, ...]], Formula]
    ) -> Formula:
        """What `look` gives for the copies that the indices say; MISSING where one is none or out of range."""
        made: Formula = Const(MISSING)
        choices = [self._copies(index, party) for index, party in zip(indices, parties, strict=True)]
        for numbers in itertools.product(*choices):
            test = make("and", *(make("==", i, Const(n)) for i, n in zip(indices, numbers, strict=True)))
            made = make("if", test, look(numbers), made)
        return made

    def _copies(self, index: Formula, party: str) -> Sequence[int]:
        """The copies that an index may say."""
        copies = range(self.settings.counts[party])
        if not isinstance(index, Const):
            return copies
        return [index.value] if type(index.value) is int and index.value in copies else []

    def _link(self, tree: Link, names: Names) -> Formula:
        connection = self.fields.spec.connection(tree.connection)
        indices = [self.formula(part, names) for part in tree.index]
        return self._choose(indices, connection.parties(), lambda numbers: self._link_of(tree, numbers))

    def _link_of(self, tree: Link, numbers: tuple[int, ...]) -> Formula:
        keys = self.fields.instances(tree.connection, numbers)
        if tree.what in ("is_open", "pending"):
            return make("or", *(Look(self.fields.index[key], tree.what, tree.end) for key in keys))
        return self._channel_view(tree, [key.channel(1 - tree.end) for key in keys])

    def _channel_view(self, tree: Link, keys: list[FieldKey]) -> Formula:
        fields = [self.fields.index[key] for key in keys if key in self.fields.index]
        if tree.what == "length":
            made: Formula = Const(0)
            for field in fields:
                made = make("+", made, Look(field, "length"))
            return made
        head: Formula = Const(None)
        for field in reversed(fields):
            shown = Look(field, "head", part=tree.part)
            head = make("if", make("==", Look(field, "length"), Const(0)), head, shown)
        return head
