"""Scheme page, section Qualification."""

from __future__ import annotations

import pytest
from histories import back, buy, history, member, move
from outcomes import outcome
from patron.engine.plan import RATE_SCALE, GoodsFilter, LeaveOut
from plans import (
    all_of,
    any_of,
    group_order,
    largest_purchase,
    none_of,
    plan,
    purchase,
    purchase_count,
    referrer_tier,
    rule,
    spend,
    tier,
    visit_days,
)

THREE = [tier("guest"), tier("silver", term="12 months"), tier("gold", term="12 months")]
BIG = rule("big", 1, purchase(at_least=500))


def test_judged_at_each_purchase_with_that_purchase_counted() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 499), buy("p2", "ann", "2025-01-02", 1), buy("p3", "ann", "2025-01-03", 9)])
    rules = plan(qualification=[rule("total", 1, spend("30 days", at_least=500))])
    assert outcome(rules, past, "2025-01-31").changes() == ["2025-01-02 guest > vip by total"]


def test_the_highest_tier_wins_and_its_first_rule_is_the_reason() -> None:
    rules = plan(
        THREE,
        qualification=[
            rule("s", 1, purchase(at_least=1)),
            rule("g-count", 2, purchase_count(at_least=1)),
            rule("g-big", 2, purchase(at_least=500)),
        ],
    )
    assert outcome(rules, history([buy("p1", "ann", "2025-01-01", 500)]), "2025-01-01").changes() == ["2025-01-01 guest > gold by g-count"]


