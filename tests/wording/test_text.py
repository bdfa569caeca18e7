"""Texts are cut, counted and made safe for a terminal."""

from __future__ import annotations

import pytest

from everystate.wording.text import contracted, counted, one_line, printable, shortened


def test_control_characters_are_shown_and_not_sent() -> None:
    assert printable("a\x1b[31mb\x07") == "a\\x1b[31mb\\x07"


def test_characters_that_turn_the_direction_of_text_are_shown_and_not_sent() -> None:
    assert printable("a\u202eb") == "a\\u202eb"


def test_bytes_of_a_file_name_that_are_no_text_are_shown() -> None:
    assert printable("\udcff.yaml") == "\\udcff.yaml"


def test_letters_of_any_language_stay() -> None:
    assert printable("Vermittlungsstelle für 交換") == "Vermittlungsstelle für 交換"


def test_a_text_of_several_lines_becomes_one() -> None:
    assert one_line("first\n  second\tthird\n") == "first second third"


@pytest.mark.parametrize(("number", "said"), [(0, "0 steps"), (1, "1 step"), (2000, "2,000 steps")])
def test_a_number_has_its_noun(number: int, said: str) -> None:
    assert counted(number, "step") == said


@pytest.mark.parametrize(("width", "said"), [(8, "EventAck"), (6, "Event…"), (1, "…")])
def test_what_does_not_fit_ends_in_an_ellipsis(width: int, said: str) -> None:
    assert shortened("EventAck", width) == said


@pytest.mark.parametrize(
    ("width", "said"),
    [(21, "interaction_server[1]"), (19, "interacti…server[1]"), (8, "int…r[1]"), (1, "…")],
)
def test_a_name_that_does_not_fit_keeps_its_end(width: int, said: str) -> None:
    assert contracted("interaction_server[1]", width) == said


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, "log_in(interaction_server[1])"),
        (20, "log_in(inter…ver[1])"),
        (14, "log_in(in…[1])"),
        (13, "log_in"),
        (5, "lo…in"),
    ],
)
def test_what_stands_in_brackets_goes_first(width: int, said: str) -> None:
    assert contracted("log_in(interaction_server[1])", width) == said
