"""DOT to SVG, with the Graphviz that comes as a wheel, or else with an installed one.

The first gives the same bytes on every machine, with its own measures of text; an installed `dot` asks the fonts of its
machine.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from everystate.draw.palette import FAMILY
from everystate.problems import Exit

_BUNDLED, _INSTALLED = "graphviz-pure", "dot"
_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_FONT = re.compile(r'font-family="[^"]*"')


class NoLayout(Exception):
    """Nothing can place the boxes of a diagram, or it failed to."""

    exit_code = Exit.WRONG


def svg(source: str) -> str:
    """The SVG of a DOT source, without what names the program that made it; its font may be replaced by one as wide."""
    done = subprocess.run([program(), "-Tsvg"], input=source, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise NoLayout(f"the layout of a diagram failed: {done.stderr.strip()}")
    return _FONT.sub(f'font-family="{FAMILY}"', _PROLOG.sub("", done.stdout, count=1)).strip() + "\n"


def program() -> str:
    """The program that lays out: the one that came with everystate, or an installed `dot`."""
    beside = shutil.which(_BUNDLED, path=str(Path(sysconfig.get_path("scripts"))))
    found = beside or shutil.which(_BUNDLED) or shutil.which(_INSTALLED)
    if found is None:
        raise NoLayout(
            f"no Graphviz: the Python package {_BUNDLED}, which everystate asks for, is not installed, "
            f"and `{_INSTALLED}` is not on the PATH; install one of them"
        )
    return found


def reproducible() -> bool:
    """Whether the layout is the one that is the same on every machine."""
    return Path(program()).stem == _BUNDLED
