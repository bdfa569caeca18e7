"""What the loops need of the processor, and Numba has no word for."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_U64 = ir.IntType(64)
_pointer: Any = types.CPointer
_WORDS: Any = _pointer(types.uint64)


def _trailing_zeros(_: Any, word: Any) -> Any:
    """How many low bits of a word are 0; the word is not 0."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), build


def _words_at(_: Any, address: Any) -> Any:
    """The words at an address."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.PointerType(_U64))

    return _WORDS(types.uint64), build


def _prefetch(_: Any, pointer: Any, at: Any) -> Any:
    """Begin to read `pointer[at]`, for it will be needed soon."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, one = ir.PointerType(ir.IntType(8)), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, one, one, one])
        declared = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        target = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), byte)
        read, keep, data = (ir.Constant(one, value) for value in (0, 3, 1))
        builder.call(declared, [target, read, keep, data])
        return ir.Constant(ir.PointerType(ir.IntType(8)), None)

    return types.void(pointer, types.int64), build


trailing_zeros: Any = intrinsic(_trailing_zeros)
words_at: Any = intrinsic(_words_at)
prefetch: Any = intrinsic(_prefetch)
