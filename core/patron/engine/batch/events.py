"""Returns and movements as one stream by member and time, and who is a member at all."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.batch.purchases import Ordered
from patron.engine.batch.template import layout
from patron.engine.history import History
from patron.engine.plan import Plan

_KINDS = {
    "redeem": layout.X_REDEEM,
    "give": layout.X_GIVE,
    "adjust": layout.X_ADJUST,
    "grant_tier": layout.X_GRANT,
    "profile": layout.X_PROFILE,
}
_EXTRA = pl.Schema(
    {
        "member_id": pl.String(),
        "at": pl.Int64(),
        "day": pl.Int32(),
        "id": pl.String(),
        "rank": pl.Int8(),  # a sale 0, a return 1, a movement 2
        "kind": pl.Int64(),
        "source": pl.Int64(),  # row of `movements`, or number of the return event
    }
)


@dataclass(frozen=True, slots=True)
class Events:
    """`members`: one row a member in order of member_id, with the columns of the members file that the kernel reads.

    `extras` has one row a return event, a movement, and a gift received, by member, instant, id and rank;
    `code` is the row of `members`. `returns` has the rows of returns with `event`, `movements` the movements
    with `row_nr`, both being what `source` refers to.
    """

    members: pl.DataFrame
    extras: pl.DataFrame
    returns: pl.DataFrame
    movements: pl.DataFrame


def gather(history: History, plan: Plan, ordered: Ordered, as_of: int) -> Events:
    """Everything but purchases, up to the as-of date, without what opening balances leave out."""
    file = _members_file(history.members, as_of)
    opening = file.filter(pl.col("opening_on").is_not_null()).select("member_id", "opening_on")
    returns, return_events = _returns(history.returns, as_of)
    movements = _movements(history.movements, opening, as_of)
    acted = movements.select("member_id", "at", "day", id="movement_id", rank=pl.lit(2, pl.Int8), kind="kind_code", source="row_nr").cast(
        _EXTRA
    )
    received = (
        movements.filter((pl.col("kind_code") == layout.X_GIVE) & pl.col("to_member").is_not_null())
        .join(opening, left_on="to_member", right_on="member_id", how="left")
        .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .select(
            "at", "day", member_id="to_member", id="movement_id", rank=pl.lit(2, pl.Int8), kind=pl.lit(layout.X_RECEIVE), source="row_nr"
        )
        .select(list(_EXTRA))
        .cast(_EXTRA)
    )
    extras = pl.concat([return_events, acted, received])
    members = _everyone(file, ordered, extras)
    extras = (
        extras.join(members.select("member_id", "code"), on="member_id", how="left", maintain_order="left")
        .sort("code", "at", "id", "rank", "kind", maintain_order=True)
        .with_row_index("x")
    )
    return Events(members, extras, returns, movements)


def _members_file(members: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The members file's rows, one a member."""
    wanted = ["member_id", "joined_on", "referred_by", "opening_on", "opening_tier", "opening_since", "opening_points"]
    return members.select(wanted).filter(pl.col("member_id").is_not_null()).unique("member_id", keep="first", maintain_order=True)


def _returns(rows: pl.DataFrame, as_of: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The members' return rows with the number of their event, and the events."""
    kept = rows.filter((pl.col("day") <= as_of) & pl.col("member_id").is_not_null())
    kept = kept.with_columns(event=pl.struct("member_id", "at", "purchase_id").rank("dense").cast(pl.Int64) - 1)
    events = (
        kept.unique("event", keep="first", maintain_order=True)
        .select("member_id", "at", "day", id="purchase_id", rank=pl.lit(1, pl.Int8), kind=pl.lit(layout.X_RETURN), source="event")
        .cast(_EXTRA)
    )
    return kept, events


def _movements(movements: pl.DataFrame, opening: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The movements that are events: up to the as-of date, and after the member's opening balance."""
    return (
        movements.filter((pl.col("day") <= as_of) & pl.col("member_id").is_not_null())
        .join(opening, on="member_id", how="left", maintain_order="left")
        .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .drop("opening_on")
        .with_columns(kind_code=pl.col("kind").replace_strict(_KINDS, default=0, return_dtype=pl.Int64))
        .with_row_index("row_nr")
    )


def _everyone(file: pl.DataFrame, ordered: Ordered, extras: pl.DataFrame) -> pl.DataFrame:
    """All members by id, with their row of the members file, first purchase and first event's day."""
    first = ordered.purchase_of_member()
    days = ordered.heads("day")
    bought = pl.DataFrame(
        {
            "member_id": ordered.member_ids,
            "p0": pl.Series(first[:-1], dtype=pl.Int64),
            "p1": pl.Series(first[1:], dtype=pl.Int64),
            "bought_on": days.gather(first[:-1]),
        }
    )
    others = extras.group_by("member_id").agg(moved_on=pl.col("day").min())
    ids = pl.concat([file["member_id"], bought["member_id"], others["member_id"]]).unique().sort()
    return (
        pl.DataFrame({"member_id": ids})
        .with_row_index("code")
        .join(file, on="member_id", how="left", maintain_order="left")
        .join(bought, on="member_id", how="left", maintain_order="left")
        .join(others, on="member_id", how="left", maintain_order="left")
        .with_columns(p0=pl.col("p0").fill_null(0), p1=pl.col("p1").fill_null(0), code=pl.col("code").cast(pl.Int64))
    )
