"""The printer of expressions, assignments and sends for pictures."""

from __future__ import annotations

import textwrap

from everystate.loading.expression import Expr
from everystate.loading.party import Assignment, Send
from everystate.loading.printing import Writer
from everystate.loading.printing_expressions import Binds


class Phrases(Writer):
    """Prints for a picture: a compound operand is in parentheses, except a comparison under `and` or `not`."""

    def inside(self, tree: Expr, least: int) -> str:
        text, binds = self.written(tree)
        bare = least == Binds.IF or binds == Binds.LEAF or (binds == Binds.COMPARED and least in (Binds.AND, Binds.NOT))
        return text if bare else f"({text})"

    def assigned(self, item: Assignment) -> str:
        """A variable and its new value."""
        return f"{self.target(item)} := {self.value(item)}"

    def sent(self, send: Send) -> str:
        """A message that a row sends, to whom and if what, where the row says so."""
        to = self.receivers(send.to_all) if send.to_all else send.to_end
        to = self.expression(send.to) if send.to is not None else to
        return self.send(send) + (f" to {to}" if to else "") + self.condition(send)


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` characters; a longer word has a line of its own."""
    return tuple(textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False))
