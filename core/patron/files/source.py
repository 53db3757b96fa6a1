"""A table file as it is: its headings and its cells, before any of them is understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from patron.files.problems import Problem

FIRST_ROW = 2  # the heading is row 1


@dataclass(frozen=True, slots=True)
class Source:
    """`frame` has columns c0, c1, … in the order of `headings`; its first row is row `first` of the file.

    `broken` are rows that do not fit the headings; they stand in `frame` all the same, cut to its width. `height`: how many rows the
    frame has, where that is known without reading them, and a stretch of them can be read without the others.
    """

    path: Path
    headings: tuple[str, ...]
    frame: pl.LazyFrame
    broken: tuple[Problem, ...] = ()
    first: int = FIRST_ROW
    height: int | None = None
