"""Scheme page, section Returns: goods, points and tiers taken back."""

from __future__ import annotations

import pytest
from histories import back, buy, history, member, move
from outcomes import outcome
from patron.engine.plan import MULTIPLIER_SCALE, Bonus, Duration, GoodsFilter, Multiplier, Unit
from plans import accrual, largest_purchase, plan, points, purchase, purchase_count, referrer_tier, rule, spend, tier

BIG = rule("big", 1, purchase(at_least=500))
EVERY_TEN = plan(points=points(accrual("ten", 0, 1, per=10)))
NOT_GOLD = plan(points=points(accrual("ten", 0, 1, per=10, goods=GoodsFilter(category_not=("gold",)))))


@pytest.mark.parametrize(("category", "left"), [(None, 3), ("jade", 4), ("gold", 5)])
def test_a_row_takes_back_that_amount_of_that_category(category: str | None, left: int) -> None:
    past = history(
        [
            buy("p1", "ann", "2025-01-01", 20, line="1"),
            buy("p1", "ann", "2025-01-01", 30, line="2", category="jade"),
            buy("p1", "ann", "2025-01-01", 40, line="3", category="gold"),
        ],
        [back("r1", "ann", "2025-01-02", 20 if category != "jade" else 10, of="p1", category=category)],
    )
    assert outcome(NOT_GOLD, past, "2025-01-31")["ann"]["points"] == left


def test_a_row_without_category_takes_from_the_purchases_only_category_if_no_line_has_none() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 40, category="jade")], [back("r1", "ann", "2025-01-02", 10, of="p1")])
    assert outcome(NOT_GOLD, past, "2025-01-31").points("ann") == (3, 0, 4, 0, 1, 0)


def test_lines_are_taken_from_in_their_order_each_up_to_what_is_left() -> None:
    # By (length, line): 2 before 10; only line 2 is stored value and earns nothing.
    rules = plan(points=points(accrual("ten", 0, per=10, goods=GoodsFilter(tender_not=("card",)))))
    lines = [buy("p1", "ann", "2025-01-01", 50, line="10"), buy("p1", "ann", "2025-01-01", 50, line="2", tender="card")]
    first = [back("r1", "ann", "2025-01-02", 40, of="p1")]
    assert outcome(rules, history(lines, first), "2025-01-31")["ann"]["points"] == 5
    second = [*first, back("r2", "ann", "2025-01-03", 40, of="p1")]
    assert outcome(rules, history(lines, second), "2025-01-31")["ann"]["points"] == 2


def test_the_purchase_counts_for_less_on_its_original_date() -> None:
    rules = plan(qualification=[rule("month", 1, spend("this calendar month", at_least=500))])
    past = history(
        [buy("p1", "ann", "2025-01-31", 300), buy("p2", "ann", "2025-02-01", 400), buy("p3", "ann", "2025-02-03", 100)],
        [back("r1", "ann", "2025-02-02", 300, of="p1")],
    )
    assert outcome(rules, past, "2025-02-28").changes() == ["2025-02-03 guest > vip by month"]


def test_a_wholly_returned_purchase_is_no_purchase_and_no_visit() -> None:
    rules = plan(qualification=[rule("twice", 1, purchase_count(at_least=2))])
    past = history([buy("p1", "ann", "2025-01-01", 50), buy("p2", "ann", "2025-01-03", 50)], [back("r1", "ann", "2025-01-02", 50, of="p1")])
    assert outcome(rules, past, "2025-01-31")["ann"]["tier"] == "guest"


def test_sale_and_return_of_one_id_and_instant_the_sale_comes_first() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 100)], [back("p1", "ann", "2025-01-01", 100, of="p1")])
    assert outcome(EVERY_TEN, past, "2025-01-31").points("ann") == (0, 0, 10, 0, 10, 0)


