"""Sales of a made-up jewelry house, as large as asked: members, introductions, purchases, returns.

    python benchmarks/data.py 1000000 20000000 DIR      writes purchases.parquet and members.parquet

Identifiers are texts whose order is not that of their numbers. About 30 % of the members were
introduced by an earlier one, 5 % of the purchases have two lines, 2 % are taken back in part or in
whole, a few are group orders. The same sizes and seed give the same files.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
from patron.engine.history import LINES, MEMBERS, RETURNS, History

EPOCH = date(1970, 1, 1)
FIRST = (date(2021, 1, 1) - EPOCH).days
AS_OF = (date(2024, 12, 31) - EPOCH).days
CATEGORIES = ["gold", "silver", "diamond", "jade", "coloured-stone"]
SHARES = [0.5, 0.15, 0.15, 0.1, 0.1]
OFFSET = 8 * 3600  # Asia/Shanghai, without summer time in these years
INTRODUCED = 0.3
TWO_LINES = 0.05
TAKEN_BACK = 0.02
GROUP_ORDERS = 0.0005


@dataclass(frozen=True)
class Sales:
    """`purchases`: sale and return rows in order of time, as a company's file has them. `members`: one row each."""

    purchases: pl.DataFrame
    members: pl.DataFrame


def _member_ids(numbers: np.ndarray) -> pl.Series:
    """Texts of different lengths, in no order of joining."""
    scattered = (numbers.astype(np.uint64) * np.uint64(2_654_435_761)) % np.uint64(2**32)
    return pl.select(pl.concat_str(pl.lit("M"), pl.Series(scattered).cast(pl.String))).to_series()


def members_of(total: int, seed: int = 1) -> pl.DataFrame:
    """Members in order of joining; an introducer joined before."""
    rng = np.random.default_rng(seed)
    numbers = np.arange(total)
    introducer = (rng.random(total) * numbers).astype(np.int64)
    introduced = rng.random(total) < INTRODUCED
    introduced[0] = False
    return pl.DataFrame({"member_id": _member_ids(numbers), "by": _member_ids(introducer), "introduced": introduced}).select(
        "member_id", pl.when("introduced").then("by").alias("referred_by")
    )


def sales(members: int, purchases: int, seed: int = 1) -> Sales:
    """The whole history of a house with so many members and purchases."""
    rng = np.random.default_rng(seed + 1)
    table = members_of(members, seed)
    who = (members * rng.random(purchases) ** 1.5).astype(np.int64)
    at = np.sort(rng.integers(FIRST * 86_400 + 36_000, (AS_OF + 1) * 86_400, purchases))
    sold = pl.DataFrame(
        {
            "number": np.arange(purchases),
            "member": who,
            "at": at,
            "amount": np.maximum(100, (np.exp(rng.normal(11.6, 1.25, purchases))).astype(np.int64)),
            "category": rng.choice(len(CATEGORIES), purchases, p=SHARES).astype(np.uint32),
            "group": rng.random(purchases) < GROUP_ORDERS,
        }
    )
    second = rng.random(purchases) < TWO_LINES
    more = sold.filter(pl.Series(second)).with_columns(
        pl.Series("amount", rng.integers(100, 300_000, int(second.sum()))),
        pl.Series("category", rng.choice(len(CATEGORIES), int(second.sum())).astype(np.uint32)),
    )
    back = sold.filter(pl.Series(rng.random(purchases) < TAKEN_BACK))
    whole = rng.random(back.height) < 0.5
    part = np.maximum(1, (back["amount"].to_numpy() * rng.random(back.height)).astype(np.int64))
    back = back.with_columns(
        pl.Series("amount", np.where(whole, back["amount"].to_numpy(), part)),
        pl.Series("at", back["at"].to_numpy() + rng.integers(60, 90 * 86_400, back.height)),
    )
    rows = pl.concat(
        [
            sold.select(pl.all(), line=pl.lit("1"), back=pl.lit(False)),
            more.select(pl.all(), line=pl.lit("2"), back=pl.lit(False)),
            back.select(pl.all(), line=pl.lit(None, pl.String), back=pl.lit(True)),
        ]
    ).sort("at", "number", "back", "line")
    return Sales(_as_file(rows, table), table)


def _as_file(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    own = pl.concat_str(pl.lit("S"), pl.col("number").cast(pl.String))
    return rows.select(
        pl.when("back").then(pl.concat_str(pl.lit("R"), pl.col("number").cast(pl.String))).otherwise(own).alias("purchase_id"),
        members["member_id"].gather(rows["member"]).alias("member_id"),
        (pl.col("at") * 1_000_000).cast(pl.Datetime("us")).alias("at"),
        (pl.col("amount").cast(pl.Decimal(18, 2)) * pl.lit("0.01").cast(pl.Decimal(4, 2))).cast(pl.Decimal(18, 2)).alias("amount"),
        "line",
        pl.Series(CATEGORIES).gather(rows["category"]).alias("category"),
        pl.when(pl.col("group") & ~pl.col("back")).then(pl.lit("G1")).alias("group_id"),
        pl.when("back").then(own).alias("returns"),
    )


def history_of(made: Sales) -> History:
    """The same as the engine's frames, sorted by member and time: what "sorted columns" means in the figures."""
    rows = made.purchases.with_row_index("row", offset=2).with_columns(
        pl.col("row").cast(pl.Int64),
        day=(pl.col("at").dt.epoch("d")).cast(pl.Int32),
        at=pl.col("at").dt.epoch("us") - OFFSET * 1_000_000,
        amount=(pl.col("amount") * 100).cast(pl.Int64),
    )
    lines = rows.filter(pl.col("returns").is_null()).sort("member_id", "at", "purchase_id", "line")
    returns = rows.filter(pl.col("returns").is_not_null()).sort("member_id", "at", "purchase_id")
    members = made.members.with_row_index("row", offset=2).with_columns(pl.col("row").cast(pl.Int64)).sort("member_id")
    return History(lines=_fill(lines, LINES), returns=_fill(returns, RETURNS), members=_fill(members, MEMBERS))


def _fill(frame: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    have = set(frame.columns)
    return frame.select(pl.col(name).cast(kind) if name in have else pl.lit(None, kind).alias(name) for name, kind in schema.items())


def write(made: Sales, folder: Path) -> tuple[Path, Path]:
    """(purchases.parquet, members.parquet) in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    purchases, members = folder / "purchases.parquet", folder / "members.parquet"
    made.purchases.write_parquet(purchases)
    made.members.write_parquet(members)
    return purchases, members


if __name__ == "__main__":
    began = datetime.now(UTC)
    print(*write(sales(int(sys.argv[1]), int(sys.argv[2])), Path(sys.argv[3])), datetime.now(UTC) - began)
