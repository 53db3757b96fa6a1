"""Returns and movements as one stream by member and time, and who is a member at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.ordering import in_event_order
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.template import layout
from patron.engine.derived import EARN
from patron.engine.history import History
from patron.engine.ids import places_among

Numbers = npt.NDArray[np.int64]
_KINDS = {
    "redeem": layout.X_REDEEM,
    "give": layout.X_GIVE,
    "adjust": layout.X_ADJUST,
    "grant_tier": layout.X_GRANT,
    "profile": layout.X_PROFILE,
    EARN: layout.X_EARN,
}
_EXTRA = pl.Schema(
    {
        "member_id": pl.String(),
        "at": pl.Int64(),
        "day": pl.Int32(),
        "id": pl.String(),
        "rank": pl.Int64(),  # a sale 0, a return 1, a movement 2
        "kind": pl.Int64(),
        "source": pl.Int64(),  # row of `movements`, or number of the return event
    }
)
_FILE = ["member_id", "joined_on", "referred_by", "opening_on", "opening_tier", "opening_since", "opening_points"]


@dataclass(frozen=True, slots=True)
class Events:
    """`members`: one row a member in order of member_id, with the columns of the members file that the kernel reads.

    A member's row there is its code. `buyers` are the codes of those with purchases, in order.
    `extras` has one row a return event, a movement, and a gift received, by `code`, instant, id and rank.
    `returns` has the rows of returns with `event`, `movements` the movements, both being what `source`
    refers to.
    """

    members: pl.DataFrame
    buyers: Numbers
    extras: pl.DataFrame
    code: Numbers  # of each extra
    returns: pl.DataFrame
    movements: pl.DataFrame


def gather(history: History, ordered: Ordered, as_of: int) -> Events:
    """Everything but purchases, up to the as-of date, without what opening balances leave out."""
    file = _members_file(history.members)
    opening = file.select("member_id", "opening_on")
    opening = opening.clear() if opening["opening_on"].null_count() == file.height else opening.filter(pl.col("opening_on").is_not_null())
    returns, return_events = _returns(history.returns, as_of)
    movements = _movements(history.movements, opening, as_of)
    extras = pl.concat([return_events, *_moved(movements, opening)])
    buyers, code = _codes(file, ordered.member_ids), _codes(file, extras["member_id"])
    if bool((buyers < 0).any()) or bool((code < 0).any()):
        ids = pl.concat([file["member_id"], ordered.member_ids, extras["member_id"]]).unique().sort()
        file = ids.to_frame("member_id").join(file, on="member_id", how="left", maintain_order="left")
        buyers, code = _codes(file, ordered.member_ids), _codes(file, extras["member_id"])
    if extras.is_empty():
        return Events(file, buyers, extras, code, returns, movements)
    ranks = (extras["rank"].to_numpy(), extras["kind"].to_numpy())
    order = in_event_order(code, extras["at"].to_numpy(), extras["id"], *ranks)
    return Events(file, buyers, extras[order], code[order], returns, movements)


def _codes(file: pl.DataFrame, ids: pl.Series) -> Numbers:
    """The rows of `file` that have the ids; -1 for those it has not."""
    if ids.equals(file["member_id"]):
        return np.arange(file.height)
    return places_among(file["member_id"], ids)


def _members_file(members: pl.DataFrame) -> pl.DataFrame:
    """The members file's rows by member_id, one a member."""
    ids = members["member_id"]
    if not ids.null_count() and bool((ids[1:] > ids[:-1]).all()):
        return members.select(_FILE)
    return members.select(_FILE).drop_nulls("member_id").unique("member_id", keep="first", maintain_order=True).sort("member_id")


def _returns(rows: pl.DataFrame, as_of: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The members' return rows with the number of their event, and the events."""
    if rows.is_empty():
        return rows.with_columns(event=pl.lit(0, pl.Int64)), _EXTRA.to_frame()
    kept = rows.filter((pl.col("day") <= as_of) & pl.col("member_id").is_not_null())
    key = ["member_id", "at", "purchase_id"]
    fresh = _fresh(kept, key)
    apart = not _ascending(kept, key) and kept.filter(fresh).select(pl.struct(key).is_duplicated().any()).item()
    if apart:  # rows of one event
        kept = kept.sort(key, maintain_order=True)
        fresh = _fresh(kept, key)
    kept = kept.with_columns(event=fresh.cum_sum().cast(pl.Int64) - 1)
    events = kept.filter(fresh).select(
        "member_id", "at", "day", id="purchase_id", rank=pl.lit(1), kind=pl.lit(layout.X_RETURN), source="event"
    )
    return kept, events.cast(_EXTRA)


def _fresh(rows: pl.DataFrame, key: list[str]) -> pl.Series:
    """True where a row has another key than the one before it, and for the first."""
    return rows.select(pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in key)).to_series()


def _ascending(rows: pl.DataFrame, key: list[str]) -> bool:
    """True if every row's key is at least that of the row before it."""
    rising = pl.lit(value=True)
    for name in reversed(key):
        rising = (pl.col(name) > pl.col(name).shift()) | ((pl.col(name) == pl.col(name).shift()) & rising)
    return bool(rows.select(rising.all()).item())


def _movements(movements: pl.DataFrame, opening: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The movements that are events: up to the as-of date, and after the member's opening balance."""
    if movements.is_empty():
        return movements.select(pl.lit(0, pl.UInt32).alias("row_nr"), pl.all(), kind_code=pl.lit(0, pl.Int64))
    return (
        movements.filter((pl.col("day") <= as_of) & pl.col("member_id").is_not_null())
        .join(opening, on="member_id", how="left", maintain_order="left")
        .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .drop("opening_on")
        .with_columns(kind_code=pl.col("kind").replace_strict(_KINDS, default=0, return_dtype=pl.Int64))
        .with_row_index("row_nr")
    )


def _moved(movements: pl.DataFrame, opening: pl.DataFrame) -> list[pl.DataFrame]:
    """The movements as events of those who made them, and gifts as events of their receivers."""
    if movements.height == 0:
        return []
    columns: dict[str, Any] = {"id": "movement_id", "rank": pl.lit(2), "source": "row_nr"}
    acted = movements.select("member_id", "at", "day", kind="kind_code", **columns)
    received = (
        movements.filter((pl.col("kind_code") == layout.X_GIVE) & pl.col("to_member").is_not_null())
        .join(opening, left_on="to_member", right_on="member_id", how="left", maintain_order="left")
        .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .select("at", "day", member_id="to_member", kind=pl.lit(layout.X_RECEIVE), **columns)
    )
    return [frame.select(list(_EXTRA)).cast(_EXTRA) for frame in (acted, received)]