def test_points_a_lot_may_keep_what_is_left_of_the_purchase_pays_for_through_repeated_returns() -> None:
    sales = [buy("p1", "ann", "2025-01-01", 99)]
    returns = [
        back("r1", "ann", "2025-01-02", 9, of="p1"),
        back("r2", "ann", "2025-01-03", 1, of="p1"),
        back("r3", "ann", "2025-01-04", 89, of="p1"),
    ]
    taken = [outcome(EVERY_TEN, history(sales, returns[:n]), "2025-01-31").points("ann")[4] for n in range(4)]
    assert taken == [0, 0, 1, 9]


def test_points_are_taken_first_from_what_is_left_in_the_lot_then_from_other_lots_oldest_first() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10), after="12 months"))
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 100), buy("p3", "ann", "2025-03-01", 100)],
        [back("r1", "ann", "2025-03-03", 100, of="p2")],
        [move("m1", "ann", "2025-03-02", "redeem", points=16)],
    )
    # Spent: all of p1's lot and 6 of p2's. Taken: the 4 left in p2's lot, then 6 of p3's.
    assert outcome(rules, past, "2025-03-31").points("ann") == (4, 0, 30, 0, 10, 16)
    assert outcome(rules, past, "2026-03-01").points("ann") == (0, 0, 30, 4, 10, 16)


def test_the_part_of_a_lot_that_expired_counts_as_taken_and_is_not_shown_nor_taken_twice() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10), after="1 month"))
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 100)],
        [back("r1", "ann", "2025-02-02", 50, of="p1"), back("r2", "ann", "2025-02-03", 50, of="p1")],
        [move("m1", "ann", "2025-01-15", "redeem", points=4)],
    )
    # 6 of p1's expired on 2025-02-01. r1 takes 5 of those; r2 the sixth, and the 4 spent from p2's lot.
    assert outcome(rules, past, "2025-02-02").points("ann") == (10, 0, 20, 6, 0, 4)
    assert outcome(rules, past, "2025-02-03").points("ann") == (6, 0, 20, 6, 4, 4)


def test_the_rest_goes_below_zero_and_later_points_fill_the_hole_before_they_can_be_spent() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-04", 150)],
        [back("r1", "ann", "2025-01-03", 100, of="p1")],
        [move("m1", "ann", "2025-01-02", "redeem", points=10), move("m2", "ann", "2025-01-05", "redeem", points=5)],
    )
    assert outcome(EVERY_TEN, past, "2025-01-03").points("ann") == (-10, 0, 10, 0, 10, 10)
    assert outcome(EVERY_TEN, past, "2025-01-05").points("ann") == (0, 0, 25, 0, 10, 15)


def test_what_went_into_the_hole_counts_as_spent_for_the_lots_own_returns() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-04", 150)],
        [back("r1", "ann", "2025-01-03", 100, of="p1"), back("r2", "ann", "2025-01-05", 150, of="p2")],
        [move("m1", "ann", "2025-01-02", "redeem", points=10)],
    )
    # p2's 15: 10 filled the hole, 5 are left; all 15 are taken, 10 of them below zero again.
    assert outcome(EVERY_TEN, past, "2025-01-31").points("ann") == (-10, 0, 25, 0, 25, 10)


def test_what_went_to_another_lots_return_counts_as_spent() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-02", 100)],
        [back("r1", "ann", "2025-01-04", 100, of="p1"), back("r2", "ann", "2025-01-05", 50, of="p2")],
        [move("m1", "ann", "2025-01-03", "redeem", points=10)],
    )
    # r1 empties p2's lot for p1's spent points; r2 takes 5 more, below zero.
    assert outcome(EVERY_TEN, past, "2025-01-31").points("ann") == (-5, 0, 20, 0, 15, 10)


def test_stop_at_zero_forgives_and_does_not_show_what_is_forgiven() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10), allow_below_zero=False))
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-04", 50)],
        [back("r1", "ann", "2025-01-03", 60, of="p1"), back("r2", "ann", "2025-01-05", 40, of="p1")],
        [move("m1", "ann", "2025-01-02", "redeem", points=8)],
    )
    assert outcome(rules, past, "2025-01-03").points("ann") == (0, 0, 10, 0, 2, 8)
    # What was forgiven was taken: r2 takes its own 4 only.
    assert outcome(rules, past, "2025-01-05").points("ann") == (1, 0, 15, 0, 6, 8)


