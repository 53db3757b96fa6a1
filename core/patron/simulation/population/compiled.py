"""How loops over customers are compiled: entries are kept on disk, so that later processes find them; helpers go into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}  # no loop here divides by zero


def entry(function: _Function) -> _Function:
    """A loop that Python calls."""
    return cast("_Function", njit(**_OPTIONS, cache=True)(function))


def helper(function: _Function) -> _Function:
    """A function that loops call."""
    return cast("_Function", njit(**_OPTIONS)(function))
