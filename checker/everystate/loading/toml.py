"""TOML text to values, within limits: a short text with a long dotted key would take all memory there is."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from everystate.problems import Place, Problem, SpecError

MAX_DOTS = 20
"""How many dots a key may have. The files of this program have keys of four parts."""

_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")
_QUOTED = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''" + r'|"(?:[^"\\\n]|\\.)*+"' + r"|'[^'\n]*+'|#[^\n]*+", re.DOTALL
)
_PART = r"(?:[A-Za-z0-9_-]++|q)[ \t]*+"
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}\.[ \t]*+){{{MAX_DOTS + 1}}}")


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """The table that a TOML text says; `name` is how places call the file.

    Raises:
        SpecError: it is no TOML, or it is nested too deeply.
    """
    plain = _QUOTED.sub(lambda match: "q" + "\n" * match[0].count("\n"), text)
    if match := _LONG_KEY.search(plain):
        place = Place(name, plain.count("\n", 0, match.start()) + 1)
        raise SpecError([Problem(place, "a key with too many dots", f"the limit is {MAX_DOTS}")])
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of too many digits
        at = _AT.search(str(error))
        place = Place(name, int(at[1]), int(at[2])) if at else Place(name)
        raise SpecError([Problem(place, f"not TOML: {_AT.sub('', str(error))}")]) from None
    except RecursionError:
        raise SpecError([Problem(Place(name), "nested too deeply")]) from None
