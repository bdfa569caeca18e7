"""The jobs of `everystate draw`: pictures written to a folder, compared with it, listed, or one printed on stdout."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

import click

from everystate.command.output.delivery import write
from everystate.composing.network import Network
from everystate.draw.folder import stale, write_files, write_pictures
from everystate.draw.pictures import Picture, Pictures, names_of, pictures_of, slug
from everystate.judging.verdict import Result
from everystate.problems import Exit, nearest
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of

_SUFFIXES = {"svg": "svg", "dot": "gv", "mermaid": "mmd", "plantuml": "puml"}


class Drawing:
    """The jobs of `everystate draw` on one result; each returns the exit code."""

    def __init__(self, result: Result, folder: Path) -> None:
        self.result = result
        self.folder = folder

    @cached_property
    def pictures(self) -> Pictures:
        """Every picture of the result."""
        return pictures_of(self.result)

    def write(self) -> Exit:
        """Write every picture and the index to the folder."""
        files = self.pictures.files()
        try:
            write_pictures(self.folder, files)
        except OSError as error:
            raise click.FileError(str(self.folder), error.strerror or str(error)) from error
        count = sum(1 for _ in self.pictures)
        click.echo(f"{count} pictures in {self.folder}, with an index: {self.folder / 'README.md'}")
        for note in self.pictures.notes:
            click.echo(note)
        return Exit.OK

    def compare(self) -> Exit:
        """Print the stale files; the exit code is `FAILED` if there are any."""
        found = stale(self.folder, self.pictures.files())
        for item in found:
            click.echo(f"{self.folder / item.path}: {item.why}")
        click.echo(f"{len(found)} stale; draw again without --check" if found else f"{self.folder} is up to date")
        return Exit.FAILED if found else Exit.OK

    def show(self, name: str, form: str | None) -> Exit:
        """Print one picture in a form; a chart is printed as text unless another form is given.

        Raises:
            click.BadParameter: there is no such picture, or it does not have this form.
        """
        pictures = {picture.path: picture for picture in self.pictures}
        if name not in pictures:
            raise click.BadParameter(
                f"no picture '{name}'; {nearest(name, pictures) or '--list has their names'}", param_hint="--show"
            )
        return show(pictures[name], form)


def show(picture: Picture, form: str | None) -> Exit:
    """Print a picture in a form; a chart is printed as text unless another form is given.

    Raises:
        click.BadParameter: it does not have this form.
    """
    if form == "text" or (form is None and isinstance(picture.content, Chart)):
        write(sys.stdout, _text(picture))
        return Exit.OK
    forms = picture.forms()
    suffix = _SUFFIXES[form or "dot"]
    if suffix not in forms:
        known = ", ".join(name for name, suffix in _SUFFIXES.items() if suffix in forms)
        raise click.BadParameter(f"'{picture.path}' has no such form; it has {known}", param_hint="--format")
    write(sys.stdout, forms[suffix])
    return Exit.OK


def list_names(network: Network) -> Exit:
    """Print the path and the title of every picture that there may be."""
    for path, title in names_of(network):
        click.echo(f"{path}    {title}")
    return Exit.OK


def _text(picture: Picture) -> str:
    """A chart in plain text, as in the text report."""
    from everystate.report.runs.lanes import draw_lanes
    from everystate.report.screen import is_coloured, painted, width_of

    if not isinstance(picture.content, Chart):
        raise click.BadParameter("only a chart can be shown as text", param_hint="--format")
    return painted(draw_lanes(picture.content, width_of(sys.stdout)), is_coloured(sys.stdout, "auto"))


def draw_counterexamples(result: Result, folder: Path) -> None:
    """Write the counterexample of each claim that is violated or known, to the folder, as a chart in every form."""
    for verdict in result.verdicts:
        if verdict.answer in ("violated", "known") and verdict.trace is not None:
            name = slug(verdict.name)
            picture = Picture(name, chart_of(result.space, verdict.trace, name, verdict.name, "counterexample"))
            write_files(folder, {f"{name}.{suffix}": text for suffix, text in picture.forms().items()})
