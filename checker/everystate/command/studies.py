"""What commands share that check a spec more than once: what is asked of them all, and where what they say goes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from everystate.command.output.delivery import save, write
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.loading.expression import Value
from everystate.report.progress import CountLine, ProgressLine
from everystate.report.screen import WIDTH_OF_FILES, Colour, is_coloured, is_terminal, painted, width_of

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True)
class Outlet:
    """Where a report goes, and how it looks there."""

    output: Path | None
    colour: Colour
    quiet: bool

    @property
    def width(self) -> int:
        """How wide it is."""
        return WIDTH_OF_FILES if self.output else width_of(sys.stdout)

    def tell(self, lines: Iterable[Text]) -> None:
        """Write lines of styled text."""
        coloured = self.colour == "always" if self.output else is_coloured(sys.stdout, self.colour)
        self.deliver(painted(lines, coloured))

    def deliver(self, text: str) -> None:
        """Write a text as it is."""
        if self.output:
            save(self.output, text)
        else:
            write(sys.stdout, text)

    def progress(self) -> ProgressLine:
        """A line on stderr for whoever watches: how far a search is."""
        return ProgressLine(sys.stderr, width_of(sys.stderr), self._is_watched())

    def counting(self) -> CountLine:
        """A line on stderr for whoever watches: how many checks are done."""
        return CountLine(sys.stderr, width_of(sys.stderr), self._is_watched())

    def _is_watched(self) -> bool:
        return is_terminal(sys.stderr) and not self.quiet


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a command line asks of any study; each adds what it is about."""

    settings: Mapping[str, Value] = field(default_factory=dict)
    form: Literal["text", "markdown", "json"] = "text"
    output: Path | None = None
    max_states: int | None = None
    max_depth: int | None = None
    max_seconds: float | None = None
    max_memory: int | None = None
    engine: Engine = "auto"
    quiet: bool = False
    colour: Colour = "auto"

    @property
    def outlet(self) -> Outlet:
        """Where its report goes."""
        return Outlet(self.output, self.colour, self.quiet)

    @property
    def limits(self) -> Limits:
        """What each check may take."""
        return Limits(self.max_states, self.max_depth, self.max_seconds, self.max_memory)
