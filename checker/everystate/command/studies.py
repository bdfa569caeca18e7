"""What commands share that check a spec more than once: how they search, and where what they say goes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.command.delivery import save, write
from everystate.report.progress import ProgressLine
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
        """A line on stderr for whoever watches."""
        return ProgressLine(sys.stderr, width_of(sys.stderr), is_terminal(sys.stderr) and not self.quiet)
