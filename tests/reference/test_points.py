"""Scheme page, section Points: earning, waiting, dying, spending."""

from __future__ import annotations

import pytest
from histories import buy, day, history, member, move
from outcomes import outcome
from patron.engine.plan import MULTIPLIER_SCALE, Bonus, Duration, GoodsFilter, Multiplier, Unit
from plans import accrual, plan, points, purchase, rule, tier

BIG = rule("big", 1, purchase(at_least=500))
ALL = GoodsFilter()


def times(multiplier_id: str, factor: float, **parts: object) -> Multiplier:
    """A multiplier for both tiers."""
    return Multiplier(multiplier_id, round(factor * MULTIPLIER_SCALE), (0, 1), parts.pop("goods", ALL), **parts)  # type: ignore[arg-type]


def test_earned_by_the_tier_held_before_the_purchase() -> None:
    rules = plan(qualification=[BIG], points=points(accrual("g", 0, per=100), accrual("v", 1, per=10)))
    past = history([buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-01-02", 500)])
    assert outcome(rules, past, "2025-01-01")["ann"]["points"] == 5
    assert outcome(rules, past, "2025-01-02")["ann"]["points"] == 55


def test_floor_per_purchase_and_rule_over_eligible_lines_together() -> None:
    rules = plan(points=points(accrual("a", 0, per=10, goods=GoodsFilter(category=("jade", "pearl"))), accrual("b", 0, per=12)))
    past = history(
        [
            buy("p1", "ann", "2025-01-01", "5.50", category="jade"),
            buy("p1", "ann", "2025-01-01", "4.50", category="pearl"),
            buy("p1", "ann", "2025-01-01", "1.99", category="gold"),
            buy("p2", "ann", "2025-01-02", "9.99", category="jade"),
        ]
    )
    assert outcome(rules, past, "2025-01-31")["ann"]["points"] == 1


def test_a_line_without_category_passes_category_not_and_never_category() -> None:
    only = accrual("only", 0, per=1, goods=GoodsFilter(category=("gold",)))
    but = accrual("but", 0, per=10, goods=GoodsFilter(category_not=("gold",)))
    past = history([buy("p1", "ann", "2025-01-01", 100)])
    assert outcome(plan(points=points(only, but)), past, "2025-01-31")["ann"]["points"] == 10


def test_a_filter_over_tenders_and_a_plugins_choice_fields() -> None:
    goods = GoodsFilter(tender=("cash",), fields=(("karat", ("18k",), False),))
    others = GoodsFilter(tender_not=("cash",), fields=(("karat", ("18k",), True),))
    rules = plan(points=points(accrual("a", 0, per=1, goods=goods), accrual("b", 0, per=10, goods=others)))
    lines = [
        buy("p1", "ann", "2025-01-01", 1, tender="cash", karat="18k"),
        buy("p1", "ann", "2025-01-01", 20, tender="cash", karat="9k"),
        buy("p1", "ann", "2025-01-01", 300, tender="card", karat="18k"),
        buy("p1", "ann", "2025-01-01", 4000, tender="card"),
        buy("p1", "ann", "2025-01-01", 50000),
    ]
    import polars as pl

    assert outcome(rules, history(lines, fields={"karat": pl.String()}), "2025-01-31")["ann"]["points"] == 1 + 5400


def test_pending_points_are_earned_on_the_day_the_tier_or_a_higher_one_is_gained() -> None:
    tiers = [tier("guest"), tier("silver"), tier("gold")]
    rules = plan(
        tiers,
        qualification=[rule("s", 1, purchase(at_least=500)), rule("g", 2, purchase(at_least=900))],
        points=points(accrual("one", 0, 1, 2, per=10, pending_until=1), accrual("two", 0, 1, 2, per=1, pending_until=2), after="12 months"),
    )
    first = [buy("p1", "ann", "2025-01-01", 100)]
    assert outcome(rules, history(first), "2025-01-31").points("ann") == (0, 110, 0, 0, 0, 0)
    # The purchase that brings the tier is among them; what waits for gold goes on waiting.
    silver = [*first, buy("p2", "ann", "2025-02-01", 500)]
    assert outcome(rules, history(silver), "2025-02-28").points("ann") == (60, 600, 60, 0, 0, 0)
    # A member who holds the tier earns at once.
    held = [*silver, buy("p3", "ann", "2025-03-01", 20)]
    assert outcome(rules, history(held), "2025-03-31").points("ann") == (62, 620, 62, 0, 0, 0)
    # A higher tier does as well, and released points are earned on the day of release.
    gold = [*first, buy("p2", "ann", "2025-02-01", 900)]
    assert outcome(rules, history(gold), "2026-01-31").points("ann") == (1100, 0, 1100, 0, 0, 0)
    assert outcome(rules, history(gold), "2026-02-01").points("ann") == (0, 0, 1100, 1100, 0, 0)


def test_a_pending_lot_lapses_at_the_start_of_purchase_date_plus_pending_for() -> None:
    rules = plan(qualification=[BIG], points=points(accrual("wait", 0, per=10, pending_until=1, pending_for="12 months")))
    first = buy("p1", "ann", "2024-02-29", 100)
    assert outcome(rules, history([first]), "2025-02-27").points("ann") == (0, 10, 0, 0, 0, 0)
    assert outcome(rules, history([first]), "2025-02-28").points("ann") == (0, 0, 0, 0, 0, 0)
    for when, earned in (("2025-02-27", 60), ("2025-02-28", 50)):
        assert outcome(rules, history([first, buy("p2", "ann", when, 500)]), "2025-02-28")["ann"]["points_earned"] == earned


def test_expiry_after_12_months_a_lot_dies_at_the_start_of_that_day() -> None:
    rules = plan(points=points(accrual("a", 0, per=10), after="12 months"))
    past = history([buy("p1", "ann", "2025-01-31", 100), buy("p2", "ann", "2025-02-01", 10)])
    assert outcome(rules, past, "2026-01-30").points("ann") == (11, 0, 11, 0, 0, 0)
    assert outcome(rules, past, "2026-01-31").points("ann") == (1, 0, 11, 10, 0, 0)


@pytest.mark.parametrize(("next_year", "last"), [(False, "2025-12-31"), (True, "2026-12-31")])
def test_expiry_each_year_on_a_day_and_year_next(next_year: bool, last: str) -> None:
    rules = plan(points=points(accrual("a", 0, per=10), each_year_on=(12, 31), next_year=next_year))
    past = history([buy("p1", "ann", "2025-03-01", 100)])
    assert outcome(rules, past, last)["ann"]["points"] == 10
    after = f"{int(last[:4]) + 1}-01-01"
    assert outcome(rules, past, after).points("ann") == (0, 0, 10, 10, 0, 0)


def test_spending_takes_the_oldest_lot_first_by_the_day_it_was_earned() -> None:
    # p1 waits and is released on 2025-03-01; p2's points were earned on 2025-02-01, so they are older.
    rules = plan(
        qualification=[BIG],
        points=points(
            accrual("wait", 0, per=10, pending_until=1, goods=GoodsFilter(category=("w",))),
            accrual("now", 0, per=10, goods=GoodsFilter(category_not=("w",))),
            after="12 months",
        ),
    )
    past = history(
        [
            buy("p1", "ann", "2025-01-01", 100, category="w"),
            buy("p2", "ann", "2025-02-01", 50),
            buy("p3", "ann", "2025-03-01", 500, category="x"),
        ],
        movements=[move("m1", "ann", "2025-03-02", "redeem", points=5)],
    )
    assert outcome(rules, past, "2026-02-01").points("ann") == (60, 0, 65, 0, 0, 5)
    assert outcome(rules, past, "2026-03-01").points("ann") == (0, 0, 65, 60, 0, 5)


def test_of_one_day_the_lot_that_came_to_be_first_is_spent_first() -> None:
    rules = plan(points=points(accrual("a", 0, per=10), accrual("b", 0, per=10)))
    past = history([buy("p1", "ann", "2025-01-01", 100)], movements=[move("m1", "ann", "2025-01-02", "redeem", points=15)])
    result = outcome(rules, past, "2025-01-31", detail=True)
    assert result.postings("ann")[2:] == ["2025-01-02 spent 10 a", "2025-01-02 spent 5 b"]


def test_of_several_multipliers_the_largest_applies_unless_they_stack() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 100)])  # a Wednesday
    for multipliers, expected in (
        ((times("x2", 2), times("x3", 3)), 30),
        ((times("x2", 2), times("x3", 3, stack=True)), 60),
        ((times("x2", 2, stack=True), times("x3", 3, stack=True)), 60),
        ((times("half", 0.5),), 5),
        ((times("third", 1.1111, stack=True), times("again", 1.1111, stack=True)), 12),
    ):
        assert (
            outcome(plan(points=points(accrual("a", 0, per=10), multipliers=multipliers)), past, "2025-01-01")["ann"]["points"] == expected
        )


