"""DOT to SVG by Graphviz: that of the Python package, or else an installed one.

The package has its own text metrics and gives the same bytes on every machine. An installed `dot` measures text with
the fonts of its machine.
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
    """There is no Graphviz, or it failed."""

    exit_code = Exit.WRONG


def svg(source: str) -> str:
    """The SVG of a DOT source, without the prolog that names the program; fonts of equal width are added.

    Raises:
        NoLayout: there is no Graphviz, or it failed.
    """
    done = subprocess.run([program(), "-Tsvg"], input=source, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise NoLayout(f"the layout of a diagram failed: {done.stderr.strip()}")
    return _FONT.sub(f'font-family="{FAMILY}"', _PROLOG.sub("", done.stdout, count=1)).strip() + "\n"


def program() -> str:
    """The path of the layout program: that of the Python package, or an installed `dot`.

    Raises:
        NoLayout: neither is installed.
    """
    beside = shutil.which(_BUNDLED, path=str(Path(sysconfig.get_path("scripts"))))
    found = beside or shutil.which(_BUNDLED) or shutil.which(_INSTALLED)
    if found is None:
        raise NoLayout(
            f"no Graphviz: the Python package {_BUNDLED}, which everystate asks for, is not installed, "
            f"and `{_INSTALLED}` is not on the PATH; install one of them"
        )
    return found


def reproducible() -> bool:
    """Whether the layout program gives the same bytes on every machine."""
    return Path(program()).stem == _BUNDLED
