"""How the kernel is compiled: by numba where it is installed; without it nothing here is used and the reference serves.

Only the entry is kept on disk between processes. What is kept must not outlive a change of any function or figure, so
the entry closes over a fingerprint of them all, which is part of what it is kept under.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from marshal import dumps
from types import CodeType
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
_codes: list[CodeType] = []
AVAILABLE = find_spec("numba") is not None
_numba: Any = import_module("numba") if AVAILABLE else None


def compiled(function: F) -> F:
    """Compiles a function of the kernel, that only the kernel calls, when it is first called."""
    _codes.append(function.__code__)
    inner = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(F, _numba.njit(**_OPTIONS, **inner)(function)) if AVAILABLE else function


def entry(function: F) -> F:
    """Compiles the function that Python calls, and keeps it on disk where there is a place for it."""
    return cast(F, _numba.njit(**_OPTIONS, cache=True)(function)) if AVAILABLE else function


def is_kept(function: Any) -> bool:
    """Tells whether an entry is on disk as it is now: numba keeps each under its types, the processor and its code."""
    cache = function._cache
    generator = function.targetctx.codegen()
    return any(key == cache._index_key(key[0], generator) for key in cache._cache_file._load_index())


def fingerprint(*figures: object) -> int:
    """Gives an integer that changes with the code of any compiled function and with any of the figures."""
    codes = b"".join(dumps((code.co_code, repr(code.co_consts), code.co_names)) for code in _codes)
    return int.from_bytes(sha256(codes + repr(figures).encode()).digest()[:7], "big")
