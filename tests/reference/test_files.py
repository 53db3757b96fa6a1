"""Scheme page, section Files: opening balances and movements; and the answer's rows."""

from __future__ import annotations

import numpy as np
import pytest
from histories import back, buy, day, history, member, move
from outcomes import outcome
from patron.findings import CellPlace, FindingsError
from plans import accrual, group_order, largest_purchase, plan, points, purchase, purchase_count, referrer_tier, rule, spend, tier

BIG = rule("big", 1, purchase(at_least=500))
KEEP = rule("keep", 1, spend("12 months", at_least=300))
EVERY_TEN = points(accrual("ten", 0, 1, per=10), after="12 months")
OPEN = {"opening_on": "2024-12-31", "opening_tier": "vip", "opening_since": "2023-06-15"}


def test_opening_balances_the_member_holds_the_tier_since_opening_since_and_has_one_lot() -> None:
    past = history(members=[member("ann", **OPEN, opening_points=70)])
    result = outcome(plan(points=EVERY_TEN), past, "2025-01-01", detail=True)
    assert (
        result["ann"] | {"tier": "vip", "since": "2023-06-15", "review_on": "2025-06-15", "reason": "opening", "points_earned": 70}
        == result["ann"]
    )
    assert result.changes() == []
    assert result.postings("ann") == ["2024-12-31 earned 70 opening"]


def test_the_opening_lot_was_earned_on_opening_on() -> None:
    past = history(members=[member("ann", **OPEN, opening_points=70)])
    assert outcome(plan(points=EVERY_TEN), past, "2025-12-30").points("ann")[0] == 70
    assert outcome(plan(points=EVERY_TEN), past, "2025-12-31").points("ann") == (0, 0, 70, 70, 0, 0)


@pytest.mark.parametrize(("on", "review"), [("2024-06-14", "2024-06-15"), ("2024-06-15", "2025-06-15")])
def test_reviews_up_to_opening_on_have_happened(on: str, review: str) -> None:
    past = history(members=[member("ann", opening_on=on, opening_tier="vip", opening_since="2023-06-15")])
    assert outcome(plan(), past, on)["ann"]["review_on"] == review


def test_there_is_no_gaining_purchase_and_this_term_is_the_one_that_runs() -> None:
    bought = [buy("p1", "ann", "2024-06-14", 1000), buy("p2", "ann", "2024-06-15", 300)]
    rules = plan(maintenance=[rule("term", 1, spend("this term", at_least=300), spend("this term", at_most=999))])
    result = outcome(rules, history(bought, members=[member("ann", **OPEN)]), "2025-06-15")
    assert result.changes() == ["2025-06-15 vip > vip by term"]
    assert result["ann"]["since"] == "2023-06-15"


def test_without_opening_tier_the_first_tier_and_an_empty_reason() -> None:
    row = outcome(plan(points=EVERY_TEN), history(members=[member("ann", opening_on="2024-12-31", opening_points=5)]), "2025-01-01")["ann"]
    assert (row["tier"], row["since"], row["reason"], row["points"]) == ("guest", None, None, 5)


def test_purchases_dated_up_to_opening_on_count_in_windows_and_are_not_judged_and_earn_nothing() -> None:
    rules = plan(qualification=[rule("total", 1, spend("12 months", at_least=500))], points=EVERY_TEN)
    people = [member("ann", opening_on="2024-12-31")]
    first = [buy("p1", "ann", "2024-12-31T23:00", 500)]
    row = outcome(rules, history(first, members=people), "2025-01-01")["ann"]
    assert (row["tier"], row["points"], row["spend_12m"]) == ("guest", 0, 50000)
    result = outcome(rules, history([*first, buy("p2", "ann", "2025-01-01", 10)], members=people), "2025-01-01")
    assert result.changes() == ["2025-01-01 guest > vip by total"]
    assert result["ann"]["points"] == 1


def test_a_return_of_a_purchase_before_the_opening_starts_the_judgement_from_the_opening() -> None:
    rules = plan(qualification=[BIG], maintenance=[KEEP], points=EVERY_TEN)
    bought = [buy("p1", "ann", "2024-12-01", 600), buy("p2", "ann", "2025-02-01", 1)]
    people = [member("ann", **OPEN, opening_points=9)]
    for when, reason in (("2025-06-14", "lapse"), ("2025-06-15", "return")):
        # Before the review it makes the review fail; on its date it undoes the review that was passed. No points move.
        result = outcome(rules, history(bought, [back("r1", "ann", when, 302, of="p1")], members=people), "2025-06-15")
        assert result["ann"] | {"tier": "guest", "reason": reason, "points_taken_back": 0, "points": 9} == result["ann"]
    early = outcome(rules, history(bought, [back("r1", "ann", "2025-03-01", 302, of="p1")], members=people), "2025-06-14")
    assert early["ann"]["tier"] == "vip"


