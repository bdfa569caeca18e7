"""The arguments of compiled loops: a class declares them, an object checks them, a loop reads them as 8-byte cells.

The block of a group of arguments has one cell for each integer and each array, in the order of declaration. A cell has
the integer, or the address of the array. A group within a group stands in the place of its field, cell by cell.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, TypeVar, cast, dataclass_transform, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
Rows = NDArray[np.uint32]
Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_NOTHING = ctypes.c_char * 0

_Group = TypeVar("_Group", bound="type[Arguments]")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def arguments(group: _Group) -> _Group:
    """Declare the arguments of a loop, or a group of them that several loops share: a class derived from `Arguments`.

    Its fields are integers, arrays, and groups. The axes of an array have names: `Annotated[Words, "rows words"]`. An
    axis that is named `_` may have any length.
    """
    return group


class Arguments:
    """The base of all groups. Axes of one name have one length, that of an integer of this name if there is one.

    Raises:
        TypeError: from `cells` and `axes`, an argument is not as it was declared.
    """

    _parameters: ClassVar[tuple[Parameter, ...]]

    def __init__(self, **given: Any) -> None:
        """Take the arguments by name. `dataclass` would do so, and compile each of thirty classes at every start."""
        if wrong := given.keys() ^ set(self.names()):
            raise TypeError(f"{type(self).__name__} does not take, or lacks: {', '.join(sorted(wrong))}")
        self.__dict__.update(given)

    @classmethod
    def names(cls) -> list[str]:
        """The names of the arguments, in the order of declaration."""
        groups = [group for group in reversed(cls.__mro__) if issubclass(group, Arguments) and group is not Arguments]
        return [name for group in groups for name in get_annotations(group)]

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The arguments that the class declares, in order."""
        if "_parameters" not in cls.__dict__:
            hints = get_type_hints(cls, include_extras=True)
            cls._parameters = tuple(_parameter(name, hints[name]) for name in cls.names())
        return cls._parameters

    @property
    def cells(self) -> tuple[int, ...]:
        """The block, as integers; right as long as the arrays stay where they are."""
        return self._checked[0]

    @property
    def axes(self) -> Mapping[str, int]:
        """The length of each axis that has a name."""
        return self._checked[1]

    @cached_property
    def _checked(self) -> tuple[tuple[int, ...], Mapping[str, int]]:
        cells: list[int] = []
        lengths: dict[str, int] = {}
        numbers: list[Parameter] = []
        for parameter in self.parameters():
            value = getattr(self, parameter.name)
            if not isinstance(value, parameter.kind):
                self._refuse(parameter, f"a {type(value).__name__}")
            if isinstance(value, Arguments):
                self._agree(parameter, lengths, value.axes)
                cells += value.cells
            elif isinstance(value, np.ndarray):
                self._agree(parameter, lengths, self._axes(parameter, value))
                cells.append(ctypes.addressof(_NOTHING.from_buffer(cast("Any", value))))
            else:
                numbers.append(parameter)
                cells.append(value)
        for parameter in numbers:
            if parameter.name in lengths:
                self._agree(parameter, lengths, {parameter.name: getattr(self, parameter.name)})
        return tuple(cells), lengths

    def _axes(self, parameter: Parameter, array: NDArray[Any]) -> dict[str, int]:
        """The lengths of an array's axes, by their names."""
        if array.dtype != parameter.dtype:
            self._refuse(parameter, f"an array of {array.dtype}")
        if not array.flags.c_contiguous:
            self._refuse(parameter, "an array with gaps")
        if len(parameter.axes) != array.ndim:
            self._refuse(parameter, f"an array with {array.ndim} axes")
        return {name: length for name, length in zip(parameter.axes, array.shape, strict=True) if name != "_"}

    def _agree(self, parameter: Parameter, known: dict[str, int], lengths: Mapping[str, int]) -> None:
        for axis, length in lengths.items():
            if known.setdefault(axis, length) != length:
                self._refuse(parameter, f"one with {axis} = {length}, which is {known[axis]} elsewhere")

    def _refuse(self, parameter: Parameter, what: str) -> None:
        raise TypeError(f"{type(self).__name__}.{parameter.name} is {parameter}, not {what}")


@dataclass(frozen=True)
class Parameter:
    """One argument: an integer, a group, or an array with elements of `dtype` and these axes."""

    name: str
    kind: type
    dtype: np.dtype[Any] | None = None
    axes: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.dtype is None:
            return f"a {self.kind.__name__}"
        return f"an array of {self.dtype} ({', '.join(self.axes)})"


def _parameter(name: str, hint: Any) -> Parameter:
    axes = ""
    if get_origin(hint) is Annotated:
        hint, axes = get_args(hint)
    if isinstance(hint, type) and issubclass(hint, (int, Arguments)):
        return Parameter(name, hint)
    [scalar] = get_args(get_args(hint)[1])
    return Parameter(name, np.ndarray, np.dtype(scalar), tuple(axes.split()))
