"""The options of a command line as values: those that all commands share. Each command adds its own."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from everystate.checking import Check, network_of
from everystate.command.output.delivery import save, write
from everystate.command.stopping import supervisor
from everystate.exploring.system import Limits, Progress
from everystate.loading.asking import Asked
from everystate.loading.expression import Value
from everystate.report.progress import CountLine, ProgressLine
from everystate.report.screen import WIDTH_OF_FILES, Colour, is_coloured, is_terminal, painted, width_of

if TYPE_CHECKING:
    from rich.text import Text

    from everystate.composing.network import Network
    from everystate.exploring.engines import Engine
    from everystate.loading.spec import Spec

EVERY_WORLD = "all"

_MOST = 0.85
_SEARCHING = {"reference": 0.55}
"""The part of the time of a check after which its search ends: the reference engine judges as long as it searches."""


class SearchProgress:
    """Shows the progress of a check, and ends its search in time."""

    def __init__(self, line: ProgressLine, share: float) -> None:
        self.line = line
        self.share = share

    def __call__(self, progress: Progress) -> None:
        """Show the progress.

        Raises:
            KeyboardInterrupt: the command has to end, or this part of its time is over.
        """
        supervisor().look(self.share)
        self.line(progress)

    def turn_to(self, text: str) -> None:
        """Show a text about the next part of the work."""
        self.line.turn_to(text)


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """The options of every command that checks a spec."""

    settings: Mapping[str, Value] = field(default_factory=dict)
    world: str | None = None
    layers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    asked: Asked = field(default_factory=dict[str, Mapping[str, object]])
    only: bool = False
    max_states: int | None = None
    max_depth: int | None = None
    max_seconds: float | None = None
    max_memory: int | None = None
    engine: Engine = "auto"
    threads: int | None = None
    quiet: bool = False
    colour: Colour = "auto"

    @property
    def limits(self) -> Limits:
        """The limits of each check."""
        return Limits(self.max_states, self.max_depth, self.max_seconds, self.max_memory)

    def check(self, **others: Any) -> Check:
        """The settings of a check by these options; `others` are further fields of `Check`."""
        names = (*self.claims, *self.asked) if self.claims or self.only else ()
        return Check(names or None, self.limits, self.engine, self.threads, **others)

    def network(self, spec: Spec) -> Network:
        """The network of a spec in the requested world, with the requested layers and parameters on top.

        As declared for all worlds.
        """
        return network_of(
            spec, self.settings, None if self.world == EVERY_WORLD else self.world, self.layers, self.asked
        )

    def enforce_memory(self) -> None:
        """Enforce the limit of memory from now on; that of time is enforced since its option was read.

        Raises:
            KeyboardInterrupt: the limit is too small to start.
        """
        if self.max_memory is not None:
            supervisor().limit_memory(self.max_memory, self.engine)

    @contextmanager
    def progress(self, share: float = 1.0) -> Generator[SearchProgress]:
        """A line on stderr, if it is a terminal, that shows the progress of a check; it is cleared at the end.

        Args:
            share: the fraction of the time of the command at which the check must end.
        """
        line = ProgressLine(sys.stderr, width_of(sys.stderr), self._is_watched())
        try:
            with supervisor().checking():
                yield SearchProgress(line, share * _SEARCHING.get(self.engine, _MOST))
        finally:
            line.clear()

    @contextmanager
    def counting(self) -> Generator[CountLine]:
        """A line on stderr, if it is a terminal, that shows the number of finished checks; it is cleared at the end."""
        line = CountLine(sys.stderr, width_of(sys.stderr), self._is_watched())
        try:
            with supervisor().checking():
                yield line
        finally:
            line.clear()

    def _is_watched(self) -> bool:
        return is_terminal(sys.stderr) and not self.quiet


@dataclass(frozen=True, kw_only=True)
class StudyArguments(Arguments):
    """The options of every command that checks a spec more than once, and writes one report."""

    form: Literal["text", "markdown", "json"] = "text"
    output: Path | None = None

    @property
    def width(self) -> int:
        """The width of the report in columns."""
        return WIDTH_OF_FILES if self.output else width_of(sys.stdout)

    def write_lines(self, lines: Iterable[Text]) -> None:
        """Write lines of styled text to the destination of the report."""
        coloured = self.colour == "always" if self.output else is_coloured(sys.stdout, self.colour)
        self.write(painted(lines, coloured))

    def write(self, text: str) -> None:
        """Write an unstyled text to the destination of the report."""
        if self.output:
            save(self.output, text)
        else:
            write(sys.stdout, text)
