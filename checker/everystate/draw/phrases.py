"""Expressions and sends, as they stand on pictures."""

from __future__ import annotations

import textwrap

from everystate.loading.expression import Expr
from everystate.loading.printing import Binds, Writer
from everystate.loading.spec import Assignment, Send


class Phrases(Writer):
    """Writes for a picture: what is put together is in parentheses inside anything else, but for joined comparisons."""

    def inside(self, tree: Expr, least: int) -> str:
        text, binds = self.written(tree)
        bare = binds == Binds.LEAF or (binds == Binds.COMPARED and least in (Binds.AND, Binds.NOT))
        return text if bare else f"({text})"

    def assigned(self, item: Assignment) -> str:
        """A variable and its new value."""
        return f"{self.target(item)} := {self.value(item)}"

    def sent(self, send: Send) -> str:
        """A message that a row sends, and to whom if the row says so."""
        to = self.copies(send.to_all) if send.to_all else send.to_end
        to = self.expression(send.to) if send.to is not None else to
        return self.send(send) + (f" to {to}" if to else "")


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of about this width; one word is never cut."""
    return tuple(textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False))
