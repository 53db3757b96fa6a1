"""The jewelry policy in DuckDB: runs the sections of duckdb_policy.sql on two Parquet files.

python benchmarks/duckdb_policy.py DIR OUT      DIR as written by data.py
"""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

SQL = Path(__file__).with_suffix(".sql")
ROUNDS = 60


def sections() -> dict[str, str]:
    """The statements of the file by the name above them."""
    parts = re.split(r"^-- name: (\w+)\n", SQL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def evaluate(purchases: Path, members: Path, as_of: int, threads: int | None = None) -> pl.DataFrame:
    """The rows of `evaluate`; dates as days since 1970-01-01, money in minor units."""
    sql = sections()
    base = duckdb.connect()
    if threads:
        base.execute(f"SET threads = {threads}")

    def let(name: str, value: object) -> None:
        base.execute(f"SET VARIABLE {name} = ?", [value])

    let("purchases", str(purchases))
    let("members", str(members))
    let("as_of", date(1970, 1, 1) + timedelta(days=as_of))
    for name in ("read", "totals", "timelines"):
        base.execute(sql[name])
    (deepest,) = base.execute("SELECT coalesce(max(depth), -1) FROM introduction").fetchone() or (-1,)
    for depth in range(deepest + 1):
        for virtual in (True, False):
            let("depth", depth)
            let("virtual", virtual)
            base.execute(sql["level"])
            for number in range(ROUNDS):
                if not base.execute("SELECT count(*) FROM free").fetchall()[0][0]:
                    break
                let("number", number)
                base.execute(sql["round"])
    base.execute(sql["lots"])
    for number in range(ROUNDS):
        if not base.execute("SELECT count(*) FROM waiting").fetchall()[0][0]:
            break
        let("number", number)
        base.execute(sql["release"])
    base.execute(sql["points"])
    rows = pl.from_arrow(base.sql(sql["result"]).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows


if __name__ == "__main__":
    from data import AS_OF

    folder = Path(sys.argv[1])
    evaluate(folder / "purchases.parquet", folder / "members.parquet", AS_OF).write_parquet(sys.argv[2])
