"""The interface of all forms of a report: they take results one by one, and become a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from everystate.problems import Exit, Problem

if TYPE_CHECKING:
    from everystate.judging.verdict import Result
    from everystate.loading.spec import Spec


@dataclass(frozen=True)
class Caption:
    """The name of a result, which is that of its world; without a name, it is of the declared parameters."""

    world: str = ""
    description: str = ""

    def of(self, spec: Spec) -> str:
        """The title of the result: that of the spec, and the name of the world if it has one."""
        return f"{spec.title}, {self.world}" if self.world else spec.title


class Form(Protocol):
    """A report under construction.

    `add` extracts from a result all that the form needs, since the joint states of one world are freed before the next
    is explored.
    """

    def add(self, caption: Caption, result: Result) -> None:
        """Add a result."""

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Report that there is no result: there are mistakes, or the check was ended before it began."""

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Report that these worlds were not checked, and why: an exhausted limit is never a pass."""

    def text(self) -> str:
        """The text of the report; empty if there is nothing to report."""
        ...
