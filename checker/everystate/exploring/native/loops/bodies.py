"""How a loop reads its arguments, and which function is the body of which loop.

A group of arguments is a named tuple in a loop, with a pointer for each array; it is taken from its block of cells at
the beginning. A tuple costs nothing there: its items are values of their own when the code is optimized.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np import numpy_support

from everystate.exploring.native.arguments import Arguments

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Maker = Callable[[int], Callable[..., Any]]
_pointer: Any = types.CPointer
_named_tuple: Any = namedtuple
_tuple_type: Any = types.NamedTuple
_CELLS: Any = _pointer(types.int64)

BODIES: dict[Any, _Maker] = {}
"""For each loop what makes its body for a number of words."""


def inlined(function: _Function) -> _Function:
    """A function that the loops call."""
    decorate: Any = njit(error_model="numpy", forceinline=True)
    return cast("_Function", decorate(function))


def body_of(loop: type[Arguments]) -> Callable[[_Function], _Function]:
    """Say that a function is the body of a loop; it takes the loop's arguments."""

    def keep(function: _Function) -> _Function:
        BODIES[loop] = lambda words: function
        return function

    return keep


def body_for_words(loop: type[Arguments]) -> Callable[[_Function], _Function]:
    """Say that a function makes the body of a loop for a number of words, which is a constant in it."""

    def keep(function: _Function) -> _Function:
        BODIES[loop] = function
        return function

    return keep


def entry(loop: type[Arguments], words: int) -> Callable[[Any], Any]:
    """The function that is compiled: it takes the address of a block of cells."""
    take, body = _taking(loop), inlined(BODIES[loop](words))

    def run(cells: Any) -> Any:
        return body(take(cells))

    return run


def _taking(loop: Any) -> Any:
    """An intrinsic: the arguments of a loop from their block."""

    def take(_: Any, _cells: Any) -> Any:
        def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            made, _end = _built(context, builder, loop, arguments[0], 0)
            return made

        return _tuple_of(loop)(_CELLS), build

    return intrinsic(take)


def _built(context: Any, builder: Any, group: Any, cells: Any, at: int) -> tuple[Any, int]:
    """The tuple of a group whose block begins at a cell, and the cell where it ends."""
    items = []
    for parameter, kind in zip(group.parameters(), _tuple_of(group).types, strict=True):
        if issubclass(parameter.kind, Arguments):
            item, at = _built(context, builder, parameter.kind, cells, at)
        else:
            item = builder.load(builder.gep(cells, [ir.Constant(ir.IntType(64), at)]))
            if parameter.dtype is not None:
                item = builder.inttoptr(item, context.get_value_type(kind))
            at += 1
        items.append(item)
    return context.make_tuple(builder, _tuple_of(group), items), at


@cache
def _tuple_of(group: Any) -> Any:
    """The type of a group in a loop."""
    parameters = group.parameters()
    kinds: list[Any] = []
    for parameter in parameters:
        if issubclass(parameter.kind, Arguments):
            kinds.append(_tuple_of(parameter.kind))
        else:
            dtype = parameter.dtype
            kinds.append(types.int64 if dtype is None else _pointer(numpy_support.from_dtype(dtype)))
    return _tuple_type(tuple(kinds), _named_tuple(group.__name__, [parameter.name for parameter in parameters]))
