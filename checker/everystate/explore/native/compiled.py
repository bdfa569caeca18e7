"""What makes a loop of the native engine a compiled one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a function on first use, and keep what was compiled on disk; it runs without Python's lock."""
    decorate: Any = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")
    return cast("_Function", decorate(function))
