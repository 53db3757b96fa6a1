"""DuckDB: the policy in SQL, from Parquet files that were written before."""

from __future__ import annotations

import tempfile
from pathlib import Path

import data
import polars as pl
from patron.engine.history import History

from peers.peer import Peer, Run


def prepare() -> Run:
    """The files of a house are written when it is first asked for, which is the run that is not counted."""
    import duckdb_policy

    place = tempfile.TemporaryDirectory(prefix="patron-benchmark-")
    written: dict[int, tuple[Path, Path]] = {}

    def evaluate(history: History, as_of: int) -> pl.DataFrame:
        if id(history) not in written:
            _ = place.name
            written[id(history)] = files(history, Path(place.name))
        return duckdb_policy.evaluate(*written[id(history)], as_of)

    return evaluate


def files(history: History, folder: Path) -> tuple[Path, Path]:
    """The history as a company's files have it: local time, money in units."""
    money = (pl.col("amount").cast(pl.Decimal(18, 2)) * pl.lit("0.01").cast(pl.Decimal(4, 2))).cast(pl.Decimal(18, 2))
    at = (pl.col("at") + data.OFFSET * 1_000_000).cast(pl.Datetime("us"))
    own = ["purchase_id", "member_id", at.alias("at"), money.alias("amount"), "line", "category", "group_id"]
    none = pl.lit(None, pl.String).alias("returns")
    rows = pl.concat([history.lines.select(*own, none), history.returns.select(*own, "returns")]).sort("at", "purchase_id")
    rows.write_parquet(folder / "purchases.parquet")
    history.members.select("member_id", "referred_by").write_parquet(folder / "members.parquet")
    return folder / "purchases.parquet", folder / "members.parquet"


PEER = Peer(
    "DuckDB",
    "duckdb",
    "",
    "everything, in 190 lines of SQL",
    "the rounds: introductions by depth, terms one after another",
    (100_000, 2_000_000),
    prepare,
)