def test_from_a_lot_in_pending_nothing_is_shown_as_taken_back() -> None:
    rules = plan(points=points(accrual("wait", 0, per=10, pending_until=1, pending_for="12 months")))
    past = history([buy("p1", "ann", "2025-01-01", 100)], [back("r1", "ann", "2025-01-02", 30, of="p1")])
    assert outcome(rules, past, "2025-01-31").points("ann") == (0, 7, 0, 0, 0, 0)


def test_the_lapsed_part_of_a_waiting_lot_counts_as_taken() -> None:
    rules = plan(points=points(accrual("wait", 0, per=10, pending_until=1, pending_for="1 month"), accrual("now", 0, per=100)))
    past = history([buy("p1", "ann", "2025-01-01", 1000)], [back("r1", "ann", "2025-02-02", 1000, of="p1")])
    assert outcome(rules, past, "2025-02-28").points("ann") == (0, 0, 10, 0, 10, 0)


def test_the_multiplier_of_the_purchases_date_stays() -> None:
    double = Multiplier("double", 2 * MULTIPLIER_SCALE, (0,), GoodsFilter(), month_days=((1, 1),))
    rules = plan(points=points(accrual("ten", 0, per=10), multipliers=(double,)))
    past = history([buy("p1", "ann", "2025-01-01", 95)], [back("r1", "ann", "2025-01-02", 20, of="p1")])
    assert outcome(rules, past, "2025-01-31").points("ann") == (15, 0, 19, 0, 4, 0)


def test_a_bonus_is_taken_back_only_when_its_purchase_is_wholly_returned() -> None:
    bonus = Bonus("welcome", 500, 10, Duration(Unit.MONTHS, 1), (0,))
    rules = plan(points=points(accrual("ten", 0, per=10), bonuses=(bonus,)))
    returns = [back("r1", "ann", "2025-01-02", 99, of="p1"), back("r2", "ann", "2025-01-03", 1, of="p1")]
    sale = [buy("p1", "ann", "2025-01-01", 100)]
    assert outcome(rules, history(sale, returns[:1]), "2025-01-31")["ann"]["points"] == 500
    assert outcome(rules, history(sale, returns), "2025-01-31")["ann"]["points"] == 0


def test_one_return_of_two_purchases_takes_points_purchase_by_purchase_in_their_order() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10), after="12 months"))
    past = history(
        [buy("p2", "ann", "2025-01-01", 100), buy("p1", "ann", "2025-01-02", 100)],
        [back("r1", "ann", "2025-01-03", 100, of="p1"), back("r1", "ann", "2025-01-03", 50, of="p2")],
    )
    assert outcome(rules, past, "2025-01-31").points("ann") == (5, 0, 20, 0, 15, 0)


def test_a_return_that_undoes_the_gain_makes_the_member_fall_on_its_date_with_reason_return() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 500)], [back("r1", "ann", "2025-03-01", 1, of="p1")])
    result = outcome(plan(qualification=[BIG]), past, "2025-12-31")
    assert result.changes() == ["2025-01-01 guest > vip by big", "2025-03-01 vip > guest by return"]
    assert result["ann"] | {"since": "2025-03-01", "review_on": None, "reason": "return"} == result["ann"]


def test_keep_tier_makes_no_such_judgement() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 500)], [back("r1", "ann", "2025-03-01", 500, of="p1")])
    assert outcome(plan(qualification=[BIG], returns_withdraw_tier=False), past, "2025-12-31")["ann"]["tier"] == "vip"


def test_the_tier_is_kept_if_the_rest_of_the_history_still_gives_it() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-02-01", 600)], [back("r1", "ann", "2025-03-01", 500, of="p1")]
    )
    result = outcome(plan(qualification=[BIG]), past, "2025-12-31")
    assert result["ann"] | {"tier": "vip", "since": "2025-01-01", "review_on": "2026-01-01"} == result["ann"]