def test_a_member_only_moves_up_and_qualifying_again_does_not_renew() -> None:
    rules = plan(THREE, qualification=[rule("s", 1, purchase(at_least=100)), rule("g", 2, purchase(at_least=500))])
    past = history([buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-06-01", 100), buy("p3", "ann", "2025-07-01", 500)])
    result = outcome(rules, past, "2025-12-31")
    assert result.changes() == ["2025-01-01 guest > gold by g"]
    assert result["ann"]["review_on"] == "2026-01-01"


def test_moving_up_starts_a_new_term() -> None:
    rules = plan(THREE, qualification=[rule("s", 1, purchase(at_least=100)), rule("g", 2, purchase(at_least=500))])
    past = history([buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-06-01", 500)])
    row = outcome(rules, past, "2025-06-01")["ann"]
    assert (row["tier"], row["since"], row["review_on"]) == ("gold", "2025-06-01", "2026-06-01")


def test_renews_on_qualification_starts_a_new_term_and_since_stays() -> None:
    rules = plan(
        [tier("guest"), tier("vip", term="12 months", renews=True)],
        qualification=[rule("total", 1, spend(at_least=600)), BIG],
        maintenance=[rule("term", 1, spend("this term", at_least=1))],
    )
    past = history([buy("p1", "ann", "2025-01-01", 500), buy("p2", "ann", "2025-06-01", 50), buy("p3", "ann", "2025-07-01", 500)])
    result = outcome(rules, past, "2026-06-30")
    assert result.changes() == ["2025-01-01 guest > vip by big", "2025-07-01 vip > vip by total"]
    assert result["ann"] | {"since": "2025-01-01", "review_on": "2026-07-01", "reason": "total"} == result["ann"]
    # Purchases up to and including the one that renewed do not count towards keeping.
    assert outcome(rules, past, "2026-07-01").changes()[2:] == ["2026-07-01 vip > guest by lapse"]


def test_renewal_gives_way_to_a_higher_tier_and_a_lower_tiers_rule_renews_nothing() -> None:
    tiers = [tier("guest"), tier("silver", term="12 months", renews=True), tier("gold", term="12 months", renews=True)]
    rules = plan(tiers, qualification=[rule("s", 1, purchase(at_least=100)), rule("g", 2, purchase(at_least=500))])
    past = history([buy("p1", "ann", "2025-01-01", 100), buy("p2", "ann", "2025-02-01", 500), buy("p3", "ann", "2025-03-01", 100)])
    assert outcome(rules, past, "2025-12-31").changes() == ["2025-01-01 guest > silver by s", "2025-02-01 silver > gold by g"]


@pytest.mark.parametrize(
    ("test", "value"),
    [
        (spend, 600),
        (largest_purchase, 300),
    ],
)
def test_money_measures_over_all_purchases(test: object, value: int) -> None:
    past = history([buy("p1", "ann", "2025-01-01", 300), buy("p2", "ann", "2025-01-01T10:00", 100), buy("p3", "ann", "2025-02-01", 200)])
    for threshold, tier_id in ((value, "vip"), (value + 1, "guest")):
        rules = plan(qualification=[rule("r", 1, test(at_least=threshold), purchase_count(at_least=3))])  # type: ignore[operator]
        assert outcome(rules, past, "2025-12-31")["ann"]["tier"] == tier_id


@pytest.mark.parametrize(("test", "expected"), [(purchase_count, "2025-02-01"), (visit_days, "2025-03-01")])
def test_visit_days_counts_different_dates(test: object, expected: str) -> None:
    past = history(
        [
            buy("p1", "ann", "2025-01-01", 1),
            buy("p2", "ann", "2025-01-01T10:00", 1),
            buy("p3", "ann", "2025-02-01", 1),
            buy("p4", "ann", "2025-03-01", 1),
        ]
    )
    rules = plan(qualification=[rule("r", 1, test(at_least=3))])  # type: ignore[operator]
    assert outcome(rules, past, "2025-12-31")["ann"]["since"] == expected


@pytest.mark.parametrize(
    ("thresholds", "holds"),
    [
        ({"at_least": 500}, True),
        ({"more_than": 500}, False),
        ({"at_most": 500}, True),
        ({"less_than": 500}, False),
        ({"at_least": 400, "less_than": 501}, True),
        ({"at_least": 400, "less_than": 500}, False),
    ],
)
def test_several_comparisons_in_one_condition_must_all_hold(thresholds: dict[str, int], holds: bool) -> None:
    rules = plan(qualification=[rule("r", 1, purchase(**thresholds))])
    assert (outcome(rules, history([buy("p1", "ann", "2025-01-01", 500)]), "2025-01-01")["ann"]["tier"] == "vip") == holds


def test_nesting_of_any_of_all_of_and_none_of() -> None:
    some = any_of(purchase(at_least=900), all_of(purchase(at_least=100), none_of(purchase_count(at_least=2), purchase(at_least=300))))
    past = history([buy("p1", "ann", "2025-01-01", 200), buy("p2", "bob", "2025-01-01", 300)])
    result = outcome(plan(qualification=[rule("r", 1, some)]), past, "2025-01-01")
    assert [result[who]["tier"] for who in ("ann", "bob")] == ["vip", "guest"]


def test_an_empty_window_gives_0_for_every_measure() -> None:
    empty = [test("this term", at_most=0) for test in (spend, largest_purchase, purchase_count, visit_days)]
    rules = plan(qualification=[BIG], maintenance=[rule("nothing", 1, *empty)])
    assert outcome(rules, history([buy("p1", "ann", "2024-01-01", 500)]), "2025-01-01").changes()[1:] == ["2025-01-01 vip > vip by nothing"]


def test_lines_of_one_purchase_are_judged_together() -> None:
    past = history([buy("p1", "ann", "2025-01-01", 300, category="gold"), buy("p1", "ann", "2025-01-01", 200, category="jade")])
    assert outcome(plan(qualification=[BIG]), past, "2025-01-01").changes() == ["2025-01-01 guest > vip by big"]


def test_left_out_lines_do_not_count_and_a_purchase_that_counts_for_nothing_is_not_judged() -> None:
    left_out = LeaveOut(GoodsFilter(category=("gold",)), ("stored value",), 8 * RATE_SCALE // 10)
    rules = plan(leave_out=left_out, qualification=[rule("any", 1, spend(at_least=0), purchase_count(at_most=1), visit_days(at_least=1))])
    past = history(
        [
            buy("p1", "ann", "2025-01-01", 500, category="gold"),
            buy("p2", "ann", "2025-01-02", 500, tender="stored value"),
            buy("p3", "ann", "2025-01-03", "79.99", list_amount=100),
            buy("p4", "ann", "2025-01-04", 0),
            buy("p5", "ann", "2025-01-05", 80, list_amount=100),
            buy("p5", "ann", "2025-01-05", 20, category="gold"),
        ]
    )
    result = outcome(rules, past, "2025-01-05")
    assert result.changes() == ["2025-01-05 guest > vip by any"]
    assert result["ann"]["spend_12m"] == 8000


def test_spend_12m_is_the_net_total_of_the_12_months_to_the_as_of_date() -> None:
    past = history(
        [buy("p1", "ann", "2024-06-01", 1), buy("p2", "ann", "2024-06-02", 20), buy("p3", "ann", "2025-06-01", 300)],
        [back("r1", "ann", "2025-06-01", 5, of="p2")],
    )
    assert outcome(plan(), past, "2025-06-01")["ann"]["spend_12m"] == 31500


def test_group_orders_count_for_no_ones_qualification_spend_or_points() -> None:
    rules = plan(qualification=[BIG], group_purchase=[rule("g", 1, group_order(at_least=1000))])
    past = history([buy("p1", "ann", "2025-01-01", 5000, group_id="g1"), buy("p2", "ann", "2025-01-02", 100)])
    result = outcome(rules, past, "2025-01-02")
    assert result["ann"] | {"tier": "guest", "spend_12m": 10000, "points": 0} == result["ann"]


def test_a_group_order_alone_makes_its_buyer_a_member_of_the_answer() -> None:
    assert outcome(plan(), history([buy("p1", "ann", "2025-01-01", 5000, group_id="g1")]), "2025-01-02").members() == ["ann"]


def test_counts_for_buyer_makes_group_orders_ordinary_purchases() -> None:
    rules = plan(qualification=[BIG], group_counts_for_buyer=True)
    past = history([buy("p1", "ann", "2025-01-01", 5000, group_id="g1")])
    assert outcome(rules, past, "2025-01-02").changes() == ["2025-01-01 guest > vip by big"]


def test_rows_without_member_are_walk_in_sales_and_make_no_member() -> None:
    assert outcome(plan(qualification=[BIG]), history([buy("p1", None, "2025-01-01", 5000)]), "2025-01-02").members() == []


def test_returns_and_movements_never_admit() -> None:
    rules = plan(qualification=[rule("small", 1, spend(at_most=100))])
    past = history(
        [buy("p1", "ann", "2025-01-01", 500)],
        [back("r1", "ann", "2025-01-02", 450, of="p1")],
        [move("m1", "ann", "2025-01-03", "adjust", points=5)],
    )
    assert outcome(rules, past, "2025-01-31")["ann"]["tier"] == "guest"


@pytest.mark.parametrize("order", [1, -1])
def test_the_same_input_in_any_order_gives_the_same_output(order: int) -> None:
    bought = [buy("p2", "ann", "2025-01-01", 400), buy("p10", "ann", "2025-01-01", 500), buy("p1", "bob", "2025-01-01", 1)][::order]
    rules = plan(THREE, qualification=[rule("s", 1, purchase(at_least=500), spend(at_most=500)), rule("g", 2, spend(at_least=900))])
    # Of one instant, p10 comes before p2: ids are ordered as text.
    assert outcome(rules, history(bought), "2025-01-31").changes("ann") == [
        "2025-01-01 guest > silver by s",
        "2025-01-01 silver > gold by g",
    ]


INTRODUCED = plan(qualification=[BIG, rule("friend", 1, referrer_tier(at_least=1), purchase(at_least=100))])


def test_referrer_tier_is_the_introducers_tier_after_all_events_before_this_one() -> None:
    people = [member("ann", referred_by="bob"), member("cat", referred_by="bob")]
    past = history(
        [buy("p1", "ann", "2025-01-01T09:00", 100), buy("p2", "bob", "2025-01-01T10:00", 500), buy("p3", "cat", "2025-01-01T10:00", 100)],
        members=people,
    )
    result = outcome(INTRODUCED, past, "2025-01-31")
    assert [result[who]["tier"] for who in ("ann", "bob", "cat")] == ["guest", "vip", "vip"]


def test_an_introducers_review_due_on_the_date_of_the_purchase_has_happened() -> None:
    people = [member("ann", referred_by="bob"), member("cat", referred_by="bob")]
    past = history(
        [buy("p1", "bob", "2024-01-01", 500), buy("p2", "cat", "2024-12-31", 100), buy("p3", "ann", "2025-01-01", 100)], members=people
    )
    result = outcome(INTRODUCED, past, "2025-01-31")
    assert [result[who]["tier"] for who in ("ann", "bob", "cat")] == ["guest", "guest", "vip"]


@pytest.mark.parametrize("introducer", [None, "ann", "nobody", ""])
def test_without_an_introducer_who_is_known_the_condition_does_not_hold(introducer: str | None) -> None:
    rules = plan(qualification=[rule("low", 1, referrer_tier(at_most=1))])
    past = history([buy("p1", "ann", "2025-01-01", 100)], members=[member("ann", referred_by=introducer)])
    assert outcome(rules, past, "2025-01-31")["ann"]["tier"] == "guest"


def test_an_introducer_with_an_event_up_to_the_as_of_date_is_in_the_first_tier_before_it() -> None:
    rules = plan(qualification=[rule("low", 1, referrer_tier(at_most=0))])
    past = history([buy("p1", "ann", "2025-01-01", 100), buy("p2", "bob", "2025-02-01", 1)], members=[member("ann", referred_by="bob")])
    assert outcome(rules, past, "2025-01-31")["ann"]["tier"] == "guest"
    assert outcome(rules, past, "2025-02-01")["ann"]["since"] == "2025-01-01"


def test_members_may_introduce_each_other_in_a_circle() -> None:
    people = [member("ann", referred_by="bob"), member("bob", referred_by="ann")]
    past = history(
        [buy("p1", "ann", "2025-01-01", 500), buy("p2", "bob", "2025-01-02", 100), buy("p3", "ann", "2025-01-03", 1)], members=people
    )
    assert outcome(INTRODUCED, past, "2025-01-31").changes() == ["2025-01-01 guest > vip by big", "2025-01-02 guest > vip by friend"]


def test_a_chain_of_introductions_follows_the_order_of_events() -> None:
    people = [member("b", referred_by="a"), member("c", referred_by="b"), member("d", referred_by="c")]
    past = history(
        [
            buy("p1", "d", "2025-01-01T08:00", 100),
            buy("p2", "a", "2025-01-01T09:00", 500),
            buy("p3", "b", "2025-01-01T10:00", 100),
            buy("p4", "c", "2025-01-01T11:00", 100),
        ],
        members=people,
    )
    result = outcome(INTRODUCED, past, "2025-01-31")
    assert [result[who]["reason"] for who in "abcd"] == ["big", "friend", "friend", None]


def test_at_a_review_the_introducers_tier_is_that_at_the_end_of_the_day_before() -> None:
    rules = plan(qualification=[BIG], maintenance=[rule("friend", 1, referrer_tier(at_least=1))])
    people = [member("ann", referred_by="bob"), member("bob", referred_by="ann")]
    # Both are reviewed on 2025-01-01; each still sees the other as vip.
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "bob", "2024-01-01", 500)], members=people)
    assert outcome(rules, past, "2025-01-01").changes("ann")[1:] == ["2025-01-01 vip > vip by friend"]
    assert outcome(rules, past, "2025-01-01").changes("bob")[1:] == ["2025-01-01 vip > vip by friend"]
    # Bob has fallen a day before ann's review.
    earlier = history([buy("p1", "ann", "2024-01-02", 500), buy("p2", "bob", "2024-01-01", 500)], members=[people[0], member("bob")])
    assert outcome(rules, earlier, "2025-01-02").changes("ann")[1:] == ["2025-01-02 vip > guest by lapse"]
    # Bob falls on the very day: at the end of the day before he was vip.
    same = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "bob", "2024-01-01", 500)], members=[people[0], member("bob")])
    assert outcome(rules, same, "2025-01-01").changes("ann")[1:] == ["2025-01-01 vip > vip by friend"]


def test_a_new_referred_by_holds_for_later_purchases_and_for_reviews_from_the_next_day() -> None:
    rules = plan(qualification=INTRODUCED.qualification, maintenance=[rule("kept", 1, referrer_tier(at_least=1))])
    bought = [buy("p0", "bob", "2024-12-01", 500), buy("p1", "ann", "2025-01-01T09:00", 100), buy("p2", "ann", "2025-01-01T11:00", 100)]
    change = move("m1", "ann", "2025-01-01T10:00", "profile", ref="referred_by", value="bob")
    assert outcome(rules, history(bought, movements=[change]), "2025-01-31").changes("ann") == ["2025-01-01 guest > vip by friend"]
    # Bob is granted vip for good, so that only the introduction decides ann's review on 2026-01-01.
    stays = move("m2", "bob", "2025-11-30", "grant_tier", value="vip")
    for when, kept in (("2025-12-31T23:59", False), ("2026-01-01T00:00", True)):
        gone = move("m3", "ann", when, "profile", ref="referred_by", value=None)
        result = outcome(rules, history(bought, movements=[change, stays, gone]), "2026-01-01")
        assert (result["ann"]["tier"] == "vip") == kept
