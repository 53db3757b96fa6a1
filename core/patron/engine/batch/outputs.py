"""The contract's frames from what the kernel wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kernel_data import Extras
from patron.engine.batch.kinds import NEVER_DAY, NO_DAY
from patron.engine.batch.ordering import ranges
from patron.engine.batch.template import layout
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS
from patron.findings import CellPlace, Finding

Numbers = npt.NDArray[np.int64]


def matrix(cells: Any, width: int) -> Numbers:
    """Flat rows, from an array or a list."""
    flat = np.asarray(cells, dtype=np.int64)
    return flat[: len(flat) // width * width].reshape(-1, width)


def named(codes: Numbers, names: list[str]) -> pl.Series:
    """Texts by number; a negative one is null."""
    index = np.where(codes < 0, len(names), codes).astype(np.uint32)
    return pl.Series([*names, None], dtype=pl.String).gather(index)


def reasons(plan: Plan) -> list[str]:
    """Rule ids and the contract's words, by the kernel's numbers."""
    return [rule.id for rule in (*plan.qualification, *plan.maintenance, *plan.withdrawal)] + ["grant", "lapse", "return", "opening"]


def _day(values: Numbers) -> pl.Series:
    none = (values == NEVER_DAY) | (values == NO_DAY)
    days = pl.Series(np.where(none, 0, values).astype(np.int32))
    return days.set(pl.Series(none), None) if none.any() else days


def members_frame(ids: pl.Series, out: Numbers, plan: Plan) -> pl.DataFrame:
    """One row a member."""
    tiers = [tier.id for tier in plan.tiers]
    columns: dict[str, Any] = {
        "member_id": ids,
        "tier": named(out[:, layout.O_TIER], tiers),
        "since": _day(out[:, layout.O_SINCE]),
        "review_on": _day(out[:, layout.O_REVIEW]),
        "reason": named(out[:, layout.O_REASON], reasons(plan)),
        "points": out[:, layout.O_POINTS],
        "points_pending": out[:, layout.O_PENDING],
        "points_earned": out[:, layout.O_EARNED],
        "points_expired": out[:, layout.O_EXPIRED],
        "points_taken_back": out[:, layout.O_TAKEN],
        "points_spent": out[:, layout.O_SPENT],
        "spend_12m": out[:, layout.O_SPEND],
    }
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=kind) for name, kind in MEMBER_COLUMNS.items()})


def changes_frame(ids: pl.Series, members: Numbers, changes: Numbers, plan: Plan) -> pl.DataFrame:
    """Every change by member, in order of happening."""
    rows, owner = ranges(members[:, layout.M_T0], members[:, layout.M_TN])
    happened = changes[rows]
    tiers = [tier.id for tier in plan.tiers]
    columns = {
        "member_id": ids.gather(owner),
        "on": _day(happened[:, layout.T_ON]),
        "from": named(happened[:, layout.T_FROM], tiers),
        "to": named(happened[:, layout.T_TO], tiers),
        "reason": named(happened[:, layout.T_REASON], reasons(plan)),
    }
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=kind) for name, kind in CHANGE_COLUMNS.items()})


def not_available(history: History, plan: Plan, events: Events, extras: Extras, packed: Numbers) -> list[Finding]:
    """The movements that spend more points than there were, or ask for what the member's tier may not have."""
    found = []
    for x in np.flatnonzero(packed[:, layout.X_MISSING] != layout.NONE).tolist():
        row = events.movements.row(int(events.extras["source"][x]), named=True)
        missing = int(packed[x, layout.X_MISSING])
        code, message, help_text = _short(row, missing) if missing >= 0 else _refused(row, plan, -2 - missing)
        column = "points" if row["stated"] is None else "ref"
        found.append(Finding(str(history.names.movements), CellPlace(row["row"], column), code, message, help_text))
    return found


def _short(row: dict[str, Any], available: int) -> tuple[str, str, str]:
    kind = row["stated"] or row["kind"]
    text = f"{kind} {row['movement_id']!r} takes {abs(row['points'])} points of member {row['member_id']!r}, who has {available} to spend"
    return "points-not-available", text, "correct the points or the time of this row, or add the row that brought the points"


def _refused(row: dict[str, Any], plan: Plan, rank: int) -> tuple[str, str, str]:
    entry = plan.points.exchange[row["exchange"]]
    tiers = " or ".join(plan.tiers[one].id for one in entry.tiers or ())
    text = f"exchange {row['movement_id']!r} asks for {entry.id!r}, which is for {tiers}; "
    return (
        "exchange-not-for-tier",
        f"{text}member {row['member_id']!r} is {plan.tiers[rank].id}",
        "correct the row, or the time of it",
    )
