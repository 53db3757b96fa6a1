"""Who held which tier from when to when, over columns: what issues are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.entitlements.known import Known
from patron.engine.entitlements.model import ENDLESS
from patron.engine.history import History
from patron.engine.ids import places_among
from patron.engine.plan import Plan
from patron.engine.results import Evaluation

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_SPAN, _OFFSET = 1 << 33, 1 << 31  # a member's number and a day as one number


def key(code: Ints, day: Ints | int) -> Ints:
    """Members' numbers and days as numbers in their order."""
    return code * _SPAN + (day + _OFFSET)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches in which some tier of a set was held, by member and day: `leave` (ENDLESS: held still) is the first day without."""

    code: Ints
    first: Ints
    leave: Ints
    at_start: Flags  # left at the start of the day, by a review
    by_return: Flags

    def holding(self, code: Ints, day: Ints) -> Ints:
        """The stretch that each day of a member lies in, -1 for none."""
        if not len(self.code):
            return np.full(len(code), -1, dtype=np.int64)
        found = np.searchsorted(key(self.code, self.first), key(code, day), side="right") - 1
        at = np.maximum(found, 0)
        inside = (found >= 0) & (self.code[at] == code) & (day < self.leave[at])
        return np.where(inside, found, -1)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every tier that was come to, by member and in order, and what is known of members by their number (row of `ids`)."""

    ids: pl.Series  # sorted as text
    code: Ints
    day: Ints
    rank: Ints
    gain: Flags
    lapse: Flags
    by_return: Flags
    floor: Ints  # by member: what is dated up to it is contained in the opening balance
    birthday: Ints  # by member; -ENDLESS: none
    known: Known

    def codes(self, names: pl.Series) -> Ints:
        """Members' numbers; -1 for names that are no member's."""
        return places_among(self.ids, names)

    def rank_on(self, code: Ints, day: Ints) -> Ints:
        """The tier held at the end of each day; the first for a member of whom none is known by then."""
        if not len(self.code):
            return np.zeros(len(code), dtype=np.int64)
        found = np.searchsorted(key(self.code, self.day), key(code, day), side="right") - 1
        at = np.maximum(found, 0)
        return np.where((found >= 0) & (self.code[at] == code), self.rank[at], 0)

    def stretches(self, tiers: tuple[int, ...]) -> Stretches:
        """The stretches of a set of tiers; none that ends on the day it began."""
        inside = np.isin(self.rank, np.array(tiers, dtype=np.int64))
        same = self.code[1:] == self.code[:-1]
        begins = inside.copy()
        begins[1:] &= ~(same & inside[:-1])
        ends = inside.copy()
        ends[:-1] &= ~(same & inside[1:])
        last = np.flatnonzero(ends)
        following = np.minimum(last + 1, max(len(self.code) - 1, 0))
        left = (last + 1 < len(self.code)) & (self.code[following] == self.code[last])
        leave = np.where(left, self.day[following], ENDLESS)
        first = self.day[begins]
        kept = first < leave
        at_start, by_return = left & self.lapse[following], left & self.by_return[following]
        return Stretches(self.code[begins][kept], first[kept], leave[kept], at_start[kept], by_return[kept])


def holdings_of(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> Holdings:
    """The holdings up to the as-of date; the first tier's only where some grant is for it."""
    ids = evaluation.members["member_id"]
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    members = history.members.drop("row")
    if not ids.equals(members["member_id"]):
        members = ids.to_frame("member_id").join(members, on="member_id", how="left", maintain_order="left")
    members = members.with_columns(code=pl.int_range(pl.len(), dtype=pl.Int64))
    floor = members["opening_on"].cast(pl.Int64).fill_null(-ENDLESS).to_numpy()
    opened = members.filter(pl.col("opening_tier").is_not_null()).select(
        "code",
        day=pl.col("opening_since").cast(pl.Int64),
        rank=pl.col("opening_tier").replace_strict(list(ranks), list(ranks.values()), return_dtype=pl.Int64),
        gain=pl.lit(value=False),
        reason=pl.lit(None, pl.String),
        order=pl.lit(-1, pl.Int64),
    )
    parts = [opened]
    if any(0 in grant.tiers for grant in plan.benefits.grants):
        parts.append(_first_tier(history, members, as_of))
    names = pl.col("from", "to").replace_strict(list(ranks), list(ranks.values()), return_dtype=pl.Int64)
    changes = (
        evaluation.changes.with_row_index("order").filter((pl.col("from") != pl.col("to")) & (pl.col("on") <= as_of)).with_columns(names)
    )
    changes = changes.with_columns(code=places_among(ids, changes["member_id"])).filter(pl.col("code") >= 0)
    parts.append(
        changes.select(
            "code",
            day=pl.col("on").cast(pl.Int64),
            rank=pl.col("to"),
            gain=pl.col("to") > pl.col("from"),
            reason="reason",
            order=pl.col("order").cast(pl.Int64),
        )
    )
    steps = pl.concat([part.with_columns(pl.col("code").cast(pl.Int64)) for part in parts]).sort("code", "order")
    return Holdings(
        ids=ids,
        code=steps["code"].to_numpy(),
        day=steps["day"].to_numpy(),
        rank=steps["rank"].to_numpy(),
        gain=steps["gain"].to_numpy(),
        lapse=(steps["reason"] == "lapse").fill_null(value=False).to_numpy(),
        by_return=(steps["reason"] == "return").fill_null(value=False).to_numpy(),
        floor=floor,
        birthday=members["birthday"].cast(pl.Int64).fill_null(-ENDLESS).to_numpy(),
        known=Known(history, ids),
    )


def _first_tier(history: History, members: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The day from which each member without an opening tier holds the first: of joining, of the first event, or of the opening."""
    days = [frame.select("member_id", "day") for frame in (history.lines, history.returns, history.movements)]
    days.append(history.movements.filter(pl.col("kind") == "give").select(pl.col("to_member").alias("member_id"), "day"))
    firsts = pl.concat(days).filter(pl.col("day") <= as_of).group_by("member_id").agg(pl.col("day").min())
    known = members.filter(pl.col("opening_tier").is_null()).join(firsts, on="member_id", how="left", maintain_order="left")
    day = pl.min_horizontal("day", "joined_on", "opening_on").cast(pl.Int64)
    return known.select(
        "code", day=day, rank=pl.lit(0, pl.Int64), gain=pl.lit(value=True), reason=pl.lit(None, pl.String), order=pl.lit(-1, pl.Int64)
    ).filter(pl.col("day").is_not_null())
