"""How many uses the rights that come with items bring: `each_item` of a benefit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from patron.engine.plan import Plan
from patron.engine.plan.compile_points import compile_goods
from patron.engine.prices import goods_mask
from patron.plugins import industries
from patron.scheme.model import Benefit

_THOUSAND = 1000


def item_uses(benefit: Benefit, lines: pl.DataFrame, plan: Plan, ranks: list[int]) -> Iterator[tuple[int, int, Fraction]]:
    """(rank, month as 202501, uses) of the items that members of `ranks` bought and did not wholly return.

    A line is as many items as its whole `quantity` says, else one; an item's price is what was paid for it.
    The first entry that fits an item gives the right; an entry without `times` has no stated cost.
    """
    entries = benefit.each_item or []
    if not any(entry.times for entry in entries):
        return
    industry = industries()[plan.industry]
    bought = lines.filter(pl.col("segment").is_in(ranks) & (pl.col("left") > 0))
    whole = (pl.col("quantity") >= _THOUSAND) & (pl.col("quantity") % _THOUSAND == 0)
    bought = bought.with_columns(pl.when(whole).then(pl.col("quantity") // _THOUSAND).otherwise(1).alias("items"))
    for entry in entries:
        fits = pl.Series(goods_mask(bought, compile_goods(entry.goods, industry)))
        price = pl.col("paid")  # of all items; compared without dividing
        within = pl.lit(value=True)
        if entry.price_from is not None:
            within &= price >= int(entry.price_from * 10**plan.places) * pl.col("items")
        if entry.price_below is not None:
            within &= price < int(entry.price_below * 10**plan.places) * pl.col("items")
        given = bought.with_columns(fits=fits).with_columns((pl.col("fits") & within).alias("fits"))
        if entry.times:
            sums = given.filter("fits").group_by("segment", "month").agg(pl.col("items").sum()).sort("segment", "month")
            for rank, month, items in sums.iter_rows():
                yield rank, month, Fraction(items * entry.times)
        bought = given.filter(~pl.col("fits")).drop("fits")
