"""The output of text to a file, or to a stream that its reader may close."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

import click

from everystate.replacing import replace_text


def write(stream: TextIO, text: str) -> None:
    """Write a text; a reader that closes the stream early (`| head`) is no error.

    Raises:
        click.ClickException: the text cannot be written, as on a full disk.
    """
    from everystate.report.screen import writable

    try:
        stream.write(writable(text, stream.encoding))
        stream.flush()
    except OSError as error:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), stream.fileno()
        )  # the rest of the buffer is not written again at exit
        if not isinstance(error, BrokenPipeError):
            raise click.ClickException(f"cannot write to {stream.name}: {error.strerror or error}") from error


def save(path: Path, text: str) -> None:
    """Write a text to a file, in place of its contents; these stay if the text cannot be written."""
    try:
        replace_text(path, text)
    except OSError as error:
        raise click.ClickException(f"cannot write to {path}: {error.strerror}") from error


def append(path: Path, text: str) -> None:
    """Append a text to a file."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"cannot write to {path}: {error.strerror}") from error


def file_that_can_be(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """The path; refuses, before any work is done, a file whose folder does not exist."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder '{path.parent}'", context, parameter)
    return path


def files_that_can_be(context: click.Context, parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths; refuses a file whose folder does not exist."""
    for path in paths:
        file_that_can_be(context, parameter, path)
    return paths
