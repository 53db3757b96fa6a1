"""Results as the command contract writes them: dates instead of days, amounts with decimals."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS


def member_table(members: pl.DataFrame, places: int) -> pl.DataFrame:
    """The rows of `evaluate`: dates as Date, `spend_12m` as Decimal with the currency's places, but at least two."""
    return members.select(*MEMBER_COLUMNS).with_columns(pl.col("since", "review_on").cast(pl.Date), money("spend_12m", places))


def change_table(changes: pl.DataFrame) -> pl.DataFrame:
    """The rows of `--changes`."""
    return changes.select(*CHANGE_COLUMNS).with_columns(pl.col("on").cast(pl.Date))


def money(column: str, places: int) -> pl.Expr:
    """Minor units as an exact Decimal."""
    shown = max(places, 2)
    unit = pl.lit(Decimal(1).scaleb(-places), dtype=pl.Decimal(38, shown))
    return (pl.col(column).cast(pl.Decimal(38, 0)) * unit).cast(pl.Decimal(38, shown)).alias(column)
