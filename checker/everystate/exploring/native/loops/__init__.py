"""The loops of the native engine, in the part of Python that Numba compiles. Imported only where they are compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from numba import cfunc, config, types

from everystate.exploring.native.arguments import Arguments
from everystate.exploring.native.loops import components, counting, expand, insert, nearest, reaching, seeking
from everystate.exploring.native.loops.bodies import entry

__all__ = ["assembly", "compiled", "components", "counting", "expand", "insert", "nearest", "reaching", "seeking"]

_config: Any = config
_c_function: Any = cfunc
_pointer: Any = types.CPointer
_SIGNATURE: Any = types.int64(_pointer(types.int64))


def compiled(loop: type[Arguments], words: int) -> Any:
    """A loop for states of `words` words, as a C function that takes the address of a block of arguments."""
    return _c_function(_SIGNATURE, nopython=True, error_model="numpy")(entry(loop, words))


def assembly(loops: Iterable[type[Arguments]], words: int) -> dict[type[Arguments], str]:
    """Each of these loops as LLVM assembly in which it has the name of its class."""
    _config.LOOP_VECTORIZE, _config.SLP_VECTORIZE = 0, 1  # loops that go round ten times are better left alone
    made = {}
    for loop in loops:
        function = compiled(loop, words)
        native = re.escape(function.native_name)
        made[loop] = _closed(re.sub(rf'@"?{native}"?(?=\()', f"@{loop.__name__}", function.inspect_llvm()))
    return made


def _closed(text: str) -> str:
    """Assembly that needs nothing of Numba or Python: what is called where a function raises, as no loop does, ends."""
    functions = re.sub(
        r"^declare (?!.*@llvm\.)(.*)$", r"define internal \1 {\n  unreachable\n}", text, flags=re.MULTILINE
    )
    return re.sub(r"^(@[\w.]+ =) external (.*)$", r"\1 internal \2 zeroinitializer", functions, flags=re.MULTILINE)
