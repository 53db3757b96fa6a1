"""Scheme page, section Maintenance: reviews, falls, grace, this term."""

from __future__ import annotations

import pytest
from histories import back, buy, history, member, move
from outcomes import outcome
from patron.engine.plan import LapseTo
from plans import any_of, largest_purchase, none_of, plan, purchase, purchase_count, referrer_tier, rule, spend, tier

BIG = rule("big", 1, purchase(at_least=500))
YEAR = rule("year", 1, spend("12 months", at_least=300))
GRACE = [tier("guest"), tier("vip", term="12 months", grace="30 days")]
THREE = [tier("guest"), tier("silver", term="12 months"), tier("gold", term="12 months")]
LADDER = [rule("s", 1, purchase(at_least=100)), rule("g", 2, purchase(at_least=500))]


@pytest.mark.parametrize(
    ("bought", "kept"),
    [("2024-12-31T23:59", True), ("2025-01-01T00:00", False), ("2024-01-01T12:00", True), ("2024-01-01T06:00", False)],
)
def test_at_the_start_of_a_review_date_each_rule_is_judged_as_of_the_day_before_without_purchases_up_to_the_gaining_one(
    bought: str, kept: bool
) -> None:
    past = history([buy("p1", "ann", "2024-01-01T09:00", 500), buy("p2", "ann", bought, 300)])
    result = outcome(plan(qualification=[BIG], maintenance=[rule("any", 1, spend("2 years", at_least=300))]), past, "2025-01-01")
    assert (result["ann"]["tier"] == "vip") == kept


def test_the_window_of_a_review_ends_on_the_day_before() -> None:
    # As of 2024-12-31, 12 months are (2023-12-31, 2024-12-31].
    past = history([buy("p1", "ann", "2023-06-01", 500), buy("p2", "ann", "2023-06-02", 300)])
    rules = plan(qualification=[BIG], maintenance=[YEAR])
    assert outcome(rules, past, "2024-06-01").changes()[1:] == ["2024-06-01 vip > vip by year"]
    assert outcome(rules, past, "2025-06-01").changes()[2:] == ["2025-06-01 vip > guest by lapse"]


def test_gaining_purchase_keeps() -> None:
    tiers = [tier("guest"), tier("vip", term="12 months", gaining_purchase_keeps=True)]
    rules = plan(tiers, qualification=[BIG], maintenance=[rule("any", 1, largest_purchase("12 months", at_least=500))])
    past = history([buy("p1", "ann", "2024-01-02", 500)])
    assert outcome(rules, past, "2025-01-02").changes()[1:] == ["2025-01-02 vip > vip by any"]
    # As of 2025-01-01 a window of 12 months begins on 2024-01-02; of the second review it is long past.
    assert outcome(rules, past, "2026-01-02").changes()[2:] == ["2026-01-02 vip > guest by lapse"]


def test_kept_the_first_rule_in_the_file_that_holds_is_the_reason_and_the_next_term_begins() -> None:
    rules = plan(
        qualification=[BIG], maintenance=[rule("hard", 1, spend(at_least=9000)), rule("count", 1, purchase_count(at_least=1)), YEAR]
    )
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2024-02-01", 300)])
    result = outcome(rules, past, "2025-01-01")
    assert result.changes()[1:] == ["2025-01-01 vip > vip by count"]
    assert result["ann"] | {"since": "2024-01-01", "review_on": "2026-01-01", "reason": "count"} == result["ann"]


def test_the_purchase_test_does_not_hold_at_a_review_and_none_of_around_it_does() -> None:
    past = history([buy("p1", "ann", "2024-01-01", 500)])
    for condition, kept in ((purchase(at_least=0), False), (none_of(purchase(at_least=0)), True)):
        result = outcome(plan(qualification=[BIG], maintenance=[rule("r", 1, condition)]), past, "2025-01-01")
        assert (result["ann"]["tier"] == "vip") == kept


