"""The parsers of option values: settings of parameters, amounts of memory, seconds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import click

_SETTING = re.compile(r"([A-Za-z_]\w*)=(\S+)", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+")
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)([KMGT]?)(?:i?B)?", re.IGNORECASE)
_LONGEST = 9
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}

Value = int | bool | str


def settings(_context: click.Context, _option: click.Parameter, given: Iterable[str]) -> dict[str, Value]:
    """The values by name of each NAME=VALUE; a value is a number, true, false or a word, and no name is repeated."""
    values: dict[str, Value] = {}
    for text in given:
        match = _SETTING.fullmatch(text)
        if match is None:
            raise click.BadParameter(f"'{text}' is no setting; write NAME=VALUE, as in agents=2")
        name, value = match.groups()
        if name in values:
            raise click.BadParameter(f"'{name}' is set twice")
        values[name] = _value(name, value)
    return values


def _value(name: str, text: str) -> Value:
    if _NUMBER.fullmatch(text):
        if len(text) > _LONGEST:
            raise click.BadParameter(f"{text} is too large a number for '{name}'")
        return int(text)
    if not _WORD.fullmatch(text):
        raise click.BadParameter(f"'{text}' is no value for '{name}'; a value is a number, true, false or a word")
    return text == "true" if text in ("true", "false") else text


def size(_context: click.Context, _option: click.Parameter, text: str | None) -> int | None:
    """The number of bytes in a text as `500M` or `2G`."""
    if text is None:
        return None
    match = _SIZE.fullmatch(text)
    amount = int(float(match[1]) * 1024 ** _POWERS[match[2].upper()]) if match else 0
    if not amount:
        raise click.BadParameter(f"'{text}' is no amount of memory; write it like 500M or 2G")
    return amount


def seconds(_context: click.Context, _option: click.Parameter, given: float | None) -> float | None:
    """The number of seconds, which must be positive and finite."""
    if given is not None and not 0 < given < math.inf:
        raise click.BadParameter(f"{given} is no time to wait; write seconds, as in 60")
    return given
