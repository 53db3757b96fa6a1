"""How loops over customers are compiled: entries are kept on disk, so that later processes find them; helpers go into them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}  # no loop here divides by zero


_HELPERS = ("random.py", "customers.py", "compiled.py")  # the files whose helpers go into entries of others


def entry(function: _Function) -> _Function:
    """A loop that Python calls. Numba looks at its own file only to see whether what is kept is still true; here also at the helpers'."""
    loop = njit(**_OPTIONS, cache=True)(function)
    kept = loop._cache._cache_file
    kept._source_stamp = (kept._source_stamp, _digest())
    return cast("_Function", loop)


@cache
def _digest() -> str:
    folder = Path(__file__).parent
    return sha256(b"".join(folder.joinpath(name).read_bytes() for name in _HELPERS)).hexdigest()


def helper(function: _Function) -> _Function:
    """A function that loops call."""
    return cast("_Function", njit(**_OPTIONS)(function))
