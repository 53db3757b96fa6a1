"""What is owed for points by age, what will not be redeemed, and what of the sales with points is deferred."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from generators import Case, cases
from histories import buy, day, history, move
from hypothesis import given
from patron.engine import reference
from patron.engine.plan import Redemption
from patron.engine.run import run
from patron.findings import FindingsError
from patron.simulation.economics.breakage import breakage, liability_by_age, revenue_with_points
from patron.simulation.replay.period import Period
from patron.simulation.replay.point_ages import ages_by_month
from patron.simulation.replay.points import point_worth, points_by_month
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Request
from random_cases import repeatable
from simulation_case import plan, scheme

POINTS: dict[str, Any] = {
    "accrual": [{"id": "each", "for": ["guest", "vip"], "one_point_per": 10}],
    "redemption": {"points": 1, "worth": 1},
}
SOLD = history(
    [buy("p1", "ann", "2024-12-10", 1000), buy("p2", "ann", "2025-01-10", 100000)],
    movements=[move("m1", "ann", "2025-02-10", "redeem", points=4600)],
)


def laid(redeemed: Fraction, **points: Any) -> Replay:
    of = scheme(points={**POINTS, **points}, discounts=[], group_purchase=[])
    return replay(of, plan(of), SOLD, Request(first=day("2025-01-01"), last=day("2025-03-31"), redeemed=redeemed), evaluate=run)


def test_kpmgs_example_laid_over_a_history() -> None:
    found = revenue_with_points(laid(Fraction(97, 100)))
    assert found is not None
    assert (found.sales, found.paid, found.issued) == (100_000_00, 100_000_00, 10_000)
    assert (found.goods, found.points) == (91_157_70, 8_842_30)
    assert found.redeemed == 4_500  # the first 100 redeemed are of before the period
    assert (found.earned, found.deferred) == (4_102_10, 4_740_20)  # 4,500 / 9,700 of 8,842.30


def test_points_that_are_worth_nothing_take_no_revenue() -> None:
    assert revenue_with_points(laid(Fraction(1), redemption=None)) is None


def test_what_will_not_be_redeemed_is_owed_to_nobody() -> None:
    result = laid(Fraction(3, 4))
    assert result.points[-1].balance == 100 + 10_000 - 4_600
    owed = breakage(result)
    assert (owed.points, owed.amount) == (1_375, 1_375_00)
    last = liability_by_age(result)[-1]
    assert last.ages == (("0-3", 5500, 4125_00), ("3-6", 0, 0), ("6-12", 0, 0), ("12+", 0, 0), ("below-zero", 0, 0))


@repeatable(40, shrink=True)
@given(cases())
def test_ages_add_up_to_the_liability_of_random_histories(case: Case) -> None:
    of = replace(case.plan, points=replace(case.plan.points, redemption=Redemption(3, 7)))
    told = case.history()
    try:
        answer = reference.run(of, told, case.as_of, detail=True)
    except FindingsError:
        return
    period, request = Period(case.as_of - 500, case.as_of), Request(redeemed=Fraction(2, 3))
    months = points_by_month(told, answer, period=period, worth=point_worth(of, request.redeemed))
    # Of a replay only these parts are asked for.
    part: Any = type("Part", (), {"plan": of, "request": request, "points": months, "ages": ages_by_month(told, answer, of, period)})
    for month, aged in zip(months, liability_by_age(part), strict=True):
        assert sum(points for _, points, _ in aged.ages) == month.balance
        assert sum(amount for _, _, amount in aged.ages) == month.liability
