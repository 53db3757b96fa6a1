"""How members move between tiers: from the start of the period to its end, every change, and who falls and why."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.history import History
from patron.simulation.replay.period import Period
from patron.simulation.replay.stints import Stints

NEW = -1  # not yet a customer when the period began
YEAR = 365


@dataclass(frozen=True, slots=True)
class Flow:
    """Customers by the tier held when the period began (NEW: none) and when it ended."""

    start: int
    end: int
    members: int


@dataclass(frozen=True, slots=True)
class Change:
    """How often members changed between two tiers for a reason."""

    start: int
    end: int
    reason: str
    times: int


@dataclass(frozen=True, slots=True)
class Falls:
    """Falls of one reason from one tier to another; `bought_nothing`: no purchase in the 365 days before the fall."""

    start: int
    end: int
    reason: str
    times: int
    bought_nothing: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Everything about members' moves in the period."""

    flows: list[Flow]
    changes: list[Change]
    falls: list[Falls]
    kept: list[tuple[int, str, int]]  # rank, rule, times


def movement_of(history: History, stints: Stints, period: Period) -> Movement:
    """The moves of the period, sorted."""
    before = stints.held_on(period.first - 1).rename({"rank": "start"})
    after = stints.held_on(period.last).rename({"rank": "end"})
    flows = (
        after.join(before, on="member_id", how="left")
        .with_columns(pl.col("start").fill_null(NEW))
        .group_by("start", "end")
        .len()
        .sort("start", "end")
    )
    inside = pl.col("on").is_between(period.first, period.last)
    moves = stints.moves.filter(inside)
    changes = moves.group_by("from", "to", "reason").len().sort("from", "to", "reason")
    kept = stints.kept.filter(inside).group_by("rank", "reason").len().sort("rank", "reason")
    return Movement(
        [Flow(*row) for row in flows.select("start", "end", "len").iter_rows()],
        [Change(*row) for row in changes.iter_rows()],
        _falls(history, moves),
        list(kept.iter_rows()),
    )


def _falls(history: History, moves: pl.DataFrame) -> list[Falls]:
    fell = moves.filter(pl.col("to") < pl.col("from")).sort("on")
    ours = pl.col("member_id").is_in(fell["member_id"].unique().implode())
    bought = history.lines.lazy().filter(ours).select("member_id", pl.col("day").cast(pl.Int32)).unique().sort("day").collect()
    falls = fell.join_asof(bought, left_on="on", right_on="day", by="member_id", check_sortedness=False, allow_exact_matches=False)
    nothing = pl.col("day").is_null() | (pl.col("on") - pl.col("day") > YEAR)
    counted = falls.group_by("from", "to", "reason").agg(pl.len(), nothing.sum().alias("nothing")).sort("from", "to", "reason")
    return [Falls(*row) for row in counted.iter_rows()]