def test_multipliers_are_multiplied_before_the_one_floor() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 19)])
    assert outcome(plan(points=points(accrual("a", 0, per=10), multipliers=(times("x2", 2),))), past, "2025-01-01")["ann"]["points"] == 3


@pytest.mark.parametrize(
    ("parts", "applies"),
    [
        ({"weekdays": (2,)}, True),
        ({"weekdays": (3,)}, False),
        ({"month_days": ((1, 1),)}, True),
        ({"month_days": ((1, 2),)}, False),
        ({"first_day": day("2025-01-01"), "last_day": day("2025-01-01")}, True),
        ({"first_day": day("2025-01-02")}, False),
        ({"last_day": day("2024-12-31")}, False),
        ({"weekdays": (2,), "month_days": ((6, 1),)}, False),
        ({"goods": GoodsFilter(category=("gold",))}, False),
    ],
)
def test_a_multiplier_applies_on_its_days_and_to_its_goods(parts: dict[str, object], applies: bool) -> None:
    rules = plan(points=points(accrual("a", 0, per=10), multipliers=(times("x2", 2, **parts),)))
    assert outcome(rules, history([buy("p1", "ann", "2025-01-01", 100, category="jade")]), "2025-01-01")["ann"]["points"] == (
        20 if applies else 10
    )


