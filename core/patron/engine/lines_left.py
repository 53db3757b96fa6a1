"""How much of each line returns have left, over columns."""

from __future__ import annotations

import polars as pl

# The order in which a return takes from the lines of one purchase and category (decision 4).
_ORDER = [pl.col("line").str.len_chars(), pl.col("line"), pl.col("tender"), pl.col("amount"), pl.col("list_amount")]


def left_of_lines(lines: pl.DataFrame, returns: pl.DataFrame) -> pl.Series:
    """What is left of each row of `lines` (minor units, in row order) after all rows of `returns`.

    A return row takes from its purchase's lines of the same category; without a category from the lines
    without one, or from the purchase's only category.
    """
    if returns.is_empty():
        return lines["amount"].alias("left")
    touched = lines.select("index", "purchase_id", "category", "line", "tender", "amount", "list_amount").join(
        returns.select(pl.col("returns").alias("purchase_id")).unique(), on="purchase_id", how="semi"
    )
    only = touched.group_by("purchase_id").agg(
        pl.col("category").is_null().any().alias("has_empty"),
        pl.col("category").drop_nulls().first().alias("only"),
    )
    taken = (
        returns.select(pl.col("returns").alias("purchase_id"), "category", "amount")
        .join(only, on="purchase_id", how="inner")
        .with_columns(pl.when(pl.col("category").is_null() & ~pl.col("has_empty")).then("only").otherwise("category").alias("category"))
        .group_by("purchase_id", "category")
        .agg(pl.col("amount").sum().alias("taken"))
    )
    goods = ["purchase_id", "category"]
    left = (
        touched.join(taken, on=goods, how="inner", nulls_equal=True)
        .sort(*goods, *_ORDER, nulls_last=False)
        .with_columns((pl.col("amount").cum_sum().over(goods) - pl.col("amount")).alias("before"))
        .select("index", (pl.col("amount") - (pl.col("taken") - pl.col("before")).clip(0, pl.col("amount"))).alias("left"))
    )
    all_lines = lines.select("index", "amount").join(left, on="index", how="left", maintain_order="left")
    return all_lines.select(pl.coalesce("left", "amount").alias("left"))["left"]
