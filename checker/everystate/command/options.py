"""The options that several commands share; a command gives the help text if that differs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from everystate.command.completing import claims, layers, names, parameters, worlds
from everystate.command.output.delivery import file_that_can_be
from everystate.command.stopping import supervisor
from everystate.command.values import seconds as read_seconds
from everystate.command.values import settings as read_settings
from everystate.command.values import size as read_size
from everystate.problems import Exit

_MOST_JOBS = 256

F = TypeVar("F", bound=Callable[..., Any])


def exit_codes(
    ok: str = "all claims hold",
    failed: str = "a claim is violated",
    undecided: str = "undecided: the search was stopped before its end",
) -> str:
    """The end of a help text: what each exit code means for the command; empty texts are left out."""
    wrong = "the spec or the command line is wrong"
    meanings = {Exit.OK: ok, Exit.FAILED: failed, Exit.WRONG: wrong, Exit.UNDECIDED: undecided}
    return "\n".join(["\n\b\nExit codes:", *(f"  {code}  {text}" for code, text in meanings.items() if text)]) + "\n"


class Option(Protocol):
    """Gives an option to a command."""

    def __call__(self, command: F, /) -> F: ...


def spec() -> Option:
    """The folder of a spec."""
    return click.argument("spec", type=_Folder(path_type=Path))


class _Folder(click.Path):
    """A path, which an empty text is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail("the path is empty; '.' is the current folder", param, ctx)
        return super().convert(value, param, ctx)


def setting(text: str = "Set a parameter. Repeatable.") -> Option:
    """`--set`, as `settings`."""
    return click.option(
        "--set", "settings", metavar="NAME=VALUE", multiple=True, callback=read_settings, help=text,
        shell_complete=names(parameters),
    )  # fmt: skip


def layer(text: str = "Lay a layer over the spec: its name, or a file. Repeatable, the last on top.") -> Option:
    """`--layer`, as `layers`."""
    return click.option(
        "--layer", "layers", metavar="NAME", multiple=True, help=text,
        shell_complete=names(layers),
    )  # fmt: skip


def world(text: str) -> Option:
    """`--world`."""
    return click.option(
        "--world", metavar="NAME", multiple=True, callback=_once, help=text,
        shell_complete=names(worlds),
    )  # fmt: skip


def _once(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> str | None:
    """The value of an option; refuses several values, of which click would take the last."""
    if len(given) > 1:
        raise click.BadParameter(f"given more than once: {', '.join(given)}", context, parameter)
    return given[0] if given else None


def claim(text: str = "Judge this claim only, or those of a pattern as 'no *'. Repeatable.") -> Option:
    """`--claim`, as `claims`."""
    return click.option(
        "--claim", "claims", metavar="NAME", multiple=True, help=text,
        shell_complete=names(claims),
    )  # fmt: skip


def asking() -> Option:
    """`--always`, `--never`, `--possible`, `--leads-to`, as `always` and so on, and `--only`."""
    return _asking


def _asking(command: F) -> F:
    expression = partial(click.option, metavar="EXPR", multiple=True)
    command = click.option("--only", is_flag=True, help="Judge these claims alone, and those of --claim.")(command)
    command = click.option(
        "--leads-to", metavar="P Q", nargs=2, multiple=True, help="Claim that P is always followed by Q. Repeatable."
    )(command)
    command = expression("--possible", help="Claim that it holds in some joint state. Repeatable.")(command)
    command = expression("--never", help="Claim that it holds in no joint state. Repeatable.")(command)
    return expression("--always", help="Claim that it holds in every joint state, beside those of SPEC. Repeatable.")(
        command
    )


def asked(given: dict[str, Any]) -> dict[str, dict[str, object]]:
    """The claims that the options ask for, which are taken out of them, by their names."""
    made: dict[str, dict[str, object]] = {}
    for kind in ("always", "never", "possible"):
        made |= {f"{kind} {text}": {kind: text} for text in given.pop(kind)}
    made |= {f"{one} leads to {two}": {"leads_to": [one, two]} for one, two in given.pop("leads_to")}
    if given["only"] and not made:
        raise click.UsageError("--only is for --always, --never, --possible or --leads-to")
    return made


def form(text: str = "What the report is for.") -> Option:
    """`--format` of a report other than that of a check."""
    return click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", help=text)


def output(text: str = "Write the report there.") -> Option:
    """`--output`, one file."""
    return click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), callback=file_that_can_be, help=text
    )


def drawings(text: str) -> Option:
    """`--draw`, as `drawings`."""
    return click.option(
        "--draw", "drawings", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help=text
    )


def jobs(text: str, least: int = 1) -> Option:
    """`--jobs`."""
    return click.option("--jobs", type=click.IntRange(least, _MOST_JOBS), metavar="N", help=text)


def states(text: str) -> Option:
    """`--max-states`; without it, there is no limit."""
    return click.option("--max-states", type=click.IntRange(min=1), metavar="N", help=text)


def drawn_states(text: str) -> Option:
    """`--max-states` of a command that draws."""
    return click.option(
        "--max-states", type=click.IntRange(min=1), default=1_000_000, show_default=True, metavar="N", help=text
    )


def depth(text: str) -> Option:
    """`--max-depth`."""
    return click.option("--max-depth", type=click.IntRange(min=0), metavar="N", help=text)


def seconds(text: str) -> Option:
    """`--max-seconds`."""
    return click.option("--max-seconds", type=float, metavar="S", callback=_time_limit, help=text)


def _time_limit(context: click.Context, option: click.Parameter, given: float | None) -> float | None:
    """The limit in seconds, which is enforced from now on."""
    seconds = read_seconds(context, option, given)
    if seconds is not None:
        supervisor().limit_time(seconds)
    return seconds


def memory(text: str) -> Option:
    """`--max-memory`, in bytes."""
    return click.option("--max-memory", metavar="SIZE", callback=read_size, help=text)


def engine() -> Option:
    """`--engine`."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "reference", "native"]),
        default="auto",
        help="What explores; auto: native where that is compiled, or the space is large.",
    )


def verbose(text: str) -> Option:
    """`-v`."""
    return click.option("-v", "--verbose", is_flag=True, help=text)


def quiet(text: str = "No progress on stderr.") -> Option:
    """`-q`."""
    return click.option("-q", "--quiet", is_flag=True, help=text)


def colour() -> Option:
    """`--color`, as `colour`."""
    return click.option(
        "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Use colours."
    )
