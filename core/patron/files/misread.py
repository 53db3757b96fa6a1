"""Why a cell could not be read, and what would be right."""

from __future__ import annotations

import re
from difflib import get_close_matches

from patron.files.cells import MOST
from patron.files.columns import Cell, Column
from patron.files.problems import listed

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def misread(column: Column, text: str | None) -> tuple[str, str, str]:
    """The finding's code, message and help for one cell that `column` does not take."""
    cell = (text or "").strip()
    if not cell:
        return "missing-value", f"{column.name} is empty", "every row needs it"
    shown = repr(cell if len(cell) <= 40 else cell[:40] + "…")
    match column.cell:
        case Cell.TIME | Cell.DATE:
            example = "2025-01-31 or 2025-01-31T10:30:00+08:00" if column.cell == Cell.TIME else "2025-01-31"
            return (
                "not-a-time" if column.cell == Cell.TIME else "not-a-date",
                f"{shown} is no {column.cell.value} that can be read",
                f"write it as {example}, or name its format in the mapping file",
            )
        case Cell.CHOICE:
            near = get_close_matches(cell, [*column.shown, *column.spellings], n=1)
            known = f"known are {listed(column.shown, 40)}"
            return column.unknown, f"{shown} is no known {column.name}", f"did you mean {near[0]!r}? {known}" if near else known
        case Cell.COUNT:
            return "not-a-count", f"{shown} is not a whole number", "write it in digits, without separators"
        case _:
            return _misread_decimal(column, cell, shown)


def _misread_decimal(column: Column, cell: str, shown: str) -> tuple[str, str, str]:
    if not _NUMBER.fullmatch(cell):
        return "not-a-number", f"{shown} is not a number", "write it in digits with a point, without separators or units: 1234.50"
    if cell.startswith("-"):
        return (
            "negative",
            f"{shown} is below 0",
            "write it without the sign; goods taken back are purchases' rows that name the purchase in 'returns'",
        )
    if float(cell) > MOST / 10**column.places:
        return "amount-too-large", f"{shown} is more than one row may carry", f"at most {MOST // 10**column.places:,}"
    if "e" in cell.lower():
        return "not-a-number", f"{shown} is not a plain number", "write it in digits: 1234.50"
    places = f"{column.places} decimal places" if column.places else "no decimal places"
    return (
        "too-many-places",
        f"{shown} has more than {places}" if column.places else f"{shown} has decimal places",
        f"{column.name} has at most {places}",
    )
