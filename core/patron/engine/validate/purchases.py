"""Rows of one purchase must agree on member, time and group order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    suspects = _suspects(parts)
    if suspects.is_empty():
        return
    every = pl.concat(parts)
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


def _suspects(parts: Sequence[pl.DataFrame]) -> pl.Series:
    """Ids of purchases whose rows may differ; found by hashes, so that files whose purchases stand together pass in one look."""
    keys = [part["purchase_id"].hash() for part in parts]
    beside = [key[1:] == key[:-1] for key in keys]  # rows that follow one of the same purchase
    found = [_differing(part, same.arg_true()) for part, same in zip(parts, beside, strict=True)]
    heads = pl.concat([pl.concat([key[:1], key[1:].filter(~same)]) for key, same in zip(keys, beside, strict=True)]) if keys else None
    if heads is not None and heads.n_unique() < len(heads):  # some stand apart
        again = heads.filter(heads.is_duplicated()).unique().implode()
        apart = pl.concat([part.filter(key.is_in(again)) for part, key in zip(parts, keys, strict=True)])
        hashed = apart.select(pl.col("purchase_id").hash().alias("key"), *(pl.col(name).hash().alias(name) for name in _AGREE))
        spread = hashed.group_by("key").agg(pl.any_horizontal(pl.col(name).min() != pl.col(name).max() for name in _AGREE).alias("differ"))
        bad = spread.filter("differ")["key"]
        found.append(apart["purchase_id"].filter(hashed["key"].is_in(bad.implode())))
    return pl.concat([pl.Series("purchase_id", [], dtype=pl.String), *found]).unique()


def _differing(part: pl.DataFrame, before: pl.Series) -> pl.Series:
    """Ids of purchases of which the rows at `before` differ from the rows that follow."""
    one, other = part[before], part[before + 1]
    differ = [one[name].ne_missing(other[name]) for name in _AGREE]
    return one["purchase_id"].filter(differ[0] | differ[1] | differ[2])
