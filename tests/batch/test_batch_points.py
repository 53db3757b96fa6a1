"""Points by the batch runner's generated source, uncompiled; every expected figure was worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from histories import back, buy, day, history, member, move
from patron.engine.batch import run
from patron.engine.history import History
from patron.engine.plan import Bonus, Duration, GoodsFilter, Multiplier, Plan, Unit
from patron.findings import FindingsError
from plans import accrual, plan, points, purchase, rule, tier

NAMES = ("points", "points_pending", "points_earned", "points_expired", "points_taken_back", "points_spent")


def figures(scheme: Plan, events: History, as_of: str, who: str = "ann") -> tuple[int, ...]:
    """points, pending, earned, expired, taken back, spent."""
    frame = run(scheme, events, day(as_of), compiled=False).members.filter(pl.col("member_id") == who)
    return tuple(int(frame[name][0]) for name in NAMES)


def earning(*rules: Any, **rest: Any) -> Plan:
    return plan(points=points(*(rules or (accrual("all", 0, per=1),)), **rest))


def waiting(**rest: Any) -> Plan:
    """One point a yuan that waits twelve months for the VIP tier, which 100 yuan at once bring."""
    rules = points(accrual("wait", 0, per=1, pending_until=1, pending_for="12 months"), accrual("vip", 1, per=1), **rest)
    return plan(qualification=[rule("big", 1, purchase(at_least=100))], points=rules)


def test_points_are_rounded_down_once_a_purchase() -> None:
    scheme = earning(accrual("all", 0, per=10))
    lines = [buy("p1", "ann", "2025-01-01", 9), buy("p1", "ann", "2025-01-01", 9), buy("p2", "ann", "2025-01-02", 19)]
    assert figures(scheme, history(lines), "2025-02-01")[0] == 2


def test_a_lot_dies_at_the_start_of_the_day_a_year_later() -> None:
    scheme = earning(after="12 months")
    events = history([buy("p1", "ann", "2024-02-29", 10)])
    assert figures(scheme, events, "2025-02-27") == (10, 0, 10, 0, 0, 0)
    assert figures(scheme, events, "2025-02-28") == (0, 0, 10, 10, 0, 0)


@pytest.mark.parametrize(("next_year", "last"), [(False, "2025-02-28"), (True, "2026-02-28")])
def test_a_day_of_the_year_that_not_every_year_has(next_year: bool, last: str) -> None:
    scheme = earning(each_year_on=(2, 29), next_year=next_year)
    events = history([buy("p1", "ann", "2024-03-01", 10)])
    assert figures(scheme, events, last)[0] == 10
    assert run(scheme, events, day(last) + 1, compiled=False).members["points_expired"][0] == 10


def test_the_purchase_that_brings_the_tier_is_among_those_that_waited() -> None:
    events = history([buy("p1", "ann", "2025-01-01", 40), buy("p2", "ann", "2025-02-01", 100), buy("p3", "ann", "2025-03-01", 7)])
    assert figures(waiting(), events, "2025-01-31") == (0, 40, 0, 0, 0, 0)
    assert figures(waiting(), events, "2025-03-01") == (147, 0, 147, 0, 0, 0)


def test_waiting_points_lapse_and_are_in_no_other_figure() -> None:
    events = history([buy("p1", "ann", "2025-01-01", 40), buy("p2", "ann", "2026-01-01", 100)])
    assert figures(waiting(), events, "2026-01-01") == (100, 0, 100, 0, 0, 0)


def test_a_gain_undone_puts_released_points_back_into_waiting() -> None:
    bought = [buy("p1", "ann", "2025-01-01", 40), buy("p2", "ann", "2025-02-01", 100)]
    events = history(bought, [back("r1", "ann", "2025-03-01", 30, of="p2")], [move("m1", "ann", "2025-02-02", "redeem", points=15)])
    # 140 earned, 15 of the first lot spent; 30 taken back; 25 + 70 wait again
    assert figures(waiting(), events, "2025-03-01") == (0, 95, 140, 0, 125, 15)


def test_spending_takes_the_oldest_day_first_and_then_the_order_of_making() -> None:
    scheme = earning(after="12 months")
    bought = [buy("p1", "ann", "2024-01-01", 10), buy("p2", "ann", "2024-06-01", 10)]
    events = history(bought, movements=[move("m1", "ann", "2024-07-01", "redeem", points=12)])
    assert figures(scheme, events, "2025-01-01") == (8, 0, 20, 0, 0, 12)
    assert figures(scheme, events, "2025-06-01") == (0, 0, 20, 8, 0, 12)


def test_more_than_is_available_is_a_finding_with_its_cell() -> None:
    scheme = earning(available_after="7 days")
    events = history([buy("p1", "ann", "2025-01-01", 10)], movements=[move("m1", "ann", "2025-01-07", "redeem", points=1)])
    with pytest.raises(FindingsError) as caught:
        run(scheme, events, day("2025-02-01"), compiled=False)
    (found,) = caught.value.findings
    assert (found.code, found.place.row, found.place.column) == ("points-not-available", 2, "points")  # type: ignore[union-attr]
    later = history([buy("p1", "ann", "2025-01-01", 10)], movements=[move("m1", "ann", "2025-01-08", "redeem", points=1)])
    assert figures(scheme, later, "2025-02-01") == (9, 0, 10, 0, 0, 1)


def test_a_return_takes_from_its_lot_then_from_others_then_below_zero() -> None:
    bought = [buy("p1", "ann", "2025-01-01", 30), buy("p2", "ann", "2025-01-02", 10)]
    spent = [move("m1", "ann", "2025-01-03", "redeem", points=25)]
    events = history(bought, [back("r1", "ann", "2025-02-01", 30, of="p1")], spent)
    assert figures(earning(), events, "2025-02-01") == (-15, 0, 40, 0, 30, 25)
    forgiving = replace(earning(), points=replace(earning().points, allow_below_zero=False))
    assert figures(forgiving, events, "2025-02-01") == (0, 0, 40, 0, 15, 25)
    filled = history([*bought, buy("p3", "ann", "2025-02-02", 20)], [back("r1", "ann", "2025-02-01", 30, of="p1")], spent)
    assert figures(earning(), filled, "2025-02-02") == (5, 0, 60, 0, 30, 25)


def test_the_expired_part_of_a_lot_counts_as_taken_and_is_not_shown() -> None:
    scheme = earning(after="1 month")
    events = history([buy("p1", "ann", "2025-01-01", 30)], [back("r1", "ann", "2025-03-01", 20, of="p1")])
    assert figures(scheme, events, "2025-03-01") == (0, 0, 30, 30, 0, 0)


def test_a_gift_keeps_the_day_of_its_lots() -> None:
    scheme = earning(after="12 months")
    events = history(
        [buy("p1", "ann", "2024-01-01", 10), buy("p2", "bob", "2024-03-01", 5)],
        movements=[move("m1", "ann", "2024-06-01", "give", points=6, to_member="bob")],
    )
    assert figures(scheme, events, "2024-06-01", "bob") == (11, 0, 11, 0, 0, 0)
    assert figures(scheme, events, "2025-01-01", "bob") == (5, 0, 11, 6, 0, 0)
    assert figures(scheme, events, "2025-01-01") == (0, 0, 10, 4, 0, 6)


def test_gifts_in_a_circle() -> None:
    scheme = earning()
    events = history(
        [buy("p1", "ann", "2024-01-01", 10)],
        movements=[
            move("m1", "ann", "2024-02-01", "give", points=6, to_member="bob"),
            move("m2", "bob", "2024-02-02", "give", points=5, to_member="ann"),
            move("m3", "ann", "2024-02-03", "give", points=9, to_member="bob"),
        ],
    )
    assert figures(scheme, events, "2024-03-01") == (0, 0, 15, 0, 0, 15)
    assert figures(scheme, events, "2024-03-01", "bob") == (10, 0, 15, 0, 0, 5)


def test_a_gift_up_to_the_receivers_opening_is_lost_to_the_giver_only() -> None:
    events = history(
        [buy("p1", "ann", "2024-01-01", 10)],
        movements=[move("m1", "ann", "2024-02-01", "give", points=6, to_member="bob")],
        members=[member("bob", opening_on="2024-02-01", opening_points=3)],
    )
    assert figures(earning(), events, "2024-03-01") == (4, 0, 10, 0, 0, 6)
    assert figures(earning(), events, "2024-03-01", "bob") == (3, 0, 3, 0, 0, 0)


def test_the_largest_multiplier_applies_and_stacking_ones_multiply() -> None:
    def times(id_: str, factor: int, **rest: Any) -> Multiplier:
        return Multiplier(id_, factor, (0, 1), rest.pop("goods", GoodsFilter()), **rest)

    multipliers = (
        times("double", 20_000),
        times("triple-gold", 30_000, goods=GoodsFilter(category=("gold",))),
        times("leap", 15_000, month_days=((2, 29),), stack=True),
    )
    scheme = earning(accrual("all", 0, per=1), multipliers=multipliers)
    lines = [buy("p1", "ann", "2025-02-28", 1, category="gold"), buy("p1", "ann", "2025-02-28", 1)]
    assert figures(scheme, history(lines), "2025-02-28")[0] == 7  # floor(1.5 x (3 + 2))
    assert figures(scheme, history([buy("p1", "ann", "2025-02-27", 1)]), "2025-02-28")[0] == 2


def test_at_most_a_day_cuts_later_lots_and_a_bonus_is_given_once() -> None:
    bonus = Bonus("hello", points=50, earned_at_least=15, within=Duration(Unit.MONTHS, 1), tiers=(0, 1))
    scheme = earning(accrual("all", 0, per=1), at_most_a_day=10, bonuses=(bonus,))
    bought = [buy("p1", "ann", "2025-01-01", 8), buy("p2", "ann", "2025-01-01T10:00", 8), buy("p3", "ann", "2025-01-31", 8)]
    assert figures(scheme, history(bought), "2025-03-01")[0] == 10 + 8 + 50
    late = [*bought[:2], buy("p3", "ann", "2025-02-01", 8)]
    assert figures(scheme, history(late), "2025-03-01")[0] == 10 + 8


def test_postings_say_what_happened_day_by_day() -> None:
    events = history([buy("p1", "ann", "2025-01-01", 40), buy("p2", "ann", "2025-02-01", 100)])
    found = run(waiting(), events, day("2025-02-01"), detail=True, compiled=False).postings
    assert found is not None
    second = [("earned", "wait", 140), ("pending", "wait", 100), ("released", "wait", 140)]
    assert [row[2:] for row in found.rows()] == [("pending", "wait", 40), *second]


def test_group_orders_earn_nothing_unless_they_count_for_the_buyer() -> None:
    events = history([buy("p1", "ann", "2025-01-01", 40, group_id="g")])
    assert figures(earning(), events, "2025-01-01")[0] == 0
    counting = replace(earning(), group_counts_for_buyer=True)
    assert figures(counting, events, "2025-01-01")[0] == 40


def test_prices_are_those_of_the_tier_held_before_or_after() -> None:
    import numpy as np

    rules = points(accrual("all", 0, 1, per=1))
    scheme = plan([tier("guest"), tier("vip")], qualification=[rule("big", 1, purchase(at_least=100))], points=rules)
    events = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-02", 50)], [back("r", "ann", "2025-01-03", 1, of="p2")]
    )
    prices = np.array([[10_000, 5_000], [9_000, 4_500]], dtype=np.int64)
    before = run(scheme, events, day("2025-01-03"), prices=prices, detail=True, compiled=False)
    after = run(replace(scheme, priced_as_after=True), events, day("2025-01-03"), prices=prices, detail=True, compiled=False)
    assert before.members.select("spend_12m", "points").row(0) == (10_000 + 4_410, 144)  # 45 earned, 49 / 50 of 45 left: 44.1
    assert after.members.select("spend_12m", "points").row(0) == (9_000 + 4_410, 134)
    assert after.purchases is not None
    assert after.purchases["level"].to_list() == [1, 1]
