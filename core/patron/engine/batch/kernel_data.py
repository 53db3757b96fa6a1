"""The flat arrays that the kernel reads: members and extras packed row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kinds import NEVER_DAY, NO_DAY
from patron.engine.batch.ordering import ranges
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import run_step, upper_bounds
from patron.engine.batch.template import layout
from patron.engine.ids import places_among
from patron.engine.plan import Plan

Numbers = npt.NDArray[np.int64]
_BLOCK = 8192


def column(frame: pl.DataFrame, name: str, missing: int) -> Numbers:
    """A column as int64, with a number for what is missing."""
    return frame[name].cast(pl.Int64).fill_null(missing).to_numpy()


def pack_members(events: Events, ordered: Ordered, plan: Plan, facts: Numbers | int) -> Numbers:
    """`members` by `template.layout`: one row of M_SIZE a member; `facts` of their profiles, one number for all or one each."""
    frame = events.members
    count = frame.height
    first = ordered.first_purchases()
    columns: dict[int, Numbers | int] = {
        layout.M_OPEN_ON: NO_DAY,
        layout.M_OPEN_TIER: -1,
        layout.M_OPEN_SINCE: NO_DAY,
        layout.M_FACTS: facts,
        layout.M_JOINED: _joined(events, ordered, first),
        layout.M_REF: codes_of(events, frame["referred_by"], np.arange(count)),
    }
    for field, bounds in ((layout.M_P0, first[:-1]), (layout.M_P1, first[1:])):
        columns[field] = placed = np.zeros(count, dtype=np.int64)
        placed[events.buyers] = bounds
    extras = np.bincount(events.code, minlength=count)
    columns[layout.M_X1] = ends = np.cumsum(extras)
    columns[layout.M_X0] = ends - extras
    if frame["opening_on"].null_count() < count:
        columns |= _opening(frame, plan)
    packed = np.zeros((count, layout.M_SIZE), dtype=np.int64)
    for low in range(0, count, _BLOCK):  # block by block, so that the rows written stay in the cache
        for field, values in columns.items():
            packed[low : low + _BLOCK, field] = values if isinstance(values, int) else values[low : low + _BLOCK]
    return packed


def _opening(frame: pl.DataFrame, plan: Plan) -> dict[int, Numbers | int]:
    """The opening balances."""
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    tier = frame["opening_tier"].replace_strict(ranks, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    has, on = frame["opening_on"].is_not_null().to_numpy(), column(frame, "opening_on", NO_DAY)
    since = frame["opening_since"].is_null().to_numpy()
    return {
        layout.M_OPEN_ON: on,
        layout.M_OPEN_TIER: np.where(has, tier, -1),
        layout.M_OPEN_SINCE: np.where(since, on, column(frame, "opening_since", 0)),
        layout.M_OPEN_POINTS: np.where(has, column(frame, "opening_points", 0), 0),
    }


def _joined(events: Events, ordered: Ordered, first: Numbers) -> Numbers:
    """The day of joining: as the members file says, else of the first event."""
    joined = np.full(events.members.height, NEVER_DAY, dtype=np.int64)
    if ordered.purchases:
        joined[events.buyers] = ordered.day[first[:-1]]
    np.minimum.at(joined, events.code, events.extras["day"].to_numpy())
    said = events.members["joined_on"]
    if said.null_count() < len(said):
        joined = np.where(said.is_null().to_numpy(), joined, column(events.members, "joined_on", 0))
    return np.where(joined == NEVER_DAY, NO_DAY, joined)


def codes_of(events: Events, ids: pl.Series, own: Numbers) -> Numbers:
    """The members' codes of introducers' ids; -1 for nobody, unknown ids, and oneself (`own`)."""
    codes = np.full(len(ids), -1, dtype=np.int64)
    named = ids.is_not_null().arg_true().to_numpy()
    if len(named):
        codes[named] = places_among(events.members["member_id"], ids.gather(named))
    return np.where(codes == own, -1, codes)


@dataclass(frozen=True, slots=True)
class Extras:
    """`packed` by `template.layout`, one row of X_SIZE an extra, and each extra's member."""

    packed: Numbers
    code: Numbers


def pack_extras(events: Events, ordered: Ordered, members: Numbers, plan: Plan, compiled: bool) -> Extras:
    """Returns and movements by member and time; what returns take is filled in by `returns`."""
    frame = events.extras
    packed = np.zeros((frame.height, layout.X_SIZE), dtype=np.int64)
    code = events.code
    kind = column(frame, "kind", 0)
    packed[:, layout.X_KIND] = kind
    packed[:, layout.X_DAY] = column(frame, "day", 0)
    packed[:, layout.X_AT] = column(frame, "at", 0)
    packed[:, layout.X_MISSING] = -1
    packed[:, layout.X_POS] = _positions(frame, ordered, members[code], compiled)
    moved = np.flatnonzero(kind > layout.X_RETURN)
    if len(moved):
        source = column(frame, "source", 0)[moved]
        rows = events.movements[source]
        packed[moved, layout.X_A] = _figures(events, rows, kind[moved], code[moved], plan)
        packed[moved, layout.X_B] = _derived(rows, kind[moved], plan)
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


def _derived(rows: pl.DataFrame, kind: Numbers, plan: Plan) -> Numbers:
    """The entry of exchange that a movement is for (-1 for none), or the rule of what is earned beside purchases."""
    beside = {rule: place for place, rule in enumerate(plan.points.beside)}
    rule = rows["ref"].replace_strict(beside, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    return np.where(kind == layout.X_EARN, rule, np.where(kind == layout.X_REDEEM, column(rows, "exchange", -1), 0))


def _positions(frame: pl.DataFrame, ordered: Ordered, members: Numbers, compiled: bool) -> Numbers:
    """The index of the first purchase of the member that comes after each extra."""
    wanted = column(frame, "at", 0)
    at = ordered.at
    first = np.ascontiguousarray(members[:, layout.M_P0])
    found = np.zeros(frame.height, dtype=np.int64)
    run_step(upper_bounds, frame.height, at, first, np.ascontiguousarray(members[:, layout.M_P1]), wanted, found, compiled=compiled)
    if frame.height == 0 or len(at) == 0:
        return found
    tied = np.flatnonzero((found > first) & (at[np.maximum(found - 1, 0)] == wanted))
    if len(tied):
        low = np.zeros(len(tied), dtype=np.int64)
        run_step(upper_bounds, len(tied), at, first[tied], found[tied], wanted[tied] - 1, low, compiled=compiled)
        purchases, owner = ranges(low, found[tied] - low)
        ids = ordered.of_purchases("purchase_id", purchases)
        after = (ids > frame["id"].gather(tied[owner])).to_numpy()
        np.subtract.at(found, tied[owner[after]], 1)
    return found