def test_the_tier_that_the_member_falls_to_starts_its_term_on_the_returns_date() -> None:
    tiers = [tier("guest"), tier("silver", term="12 months"), tier("gold", term="12 months")]
    rules = plan(
        tiers,
        qualification=[rule("s", 1, spend(at_least=100)), rule("g", 2, spend(at_least=500))],
        maintenance=[rule("k", 1, spend("2 years", at_least=499))],
    )
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 400)], [back("r1", "ann", "2025-03-01", 1, of="p2")]
    )
    assert outcome(rules, past, "2025-12-31")["ann"]["review_on"] == "2026-03-01"
    # A fall has no gaining purchase, so all that was bought before it counts for keeping.
    assert outcome(rules, past, "2026-03-01").changes("ann")[2:] == [
        "2025-03-01 gold > silver by return",
        "2026-03-01 silver > silver by k",
    ]


def test_judging_again_repeats_reviews_so_that_a_tier_kept_by_what_was_returned_is_lost() -> None:
    rules = plan(qualification=[BIG], maintenance=[rule("k", 1, largest_purchase("12 months", at_least=400))])
    past = history(
        [buy("p1", "ann", "2023-01-01", 500), buy("p2", "ann", "2023-06-01", 400)],
        [back("r1", "ann", "2024-01-01", 1, of="p2")],
    )
    # Kept at the start of 2024-01-01; the return of that day undoes it.
    assert outcome(rules, past, "2024-01-31").changes()[1:] == ["2024-01-01 vip > vip by k", "2024-01-01 vip > guest by return"]


def test_a_return_never_raises_a_tier() -> None:
    tiers = [tier("guest"), tier("vip", term="12 months"), tier("gold", term="12 months")]
    rules = plan(tiers, qualification=[BIG, rule("g", 2, spend(at_most=600), purchase_count(at_least=2))])
    past = history(
        [buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-01-02", 200)], [back("r1", "ann", "2025-01-03", 150, of="p2")]
    )
    assert outcome(rules, past, "2025-01-31").changes() == ["2025-01-01 guest > vip by big"]


def test_judging_again_repeats_grants() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 500)],
        [back("r1", "ann", "2025-03-01", 500, of="p1")],
        [move("m1", "ann", "2025-02-01", "grant_tier", value="vip")],
    )
    assert outcome(plan(qualification=[BIG]), past, "2025-12-31").changes()[-1] == "2025-02-01 vip > vip by grant"


def test_judging_again_sees_introducers_as_they_were_at_each_moment() -> None:
    rules = plan(qualification=[BIG, rule("friend", 1, referrer_tier(at_least=1), purchase(at_least=100))])
    people = [member("ann", referred_by="bob")]
    bought = [buy("p0", "bob", "2024-01-01", 500), buy("p1", "ann", "2024-06-01", 100), buy("p2", "ann", "2024-06-02", 100)]
    # Bob has fallen on 2025-01-01, before the return; when ann bought he was vip.
    for taken, tier_id in ((1, "vip"), (100, "vip")):
        result = outcome(rules, history(bought, [back("r1", "ann", "2025-02-01", taken, of="p1")], members=people), "2025-02-01")
        assert result["ann"]["tier"] == tier_id
    both = [back("r1", "ann", "2025-02-01", 1, of="p1"), back("r1", "ann", "2025-02-01", 1, of="p2")]
    assert outcome(rules, history(bought, both, members=people), "2025-02-01").changes("ann")[1:] == ["2025-02-01 vip > guest by return"]


