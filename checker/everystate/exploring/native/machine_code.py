"""The loops as machine code: compiled once by Numba, cached on disk, and loaded by LLVM alone, which is fast.

The cache is valid for this processor, these versions and these sources; anything else is compiled again.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

import llvmlite
import llvmlite.binding as llvm

from everystate.exploring.native.arguments import Arguments
from everystate.exploring.native.interrupts import put_off
from everystate.exploring.native.signatures import LOOPS
from everystate.exploring.native.temporal.signatures import TIME_LOOPS

_HERE = Path(__file__).parent
_READ_BY_LOOPS = ("arguments.py", "constants.py", "control.py", "signatures.py", "temporal/signatures.py")
_SOURCES = [*sorted((_HERE / "loops").glob("*.py")), *(_HERE / name for name in _READ_BY_LOOPS), Path(__file__)]

_TIME = "time"
_A_WHILE = 0.1
_PROTOTYPE: Any = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_char_p)

Group = Sequence[type[Arguments]]


class Loops:
    """Compiled loops, called with their arguments; they run without Python's lock. `engine` holds the code."""

    def __init__(self, addresses: Mapping[type[Arguments], int], words: int, engine: Any) -> None:
        self.words = words
        self.engine = engine
        self._functions = {loop: _PROTOTYPE(address) for loop, address in addresses.items()}

    def __call__(self, arguments: Arguments) -> int:
        """Run the loop that these arguments are declared for.

        Raises:
            TypeError: an argument is not as it was declared, or states have another number of words.
        """
        cells = arguments.cells
        if self.words and arguments.axes.get("words", self.words) != self.words:
            raise TypeError(f"{type(arguments).__name__} is for states of other than {self.words} words")
        result: int = self._functions[type(arguments)](struct.pack(f"{len(cells)}q", *cells))
        return result


@cache
def loops(words: int) -> Loops:
    """The loops for states of `words` words, compiled if they are not kept anywhere.

    Where LLVM cannot make or load an object file, they are compiled by Numba for this process alone.
    """
    return _loops(_name(words), LOOPS, words)


@cache
def time_loops() -> Loops:
    """The loops for claims about time, compiled as those are if they are not kept anywhere."""
    return _loops(_TIME, TIME_LOOPS, 0)


def is_kept(words: int) -> bool:
    """Whether the loops for states of `words` words need not be compiled."""
    return any(path.exists() for path in _paths(_name(words)))


def time_loops_are_kept() -> bool:
    """Whether the loops for claims about time need not be compiled."""
    return any(path.exists() for path in _paths(_TIME))


def _name(words: int) -> str:
    return f"loops-{words}"


def _loops(name: str, group: Group, words: int) -> Loops:
    with put_off() as ctrl_c:
        try:
            code = _kept(name) or _compiled(name, group, words, ctrl_c)
            return _loaded(code, group, words)
        except RuntimeError:
            return _compiled_for_now(group, words)


def _compiled(name: str, group: Group, words: int, ctrl_c: Callable[[], None]) -> bytes:
    """Code that is compiled and kept by one process alone; the others wait for it."""
    with _alone(name, ctrl_c):
        code = _kept(name)
        if code is None:
            code = _compile(group, words, ctrl_c)
            _keep(name, code)
        return code


# -- on disk ------------------------------------------------------------------------------------------------------


def _paths(name: str) -> list[Path]:
    """Where code is kept: in `XDG_CACHE_HOME` if that is set; else beside this file, or in the user's folder for it."""
    name = f"{name}-{_key()}.code"
    if folder := os.environ.get("XDG_CACHE_HOME"):
        return [Path(folder) / "everystate" / name]
    return [_HERE / "__pycache__" / name, _user_cache() / "everystate" / name]


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / "Library" / "Caches" if sys.platform == "darwin" else Path.home() / ".cache"


@cache
def _key() -> str:
    """A hash of everything that the machine code depends on."""
    made = hashlib.sha256()
    for text in (llvmlite.__version__, llvm.get_default_triple(), llvm.get_host_cpu_name(), _features()):
        made.update(text.encode() + b"\n")
    for source in _SOURCES:
        made.update(source.read_bytes())
    return made.hexdigest()[:32]


def _features() -> str:
    return str(llvm.get_host_cpu_features().flatten())


def _kept(name: str) -> bytes | None:
    """The cached code; None if there is none, or it is damaged."""
    for path in _paths(name):
        with suppress(OSError):
            digest, code = path.read_bytes()[:32], path.read_bytes()[32:]
            if hashlib.sha256(code).digest() == digest:
                return code
    return None


def _keep(name: str, code: bytes) -> None:
    """Write code to the first path that can be written, if there is one."""
    import tempfile

    for path in _paths(name):
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(code).digest() + code)
            Path(temporary).replace(path)
            return


@contextmanager
def _alone(name: str, ctrl_c: Callable[[], None]) -> Generator[None]:
    """A context that one process at a time can enter, where files can be locked."""
    lock = _lock(name)
    if lock is None:
        yield
        return
    with lock:
        while not _locked(lock):
            ctrl_c()
            time.sleep(_A_WHILE)
        yield


def _lock(name: str) -> IO[bytes] | None:
    """A file to lock, beside where code is kept; it is unlocked when it is closed, or its process ends."""
    for path in _paths(name):
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            return path.with_suffix(".lock").open("ab")
    return None


def _locked(file: IO[bytes]) -> bool:
    """Lock a file; whether it is locked now, or never can be."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


# -- compiled -----------------------------------------------------------------------------------------------------


def _compile(group: Group, words: int, ctrl_c: Callable[[], None]) -> bytes:
    """An object file."""
    from everystate.exploring.native.loops import assembly

    whole: Any = None
    for loop in group:
        ctrl_c()
        module = llvm.parse_assembly(assembly([loop], words)[loop])
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


def _loaded(code: bytes, group: Group, words: int) -> Loops:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Loops({loop: engine.get_function_address(loop.__name__) for loop in group}, words, engine)


def _compiled_for_now(group: Group, words: int) -> Loops:
    from everystate.exploring.native.loops import compiled

    functions = {loop: compiled(loop, words) for loop in group}
    return Loops({loop: function.address for loop, function in functions.items()}, words, functions)
