"""The pictures of a result: in a folder, or one of them on stdout."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

import click

from everystate.command.output.delivery import write
from everystate.draw.folder import stale, write_album, write_files
from everystate.draw.pictures import Album, Picture, album, slug
from everystate.judging.verdict import Result
from everystate.problems import Exit, nearest
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of

_SUFFIXES = {"svg": "svg", "dot": "gv", "mermaid": "mmd", "plantuml": "puml"}


class Gallery:
    """What `everystate draw` can do with a result."""

    def __init__(self, result: Result, folder: Path) -> None:
        self.result = result
        self.folder = folder

    @cached_property
    def album(self) -> Album:
        """Every picture."""
        return album(self.result)

    def write(self) -> Exit:
        """Write every picture."""
        files = self.album.files()
        try:
            write_album(self.folder, files)
        except OSError as error:
            raise click.FileError(str(self.folder), error.strerror or str(error)) from error
        count = sum(1 for _ in self.album.pictures())
        click.echo(f"{count} pictures in {self.folder}, with an index: {self.folder / 'README.md'}")
        for note in self.album.notes:
            click.echo(note)
        return Exit.OK

    def compare(self) -> Exit:
        """Say what is stale."""
        found = stale(self.folder, self.album.files())
        for item in found:
            click.echo(f"{self.folder / item.path}: {item.why}")
        click.echo(f"{len(found)} stale; draw again without --check" if found else f"{self.folder} is up to date")
        return Exit.FAILED if found else Exit.OK

    def names(self) -> Exit:
        """List the pictures."""
        for picture in self.album.pictures():
            click.echo(f"{picture.path}    {picture.content.title}")
        return Exit.OK

    def show(self, name: str, form: str | None) -> Exit:
        """Print one picture."""
        pictures = {picture.path: picture for picture in self.album.pictures()}
        if name not in pictures:
            raise click.BadParameter(
                f"no picture '{name}'; {nearest(name, pictures) or '--list has their names'}", param_hint="--show"
            )
        picture = pictures[name]
        if form == "text" or (form is None and isinstance(picture.content, Chart)):
            write(sys.stdout, self._text(picture))
            return Exit.OK
        forms = picture.forms()
        suffix = _SUFFIXES[form or "dot"]
        if suffix not in forms:
            known = ", ".join(name for name, suffix in _SUFFIXES.items() if suffix in forms)
            raise click.BadParameter(f"'{name}' has no such form; it has {known}", param_hint="--format")
        write(sys.stdout, forms[suffix])
        return Exit.OK

    def _text(self, picture: Picture) -> str:
        """A phase as the text report draws runs."""
        from everystate.report.runs.lanes import draw_lanes
        from everystate.report.screen import is_coloured, painted, width_of

        if not isinstance(picture.content, Chart):
            raise click.BadParameter("only a chart can be shown as text", param_hint="--format")
        return painted(draw_lanes(picture.content, width_of(sys.stdout)), is_coloured(sys.stdout, "auto"))


def draw_counterexamples(result: Result, folder: Path) -> None:
    """For each claim that is violated, its counterexample as a chart, in every form."""
    for verdict in result.verdicts:
        if verdict.answer == "violated" and verdict.trace is not None:
            name = slug(verdict.name)
            picture = Picture(name, chart_of(result.space, verdict.trace, name, verdict.name, "counterexample"))
            write_files(folder, {f"{name}.{suffix}": text for suffix, text in picture.forms().items()})
