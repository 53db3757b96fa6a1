"""Which lines of a purchase: `goods` filters and what `counting` leaves out."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from patron.scheme.model.base import Section, Texts
from patron.scheme.values import Share


class Goods(Section):
    """Lines that pass every key; an industry's choice and text fields are further keys, each with its `_not`."""

    # An industry's keys come in as extra ones: `patron.scheme.checks.goods` refuses those that are not the industry's.
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)
    __pydantic_extra__: dict[str, Texts]

    category: Texts | None = Field(None, description="Only these categories; a line without category does not pass.")
    category_not: Texts | None = Field(None, description="All but these categories; a line without category passes.")
    tender: Texts | None = Field(None, description="Only lines paid with these tenders.")
    tender_not: Texts | None = Field(None, description="All lines but those paid with these tenders.")
    store: Texts | None = Field(None, description="Only lines sold in these stores.")
    store_not: Texts | None = Field(None, description="All lines but those sold in these stores.")
    channel: Texts | None = Field(None, description="Only lines sold through these channels.")
    channel_not: Texts | None = Field(None, description="All lines but those sold through these channels.")
    sold_below: Share | None = Field(
        None, description="Only lines paid with less than this share of their list amount; a line without list amount does not pass."
    )
    sold_from: Share | None = Field(
        None, description="Only lines paid with this share of their list amount or more; a line without list amount passes."
    )

    def fields(self) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
        """The industry's fields that are asked for: (field, values, negated), in file order.

        Negated: all lines but those with these values; a line with an empty cell passes, as it never does otherwise.
        """
        extra = self.__pydantic_extra__ or {}
        return tuple((key.removesuffix("_not"), tuple(values), key.endswith("_not")) for key, values in extra.items())


class LeaveOut(Section):
    """Lines that any key matches count for no one's tier and not in `spend_12m`."""

    goods: Goods | None = Field(None, description="Lines of these goods.")
    tenders: Texts | None = Field(None, description="Lines paid with these tenders, such as stored value.")
    sold_below: Share | None = Field(None, description="Special prices: lines paid with less than this share of their list amount.")
