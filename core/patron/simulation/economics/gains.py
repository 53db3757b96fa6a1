"""What the scheme brought, by tier and month: sales with it less sales without it, every line on its own."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.lines_left import left_of_lines
from patron.simulation.economics.lived import Lived
from patron.simulation.replay.exact import spread
from patron.simulation.replay.period import Month, Period
from patron.simulation.replay.replay import Laid
from patron.simulation.replay.sales import WALK_IN

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gain:
    """Extra sales and the gross profit on them (minor units; None: no margin) of a tier, or of nobody's or group orders, in a month."""

    rank: int
    month: str
    sales: int
    gross: int | None


def gains(laid: Laid, lived: Lived) -> list[Gain]:
    """By month, then rank; cells without a change are left out, and all others add up to the world's extra sales and gross profit.

    What was bought, and what was bought more than without the scheme, belongs to the tier that priced it. What is
    missing against the sales without the scheme (it moved to another month, or was never bought) belongs to the tier
    that the member holds at the end of the month in which it is missing. Each month's gross profit is rounded so that
    the months add up to the rounded whole.
    """
    bought = _bought(laid, lived)
    missing = _missing(laid, lived.base.history, bought)
    moved = pl.concat([bought.select("month", "rank", "category", "extra"), missing]).group_by("month", "rank", "category")
    sums = moved.agg(pl.col("extra").sum()).sort("month", "rank", "category", nulls_last=False)
    margins = laid.request.margins
    cells: dict[tuple[int, int], tuple[int, Fraction]] = {}
    for month, rank, category, extra in sums.iter_rows():
        sales, gross = cells.get((month, rank), (0, Fraction(0)))
        margin = margins.of(category) or Fraction(0) if margins else Fraction(0)
        cells[month, rank] = sales + extra, gross + margin * extra
    rounded = spread(gross for _, gross in cells.values())
    keys = {month.number: month.key for month in laid.period.months}
    return [
        Gain(rank, keys[month], sales, gross if margins else None)
        for ((month, rank), (sales, _)), gross in zip(cells.items(), rounded, strict=True)
        if sales or gross
    ]


def _bought(laid: Laid, lived: Lived) -> pl.DataFrame:
    """The period's lines with the scheme: member_id, month, rank, category, what of it was bought before, and what is extra."""
    lines = laid.sales.lines
    rows = lines["index"].to_numpy()
    before = np.where(lived.made.extra[rows], 0, lived.made.amounts_before[rows])
    left = lines["left"].to_numpy()
    return lines.select(
        "month",
        "category",
        pl.Series("member_id", lived.made.history.lines["member_id"].gather(rows)),
        pl.col("segment").cast(pl.Int16).alias("rank"),
        before=pl.Series(before.astype(np.int64)),
        extra=pl.Series((left - before).astype(np.int64)),
    )


def _missing(laid: Laid, base: History, bought: pl.DataFrame) -> pl.DataFrame:
    """What of the sales without the scheme no line with it stands for, below 0: month, rank, category, extra."""
    keys = ["member_id", "month", "category"]
    before = _base(base, laid.period).select(*keys, pl.col("left").alias("extra"))
    there = bought.select(*keys, (-pl.col("before")).alias("extra"))
    rest = pl.concat([before, there]).group_by(keys).agg(-pl.col("extra").sum()).filter(pl.col("extra") != 0)
    parts = [_ranked(laid, month, rest.filter(pl.col("month") == month.number)) for month in laid.period.months]
    return pl.concat(parts).select("month", "rank", "category", "extra")


def _base(history: History, period: Period) -> pl.DataFrame:
    """The period's lines without the scheme, net of returns up to its end: member_id, month, category, left."""
    indexed = history.lines.with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    returns = history.returns.filter(pl.col("day") <= period.last)
    lines = indexed.select("member_id", "day", "category", left=left_of_lines(indexed, returns))
    inside = lines.filter(pl.col("day").is_between(period.first, period.last))
    numbers = np.concatenate([np.full(month.days, month.number, dtype=np.int32) for month in period.months])
    return inside.with_columns(month=numbers[inside["day"].to_numpy() - period.first])


def _ranked(laid: Laid, month: Month, rest: pl.DataFrame) -> pl.DataFrame:
    """With the rank held at the month's end; who is nobody yet would begin in the first tier."""
    held = laid.stints.held_on(month.last)
    nobody = pl.when(pl.col("member_id").is_null()).then(WALK_IN).otherwise(0).cast(pl.Int16)
    return rest.join(held, on="member_id", how="left").with_columns(pl.coalesce(pl.col("rank"), nobody).alias("rank"))


@dataclass(frozen=True, slots=True)
class Moved:
    """Purchases of the period that were made earlier because of the scheme, and the sales on them (minor units).

    They are no sales of their own; `from_after` of them would have come after the period without the scheme.
    """

    sales: int
    purchases: int
    from_after: int


def pulled_forward(laid: Laid, lived: Lived) -> Moved:
    """What was bought earlier. What a member has more of than in the period without the scheme, extra ones apart, came from after it."""
    lines = laid.sales.lines
    pulled = lines.filter(pl.Series(lived.made.pulled[lines["index"].to_numpy()]))
    bought = _bought(laid, lived).select("member_id", pl.col("before").alias("more"))
    base = _base(lived.base.history, laid.period).select("member_id", (-pl.col("left")).alias("more"))
    more = pl.concat([bought, base]).group_by("member_id").agg(pl.col("more").sum())["more"]
    sales = int(pulled["left"].sum())
    return Moved(sales, pulled["purchase"].n_unique(), min(sales, int(more.clip(lower_bound=0).sum())))


def extra_purchases(laid: Laid, lived: Lived) -> int:
    """How many purchases more there were in the period than without the scheme."""

    def count(history: History) -> int:
        inside = history.lines.filter(pl.col("day").is_between(laid.period.first, laid.period.last))
        return inside["purchase_id"].n_unique()

    return count(lived.made.history) - count(lived.base.history)
