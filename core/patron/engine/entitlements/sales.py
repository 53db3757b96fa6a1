"""Purchases that bring something, and who spent most, over columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.engine.batch.dates import window_start
from patron.engine.entitlements.holdings import Holdings, Ints, Stretches
from patron.engine.entitlements.model import ENDLESS
from patron.engine.history import History
from patron.engine.lines_left import left_of_lines
from patron.engine.plan import Grant, GrantKind, Plan
from patron.engine.prices import goods_mask


@dataclass(frozen=True, slots=True)
class Sales:
    """The members' lines up to the as-of date with `index` (row of the history's lines) and `paid`, and the returns."""

    lines: pl.DataFrame
    returns: pl.DataFrame
    holdings: Holdings

    def first_day(self, otherwise: int) -> int:
        """The day of the first purchase."""
        day = self.lines["day"].min()
        return day if isinstance(day, int) else otherwise

    def bought(self, grant: Grant) -> tuple[Ints, Ints, Ints]:
        """Purchases that meet the grant's goods and amount, by member and in order: member, day, and the day they were wholly returned."""
        assert grant.goods is not None
        fits = pl.Series(goods_mask(self.lines, grant.goods))
        whole = self.lines.filter(fits).group_by("purchase_id").agg(pl.col("member_id", "day", "at").first(), pl.col("paid").sum())
        whole = whole.filter((pl.col("paid") > 0) & (pl.col("paid") >= grant.at_least))
        whole = whole.join(self._gone(whole["purchase_id"]), on="purchase_id", how="left")
        whole = whole.with_columns(code=pl.Series(self.holdings.codes(whole["member_id"]))).sort("code", "at", "purchase_id")
        gone = whole["gone"].cast(pl.Int64).fill_null(2 * ENDLESS).to_numpy()
        return whole["code"].to_numpy(), whole["day"].cast(pl.Int64).to_numpy(), gone

    def _gone(self, purchases: pl.Series) -> pl.DataFrame:
        """purchase_id and `gone`, the day from which nothing was left of it."""
        wanted = self.returns.filter(pl.col("returns").is_in(purchases.implode())).sort("at", "purchase_id")
        sold = self.lines.filter(pl.col("purchase_id").is_in(wanted["returns"].implode()))
        sold = sold.group_by(pl.col("purchase_id").alias("returns")).agg(pl.col("amount").sum().alias("sold"))
        back = wanted.with_columns(pl.col("amount").cum_sum().over("returns").alias("back")).join(
            sold, on="returns", how="left", maintain_order="left"
        )
        whole = back.filter(pl.col("back") >= pl.col("sold"))
        return whole.group_by(pl.col("returns").alias("purchase_id")).agg(pl.col("day").min().alias("gone"))

    def biggest(self, grant: Grant, day: int, held: Stretches) -> tuple[int, Ints]:
        """The members who hold a tier of the grant on the day and spent most in some shop by the day before; `day` comes back with them."""
        since = int(window_start(np.array([day - 1], dtype=np.int64), grant.window)[0])
        lines = self.lines.filter(pl.col("day") < day)
        returned = self.returns.filter(pl.col("day") < day)
        # What a return takes depends on all lines of its purchase, those without a shop included.
        there = (pl.col("day") >= since) & pl.col(grant.by).is_not_null()
        rest = lines.with_columns(left=left_of_lines(lines, returned)).filter(there)
        paid, left, amount = (pl.col(name).cast(pl.Int128) for name in ("paid", "left", "amount"))
        net = (
            pl.when(left == amount).then(paid).otherwise((2 * paid * left + amount) // pl.max_horizontal(2 * amount, pl.lit(1, pl.Int128)))
        )
        sums = rest.group_by("member_id", grant.by).agg(net.sum().alias("spent")).filter(pl.col("spent") > 0)
        code = self.holdings.codes(sums["member_id"])
        on = np.full(len(code), day, dtype=np.int64)
        inside = held.holding(code, on) >= 0
        inside[inside] = self.holdings.known.fits(grant, code[inside], on[inside])
        ranked = sums.with_columns(code=pl.Series(code)).filter(pl.Series(inside)).sort("spent", "code", descending=[True, False])
        return day, np.unique(ranked.group_by(grant.by, maintain_order=True).head(grant.members)["code"].to_numpy().astype(np.int64))


def sales_of(plan: Plan, history: History, holdings: Holdings, as_of: int, amounts: Ints | None) -> Sales:
    """The sales up to the as-of date; `amounts`: what each of `history.lines` cost, none: its `amount`.

    Only what the grants of the plan read is there: nothing, if none looks at purchases.
    """
    grants = [one for one in plan.benefits.grants if one.kind in {GrantKind.PURCHASE, GrantKind.TOP}]
    own = pl.col("member_id").is_not_null() & (pl.col("day") <= as_of) & pl.lit(value=bool(grants))
    if not plan.group_counts_for_buyer:
        own &= pl.col("group_id").is_null()
    paid = history.lines["amount"] if amounts is None else pl.Series(amounts)
    lines = history.lines.lazy().with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64), paid=paid.cast(pl.Int64))
    sold = lines.filter(own).collect()
    returns = history.returns.filter((pl.col("day") <= as_of) & pl.lit(value=bool(grants)))
    if returns.height:
        returns = returns.join(sold.select(returns="purchase_id").unique(), on="returns", how="semi", maintain_order="left")
    return Sales(sold, returns, holdings)
