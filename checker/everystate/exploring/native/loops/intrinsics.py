"""Processor instructions that the loops need and Numba does not offer."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from everystate.exploring.native.constants import GROUP, PLANES

_U64 = ir.IntType(64)
_pointer: Any = types.CPointer
LANES = 8
"""The number of words in a cache line."""
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


def _tagged(_: Any, _table: Any, _at: Any, _tag: Any) -> Any:
    """Which of `LANES` words from `table[at]` on have the high half `tag`, a bit each; and above these, which are 0."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        table, at, tag = arguments
        lanes = ir.VectorType(_U64, LANES)
        words = builder.load(builder.bitcast(builder.gep(table, [at]), ir.PointerType(lanes)), align=8)
        zero = ir.Constant(lanes, [0] * LANES)
        first = builder.insert_element(ir.Constant(lanes, ir.Undefined), tag, ir.Constant(ir.IntType(32), 0))
        alike = builder.shuffle_vector(
            first, ir.Constant(lanes, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        )
        highs = builder.lshr(words, ir.Constant(lanes, [32] * LANES))
        found, free = builder.icmp_unsigned("==", highs, alike), builder.icmp_unsigned("==", words, zero)
        low, high = (builder.zext(builder.bitcast(bits, ir.IntType(LANES)), _U64) for bits in (found, free))
        return builder.or_(low, builder.shl(high, ir.Constant(_U64, LANES)))

    return types.uint64(_WORDS, types.int64, types.uint64), build


def _add_to_planes(_: Any, _planes: Any, _stride: Any, _at: Any, _found: Any) -> Any:
    """Add `GROUP` words of `found`, from `at` on, to those of all planes, `stride` words apart, as carries."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        planes, stride, at, found = arguments
        group = ir.VectorType(_U64, GROUP).as_pointer()
        carry = builder.load(builder.bitcast(builder.gep(found, [at]), group), align=8)
        for _ in range(PLANES):
            plane = builder.bitcast(builder.gep(planes, [at]), group)
            bits = builder.load(plane, align=8)
            builder.store(builder.xor(bits, carry), plane, align=8)
            carry = builder.and_(bits, carry)
            at = builder.add(at, stride)
        return ir.Constant(ir.PointerType(ir.IntType(8)), None)

    return types.void(_WORDS, types.int64, types.int64, _WORDS), build


add_to_planes: Any = intrinsic(_add_to_planes)
trailing_zeros: Any = intrinsic(_trailing_zeros)
tagged: Any = intrinsic(_tagged)
words_at: Any = intrinsic(_words_at)
prefetch: Any = intrinsic(_prefetch)
