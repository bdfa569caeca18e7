"""The loops of the native engine, in the part of Python that Numba compiles. Imported only where they are compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from numba import cfunc, config, types

from everystate.exploring.native.loops import classes, components, expand, insert, nearest, onward, peel, reach, tally
from everystate.exploring.native.signatures import types_of

_Pointer: Any = types.CPointer
_config: Any = config
_c_function: Any = cfunc

_TYPES: dict[str, Any] = {
    "i64": types.int64,
    "i64*": _Pointer(types.int64),
    "u64*": _Pointer(types.uint64),
    "u16*": _Pointer(types.uint16),
    "u32*": _Pointer(types.uint32),
    "u8*": _Pointer(types.uint8),
}
_MAKERS: dict[str, Any] = {
    "expand": expand.expand,
    "steps": expand.steps,
    "insert": insert.insert,
    "place": insert.place,
    "withdraw": insert.withdraw,
    "rank": insert.rank,
    "enter": insert.enter,
    "grow": insert.grow,
    "locate": insert.locate,
    "tally": tally.tally,
    "mark": tally.mark,
    "peel": peel.peel,
    "classes": lambda _: classes.classes,
    "reach": lambda _: reach.reach,
    "seek": lambda _: reach.seek,
    "dutiful": lambda _: onward.dutiful,
    "components": lambda _: components.components,
    "nearest": lambda _: nearest.nearest,
    "sweep": lambda _: onward.sweep,
    "reverse": lambda _: onward.reverse,
    "spread": lambda _: onward.spread,
    "longest": lambda _: onward.longest,
}


def compiled(loop: str, words: int) -> Any:
    """A loop for states of so many words, as a C function."""
    signature = types.int64(*(_TYPES[name] for name in types_of(loop)))
    return _c_function(signature, nopython=True, error_model="numpy")(_MAKERS[loop](words))


def assembly(loops: Iterable[str], words: int) -> dict[str, str]:
    """Each of these loops as LLVM assembly in which it has its own name."""
    _config.LOOP_VECTORIZE, _config.SLP_VECTORIZE = 0, 1  # loops that go round ten times are better left alone
    made = {}
    for loop in loops:
        function = compiled(loop, words)
        named = re.sub(rf'@"?{re.escape(function.native_name)}"?(?=\()', f"@{loop}", function.inspect_llvm())
        made[loop] = _closed(named)
    return made


def _closed(text: str) -> str:
    """Assembly that needs nothing of Numba or Python: what is called where a function raises, as no loop does, ends."""
    functions = re.sub(
        r"^declare (?!.*@llvm\.)(.*)$", r"define internal \1 {\n  unreachable\n}", text, flags=re.MULTILINE
    )
    return re.sub(r"^(@[\w.]+ =) external (.*)$", r"\1 internal \2 zeroinitializer", functions, flags=re.MULTILINE)