@pytest.mark.parametrize(("lapse_to", "lands"), [(LapseTo.BELOW, "silver"), (0, "guest"), (1, "silver")])
def test_not_kept_the_member_falls_to_lapse_to(lapse_to: LapseTo | int, lands: str) -> None:
    tiers = [*THREE[:2], tier("gold", term="12 months", lapse_to=lapse_to)]
    row = outcome(plan(tiers, qualification=LADDER), history([buy("p1", "ann", "2024-01-01", 500)]), "2025-01-01")["ann"]
    assert (row["tier"], row["since"], row["reason"]) == (lands, "2025-01-01", "lapse")
    assert row["review_on"] == ("2026-01-01" if lands == "silver" else None)


def test_a_fall_into_a_tier_with_a_term_starts_that_term_and_has_no_gaining_purchase() -> None:
    rules = plan(THREE, qualification=LADDER, maintenance=[rule("kept", 1, spend("3 years", at_least=500))])
    result = outcome(rules, history([buy("p1", "ann", "2024-01-01", 500)]), "2026-01-01")
    assert result.changes()[1:] == ["2025-01-01 gold > silver by lapse", "2026-01-01 silver > silver by kept"]


REQUALIFIED = [
    tier("guest"),
    tier("bronze", term="12 months"),
    tier("silver", term="12 months"),
    tier("gold", term="12 months", lapse_to=LapseTo.REQUALIFIED),
]


@pytest.mark.parametrize(
    ("qualification", "maintenance", "lands"),
    [
        ([rule("s", 2, spend("2 years", at_least=500))], [], "silver"),  # the gaining purchase counts
        ([], [rule("s", 2, spend("this term", at_least=500))], "silver"),  # this term is the one that ends
        ([], [rule("s", 2, spend("this term", at_least=501))], "guest"),
        ([rule("b", 1, purchase_count(at_least=1))], [rule("s", 2, spend(at_least=501))], "bronze"),
        ([rule("b", 1, purchase(at_least=0))], [], "guest"),  # there is no purchase at a review
        ([], [], "guest"),
    ],
)
def test_requalified_is_the_highest_lower_tier_of_which_some_rule_holds(
    qualification: list[object], maintenance: list[object], lands: str
) -> None:
    rules = plan(REQUALIFIED, qualification=[*qualification, rule("g", 3, purchase(at_least=500))], maintenance=maintenance)
    result = outcome(rules, history([buy("p1", "ann", "2024-01-01", 500)]), "2025-01-01")
    assert result.changes()[1:] == [f"2025-01-01 gold > {lands} by lapse"]