@pytest.mark.parametrize(("on", "points_made"), [("2024-02-28", 10), ("2024-02-29", 20), ("2025-02-28", 20)])
def test_a_multiplier_on_29_february_falls_on_the_28th_of_other_years(on: str, points_made: int) -> None:
    rules = plan(points=points(accrual("a", 0, per=10), multipliers=(times("leap", 2, month_days=((2, 29),)),)))
    assert outcome(rules, history([buy("p1", "ann", on, 100)]), on)["ann"]["points"] == points_made


def test_a_multiplier_works_line_by_line() -> None:
    rules = plan(points=points(accrual("a", 0, per=10), multipliers=(times("gold", 2, goods=GoodsFilter(category=("gold",))),)))
    past = history([buy("p1", "ann", "2025-01-01", 100, category="gold"), buy("p1", "ann", "2025-01-01", 5)])
    assert outcome(rules, past, "2025-01-01")["ann"]["points"] == 20


def test_at_most_a_day_cuts_later_lots_and_starts_anew_the_next_day() -> None:
    rules = plan(points=points(accrual("a", 0, per=10), at_most_a_day=25))
    past = history(
        [
            buy("p1", "ann", "2025-01-01T08:00", 200),
            buy("p2", "ann", "2025-01-01T09:00", 200),
            buy("p3", "ann", "2025-01-01T10:00", 200),
            buy("p4", "ann", "2025-01-02", 200),
        ]
    )
    assert outcome(rules, past, "2025-01-01")["ann"]["points"] == 25
    assert outcome(rules, past, "2025-01-02")["ann"]["points"] == 45


@pytest.mark.parametrize(
    ("joined_on", "second", "given"),
    [(None, "2025-01-31", True), (None, "2025-02-01", False), ("2025-01-15", "2025-02-14", False), ("2024-12-31", "2025-01-31", False)],
)
def test_a_bonus_is_given_once_within_a_time_of_joining(joined_on: str | None, second: str, given: bool) -> None:
    # Joined: `joined_on`, else the date of the first event; purchases before joining do not count.
    rules = plan(points=points(accrual("a", 0, per=1), bonuses=(Bonus("welcome", 500, 2000, Duration(Unit.MONTHS, 1), (0, 1)),)))
    past = history(
        [buy("p1", "ann", "2025-01-01", 1000), buy("p2", "ann", second, 1000), buy("p3", "ann", second, 900)],
        members=[member("ann", joined_on=joined_on)],
    )
    assert outcome(rules, past, "2025-12-31")["ann"]["points"] == 2900 + 500 * given


def test_a_bonus_counts_waiting_points_and_is_itself_earned_on_the_purchases_date() -> None:
    waits = accrual("wait", 0, per=1, pending_until=1)
    rules = plan(points=points(waits, bonuses=(Bonus("welcome", 500, 2000, Duration(Unit.MONTHS, 1), (0,)),), after="12 months"))
    past = history([buy("p1", "ann", "2025-01-01", 2000)])
    assert outcome(rules, past, "2025-12-31").points("ann") == (500, 2000, 500, 0, 0, 0)
    assert outcome(rules, past, "2026-01-01").points("ann") == (0, 2000, 500, 500, 0, 0)


def test_available_after_a_lot_may_be_redeemed_from_the_day_it_was_earned_plus_7_days() -> None:
    rules = plan(points=points(accrual("a", 0, per=10), available_after="7 days"))
    bought = [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-05", 100)]
    past = history(bought, movements=[move("m1", "ann", "2025-01-08", "redeem", points=10)])
    assert outcome(rules, past, "2025-01-31").points("ann") == (10, 0, 20, 0, 0, 10)


def test_left_out_goods_and_purchases_that_count_for_nothing_may_still_earn() -> None:
    from patron.engine.plan import LeaveOut

    rules = plan(leave_out=LeaveOut(GoodsFilter(category=("gold",))), points=points(accrual("a", 0, per=10)))
    row = outcome(rules, history([buy("p1", "ann", "2025-01-01", 100, category="gold")]), "2025-01-31")["ann"]
    assert (row["points"], row["spend_12m"]) == (10, 0)


def test_no_points_section_makes_no_points_and_no_lot_of_0() -> None:
    assert outcome(plan(), history([buy("p1", "ann", "2025-01-01", 100)]), "2025-01-31").points("ann") == (0, 0, 0, 0, 0, 0)
    result = outcome(
        plan(points=points(accrual("a", 0, per=101))), history([buy("p1", "ann", "2025-01-01", 100)]), "2025-01-31", detail=True
    )
    assert result.postings("ann") == []
