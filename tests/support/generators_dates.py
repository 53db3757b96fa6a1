"""Few dates that collide: leap days and month ends, and what the plan's durations lead to from them, a day more or less."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from generators_conditions import Draw, tests_in
from hypothesis import strategies as st
from patron.engine.plan.model import ExpiryAfter, Plan
from patron.scheme.durations import Duration, Unit

EPOCH = date(1970, 1, 1)
ANCHORS = [
    date(2024, 1, 15),
    date(2024, 2, 29),
    date(2023, 1, 31),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2023, 8, 30),
    date(2023, 2, 28),
    date(2024, 3, 31),
]
LAST = date(2032, 12, 31)
MOST_SHORT_TERMS = 400  # reviews that one member may live through


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def shifted(day: date, length: Duration) -> date:
    """The duration after the date, months clamped."""
    return day + (timedelta(days=length.count) if length.unit is Unit.DAYS else relativedelta(months=length.count))


def durations_of(plan: Plan) -> list[Duration]:
    """Every duration that the plan's dates depend on, without repetition."""
    found = [length for tier in plan.tiers for length in (tier.term, tier.grace) if length]
    found += [test.window.length for rule in (*plan.qualification, *plan.maintenance) for test in tests_in(rule.when) if test.window.length]
    found += [accrual.pending_for for accrual in plan.points.accrual if accrual.pending_for] + [
        bonus.within for bonus in plan.points.bonuses
    ]
    if isinstance(plan.points.expiry, ExpiryAfter):
        found.append(plan.points.expiry.after)
    if plan.points.available_after:
        found.append(plan.points.available_after)
    return list(dict.fromkeys(found)) or [Duration(Unit.MONTHS, 12)]


def dates(draw: Draw, plan: Plan) -> list[int]:
    """Two to nine dates, sorted, as day numbers."""
    lengths = durations_of(plan)
    terms = [length.count if length.unit is Unit.DAYS else length.count * 30 for tier in plan.tiers if (length := tier.term)]
    pool = [draw(st.sampled_from(ANCHORS))]
    latest = min(LAST, pool[0] + timedelta(days=min(terms, default=365) * MOST_SHORT_TERMS))
    for _ in range(draw(st.integers(1, 8))):
        start = day = draw(st.sampled_from(pool))
        for _ in range(draw(st.sampled_from([1, 1, 2]))):
            day = shifted(day, draw(st.sampled_from(lengths)))
        day += timedelta(days=draw(st.sampled_from([0, -1, 1])))
        pool.append(day if day <= latest else start + timedelta(days=1))
    pool += (
        [date(day.year, month, number) for day in pool[:1] for month, number in ((12, 31), (7, 1))] if draw(st.integers(0, 5)) == 5 else []
    )
    return sorted({day_number(day) for day in pool})
