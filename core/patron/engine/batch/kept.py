"""What was worked out for one plan, for the next plan over the same history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import polars as pl

_Found = TypeVar("_Found")


class Kept:
    """The last answer of each step by the step's name, with what it was worked out of; given again where that is the same.

    Frames, columns, and what this very object gave are the same if they are the very same objects; parts of plans if they are equal.
    """

    def __init__(self) -> None:
        self._found: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def of(self, step: str, made_of: tuple[Any, ...], work: Callable[[], _Found]) -> _Found:
        """What `step` gives; it is worked out only if something that it is made of has changed."""
        known = self._found.get(step)
        if known is not None and len(known[0]) == len(made_of) and all(map(_same, known[0], made_of)):
            found: _Found = known[1]
            return found
        self._found.pop(step, None)  # so that two answers are never held at once
        answer = work()
        self._found[step] = made_of, answer
        return answer


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, pl.DataFrame | pl.Series | np.ndarray) or type(one) is not type(other):
        return False
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_same, one, other))
    if getattr(type(one), "__module__", "").startswith("patron.engine.batch"):
        return False  # holds columns
    return bool(one == other)
