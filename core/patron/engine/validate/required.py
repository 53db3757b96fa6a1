"""Cells that a line of some goods must carry, as the industry says: gold priced by weight needs its grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from patron.engine.history import History
from patron.engine.validate.found import Found, rows
from patron.vocabulary import Requirement


def check_required(history: History, requires: Sequence[Requirement]) -> Iterator[Found]:
    """Lines without a cell that their category and choice fields ask for."""
    for one in requires:
        asked = pl.col("category") == one.category
        said = f"a line of {one.category}"
        for field, values in one.where:
            if field in history.lines.columns:
                asked &= pl.col(field).is_in(list(values))
                said += f" with {field} {' or '.join(values)}"
            else:
                asked &= pl.lit(value=False)  # nothing says so, so nothing is asked for
        for field in one.fields:
            empty = pl.col(field).is_null() if field in history.lines.columns else pl.lit(value=True)
            found = rows(history.lines, (asked & empty).fill_null(value=False), pl.lit(f"{said} needs {field}"))
            if found.height:
                yield Found("purchases", "missing-value", field, found, f"fill in {field}")