def test_requalified_after_grace_is_judged_as_of_the_day_before_its_end_with_the_term_that_failed() -> None:
    tiers = [*REQUALIFIED[:3], tier("gold", term="12 months", lapse_to=LapseTo.REQUALIFIED, grace="30 days")]
    rules = plan(
        tiers,
        qualification=[rule("g", 3, purchase(at_least=500))],
        maintenance=[rule("s", 2, spend("this term", at_least=600)), rule("b", 1, spend("this term", at_least=550))],
    )
    bought = [buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2024-03-01", 60)]
    for last, lands in (("2025-01-30", "silver"), ("2025-01-31", "bronze")):
        result = outcome(rules, history([*bought, buy("p3", "ann", last, 50)]), "2025-01-31")
        assert result.changes("ann")[1:2] == [f"2025-01-31 gold > {lands} by lapse"]


def test_a_tier_without_term_is_never_reviewed() -> None:
    rules = plan([tier("guest"), tier("life")], qualification=[BIG], maintenance=[rule("never", 1, spend(at_least=9000))])
    row = outcome(rules, history([buy("p1", "ann", "2004-01-01", 500)]), "2025-01-01")["ann"]
    assert (row["tier"], row["review_on"]) == ("life", None)


def test_a_tier_with_a_term_that_no_rule_keeps_fails_its_first_review_and_grace_delays_the_fall() -> None:
    past = history([buy("p1", "ann", "2024-01-01", 500)])
    assert outcome(plan(qualification=[BIG]), past, "2025-01-01")["ann"]["tier"] == "guest"
    result = outcome(plan(GRACE, qualification=[BIG]), past, "2025-01-30")
    assert result["ann"] | {"tier": "vip", "review_on": "2025-01-31", "reason": "big"} == result["ann"]
    assert outcome(plan(GRACE, qualification=[BIG]), past, "2025-01-31").changes()[1:] == ["2025-01-31 vip > guest by lapse"]


@pytest.mark.parametrize(("bought", "kept"), [("2025-01-01T00:00", True), ("2025-01-30T23:59", True), ("2025-01-31T00:00", False)])
def test_in_grace_a_purchase_dated_before_r_plus_grace_keeps_and_on_it_the_member_has_fallen(bought: str, kept: bool) -> None:
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", bought, 300)])
    result = outcome(plan(GRACE, qualification=[BIG], maintenance=[YEAR]), past, "2025-01-31")
    assert result.changes()[1:] == [f"{bought[:10]} vip > vip by year"] if kept else ["2025-01-31 vip > guest by lapse"]
    if kept:
        assert result["ann"] | {"since": "2024-01-01", "review_on": "2026-01-01", "reason": "year"} == result["ann"]


def test_grace_of_months_is_clamped() -> None:
    tiers = [tier("guest"), tier("vip", term="12 months", grace="1 month")]
    past = history([buy("p1", "ann", "2024-01-31", 500)])
    assert outcome(plan(tiers, qualification=[BIG]), past, "2025-02-27")["ann"]["review_on"] == "2025-02-28"
    assert outcome(plan(tiers, qualification=[BIG]), past, "2025-02-28")["ann"]["since"] == "2025-02-28"


def test_in_grace_the_purchase_is_judged_as_of_its_own_date_without_the_gaining_purchase() -> None:
    past = history([buy("p1", "ann", "2024-01-20", 500), buy("p2", "ann", "2024-01-30", 299), buy("p3", "ann", "2025-01-25", 1)])
    # As of 2025-01-25, 12 months are (2024-01-25, 2025-01-25]: 299 + 1.
    assert outcome(plan(GRACE, qualification=[BIG], maintenance=[YEAR]), past, "2025-01-31").changes()[1:] == [
        "2025-01-25 vip > vip by year"
    ]


def test_in_grace_an_earlier_fall_of_the_introducer_on_the_same_day_counts() -> None:
    rules = plan(GRACE, qualification=[BIG], maintenance=[rule("friend", 1, referrer_tier(at_least=1), any_of(purchase(at_least=1)))])
    people = [member("ann", referred_by="bob")]
    bought = [buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2025-01-10T12:00", 1)]
    for when, kept in (("2025-01-10T11:00", True), ("2025-01-10T13:00", False)):
        granted = move("m1", "bob", when, "grant_tier", value="vip")
        result = outcome(rules, history(bought, movements=[granted], members=people), "2025-01-31")
        assert (result["ann"]["tier"] == "vip") == kept


def test_a_purchase_that_keeps_and_qualifies_writes_both_rows_the_kept_one_first() -> None:
    tiers = [tier("guest"), tier("silver", term="12 months", grace="30 days"), tier("gold", term="12 months")]
    rules = plan(tiers, qualification=LADDER, maintenance=[rule("kept", 1, largest_purchase("12 months", at_least=100))])
    past = history([buy("p1", "ann", "2024-01-01", 100), buy("p2", "ann", "2025-01-10", 500)])
    assert outcome(rules, past, "2025-01-31").changes()[1:] == ["2025-01-10 silver > silver by kept", "2025-01-10 silver > gold by g"]


def test_a_gain_in_grace_ends_grace_even_if_no_rule_keeps() -> None:
    tiers = [tier("guest"), tier("silver", term="12 months", grace="30 days"), tier("gold", term="12 months")]
    past = history([buy("p1", "ann", "2024-01-01", 100), buy("p2", "ann", "2025-01-10", 500)])
    row = outcome(plan(tiers, qualification=LADDER), past, "2025-12-31")["ann"]
    assert (row["tier"], row["review_on"]) == ("gold", "2026-01-10")


def test_a_renewal_in_grace_ends_grace() -> None:
    tiers = [tier("guest"), tier("vip", term="12 months", grace="30 days", renews=True)]
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2025-01-10", 500)])
    result = outcome(plan(tiers, qualification=[BIG]), past, "2025-12-31")
    assert result.changes()[1:] == ["2025-01-10 vip > vip by big"]
    assert result["ann"] | {"since": "2024-01-01", "review_on": "2026-01-10"} == result["ann"]


def test_a_purchase_that_counts_for_nothing_keeps_nothing_in_grace() -> None:
    rules = plan(GRACE, qualification=[BIG], maintenance=[rule("any", 1, spend(at_least=0))])
    # At the review itself the rule would hold; so make it fail there: only a purchase can be judged.
    rules = plan(GRACE, qualification=[BIG], maintenance=[rule("any", 1, none_of(purchase_count(at_least=1)), purchase(at_least=0))])
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2025-01-10", 0)])
    assert outcome(rules, past, "2025-01-31")["ann"]["tier"] == "guest"


def test_this_term_in_grace_is_the_term_that_failed_and_kept_in_grace_it_starts_on_r() -> None:
    rules = plan(GRACE, qualification=[BIG], maintenance=[rule("term", 1, spend("this term", at_least=300))])
    bought = [buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2024-06-01", 200), buy("p3", "ann", "2025-01-10", 100)]
    assert outcome(rules, history(bought), "2025-01-31").changes()[1:] == ["2025-01-10 vip > vip by term"]
    # The next term starts on R = 2025-01-01, so p3 counts in it too: 100 + 200.
    again = [*bought, buy("p4", "ann", "2025-12-31", 200)]
    assert outcome(rules, history(again), "2026-01-01").changes()[2:] == ["2026-01-01 vip > vip by term"]
    short = [*bought, buy("p4", "ann", "2025-12-31", 199)]
    assert outcome(rules, history(short), "2026-01-31").changes()[2:] == ["2026-01-31 vip > guest by lapse"]


def test_this_term_before_any_change_is_since_the_first_event_and_after_a_fall_since_the_fall() -> None:
    rules = plan(qualification=[rule("term", 1, spend("this term", at_least=500))])
    bought = [buy("p1", "ann", "2020-01-01", 300), buy("p2", "ann", "2024-01-01", 200), buy("p3", "ann", "2024-12-31", 499)]
    assert outcome(rules, history(bought), "2024-12-31").changes() == ["2024-01-01 guest > vip by term"]
    # Fallen on 2025-01-01, only what is bought from that day on counts.
    for amount, tier_id in ((499, "guest"), (500, "vip")):
        row = outcome(rules, history([*bought, buy("p4", "ann", "2025-01-01", amount)]), "2025-06-01")["ann"]
        assert row["tier"] == tier_id


def test_the_next_review_after_one_kept_in_grace_is_counted_from_the_original_day() -> None:
    past = history([buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2025-01-20", 300)])
    rules = plan(GRACE, qualification=[BIG], maintenance=[rule("term", 1, spend("this term", at_least=300))])
    # Kept again on 2026-01-01 by the purchase of the term that began on 2025-01-01.
    assert outcome(rules, past, "2026-01-01").changes()[1:] == ["2025-01-20 vip > vip by term", "2026-01-01 vip > vip by term"]


def test_falls_follow_each_other_term_by_term() -> None:
    result = outcome(plan(THREE, qualification=LADDER), history([buy("p1", "ann", "2024-02-29", 500)]), "2026-02-28")
    assert result.changes()[1:] == ["2025-02-28 gold > silver by lapse", "2026-02-28 silver > guest by lapse"]


def test_a_review_sees_returns_made_before_it_and_not_those_on_its_date() -> None:
    rules = plan(qualification=[BIG], maintenance=[YEAR], returns_withdraw_tier=False)
    bought = [buy("p1", "ann", "2024-01-01", 500), buy("p2", "ann", "2024-06-01", 300)]
    for when, kept in (("2024-12-31", False), ("2025-01-01", True)):
        past = history(bought, [back("r1", "ann", when, 1, of="p2")])
        assert (outcome(rules, past, "2025-01-01")["ann"]["tier"] == "vip") == kept
