"""Which lines of a purchase: `goods` filters and what `counting` leaves out."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import Section, Texts
from patron.scheme.values import Share


class Goods(Section):
    """Lines that pass every key; an industry's choice fields are further keys, each with its `_not`."""

    category: Texts | None = Field(None, description="Only these categories; a line without category does not pass.")
    category_not: Texts | None = Field(None, description="All but these categories; a line without category passes.")
    tender: Texts | None = Field(None, description="Only lines paid with these tenders.")
    tender_not: Texts | None = Field(None, description="All lines but those paid with these tenders.")


class LeaveOut(Section):
    """Lines that any key matches count for no one's tier and not in `spend_12m`."""

    goods: Goods | None = Field(None, description="Lines of these goods.")
    tenders: Texts | None = Field(None, description="Lines paid with these tenders, such as stored value.")
    sold_below: Share | None = Field(None, description="Special prices: lines paid with less than this share of their list amount.")
