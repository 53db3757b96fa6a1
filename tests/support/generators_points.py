"""Random `points` of a plan: accrual, multipliers, bonuses, the daily limit, expiry, availability."""

from __future__ import annotations

from generators_conditions import Draw, Palette, chance, pick
from hypothesis import strategies as st
from patron.engine.plan.model import RATE_SCALE, Accrual, Bonus, ExpiryAfter, ExpiryEachYear, GoodsFilter, Multiplier, Points
from patron.scheme.durations import Duration, Unit

CATEGORIES = ["gold", "silver", "jade"]
TENDERS = ["cash", "stored"]
CRAFTS = ["cast", "spun"]
STORES = ["s1", "s2"]
PRICES_OF_A_POINT = [100, 1, 1000, 1200, 333]
FACTORS = [20_000, 15_000, 30_000, 12_500, 5_000, 10_000, 12_345]
YEAR_DAYS = [(12, 31), (2, 29), (2, 28), (1, 1), (6, 30), (3, 1)]
WAITS = [Duration(Unit.DAYS, 7), Duration(Unit.DAYS, 1), Duration(Unit.MONTHS, 1)]


def _some(draw: Draw, values: list[str]) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)))


def goods_filter(draw: Draw) -> GoodsFilter:
    """A filter of goods, tenders, stores, shares of the list amount or a plugin's choice field; often none."""
    kind = draw(st.integers(0, 11))
    if kind == 10:
        return GoodsFilter(fields=(("store", _some(draw, STORES), chance(draw, 40)),))
    if kind == 11:
        share = int(draw(st.sampled_from([RATE_SCALE // 2, 800_000, RATE_SCALE])))
        return GoodsFilter(sold_below=share) if chance(draw, 50) else GoodsFilter(sold_from=share)
    if kind < 4:
        return GoodsFilter()
    if kind < 6:
        return GoodsFilter(category=_some(draw, CATEGORIES))
    if kind < 8:
        return GoodsFilter(category_not=_some(draw, CATEGORIES))
    if kind == 8:
        return (
            GoodsFilter(tender=_some(draw, TENDERS))
            if chance(draw, 50)
            else GoodsFilter(tender_not=_some(draw, TENDERS), category_not=("jade",))
        )
    return GoodsFilter(fields=(("craft", _some(draw, CRAFTS), chance(draw, 40)),))


def tier_set(draw: Draw, ranks: int) -> tuple[int, ...]:
    """One or more tiers, in order."""
    if chance(draw, 40):
        return tuple(range(ranks))
    return tuple(sorted(draw(st.lists(st.integers(0, ranks - 1), min_size=1, max_size=ranks, unique=True))))


def _accrual(draw: Draw, index: int, figures: Palette) -> Accrual:
    waits = figures.ranks > 1 and chance(draw, 45)
    return Accrual(
        id=f"earn-{index}",
        tiers=tier_set(draw, figures.ranks),
        goods=goods_filter(draw),
        one_point_per=pick(draw, PRICES_OF_A_POINT),
        pending_until=draw(st.integers(1, figures.ranks - 1)) if waits else None,
        pending_for=pick(draw, figures.durations) if waits and chance(draw, 60) else None,
    )


def _multiplier(draw: Draw, index: int, figures: Palette, span: tuple[int, int]) -> Multiplier:
    days = draw(st.integers(0, 4))
    return Multiplier(
        id=f"times-{index}",
        factor=pick(draw, FACTORS),
        tiers=tier_set(draw, figures.ranks),
        goods=goods_filter(draw),
        weekdays=tuple(sorted(draw(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True)))) if days == 1 else (),
        month_days=((2, 29), (12, 31), (1, 31)) if days == 2 else (),
        first_day=span[0] if days in (3, 4) else None,
        last_day=span[1] if days == 4 else None,
        stack=chance(draw, 40),
    )


def _bonus(draw: Draw, index: int, figures: Palette) -> Bonus:
    return Bonus(
        id=f"bonus-{index}",
        points=draw(st.integers(1, 20)),
        earned_at_least=draw(st.sampled_from([1, 5, 10, 30])),
        within=pick(draw, figures.durations),
        tiers=tier_set(draw, figures.ranks),
    )


def _expiry(draw: Draw, figures: Palette) -> ExpiryAfter | ExpiryEachYear | None:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return None
    if kind < 3:
        return ExpiryAfter(pick(draw, figures.durations))
    month, day = pick(draw, YEAR_DAYS)
    return ExpiryEachYear(month, day, chance(draw, 40))


def points(draw: Draw, figures: Palette) -> Points:
    """No accrual rule in about a fifth of the plans."""
    count = draw(st.integers(1, 3)) if chance(draw, 80) else 0
    first = 19_700 + draw(st.integers(0, 60)) * 5
    span = (first, first + draw(st.integers(0, 200)))
    return Points(
        accrual=tuple(_accrual(draw, index, figures) for index in range(count)),
        multipliers=tuple(_multiplier(draw, index, figures, span) for index in range(draw(st.integers(0, 3)) if chance(draw, 35) else 0)),
        bonuses=tuple(_bonus(draw, index, figures) for index in range(draw(st.integers(1, 2)) if chance(draw, 25) else 0)),
        at_most_a_day=draw(st.sampled_from([10, 1, 5, 30])) if chance(draw, 25) else None,
        expiry=_expiry(draw, figures),
        available_after=pick(draw, WAITS) if chance(draw, 25) else None,
        allow_below_zero=not chance(draw, 35),
    )