def test_movements_up_to_opening_on_are_left_out_and_are_no_events() -> None:
    moves = [
        move("m1", "ann", "2024-12-31", "redeem", points=5),
        move("m2", "ann", "2024-12-31", "grant_tier", value="guest"),
        move("m3", "ann", "2024-12-31", "give", points=5, to_member="bob"),
        move("m4", "ann", "2024-12-31", "profile", ref="referred_by", value="cat"),
    ]
    result = outcome(plan(points=EVERY_TEN), history(movements=moves, members=[member("ann", **OPEN, opening_points=9)]), "2025-01-01")
    assert result.members() == ["ann"]
    assert result["ann"] | {"tier": "vip", "points": 9, "points_spent": 0} == result["ann"]


def test_of_a_give_up_to_the_receivers_opening_on_only_the_giver_spends_and_the_receiver_gets_nothing() -> None:
    past = history(
        [buy("p1", "bob", "2024-12-01", 100)],
        movements=[move("m1", "bob", "2024-12-31", "give", points=4, to_member="ann")],
        members=[member("ann", **OPEN)],
    )
    result = outcome(plan(points=EVERY_TEN), past, "2025-01-01")
    assert result.points("bob") == (6, 0, 10, 0, 0, 4)
    assert result.points("ann") == (0, 0, 0, 0, 0, 0)


def test_before_its_own_events_an_introducer_holds_the_opening_tier() -> None:
    rules = plan(qualification=[rule("friend", 1, referrer_tier(at_least=1))])
    past = history([buy("p1", "ann", "2022-01-01", 1)], members=[member("bob", **OPEN), member("ann", referred_by="bob")])
    assert outcome(rules, past, "2022-12-31").changes("ann") == ["2022-01-01 guest > vip by friend"]


def test_redeem_spends_points_oldest_lot_first() -> None:
    past = history(
        [buy("p1", "ann", "2024-01-10", 100), buy("p2", "ann", "2024-02-10", 100)],
        movements=[move("m1", "ann", "2024-03-01", "redeem", points=12)],
    )
    assert outcome(plan(points=EVERY_TEN), past, "2025-01-10").points("ann") == (8, 0, 20, 0, 0, 12)
    assert outcome(plan(points=EVERY_TEN), past, "2025-02-10").points("ann") == (0, 0, 20, 8, 0, 12)


def test_more_than_are_available_is_an_error_in_the_data_all_reported_together() -> None:
    moves = [
        move("m1", "ann", "2025-01-02", "redeem", points=11),
        move("m2", "ann", "2025-01-03", "give", points=11, to_member="bob"),
        move("m3", "ann", "2025-01-04", "adjust", points=-11),
        move("m4", "ann", "2025-01-05", "redeem", points=10),
        move("m5", "ann", "2025-01-06", "adjust", points=-1),
    ]
    with pytest.raises(FindingsError) as caught:
        outcome(plan(points=EVERY_TEN), history([buy("p1", "ann", "2025-01-01", 100)], movements=moves), "2025-01-31")
    assert [(finding.code, finding.place) for finding in caught.value.findings] == [
        ("points-not-available", CellPlace(row, "points")) for row in (2, 3, 4, 6)
    ]


def test_waiting_and_unavailable_points_cannot_be_spent() -> None:
    for section in (points(accrual("w", 0, per=10, pending_until=1)), points(accrual("a", 0, per=10), available_after="2 days")):
        with pytest.raises(FindingsError):
            outcome(
                plan(points=section),
                history([buy("p1", "ann", "2025-01-01", 100)], movements=[move("m1", "ann", "2025-01-02", "redeem", points=1)]),
                "2025-01-31",
            )


def test_give_the_receivers_lots_keep_the_dates_of_those_they_come_from() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10), after="12 months", available_after="10 days"))
    past = history(
        [buy("p1", "ann", "2024-01-10", 100), buy("p2", "ann", "2024-02-10", 100)],
        movements=[
            move("m1", "ann", "2024-03-01T08:00", "give", points=15, to_member="bob"),
            move("m2", "bob", "2024-03-01T09:00", "give", points=12, to_member="cat"),
            move("m3", "cat", "2024-03-01T10:00", "redeem", points=1),
        ],
    )
    result = outcome(rules, past, "2025-01-09")
    assert [result.points(who) for who in ("ann", "bob", "cat")] == [(5, 0, 20, 0, 0, 15), (3, 0, 15, 0, 0, 12), (11, 0, 12, 0, 0, 1)]
    result = outcome(rules, past, "2025-01-10")
    assert [result.points(who)[3] for who in ("ann", "bob", "cat")] == [0, 0, 9]
    result = outcome(rules, past, "2025-02-10")
    assert [result.points(who)[3] for who in ("ann", "bob", "cat")] == [5, 3, 11]


