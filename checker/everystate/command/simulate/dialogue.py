"""The dialogue in a terminal that chooses a run step by step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import click
from rich.text import Text

from everystate.command.output.delivery import write
from everystate.problems import SpecError
from everystate.report.layout import MARKS, line
from everystate.simulate import lines
from everystate.simulate.breakpoints import Breakpoint, breakpoints
from everystate.simulate.runs import Stop, go_on, met
from everystate.simulate.starts import as_text, starts
from everystate.simulate.walk import Walk
from everystate.wording.text import counted, one_line

_HELP = """\
  NUMBER    take that step              h         the run so far
  Enter     one step by chance          l         the run so far, as lanes
  r N       N steps by chance           s         the joint state
  u N       take N steps back           w FILE    save the run (.svg .mmd .puml .toml .py)
  b NAME    stop at a claim or event    b         the breakpoints
  i N       begin in initial state N    i         the initial states
  ?         this list                   q         end"""

_MOST_STARTS = 40


class Dialogue:
    """Reads commands from stdin until `q` or the end of the input; the possible steps are shown before each."""

    def __init__(
        self,
        walk: Walk,
        random: Random,
        points: Iterable[Breakpoint],
        show: Callable[[Iterable[Text]], None],
        width: int,
        store: Callable[[Walk, Path], None],
    ) -> None:
        self.walk = walk
        self.random = random
        self.points = list(points)
        self.show = show
        self.width = width
        self.store = store
        self.stop: Stop | None = None
        self.commands: dict[str, Callable[[str], bool]] = {
            "": self.random_steps, "r": self.random_steps, "u": self.undo, "b": self.break_at, "s": self.state,
            "h": self.history, "l": self.lanes, "w": self.save, "i": self.begin,
            "?": self.help,
        }  # fmt: skip

    def run(self) -> Stop | None:
        """Run the dialogue; returns the breakpoint at which it ended, if any."""
        self.stop = met(self.walk, self.points)
        moved = True
        while True:
            if moved:
                self.show(self.here())
            write(sys.stdout, "? for help > ")
            text = sys.stdin.readline()
            word, _, rest = text.strip().partition(" ")
            if not text or word == "q":
                return self.stop
            moved = self.obey(word, rest.strip())

    def here(self) -> Iterable[Text]:
        """The lines on the breakpoint that is met here, if any, and on the possible steps."""
        if self.stop is not None and self.stop.point is not None:
            yield line(("●  ", MARKS["violated"][1] if self.stop.fails else ""), one_line(self.stop.why))
        yield from lines.the_choices(self.walk, self.walk.choices(), self.width)

    def obey(self, word: str, rest: str) -> bool:
        """Execute one command; returns whether the walk has moved."""
        try:
            if word.isascii() and word.isdigit():
                return self.take(int(word))
            if word in self.commands:
                return self.commands[word](rest)
        except (click.ClickException, SpecError) as error:
            return self.say(str(error) if isinstance(error, SpecError) else error.format_message())
        return self.say(f"'{one_line(word)}' is no command; ? lists them")

    def say(self, text: str) -> bool:
        """Print a text; the walk does not move."""
        self.show([line(f"  {text}")])
        return False

    # -- commands ---------------------------------------------------------------------------------------------------

    def take(self, number: int) -> bool:
        """Take the step of this number."""
        choices = self.walk.choices()
        if not 1 <= number <= len(choices):
            return self.say(f"there is no step {number} to choose")
        self.walk.take(choices[number - 1])
        self.stop = met(self.walk, self.points)
        self.show(lines.the_last_step(self.walk, self.width))
        return True

    def random_steps(self, rest: str) -> bool:
        """Take one random step, or the given number of them."""
        before = len(self.walk.taken)
        for _ in range(_number(rest)):
            stop = go_on(self.walk, self.random, 1, self.points)
            if len(self.walk.taken) > before:
                self.show(lines.the_last_step(self.walk, self.width))
            self.stop = stop
            if stop is not None:
                break
        return True

    def undo(self, rest: str) -> bool:
        """Take back the last step, or the given number of them."""
        count = self.walk.undo(_number(rest))
        self.stop = met(self.walk, self.points)
        self.say(f"{counted(count, 'step')} back")
        return bool(count)

    def break_at(self, rest: str) -> bool:
        """Add a breakpoint; list them, if none is named."""
        if rest:
            self.points += breakpoints(self.walk.space.network, [rest])
        names = [one_line(point.name) for point in self.points]
        return self.say("breakpoints: " + "; ".join(names) if names else "there are no breakpoints")

    def state(self, _rest: str) -> bool:
        """Print the joint state."""
        self.show(lines.the_state(self.walk))
        return False

    def begin(self, rest: str) -> bool:
        """Begin again in an initial state; list them, if none is named."""
        found = [as_text(start) or "the only one" for start in starts(self.walk.space.network)]
        if not rest:
            left = len(found) - _MOST_STARTS
            listed = [line(f"{n:>4}  {one_line(text)}") for n, text in enumerate(found[:_MOST_STARTS], 1)]
            self.show([*listed, *([line(f"      … {left:,} more")] if left > 0 else [])])
            return False
        number = _number(rest)
        if not 1 <= number <= len(found):
            return self.say(f"there is no initial state {number}")
        self.walk.undo(len(self.walk.taken))
        self.walk.start = number - 1
        self.stop = met(self.walk, self.points)
        return True

    def history(self, _rest: str) -> bool:
        """Print the run so far, as a list."""
        self.show(lines.the_run(self.walk, self.width))
        return False

    def lanes(self, _rest: str) -> bool:
        """Print the run so far, as lanes."""
        self.show(lines.the_run(self.walk, self.width, lanes=True))
        return False

    def save(self, rest: str) -> bool:
        """Write the run to a file."""
        if not rest:
            return self.say("to which file? w run.svg")
        self.store(self.walk, Path(rest))
        return self.say(f"saved: {rest}")

    def help(self, _rest: str) -> bool:
        """Print the commands."""
        self.show([line(text) for text in _HELP.splitlines()])
        return False


def _number(text: str) -> int:
    """The number in the text; 1 if it is empty."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise click.BadParameter(f"'{one_line(text)}' is no number")
    return int(text)
