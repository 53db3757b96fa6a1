"""Minor units as decimal text, exact."""

from __future__ import annotations

from decimal import Decimal


def decimal_text(minor: int, places: int) -> str:
    """`1999` with two places is `19.99`."""
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def grouped_text(minor: int, places: int) -> str:
    """The same with thousands set apart: `1,234,567.89`."""
    return f"{Decimal(minor).scaleb(-places):,.{places}f}"
