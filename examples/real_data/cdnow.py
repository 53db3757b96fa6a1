"""CDNOW: 69,659 purchases of 23,570 customers of a music shop, January 1997 to June 1998, as a purchases file for patron.

    python examples/real_data/cdnow.py cdnow.parquet

The data set was published with Fader and Hardie, "Forecasting Repeat Sales at CDNOW" (2001). It lies as a text file
in the wheel of `lifetimes`, which is part of the developers' tools; that package is not imported.
"""

from __future__ import annotations

import sys
from importlib.metadata import files
from pathlib import Path

import polars as pl

_ROW = r"^\s*(?<customer>\d+)\s+(?<day>\d{8})\s+(?<discs>\d+)\s+(?<amount>\d+\.\d{2})\s*$"


def source() -> Path:
    """The file in the installed package: customer, day, number of discs, dollars."""
    found = [file for file in files("lifetimes") or [] if file.name == "CDNOW_master.txt"]
    if not found:
        raise SystemExit("CDNOW_master.txt is not there: pip install lifetimes==0.11.3")
    return Path(str(found[0].locate()))


def purchases() -> pl.DataFrame:
    """One row a purchase: the number of its line as id (a customer may buy twice a day), the day, dollars, discs."""
    text = source().read_text(encoding="ascii").splitlines()[1:]
    rows = pl.DataFrame({"text": text}).with_row_index("line", offset=2)
    cells = pl.col("text").str.extract_groups(_ROW)
    return rows.select(
        pl.format("C{}", pl.col("line").cast(pl.String).str.zfill(6)).alias("purchase_id"),
        cells.struct.field("customer").alias("member_id"),
        cells.struct.field("day").str.to_date("%Y%m%d").alias("at"),
        cells.struct.field("amount").cast(pl.Decimal(12, 2)).alias("amount"),
        cells.struct.field("discs").cast(pl.Int64).alias("quantity"),
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python cdnow.py OUT.parquet")
    purchases().write_parquet(sys.argv[1])
