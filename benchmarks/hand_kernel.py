"""The jewelry policy of the scheme page, written by hand for Numba: the yardstick of the batch runner.

One pass over a member's rows, sorted by member and time: windows by two pointers, reviews as they
come due, lots of points, returns that judge the history again, introducers before those whom they
introduced. It knows this policy and nothing else, refuses circles of introductions and knows no
movements and opening balances. Text ids come in as Arrow buffers and are compared as bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from hand_kernel_state import evaluate_members
from hand_kernel_types import NEVER, Back, Ids, Sold
from patron.engine.history import History
from patron.engine.results import MEMBER_COLUMNS

REASONS = [
    None,
    "single-purchase",
    "twelve-month-total",
    "introduced-by-vip",
    "keep-by-single-purchase",
    "keep-by-year-total",
    "lapse",
    "return",
]
TIERS = ["guest", "vip"]


@dataclass(frozen=True)
class Text:
    """A column of text as Arrow has it: bytes one after another, and where each begins."""

    starts: np.ndarray
    data: np.ndarray


def text(series: pl.Series) -> Text:
    """The buffers of a text column; a missing text is empty."""
    array = series.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, starts, data = array.buffers()
    bytes_ = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return Text(np.frombuffer(starts, np.int64)[array.offset : array.offset + len(array) + 1], bytes_)


def _offsets(ids: pl.Series, members: pl.DataFrame) -> np.ndarray:
    """Where each member's rows begin; the rows are sorted by member, and every member has a row in `members`."""
    runs = ids.rle().struct.unnest()
    where = runs.join(members.select(value="member_id", member="index"), on="value", how="left", maintain_order="left")["member"]
    lengths = np.zeros(members.height + 1, np.int64)
    lengths[where.to_numpy() + 1] = runs["len"].to_numpy()
    return np.cumsum(lengths)


def _known(history: History, as_of: int) -> pl.DataFrame:
    """Every member that has a row, or an event up to the as-of date; sorted, with its introducer's index or -1."""
    listed = history.members.select("member_id", "referred_by")
    acting = pl.concat(
        [frame.filter(pl.col("day") <= as_of)["member_id"].rle().struct.field("value") for frame in (history.lines, history.returns)]
    )
    extra = acting.unique().to_frame("member_id").join(listed, on="member_id", how="anti")
    if extra.height or not listed["member_id"].is_sorted():
        listed = pl.concat([listed, extra.with_columns(referred_by=pl.lit(None, pl.String))]).sort("member_id")
    listed = listed.with_row_index("index")
    return listed.join(
        listed.select(referred_by="member_id", introducer=pl.col("index").cast(pl.Int64)),
        on="referred_by",
        how="left",
        maintain_order="left",
    )


def evaluate(history: History, as_of: int) -> pl.DataFrame:
    """The rows of `evaluate` for lines and returns sorted by member, instant and id."""
    lines, returns = history.lines, history.returns
    members = _known(history, as_of)
    ids, own, target = text(lines["purchase_id"]), text(returns["purchase_id"]), text(returns["returns"])
    codes = pl.Enum(["gold", "", *sorted((set(lines["category"].unique()) | set(returns["category"].unique())) - {"gold", "", None})])
    kinds = [frame["category"].fill_null("").cast(codes).to_physical().to_numpy().astype(np.int32) for frame in (lines, returns)]
    columns = evaluate_members(
        _offsets(lines["member_id"], members),
        _offsets(returns["member_id"], members),
        Sold(*(lines[name].to_numpy() for name in ("at", "day", "amount")), kinds[0], lines["group_id"].is_not_null().to_numpy()),
        Back(*(returns[name].to_numpy() for name in ("at", "day", "amount")), kinds[1]),
        Ids(ids.starts, ids.data, own.starts, own.data, target.starts, target.data),
        members["introducer"].fill_null(-1).to_numpy(),
        as_of,
    )
    return _as_rows(members["member_id"], columns)


def _as_rows(ids: pl.Series, columns: dict[str, np.ndarray]) -> pl.DataFrame:
    day = {name: pl.Series(columns[name]).replace(NEVER, None).cast(pl.Int32) for name in ("since", "review_on")}
    named = {"tier": pl.Series(TIERS).gather(columns["tier"]), "reason": pl.Series(REASONS).gather(columns["reason"])}
    return pl.DataFrame(
        {name: ids if name == "member_id" else day.get(name, named.get(name, columns.get(name))) for name in MEMBER_COLUMNS},
        schema=MEMBER_COLUMNS,
    )