def test_given_points_fill_the_receivers_hole() -> None:
    rules = plan(points=points(accrual("ten", 0, per=10)))
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "bob", "2025-01-01", 100)],
        [back("r1", "bob", "2025-01-03", 100, of="p2")],
        [move("m1", "bob", "2025-01-02", "redeem", points=10), move("m2", "ann", "2025-01-04", "give", points=8, to_member="bob")],
    )
    assert outcome(rules, past, "2025-01-31").points("bob") == (-2, 0, 18, 0, 10, 10)


def test_a_return_after_giving_takes_from_the_givers_other_lots() -> None:
    past = history(
        [buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-01-02", 100)],
        [back("r1", "ann", "2025-01-04", 100, of="p1")],
        [move("m1", "ann", "2025-01-03", "give", points=10, to_member="bob")],
    )
    result = outcome(plan(points=points(accrual("ten", 0, per=10))), past, "2025-01-31")
    assert [result.points(who) for who in ("ann", "bob")] == [(0, 0, 20, 0, 10, 10), (10, 0, 10, 0, 0, 0)]


def test_adjust_plus_is_a_lot_earned_that_day_and_minus_is_spent() -> None:
    past = history(movements=[move("m1", "ann", "2025-01-01", "adjust", points=10), move("m2", "ann", "2025-01-02", "adjust", points=-4)])
    result = outcome(plan(points=EVERY_TEN), past, "2025-12-31", detail=True)
    assert result.points("ann") == (6, 0, 10, 0, 0, 4)
    assert result.postings("ann") == ["2025-01-01 earned 10 adjust", "2025-01-02 spent 4 adjust"]
    assert outcome(plan(points=EVERY_TEN), past, "2026-01-01").points("ann") == (0, 0, 10, 6, 0, 4)


def test_a_movement_of_the_same_instant_and_id_comes_last() -> None:
    past = history(
        [buy("x", "ann", "2025-01-01", 100)],
        [back("x", "ann", "2025-01-01", 20, of="x")],
        [move("x", "ann", "2025-01-01", "redeem", points=8)],
    )
    assert outcome(plan(points=EVERY_TEN), past, "2025-01-01").points("ann") == (0, 0, 10, 0, 2, 8)


def test_grant_tier_up_down_or_the_same_is_a_row_and_starts_a_term_with_no_gaining_purchase() -> None:
    rules = plan(qualification=[BIG], maintenance=[rule("ever", 1, largest_purchase(at_least=400))])
    past = history(
        [buy("p1", "ann", "2025-01-01", 500)],
        movements=[
            move("m1", "ann", "2025-03-01", "grant_tier", value="vip"),
            move("m2", "bob", "2025-03-01", "grant_tier", value="vip"),
            move("m3", "bob", "2025-04-01", "grant_tier", value="guest"),
        ],
    )
    result = outcome(rules, past, "2026-03-01")
    assert result.changes("ann") == ["2025-01-01 guest > vip by big", "2025-03-01 vip > vip by grant", "2026-03-01 vip > vip by ever"]
    assert result["ann"]["since"] == "2025-03-01"
    assert result.changes("bob") == ["2025-03-01 guest > vip by grant", "2025-04-01 vip > guest by grant"]
    assert result["bob"] | {"since": "2025-04-01", "review_on": None, "reason": "grant"} == result["bob"]


def test_a_grant_of_the_tier_already_held_comes_to_it_anew() -> None:
    past = history(movements=[move("m1", "ann", "2025-03-01", "grant_tier", value="guest")])
    row = outcome(plan(), past, "2025-04-01")["ann"]
    assert (row["since"], row["reason"]) == ("2025-03-01", "grant")


def test_a_grant_ends_grace() -> None:
    tiers = [tier("guest"), tier("vip", term="12 months", grace="30 days")]
    past = history([buy("p1", "ann", "2024-01-01", 500)], movements=[move("m1", "ann", "2025-01-10", "grant_tier", value="vip")])
    assert outcome(plan(tiers, qualification=[BIG]), past, "2025-12-31")["ann"]["review_on"] == "2026-01-10"


def test_a_rise_by_grant_releases_pending_points_and_a_fall_by_grant_puts_nothing_back() -> None:
    rules = plan(points=points(accrual("wait", 0, per=10, pending_until=1)))
    up, down = move("m1", "ann", "2025-02-01", "grant_tier", value="vip"), move("m2", "ann", "2025-03-01", "grant_tier", value="guest")
    past = history([buy("p1", "ann", "2025-01-01", 100)], movements=[up, down])
    assert outcome(rules, past, "2025-02-01").points("ann") == (10, 0, 10, 0, 0, 0)
    assert outcome(rules, past, "2025-03-01").points("ann") == (10, 0, 10, 0, 0, 0)


def test_a_profile_movement_of_another_field_is_an_event_and_changes_nothing() -> None:
    result = outcome(plan(), history(movements=[move("m1", "ann", "2025-01-01", "profile", ref="phone", value="1")]), "2025-01-31")
    assert result["ann"] | {"tier": "guest", "since": None, "reason": None} == result["ann"]


def test_a_receiver_of_a_give_is_a_member_of_the_answer() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 100)], movements=[move("m1", "ann", "2025-01-02", "give", points=1, to_member="bob")])
    assert outcome(plan(points=EVERY_TEN), past, "2025-01-02").members() == ["ann", "bob"]


