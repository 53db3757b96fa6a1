"""The flat arrays that the kernel reads: members and extras packed row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kinds import NO_DAY
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import run_step, upper_bounds
from patron.engine.batch.template import layout
from patron.engine.plan import Plan

Numbers = npt.NDArray[np.int64]


def column(frame: pl.DataFrame, name: str, missing: int) -> Numbers:
    """A column as int64, with a number for what is missing."""
    return frame[name].cast(pl.Int64).fill_null(missing).to_numpy()


def pack_members(events: Events, plan: Plan) -> Numbers:
    """`members` by `template.layout`: one row of M_SIZE a member."""
    frame = events.members
    packed = np.zeros((frame.height, layout.M_SIZE), dtype=np.int64)
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    opening_tier = frame["opening_tier"].replace_strict(ranks, default=-1, return_dtype=pl.Int64)
    packed[:, layout.M_P0] = column(frame, "p0", 0)
    packed[:, layout.M_P1] = column(frame, "p1", 0)
    packed[:, layout.M_OPEN_ON] = column(frame, "opening_on", NO_DAY)
    has_opening = frame["opening_on"].is_not_null().to_numpy()
    packed[:, layout.M_OPEN_TIER] = np.where(has_opening, opening_tier.fill_null(-1).to_numpy(), -1)
    packed[:, layout.M_OPEN_SINCE] = np.where(
        frame["opening_since"].is_null().to_numpy(), packed[:, layout.M_OPEN_ON], column(frame, "opening_since", 0)
    )
    packed[:, layout.M_OPEN_POINTS] = np.where(has_opening, column(frame, "opening_points", 0), 0)
    first_event = frame.select(pl.min_horizontal("bought_on", "moved_on"))["bought_on"]
    packed[:, layout.M_JOINED] = frame["joined_on"].fill_null(first_event).cast(pl.Int64).fill_null(NO_DAY).to_numpy()
    packed[:, layout.M_REF] = codes_of(events, frame["referred_by"], np.arange(frame.height))
    counts = np.bincount(column(events.extras, "code", 0), minlength=frame.height)
    ends = np.cumsum(counts)
    packed[:, layout.M_X0] = ends - counts
    packed[:, layout.M_X1] = ends
    return packed


def codes_of(events: Events, ids: pl.Series, own: Numbers) -> Numbers:
    """The members' codes of introducers' ids; -1 for nobody, unknown ids, and oneself (`own`)."""
    if ids.null_count() == len(ids):
        return np.full(len(ids), -1, dtype=np.int64)
    known = events.members.select("code", member_id="member_id")
    found = ids.alias("member_id").to_frame().join(known, on="member_id", how="left", maintain_order="left")
    codes = found["code"].fill_null(-1).to_numpy()
    return np.where(codes == own, -1, codes)


@dataclass(frozen=True, slots=True)
class Extras:
    """`packed` by `template.layout`, one row of X_SIZE an extra, and each extra's member."""

    packed: Numbers
    code: Numbers


def pack_extras(events: Events, ordered: Ordered, members: Numbers, at: Numbers, plan: Plan, compiled: bool) -> Extras:
    """Returns and movements by member and time; what returns take is filled in by `returns`."""
    frame = events.extras
    packed = np.zeros((frame.height, layout.X_SIZE), dtype=np.int64)
    code = column(frame, "code", 0)
    kind = column(frame, "kind", 0)
    packed[:, layout.X_KIND] = kind
    packed[:, layout.X_DAY] = column(frame, "day", 0)
    packed[:, layout.X_AT] = column(frame, "at", 0)
    packed[:, layout.X_MISSING] = -1
    packed[:, layout.X_POS] = _positions(frame, ordered, members[code], at, compiled)
    moved = np.flatnonzero(kind > layout.X_RETURN)
    if len(moved):
        source = column(frame, "source", 0)[moved]
        rows = events.movements[source]
        packed[moved, layout.X_A] = _figures(events, rows, kind[moved], code[moved], plan)
        givers = moved[kind[moved] == layout.X_GIVE]
        giver_of = np.zeros(events.movements.height, dtype=np.int64)
        giver_of[column(frame, "source", 0)[givers]] = givers
        received = moved[kind[moved] == layout.X_RECEIVE]
        packed[received, layout.X_B] = giver_of[column(frame, "source", 0)[received]]
        unknown = moved[(kind[moved] == layout.X_GRANT) & (packed[moved, layout.X_A] < 0)]
        packed[unknown, layout.X_KIND] = 0
        other_field = (rows["ref"] != "referred_by").fill_null(value=True).to_numpy()
        packed[moved[(kind[moved] == layout.X_PROFILE) & other_field], layout.X_KIND] = 0
    return Extras(packed, code)


def _figures(events: Events, rows: pl.DataFrame, kind: Numbers, code: Numbers, plan: Plan) -> Numbers:
    """Points, the tier granted, or the new introducer. A profile that names another field keeps the introducer."""
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    points = column(rows, "points", 0)
    tier = rows["value"].replace_strict(ranks, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    introducer = codes_of(events, rows["value"], code)
    return np.where(kind == layout.X_GRANT, tier, np.where(kind == layout.X_PROFILE, introducer, points))


def _positions(frame: pl.DataFrame, ordered: Ordered, members: Numbers, at: Numbers, compiled: bool) -> Numbers:
    """The index of the first purchase of the member that comes after each extra."""
    wanted = column(frame, "at", 0)
    first = np.ascontiguousarray(members[:, layout.M_P0])
    found = np.zeros(frame.height, dtype=np.int64)
    run_step(upper_bounds, frame.height, at, first, np.ascontiguousarray(members[:, layout.M_P1]), wanted, found, compiled=compiled)
    if frame.height == 0 or len(at) == 0:
        return found
    tied = np.flatnonzero((found > first) & (at[np.maximum(found - 1, 0)] == wanted))
    if len(tied):
        low = np.zeros(len(tied), dtype=np.int64)
        run_step(upper_bounds, len(tied), at, first[tied], found[tied], wanted[tied] - 1, low, compiled=compiled)
        many = found[tied] - low
        owner = np.repeat(np.arange(len(tied)), many)
        offset = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
        ids = ordered.heads("purchase_id").gather(low[owner] + offset)
        after = (ids > frame["id"].gather(tied[owner])).to_numpy()
        np.subtract.at(found, tied[owner[after]], 1)
    return found
