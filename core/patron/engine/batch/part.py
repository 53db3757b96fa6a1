"""A part of the members, run by itself: what it must be told of members elsewhere, and what it tells of its own.

One member's run reads of another its changes of tier (an introducer's) and the lots that it gave; nothing else. A member who is
only told of is not run: its changes stand in the kernel's rooms as if it had been, and its events that changed something are
events that do nothing, so that what came first at one instant is seen as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch import outputs
from patron.engine.batch.events import Events
from patron.engine.batch.introductions import Order
from patron.engine.batch.ordering import ranges
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.schedule import Schedule
from patron.engine.batch.template import layout
from patron.engine.history import MEMBERS, History
from patron.engine.results import Evaluation
from patron.findings import Finding

Numbers = npt.NDArray[np.int64]
CHANGES: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "on": pl.Int64(),  # days since 1970-01-01
    "to": pl.Int64(),  # the tier's rank
    "at": pl.Int64(),  # the instant of the event that brought it, and the event's id; null: at the start of the day
    "id": pl.String(),
}
GIFTS: dict[str, pl.DataType] = {
    "member_id": pl.String(),  # the giver
    "movement_id": pl.String(),
    "earned": pl.Int64(),
    "points": pl.Int64(),
    "rule": pl.Int64(),  # of the plan, by the kernel's numbers
}
KNOWN: dict[str, pl.DataType] = {name: MEMBERS[name] for name in ("member_id", "opening_on", "opening_tier", "opening_since")}
_TOLD = "told"  # the kind of an event that is only told of, and the column with its row of `changes`


@dataclass(frozen=True, slots=True)
class Told:
    """What others read of some members, each frame by member and in order of happening.

    `known` has those who are members at all (CHANGES, GIFTS and KNOWN are the frames' columns).
    """

    known: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=KNOWN))
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHANGES))
    gifts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=GIFTS))

    def of(self, members: pl.Series) -> Told:
        """What it says of these members."""
        wanted = members.rename("member_id").to_frame()
        parts = [one.join(wanted, on="member_id", how="semi", maintain_order="left") for one in (self.known, self.changes, self.gifts)]
        return Told(*parts)

    def __add__(self, other: Told) -> Told:
        """What both say, of different members."""
        pairs = ((self.known, other.known), (self.changes, other.changes), (self.gifts, other.gifts))
        return Told(*(pl.concat(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Part:
    """`own`: the ids that are run, of those that the history speaks of; `told`: what is known of others; `asked`: of whom others read.

    `may_have` names what some part may have ("returns", "movements", "opening_points"), so that all parts run one kernel.
    """

    own: pl.Series
    told: Told
    asked: pl.Series
    may_have: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """`evaluation` has the members of `own`; `told` what others read of those `asked` for; `findings` what would have been raised."""

    evaluation: Evaluation
    told: Told
    findings: list[Finding]


def with_told(history: History, told: Told) -> History:
    """The derived history with the members that are told of, and their events that changed something."""
    there = told.known.join(history.members.select("member_id"), on="member_id", how="anti")
    members = pl.concat([history.members, there], how="diagonal") if there.height else history.members
    events = told.changes.with_row_index(_TOLD).filter(pl.col("at").is_not_null())
    rows = events.select(
        pl.col(_TOLD).cast(pl.Int64), "member_id", "at", movement_id="id", day=pl.col("on").cast(pl.Int32), kind=pl.lit(_TOLD), row=0
    ).with_columns(pl.col("row").cast(pl.Int64))
    movements = pl.concat([history.movements, rows], how="diagonal")
    return replace(history, members=members, movements=movements)


def own_codes(events: Events, own: pl.Series) -> npt.NDArray[np.bool_]:
    """By member of the run: whether it is run."""
    return events.members["member_id"].is_in(own.implode()).to_numpy()


def among(pairs: Numbers, own: npt.NDArray[np.bool_]) -> Numbers:
    """The pairs of (reader, read) that have to be run in order."""
    return pairs[own[pairs].all(axis=1)]


def only(order: Order, own: npt.NDArray[np.bool_]) -> Order:
    """The order without those who are not run."""
    level = np.zeros(len(order.members), dtype=np.int64)
    level[order.levels] = 1
    kept = own[order.members]
    level = np.cumsum(level)[kept]
    return Order(order.members[kept], np.flatnonzero(np.diff(level, prepend=-1)).astype(np.int64), order.circle[own[order.circle]])


def tell(schedule: Schedule, events: Events, told: Told) -> None:
    """Write what is told into the rooms, before anyone is run."""
    members, extras = schedule.inputs.members, schedule.inputs.extras
    codes = pl.Series("code", np.arange(events.members.height))
    code_of = events.members.select("member_id", codes)
    x_of_change = _places(events, told)
    _tell_changes(schedule, told.changes.join(code_of, on="member_id", how="left", maintain_order="left"), x_of_change, members)
    _tell_gifts(schedule, events, told, extras)


def _tell_changes(schedule: Schedule, changes: pl.DataFrame, x_of_change: Numbers, members: Any) -> None:
    if not changes.height:
        return
    room = schedule.rooms[0]
    first, _ = room.reserve(changes.height)
    room.grow()
    rows = zip(changes["code"].to_list(), changes["on"].to_list(), changes["to"].to_list(), x_of_change.tolist(), strict=True)
    for place, (code, on, to, x) in enumerate(rows, first):
        o = place * layout.T_SIZE
        room.cells[o + layout.T_ON], room.cells[o + layout.T_TO] = on, to
        room.cells[o + layout.T_FROM], room.cells[o + layout.T_REASON] = 0, 0
        room.cells[o + layout.T_EVENT] = layout.NONE if x < 0 else -2 - x
        m = code * layout.M_SIZE
        if members[m + layout.M_TN] == 0:
            members[m + layout.M_T0] = place
        members[m + layout.M_TN] += 1


def _tell_gifts(schedule: Schedule, events: Events, told: Told, extras: Any) -> None:
    if not told.gifts.height:
        return
    gives = events.extras.with_row_index("x").filter(pl.col("kind") == layout.X_GIVE).select("x", "member_id", movement_id="id")
    gifts = told.gifts.join(gives, on=["member_id", "movement_id"], how="inner", maintain_order="left")
    room = schedule.rooms[1]
    first, _ = room.reserve(gifts.height)
    room.grow()
    for place, (x, earned, points, rule) in enumerate(gifts.select("x", "earned", "points", "rule").iter_rows(), first):
        o = place * layout.G_SIZE
        room.cells[o + layout.G_EARNED], room.cells[o + layout.G_POINTS], room.cells[o + layout.G_RULE] = earned, points, rule
        if extras[x * layout.X_SIZE + layout.X_GN] == 0:
            extras[x * layout.X_SIZE + layout.X_G0] = place
        extras[x * layout.X_SIZE + layout.X_GN] += 1


def _places(events: Events, told: Told) -> Numbers:
    """The row of `extras` of each change that is told, -1 for those at the start of a day."""
    found = np.full(told.changes.height, -1, dtype=np.int64)
    if not told.changes.height or _TOLD not in events.movements.columns:
        return found
    acted = events.extras.with_row_index("x").filter(pl.col("rank") == 2, pl.col("kind") != layout.X_RECEIVE)
    change = events.movements[_TOLD].gather(acted["source"])
    is_told = change.is_not_null()
    found[change.filter(is_told).to_numpy()] = acted["x"].filter(is_told).to_numpy()
    return found


def collect(schedule: Schedule, ordered: Ordered, events: Events, asked: pl.Series) -> Told:
    """What others read of those asked for who are members."""
    codes = events.members["member_id"].is_in(asked.implode()).arg_true().to_numpy()
    members = outputs.matrix(schedule.inputs.members, layout.M_SIZE)[codes]
    ids = events.members["member_id"].gather(codes)
    rows, owner = ranges(members[:, layout.M_T0], members[:, layout.M_TN])
    happened = outputs.matrix(schedule.rooms[0].cells, layout.T_SIZE)[rows]
    at, names = _moments(happened[:, layout.T_EVENT], ordered, events)
    changes = {"member_id": ids.gather(owner), "on": happened[:, layout.T_ON], "to": happened[:, layout.T_TO], "at": at, "id": names}
    extras = outputs.matrix(schedule.inputs.extras, layout.X_SIZE)
    x, giver = ranges(members[:, layout.M_X0], members[:, layout.M_X1] - members[:, layout.M_X0])
    is_gift = extras[x, layout.X_KIND] == layout.X_GIVE
    x, giver = x[is_gift], giver[is_gift]
    lots, gift = ranges(extras[x, layout.X_G0], extras[x, layout.X_GN])
    given = outputs.matrix(schedule.rooms[1].cells, layout.G_SIZE)[lots]
    gifts: dict[str, Any] = {"member_id": ids.gather(giver[gift]), "movement_id": events.extras["id"].gather(x[gift])}
    gifts |= {"earned": given[:, layout.G_EARNED], "points": given[:, layout.G_POINTS], "rule": given[:, layout.G_RULE]}
    return Told(events.members[codes].select(list(KNOWN)).cast(KNOWN), _frame(changes, CHANGES), _frame(gifts, GIFTS))  # type: ignore[arg-type]


def _moments(event: Numbers, ordered: Ordered, events: Events) -> tuple[pl.Series, pl.Series]:
    """The instants and ids of events as changes name them; null at the start of a day."""
    sold, moved = np.flatnonzero(event >= 0), np.flatnonzero(event <= -2)
    at = np.zeros(len(event), dtype=np.int64)
    at[sold] = ordered.at[event[sold]]
    at[moved] = events.extras["at"].to_numpy()[-2 - event[moved]]
    places = np.concatenate([sold, moved])
    ids = pl.concat([ordered.of_purchases("purchase_id", event[sold]), events.extras["id"].gather(-2 - event[moved])])
    where = np.full(len(event), -1, dtype=np.int64)
    where[places] = np.arange(len(places))
    index = pl.Series(where)
    nowhere = index < 0
    return pl.Series(at).set(nowhere, None), ids.gather(index.set(nowhere, None).cast(pl.UInt32))


def _frame(columns: dict[str, Any], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=kind) for name, kind in schema.items()})