def test_changes_are_by_member_then_in_order_of_happening() -> None:
    past = history([buy("p1", "bob", "2023-01-01", 500), buy("p2", "ann", "2024-02-01", 500)])
    assert outcome(plan(qualification=[BIG]), past, "2024-12-31").changes() == [
        "2024-02-01 guest > vip by big",
        "2023-01-01 guest > vip by big",
        "2024-01-01 vip > guest by lapse",
    ]


def test_detail_gives_each_purchase_its_tiers_and_its_price_level() -> None:
    rules = plan(qualification=[BIG], group_purchase=[rule("g", 1, group_order(at_least=900))])
    past = history(
        [
            buy("p1", "ann", "2025-01-01", 500),
            buy("p2", "ann", "2025-01-02", 1, group_id="g"),
            buy("p3", "bob", "2025-01-03", 900, group_id="g"),
            buy("p4", None, "2025-01-04", 9),
        ]
    )
    frame = outcome(rules, past, "2025-01-31", detail=True).evaluation.purchases
    assert frame is not None
    assert frame.drop("day", "points").rows() == [
        ("p1", "ann", 0, 0, 1),
        ("p2", "ann", 1, 0, 1),
        ("p3", "bob", 0, 1, 0),
        ("p4", None, 0, 0, 0),
    ]


def test_with_prices_amounts_are_those_of_the_tier_held_before_and_returns_count_in_proportion() -> None:
    rules = plan(qualification=[BIG], points=points(accrual("ten", 0, 1, per=10)))
    bought = [buy("p1", "ann", "2025-01-01", 600), buy("p2", "ann", "2025-01-02", 100), buy("p3", "bob", "2025-01-02", 100)]
    prices = np.array([[60000, 10000, 10000], [54000, 9001, 9001]], dtype=np.int64)
    result = outcome(rules, history(bought), "2025-01-31", prices=prices)
    assert [result[who]["spend_12m"] for who in ("ann", "bob")] == [69001, 10000]
    assert result["ann"]["points"] == 60 + 9
    half = outcome(rules, history(bought, [back("r1", "ann", "2025-01-03", 50, of="p2")]), "2025-01-31", prices=prices)
    assert half["ann"]["spend_12m"] == 60000 + 4501  # 45.005 is rounded half up


def test_priced_as_after_judges_at_the_price_before_and_counts_the_price_after() -> None:
    rules = plan(qualification=[BIG], points=points(accrual("ten", 0, per=10)), priced_as_after=True)
    bought = [buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-01-02", 100)]
    prices = np.array([[50000, 10000], [45000, 9000]], dtype=np.int64)
    result = outcome(rules, history(bought), "2025-01-31", prices=prices, detail=True)
    assert result["ann"] | {"tier": "vip", "spend_12m": 54000, "points": 45} == result["ann"]
    # Judged again after another purchase's return, the first is judged at the price that it was judged at.
    later = outcome(rules, history(bought, [back("r1", "ann", "2025-01-03", 50, of="p2")]), "2025-01-31", prices=prices)
    assert later["ann"]["tier"] == "vip"


def test_purchase_count_and_windows_of_a_member_with_many_purchases_stay_right_after_returns() -> None:
    bought = [buy(f"p{number:03}", "ann", "2025-01-01", number) for number in range(1, 101)]
    returns = [back(f"r{number:03}", "ann", "2025-01-02", number, of=f"p{number:03}") for number in range(1, 51)]
    last = buy("q", "ann", "2025-01-03", 1)
    rules = plan(
        qualification=[rule("r", 1, purchase_count(at_least=51), purchase_count(at_most=51), spend(at_least=3776), spend(at_most=3776))]
    )
    assert outcome(rules, history([*bought, last], returns), "2025-01-03").changes() == ["2025-01-03 guest > vip by r"]
    assert day("2025-01-03") == 20091
