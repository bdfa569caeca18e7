"""What every form of a report can do, whatever it looks like: take results one by one, and become a text."""

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
    """What a result is called: the world that it is of; one without a name is that of the declared parameters."""

    world: str = ""
    description: str = ""

    def of(self, spec: Spec) -> str:
        """A title for the result: that of the spec, and the world if it has a name."""
        return f"{spec.title}, {self.world}" if self.world else spec.title


class Form(Protocol):
    """A report in the making.

    What it needs of a result it takes at once: the joint states of one world are gone before the next is explored.
    """

    def add(self, caption: Caption, result: Result) -> None:
        """Take a result."""

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Say that there is no result: these mistakes were found, or the check was ended before it began."""

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Say that these worlds were not checked, and why: running out is no pass."""

    def text(self) -> str:
        """Everything that was taken; nothing, if this form has nothing to say."""
        ...
