"""The plan's figures as the kernel reads them: `k`, and the tables by day `w`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from patron.engine.batch.codegen.source import Generated
from patron.engine.batch.dates import death, issue_after, shift, window_start
from patron.engine.batch.kinds import NO_DAY
from patron.engine.batch.structure import Structure
from patron.engine.plan import Duration, LapseTo, Plan, Unit, Window, WindowKind

Numbers = npt.NDArray[np.int64]
_LAPSE = {LapseTo.BELOW: -1, LapseTo.REQUALIFIED: -2}


def _pair(length: Duration | None) -> list[int]:
    """Months and days of a duration, 0 and 0 for none."""
    if length is None:
        return [0, 0]
    return [length.count, 0] if length.unit is Unit.MONTHS else [0, length.count]


def tables(plan: Plan, structure: Structure, base: int, as_of: int) -> tuple[Numbers, list[int]]:
    """The tables for the days from `base` to the as-of date, and for each accrual rule its table of lapses (-1 without)."""
    days = np.arange(base, as_of + 1, dtype=np.int64)
    columns = [window_start(days, window) for window in structure.tables]
    columns.append(death(days, plan.points.expiry))
    columns.append(shift(days, plan.points.available_after) if plan.points.available_after is not None else days)
    columns.append(days if plan.points.vouchers is None else issue_after(days, plan.points.vouchers))
    lapses = []
    for rule in plan.points.accrual:
        lapses.append(-1 if rule.pending_for is None else len(columns))
        if rule.pending_for is not None:
            columns.append(shift(days, rule.pending_for))
    return np.concatenate(columns), lapses


def figures(
    plan: Plan,
    generated: Generated,
    base: int,
    as_of: int,
    purchases: int,
    columns: tuple[tuple[int, ...], ...],
    denominator: int,
    lapses: list[int],
    structure: Structure,
    room: int,
) -> Numbers:
    """`k` in the order of `template.layout`; `room`: purchases of the member with the most."""
    points = plan.points
    year = Window(WindowKind.ROLLING, Duration(Unit.MONTHS, 12))
    spend_from = int(window_start(np.array([as_of], dtype=np.int64), year)[0])
    cap = NO_DAY if points.at_most_a_day is None else points.at_most_a_day
    k = [as_of, purchases, base, as_of + 1 - base, spend_from, int(points.allow_below_zero), cap, room]
    for tier in plan.tiers:
        lapse = _LAPSE[tier.lapse_to] if isinstance(tier.lapse_to, LapseTo) else tier.lapse_to
        k += [*_pair(tier.term), *_pair(tier.grace), lapse, int(tier.gaining_purchase_keeps)]
    k += [rule.tier for rule in plan.qualification]
    for rule, column, lapse_table in zip(points.accrual, columns, lapses, strict=True):
        until = -1 if rule.pending_until is None else rule.pending_until
        k += [rule.one_point_per * denominator, until, lapse_table, *column]
    for bonus in points.bonuses:
        k += [bonus.points, bonus.earned_at_least, *_pair(bonus.within), *(int(tier in bonus.tiers) for tier in range(len(plan.tiers)))]
    for entry in points.exchange:
        k += [int(entry.tiers is None or tier in entry.tiers) for tier in range(len(plan.tiers))]
    k += [0, -1] if points.vouchers is None else [points.vouchers.points, -1 if points.vouchers.most is None else points.vouchers.most]
    k += [stream for _, stream in structure.sliding]
    assert len(k) == generated.layout["K_BOUNDS"], "the figures are laid out as the source reads them"
    return np.array([*k, *generated.bounds], dtype=np.int64)