def test_judging_again_sees_changes_of_introducer_when_they_happened() -> None:
    rules = plan(qualification=[rule("friend", 1, referrer_tier(at_least=1), purchase(at_least=100))])
    joined = move("m0", "bob", "2023-01-01", "grant_tier", value="vip")
    forever = [tier("guest"), tier("vip")]
    moves = [
        joined,
        move("m1", "ann", "2024-01-01", "profile", ref="referred_by", value="bob"),
        move("m2", "ann", "2024-03-01", "profile", ref="referred_by", value=""),
    ]
    bought = [buy("p1", "ann", "2023-12-01", 100), buy("p2", "ann", "2024-02-01", 100), buy("p3", "ann", "2024-04-01", 100)]
    rules = plan(forever, qualification=rules.qualification)
    assert outcome(rules, history(bought, movements=moves), "2024-12-31").changes("ann") == ["2024-02-01 guest > vip by friend"]
    for of, fallen in (("p1", False), ("p2", True), ("p3", False)):
        result = outcome(rules, history(bought, [back("r1", "ann", "2024-05-01", 1, of=of)], moves), "2024-12-31")
        assert (result["ann"]["reason"] == "return") == fallen


WAITING = plan(
    qualification=[BIG], points=points(accrual("wait", 0, per=10, pending_until=1, pending_for="12 months"), accrual("now", 1, per=10))
)


def test_lots_released_by_a_gain_now_undone_go_back_to_pending() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 500), buy("p3", "ann", "2025-02-15", 70)],
        [back("r1", "ann", "2025-03-01", 100, of="p2")],
        [move("m1", "ann", "2025-02-20", "redeem", points=4)],
    )
    # Released on 2025-02-01: 10 + 50. 4 of p1's spent, 10 of p2's taken back; 6 + 40 wait again; p3's 7 stay.
    result = outcome(WAITING, past, "2025-03-01", detail=True)
    assert result.points("ann") == (7, 46, 67, 0, 56, 4)
    assert result.postings("ann")[-3:] == ["2025-02-20 spent 4 wait", "2025-03-01 pending 46 wait", "2025-03-01 taken_back 56 wait"]


def test_put_back_lots_lapse_on_their_original_date_and_at_once_if_that_has_passed() -> None:
    bought = [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 500)]
    early = history(bought, [back("r1", "ann", "2025-12-31", 1, of="p2")])
    assert outcome(WAITING, early, "2025-12-31").points("ann") == (0, 59, 60, 0, 60, 0)
    assert outcome(WAITING, early, "2026-01-01").points("ann") == (0, 49, 60, 0, 60, 0)
    late = history(bought, [back("r1", "ann", "2026-01-15", 1, of="p2")])
    assert outcome(WAITING, late, "2026-01-15").points("ann") == (0, 49, 60, 0, 60, 0)


def test_put_back_lots_are_earned_again_when_the_tier_is_gained_again() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 500), buy("p3", "ann", "2025-04-01", 500)],
        [back("r1", "ann", "2025-03-01", 500, of="p2")],
    )
    # 10 + 50 earned; 50 of p2 taken with the return, 10 put back; 10 + 50 earned again.
    assert outcome(WAITING, past, "2025-04-30").points("ann") == (60, 0, 120, 0, 60, 0)


def test_a_fall_by_return_leaves_lots_that_wait_for_no_higher_tier() -> None:
    tiers = [tier("guest"), tier("silver", term="3 years"), tier("gold", term="3 years")]
    rules = plan(
        tiers,
        qualification=[rule("s", 1, spend(at_least=100)), rule("g", 2, spend(at_least=500))],
        points=points(accrual("one", 0, 1, per=10, pending_until=1), accrual("two", 0, 1, per=10, pending_until=2)),
    )
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 400)], [back("r1", "ann", "2025-03-01", 10, of="p2")]
    )
    # Waiting for silver: 10 released at once, 40 earned at once. Waiting for gold: 10 + 40, released on 2025-02-01.
    result = outcome(rules, past, "2025-03-01")
    assert result["ann"]["tier"] == "silver"
    assert result.points("ann") == (49, 49, 100, 0, 51, 0)


def test_a_return_of_a_group_order_changes_nothing() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-01-02", 900, group_id="g")],
        [back("r1", "ann", "2025-01-03", 900, of="p2", group_id="g")],
    )
    result = outcome(plan(qualification=[BIG], points=EVERY_TEN.points), past, "2025-01-31")
    assert result.points("ann") == (50, 0, 50, 0, 0, 0)
    assert result["ann"]["tier"] == "vip"
