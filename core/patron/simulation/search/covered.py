"""A scheme over sales that were made under another one: points spent on record may not be there under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import polars as pl

from patron.engine.history import History
from patron.findings import CellPlace, FindingsError

T = TypeVar("T")
_ROUNDS = 100


def covered(history: History, lay_over: Callable[[History], T]) -> tuple[T, int]:
    """The result without the movements that the scheme's points and benefits do not cover, and how many those are.

    Raises FindingsError for everything else that is wrong.
    """
    left_out = 0
    for _ in range(_ROUNDS):
        try:
            return lay_over(history), left_out
        except FindingsError as error:
            places = [one.place for one in error.findings]
            rows = [place.row for place in places if isinstance(place, CellPlace)]
            own = all(one.path == str(history.names.movements) for one in error.findings)
            if not own or len(rows) < len(places):
                raise
            kept = history.movements.filter(~pl.col("row").is_in(rows))
            left_out += history.movements.height - kept.height
            if kept.height == history.movements.height:
                raise
            history = replace(history, movements=kept)
    return lay_over(history), left_out
