"""The destinations of the forms of a report: each `--output` takes the `--format` before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import click

FormName = Literal["text", "json", "junit", "sarif", "github", "markdown"]
FORMS: tuple[FormName, ...] = get_args(FormName)

_ORDER = "everystate.command.order"
_SHARING = {"text", "github"}
"""Forms that can stand on stdout one after the other."""


@dataclass(frozen=True)
class Destination:
    """A form of the report and its file, or stdout if that is None."""

    form: FormName = "text"
    file: Path | None = None


class OrderedCommand(click.Command):
    """A command that records the order of its `--format` and `--output` options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments a second time for their order, which click does not expose."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_ORDER] = [option.name for option in order if option.name in ("forms", "outputs")]
        return super().parse_args(ctx, args)


def destinations(given: dict[str, Any]) -> tuple[Destination, ...]:
    """The destinations by `--format` and `--output`, which are removed from the given options.

    Raises:
        click.UsageError: an output without a format, or two for one place.
    """
    forms, outputs = given.pop("forms"), given.pop("outputs")
    order: list[str] = click.get_current_context().meta[_ORDER]
    wanted = list(_paired(forms, outputs, order))
    if all(one.file for one in wanted) and all(one.form != "text" for one in wanted):
        wanted.append(Destination())
    _refuse_collisions(wanted)
    return tuple(wanted)


def _paired(forms: Sequence[str], outputs: Sequence[Path], order: Sequence[str]) -> Iterator[Destination]:
    if len(outputs) == 1 and len(forms) <= 1:  # in either order
        yield _destination(forms[0] if forms else "text", outputs[0])
        return
    names, files = iter(forms), iter(outputs)
    waiting = ""
    for option in order:
        if option == "outputs":
            if not waiting:
                raise click.UsageError(f"--output '{next(files)}': say its --format before it")
            yield _destination(waiting, next(files))
            waiting = ""
        else:
            if waiting:
                yield _destination(waiting)
            waiting = next(names)
    if waiting:
        yield _destination(waiting)


def _destination(form: str, file: Path | None = None) -> Destination:
    return Destination(cast(FormName, form), file)


def _refuse_collisions(wanted: Sequence[Destination]) -> None:
    files = [one.file.resolve() for one in wanted if one.file]
    twice = next((file for file in files if files.count(file) > 1), None)
    if twice:
        raise click.UsageError(f"two forms of the report would go to '{twice.name}'; give each its own --output")
    shown = [one.form for one in wanted if not one.file]
    if len(shown) > 1 and (not set(shown) <= _SHARING or len(set(shown)) < len(shown)):
        raise click.UsageError(f"{' and '.join(shown)} cannot both go to stdout; give one of them an --output")
