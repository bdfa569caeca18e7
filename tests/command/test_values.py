"""What options mean."""

from __future__ import annotations

import click
import pytest

from everystate.command import values

CONTEXT = click.Context(click.Command("check"))
OPTION = click.Option(["--option"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("agents=2", 2),
        ("agents=-1", -1),
        ("agents=007", 7),
        ("fast=true", True),
        ("fast=false", False),
        ("policy=naive", "naive"),
        ("policy=no", "no"),
        ("policy=True", "True"),
    ],
)
def test_a_value_is_a_number_a_truth_or_a_word(text: str, value: object) -> None:
    [(_, made)] = values.settings(CONTEXT, OPTION, [text]).items()
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    ["", "agents", "=2", "agents=", "agents =2", "2=agents", "agents=2.5", "agents=a-b", "agents=\x1b[2J", "a=1 2"],
)
def test_anything_else_is_no_setting(text: str) -> None:
    with pytest.raises(click.BadParameter):
        values.settings(CONTEXT, OPTION, [text])


def test_a_number_beyond_all_reason_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="too large a number for 'agents'"):
        values.settings(CONTEXT, OPTION, ["agents=" + "9" * 5000])


def test_settings_keep_their_order() -> None:
    assert list(values.settings(CONTEXT, OPTION, ["b=1", "a=2"])) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1024", 1024),
        ("1K", 1024),
        ("500M", 500 * 2**20),
        ("2G", 2**31),
        ("2g", 2**31),
        ("1.5GiB", 3 * 2**29),
        ("1T", 2**40),
    ],
)
def test_an_amount_of_memory_has_a_unit(text: str, amount: int) -> None:
    assert values.size(CONTEXT, OPTION, text) == amount


@pytest.mark.parametrize("text", ["", "G", "-2G", "0", "2X", "nan", "1e9"])
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no amount of memory"):
        values.size(CONTEXT, OPTION, text)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_time_has_a_beginning_and_an_end(seconds: float) -> None:
    with pytest.raises(click.BadParameter, match="no time to wait"):
        values.seconds(CONTEXT, OPTION, seconds)


def test_no_limit_stays_no_limit() -> None:
    assert values.size(CONTEXT, OPTION, None) is None
    assert values.seconds(CONTEXT, OPTION, None) is None
    assert values.seconds(CONTEXT, OPTION, 2.5) == 2.5
