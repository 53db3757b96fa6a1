"""Rows of one purchase must agree on member, time and group order."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.engine.history import History
from patron.engine.validate.found import Found

_AGREE = ("member_id", "at", "group_id")
MOST_TOTAL = 2**62  # minor units of a whole file: totals stay within 63 bits
_SAME = {"member_id": "another member", "at": "another time", "group_id": "another group order"}


def check_purchases(history: History) -> Iterator[Found]:
    """Purchases whose rows differ; where they are set aside, the whole purchase goes."""
    columns = ["row", "purchase_id", *_AGREE]
    parts = [part.select(columns) for part in (history.lines, history.returns) if part.height]
    if not parts:
        return
    every = pl.concat(parts) if len(parts) > 1 else parts[0]
    suspects = _suspects(every)
    if suspects.is_empty():
        return
    together = every.filter(pl.col("purchase_id").is_in(suspects.implode())).sort("purchase_id", "row")
    first = together.group_by("purchase_id", maintain_order=True).first()
    joined = together.join(first, on="purchase_id", how="left", suffix="_first", maintain_order="left")
    wrong = joined.select(
        "purchase_id", pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_first")) for name in _AGREE).alias("wrong")
    )
    bad_ids = wrong.filter("wrong")["purchase_id"].unique()
    whole = together.filter(pl.col("purchase_id").is_in(bad_ids.implode()))["row"]
    for name in _AGREE:
        differ = joined.filter(pl.col(name).ne_missing(pl.col(f"{name}_first"))).rechunk()
        if differ.height:
            message = pl.format(f"row {{}} of purchase '{{}}' names {_SAME[name]}", "row_first", "purchase_id")
            help_text = "rows with the same purchase_id are one purchase: one member, one time, one group_id"
            yield Found("purchases", "purchase-disagrees", name, differ.select("row", message.alias("message")), help_text, whole)


def check_totals(history: History) -> Iterator[Found]:
    """The sum of all amounts must be a number that the runners can hold."""
    if history.lines.height and int(history.lines["amount"].cast(pl.Int128).sum()) > MOST_TOTAL:
        last = history.lines.select("row", pl.lit("the amounts of all rows together are more than can be held").alias("message")).tail(1)
        yield Found("purchases", "amount-too-large", "amount", last, "check the currency and the decimal point")


def _suspects(every: pl.DataFrame) -> pl.Series:
    """Ids of purchases whose rows may differ; found by hashes, so that files with one row a purchase pass at once."""
    keys = every["purchase_id"].hash()
    none = pl.Series("purchase_id", [], dtype=pl.String)
    if keys.n_unique() == every.height:
        return none
    hashed = every.select(keys.alias("key"), *(pl.col(name).hash().alias(name) for name in _AGREE))
    spread = hashed.group_by("key").agg(pl.any_horizontal(pl.col(name).min() != pl.col(name).max() for name in _AGREE).alias("differ"))
    bad = spread.filter("differ")["key"]
    return none if bad.is_empty() else every["purchase_id"].filter(keys.is_in(bad.implode())).unique()
