"""Prepaid cards as rows of the summary, the report and the workbook: which figures, in which order, in which unit."""

from __future__ import annotations

from typing import Any, Literal

from patron.simulation.report import figures
from patron.simulation.report.words import Lang, word

Document = dict[str, Any]
Unit = Literal["count", "money"]
TOTALS: tuple[tuple[str, Unit], ...] = (
    ("opening_outstanding", "money"),
    ("sold", "count"),
    ("sold_value", "money"),
    ("sold_for", "money"),
    ("discount", "money"),
    ("commission", "money"),
    ("given", "count"),
    ("given_value", "money"),
    ("loaded", "money"),
    ("used", "money"),
    ("recognised", "money"),
    ("services_recognised", "money"),
    ("cards_cost", "money"),
    ("services", "count"),
    ("services_cost", "money"),
    ("expired", "count"),
    ("expired_unused", "money"),
    ("expired_paid", "money"),
    ("outstanding", "money"),
    ("deferred", "money"),
)
_MONTHLY = {"sold", "given", "used", "recognised", "expired_unused", "outstanding"}
MONTHLY: tuple[tuple[str, Unit], ...] = tuple(one for one in TOTALS if one[0] in _MONTHLY)
STATES = ("made", "drawn", "sold", "active", "suspended", "expired")
EVERY: tuple[tuple[str, Unit], ...] = (TOTALS[0], ("opening_deferred", "money"), ("made", "count"), *TOTALS[1:])


def totals(document: Document, lang: Lang) -> list[tuple[str, str]]:
    """The period's figures as (name, figure); empty without cards. Expired, unused value is always among them."""
    cards = document["cards"]
    if cards is None:
        return []
    total, places = cards["total"], document["scheme"]["places"]
    always = {"sold", "used", "recognised", "expired_unused", "outstanding", "deferred"}
    return [(word(f"card.{key}", lang), shown(total[key], unit, places)) for key, unit in TOTALS if total[key] or key in always]


def shown(value: int, unit: Unit, places: int) -> str:
    """One figure in its unit."""
    return figures.count(value) if unit == "count" else figures.money(value, places)
