"""From lines to a stream."""

from __future__ import annotations

import io

import pytest

from everystate.report.layout import line
from everystate.report.screen import is_coloured, is_terminal, painted, width_of, writable


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_plain_text() -> None:
    assert not is_coloured(io.StringIO(), "auto")
    assert painted([line(("✗ violated", "bold red"))], coloured=False) == "✗ violated\n"


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert is_coloured(Terminal(), "auto")
    assert painted([line(("✗ violated", "bold red"))], coloured=True) == "\x1b[1;31m✗ violated\x1b[0m\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_coloured(Terminal(), "auto")
    assert is_coloured(Terminal(), "always")


def test_a_terminal_that_can_do_nothing_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not is_terminal(Terminal())
    assert not is_coloured(Terminal(), "auto")


def test_never_means_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert not is_coloured(Terminal(), "never")


def test_the_variables_of_other_programs_do_not_force_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert painted([line(("x", "red"))], coloured=False) == "x\n"


def test_long_lines_are_not_broken() -> None:
    assert painted([line("x" * 500)], coloured=False) == "x" * 500 + "\n"


def test_brackets_are_no_markup_and_colons_no_emoji() -> None:
    assert painted([line("[red]a[/red] :cat:")], coloured=False) == "[red]a[/red] :cat:\n"


def test_a_pipe_has_always_the_same_width() -> None:
    assert width_of(io.StringIO()) == 100


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("10", 40), ("500", 160)])
def test_columns_say_the_width_within_reason(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width_of(io.StringIO()) == width


def test_a_stream_without_these_characters_gets_plainer_ones() -> None:
    text = "✗ o──Ask──>│ → …"
    assert writable(text, "utf-8") == text
    assert writable(text, "ascii") == "X o--Ask-->| > ~"


def test_what_has_no_plainer_form_is_escaped() -> None:
    assert writable("Straße ✓", "ascii") == "Stra\\xdfe +"
