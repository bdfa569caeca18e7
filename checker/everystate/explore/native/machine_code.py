"""The loops as machine code: compiled once by Numba, kept on disk, and loaded by LLVM alone, in no time.

What is kept is for this processor, these versions and these sources; anything else is compiled anew.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from everystate.explore.native.signatures import LOOPS, types_of

_HERE = Path(__file__).parent
_SOURCES = [*sorted((_HERE / "loops").glob("*.py")), _HERE / "signatures.py", Path(__file__)]
_TYPES: dict[str, Any] = {"i64": ctypes.c_int64}

Loop = Callable[..., int]


@dataclass(frozen=True)
class Loops:
    """The compiled loops; see `signatures`. They run without Python's lock. `engine` holds the code."""

    expand: Loop
    insert: Loop
    place: Loop
    withdraw: Loop
    rank: Loop
    enter: Loop
    grow: Loop
    locate: Loop
    tally: Loop
    peel: Loop
    engine: Any


@cache
def loops(words: int) -> Loops:
    """The loops for states of so many words, compiled if they are not kept anywhere.

    Where LLVM cannot make or load an object file, they are compiled by Numba for this process alone.
    """
    try:
        code = _kept(words)
        if code is None:
            code = _compile(words)
            _keep(words, code)
        return _loaded(code)
    except RuntimeError:
        return _compiled_for_now(words)


def is_kept(words: int) -> bool:
    """Whether the loops for states of so many words need not be compiled."""
    return any(path.exists() for path in _paths(words))


# -- on disk ------------------------------------------------------------------------------------------------------


def _paths(words: int) -> list[Path]:
    """Where code is kept: in `XDG_CACHE_HOME` if that is set; else beside this file, or in the user's folder for it."""
    name = f"loops-{words}-{_key()}.code"
    if told := os.environ.get("XDG_CACHE_HOME"):
        return [Path(told) / "everystate" / name]
    return [_HERE / "__pycache__" / name, _user_cache() / "everystate" / name]


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / "Library" / "Caches" if sys.platform == "darwin" else Path.home() / ".cache"


@cache
def _key() -> str:
    """What machine code depends on."""
    made = hashlib.sha256()
    for text in (llvmlite.__version__, llvm.get_default_triple(), llvm.get_host_cpu_name(), _features()):
        made.update(text.encode() + b"\n")
    for source in _SOURCES:
        made.update(source.read_bytes())
    return made.hexdigest()[:32]


def _features() -> str:
    return str(llvm.get_host_cpu_features().flatten())


def _kept(words: int) -> bytes | None:
    """What was kept and is whole."""
    for path in _paths(words):
        with suppress(OSError):
            digest, code = path.read_bytes()[:32], path.read_bytes()[32:]
            if hashlib.sha256(code).digest() == digest:
                return code
    return None


def _keep(words: int, code: bytes) -> None:
    """Keep code in the first place that can be written; in none, if there is none."""
    import tempfile

    for path in _paths(words):
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(code).digest() + code)
            Path(temporary).replace(path)
            return


# -- compiled -----------------------------------------------------------------------------------------------------


def _compile(words: int) -> bytes:
    """An object file."""
    from everystate.explore.native.loops import assembly

    whole: Any = None
    for text in assembly(words).values():
        module = llvm.parse_assembly(text)
        if whole is None:
            whole = module
        else:
            whole.link_in(module)
    whole.verify()
    return bytes(_target().emit_object(whole))


@cache
def _target() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    x86 = llvm.get_default_triple().startswith(("x86", "i"))
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=_features(), opt=3, reloc="static" if x86 else "default"
    )


# -- loaded -------------------------------------------------------------------------------------------------------


def _loaded(code: bytes) -> Loops:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    found = {loop: _prototype(loop)(engine.get_function_address(loop)) for loop in LOOPS}
    return Loops(**found, engine=engine)


def _compiled_for_now(words: int) -> Loops:
    from everystate.explore.native.loops import compiled

    functions = {loop: compiled(loop, words) for loop in LOOPS}
    found = {loop: _prototype(loop)(function.address) for loop, function in functions.items()}
    return Loops(**found, engine=functions)


def _prototype(loop: str) -> Any:
    return ctypes.CFUNCTYPE(ctypes.c_int64, *(_TYPES.get(name, ctypes.c_void_p) for name in types_of(loop)))
