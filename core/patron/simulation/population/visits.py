"""What customers bought day by day, net of what they took back: the ground that every part of a fit stands on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.history import History

_SAMPLE = 1_000_000  # lines that are enough for shares of goods and stores


@dataclass(frozen=True, slots=True)
class Visits:
    """Days on which a member bought: columns `member_id`, `day` and `amount` (minor units, 0 or more), in no order.

    `first`, `last`: days since 1970-01-01 of the first and the last sale of the history, of whomever.
    """

    frame: pl.DataFrame
    first: int
    last: int


def of_members(history: History) -> pl.DataFrame:
    """The lines of members that are no group orders."""
    return history.lines.filter(pl.col("member_id").is_not_null() & pl.col("group_id").is_null())


def visits_of(history: History) -> Visits:
    """The visits of a history; one without lines gives none, from day 0 to day 0.

    Several purchases of a member on one day are one visit, and one for nothing is a visit too, as in Fader and Hardie's work.
    What is returned is taken off the day of the purchase, whenever it came back; a day of which nothing is left is no visit.
    """
    lines = of_members(history).select("purchase_id", "member_id", "day", "amount")
    rows = lines.drop("purchase_id")
    if history.returns.height:
        back = history.returns.group_by(purchase_id=pl.col("returns")).agg(-pl.col("amount").sum())
        bought = lines.drop("amount").unique("purchase_id", keep="any").join(back, on="purchase_id")
        rows = pl.concat([rows, bought.select(rows.columns)])
    days = rows.group_by("member_id", "day").agg(pl.col("amount").sum(), (pl.col("amount") < 0).any().alias("returned"))
    frame = days.filter((pl.col("amount") > 0) | ~pl.col("returned")).drop("returned")
    first, last = history.lines.select(pl.col("day").min(), pl.col("day").max().alias("last")).row(0)
    return Visits(frame, int(first or 0), int(last or 0))


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines of every `step`-th member in order of ids: all lines where there are not too many."""

    lines: pl.DataFrame
    step: int


def sample_of(history: History) -> Sample:
    """Enough lines for shares; those of members who are no group, with an amount."""
    lines = of_members(history).filter(pl.col("amount") > 0)
    step = -(-lines.height // _SAMPLE)
    if step <= 1:
        return Sample(lines, 1)
    members = lines.select("member_id").unique().sort("member_id").gather_every(step)
    return Sample(lines.join(members, on="member_id", how="semi"), step)
