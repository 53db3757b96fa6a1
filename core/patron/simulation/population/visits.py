"""What customers bought day by day, net of what they took back: the ground that every part of a fit stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from patron.engine.history import History


@dataclass(frozen=True, slots=True)
class Left:
    """What does not count as a visit: purchases without a member, group orders, and days of which nothing is left to pay."""

    walk_ins: int
    group_orders: int
    nothing_paid: int


@dataclass(frozen=True, slots=True)
class Visits:
    """Days on which a member bought: columns `member` (UInt32, in order of ids), `day`, `amount` (minor units, above 0), sorted.

    `purchases`: one row a member's purchase that counts: `purchase_id`, `member_id`, `day`, `amount` net of returns.
    `first`, `last`: days since 1970-01-01 of the first and the last sale of the history, of whomever.
    """

    frame: pl.DataFrame
    purchases: pl.DataFrame
    left: Left
    first: int
    last: int

    @property
    def members(self) -> int:
        """How many bought."""
        return int(self.frame["member"].n_unique())


def visits_of(history: History) -> Visits:
    """The visits of a history; one without lines gives none, from day 0 to day 0.

    Several purchases of a member on one day are one visit, as in Fader and Hardie's work; a purchase of which nothing is
    left after its returns, or that was for nothing, is none, since an amount of 0 has no place in Gamma-Gamma.
    """
    bills = _bills(history)
    walk_in = pl.col("member_id").is_null() & ~pl.col("group")
    counts: dict[str, Any] = bills.select(
        walk_ins=walk_in.sum(), group_orders=pl.col("group").sum(), first=pl.col("day").min(), last=pl.col("day").max()
    ).row(0, named=True)
    of_members = bills.filter(pl.col("member_id").is_not_null() & ~pl.col("group")).drop("group")
    purchases = of_members.filter(pl.col("amount") > 0)
    frame = (
        purchases.select(pl.col("member_id").rank("dense").cast(pl.UInt32).alias("member"), "day", "amount")
        .group_by("member", "day")
        .agg(pl.col("amount").sum())
        .sort("member", "day")
    )
    left = Left(int(counts["walk_ins"]), int(counts["group_orders"]), of_members.height - purchases.height)
    return Visits(frame, purchases, left, int(counts["first"] or 0), int(counts["last"] or 0))


def _bills(history: History) -> pl.DataFrame:
    """One row a purchase: `purchase_id`, `member_id`, `day`, `group` (whether it is a group order), `amount` after returns."""
    lines = history.lines
    bills = lines.group_by("purchase_id").agg(
        pl.col("member_id").first(), pl.col("day").first(), pl.col("group_id").first().is_not_null().alias("group"), pl.col("amount").sum()
    )
    if history.returns.is_empty():
        return bills
    back = history.returns.group_by(purchase_id=pl.col("returns")).agg(pl.col("amount").sum().alias("back"))
    joined = bills.join(back, on="purchase_id", how="left")
    return joined.with_columns(pl.col("amount") - pl.col("back").fill_null(0)).drop("back")
