"""What every_key's benefits issue over its history: with birthdays, shops and channels, by both runners."""

from __future__ import annotations

from typing import Any

import polars as pl
from patron.engine.entitlements import run as entitle
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference import run


def with_places(history: History) -> History:
    """The history with shops, channels, birthdays and residences, and without movements."""
    row = pl.col("row")
    lines = history.lines.with_columns(
        pl.format("s{}", row % 3).alias("store"), pl.when(row % 4 == 0).then(pl.lit("web")).otherwise(pl.lit("shop")).alias("channel")
    )
    residence = pl.when(row % 3 == 0).then(pl.lit("here")).when(row % 3 == 1).then(pl.lit("away"))
    members = history.members.with_columns(birthday=(7000 + row * 37).cast(pl.Int32), residence=residence)
    return History(lines, history.returns, members=members)


def entitlements(plan: Plan, history: History, as_of: int) -> list[Any]:
    """The rows of every issue; both runners give them."""
    there = with_places(history)
    evaluation = run(plan, there, as_of)
    made = [entitle(plan, there, evaluation, as_of, runner=runner).issues for runner in ("reference", "columnar")]  # type: ignore[arg-type]
    assert made[0].equals(made[1])
    return made[0].rows()
