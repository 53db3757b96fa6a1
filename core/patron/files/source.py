"""A table file as it is: its headings and its cells, before any of them is understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from patron.files.problems import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """`frame` has columns c0, c1, … in the order of `headings`; its first row is row 2 of the file.

    `broken` are rows that do not fit the headings; they stand in `frame` all the same, cut to its width.
    """

    path: Path
    headings: tuple[str, ...]
    frame: pl.LazyFrame
    broken: tuple[Problem, ...] = ()
