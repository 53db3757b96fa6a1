"""How the figures of a comparison are shown: the same in the terminal, the page and the workbook."""

from __future__ import annotations

from typing import Any, Literal

from patron.simulation.report import figures

Which = Literal["a", "b", "difference"]


def shown(row: dict[str, Any], which: Which, places: int) -> str:
    """A figure in its unit; the P50 of worlds."""
    value = row[which]
    return one_shown(row["unit"], value["p50"] if isinstance(value, dict) else value, places, signed=which == "difference")


def band(row: dict[str, Any], which: Which, places: int) -> str:
    """P10 – P90 of worlds; empty for sales."""
    value = row[which]
    if not isinstance(value, dict):
        return ""
    low, high = (one_shown(row["unit"], value[key], places, signed=which == "difference") for key in ("p10", "p90"))
    return f"{low} – {high}"


def one_shown(unit: str, value: float | None, places: int, *, signed: bool) -> str:
    """One number in its unit; a dash where there is none. `signed`: a difference, with + before what is above 0."""
    if value is None:
        return figures.NONE
    text = figures.money(int(value), places) if unit == "money" else figures.percent(value) if unit == "share" else figures.count(value)
    return f"+{text}" if signed and value > 0 else text
