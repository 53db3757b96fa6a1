"""Tiers by the batch runner's generated source, uncompiled; every expected date was worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from histories import back, buy, day, history, iso, member, move
from patron.engine.batch import run
from patron.engine.history import History
from patron.engine.plan import LapseTo, Plan
from plans import (
    largest_purchase,
    plan,
    purchase,
    purchase_count,
    referrer_tier,
    rule,
    spend,
    tier,
    visit_days,
)

GUEST = tier("guest")
VIP = tier("vip", term="12 months")


def changes(scheme: Plan, events: History, as_of: str) -> list[tuple[Any, ...]]:
    frame = run(scheme, events, day(as_of), compiled=False).changes
    return [(who, iso(on), origin, to, reason) for who, on, origin, to, reason in frame.rows()]


def row(scheme: Plan, events: History, as_of: str, who: str = "ann") -> dict[str, Any]:
    frame = run(scheme, events, day(as_of), compiled=False).members
    found = next(one for one in frame.iter_rows(named=True) if one["member_id"] == who)
    return found | {"since": iso(found["since"]), "review_on": iso(found["review_on"])}


def test_twelve_months_reach_back_to_the_day_after_the_same_day() -> None:
    scheme = plan(qualification=[rule("total", 1, spend("12 months", at_least=100))])
    apart = history([buy("p1", "ann", "2024-03-15", 60), buy("p2", "ann", "2025-03-15", 60)])
    within = history([buy("p1", "ann", "2024-03-16", 60), buy("p2", "ann", "2025-03-15", 60)])
    assert changes(scheme, apart, "2025-04-01") == []
    assert changes(scheme, within, "2025-04-01") == [("ann", "2025-03-15", "guest", "vip", "total")]


def test_the_first_of_the_rules_that_grant_the_highest_tier_is_the_reason() -> None:
    tiers = [GUEST, tier("silver"), tier("gold")]
    rules = [rule("s", 1, purchase(at_least=10)), rule("g2", 2, purchase(at_least=30)), rule("g1", 2, purchase(at_least=20))]
    scheme = plan(tiers, qualification=rules)
    assert changes(scheme, history([buy("p1", "ann", "2025-01-01", 30)]), "2025-01-01") == [("ann", "2025-01-01", "guest", "gold", "g2")]
    assert changes(scheme, history([buy("p1", "ann", "2025-01-01", 29)]), "2025-01-01") == [("ann", "2025-01-01", "guest", "gold", "g1")]


def test_reviews_of_a_tier_gained_on_a_leap_day_are_counted_from_it() -> None:
    scheme = plan(qualification=[rule("big", 1, purchase(at_least=50))], maintenance=[rule("keep", 1, spend("12 months", at_least=10))])
    bought = [buy("p1", "ann", "2024-02-29", 50)]
    bought += [buy(f"p{year}", "ann", f"{year}-01-10", 10) for year in (2025, 2026, 2027, 2028)]
    kept = [("ann", on, "vip", "vip", "keep") for on in ("2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29")]
    assert changes(scheme, history(bought), "2028-02-29") == [("ann", "2024-02-29", "guest", "vip", "big"), *kept]
    assert row(scheme, history(bought), "2028-02-28")["review_on"] == "2028-02-29"


def test_a_review_is_as_of_the_day_before_and_without_the_gaining_purchase() -> None:
    def scheme(keeps: bool) -> Plan:
        tiers = [GUEST, tier("vip", term="1 month", gaining_purchase_keeps=keeps)]
        return plan(
            tiers, qualification=[rule("big", 1, purchase(at_least=50))], maintenance=[rule("keep", 1, spend("12 months", at_least=10))]
        )

    bought = history([buy("p1", "ann", "2025-01-31", 50), buy("p2", "ann", "2025-02-28", 20)])
    lapsed = ("ann", "2025-02-28", "vip", "guest", "lapse")
    assert changes(scheme(False), bought, "2025-02-28") == [("ann", "2025-01-31", "guest", "vip", "big"), lapsed]
    assert changes(scheme(True), bought, "2025-02-28")[1] == ("ann", "2025-02-28", "vip", "vip", "keep")


def test_grace_ends_at_the_start_of_its_last_day_and_counts_from_the_review() -> None:
    tiers = [GUEST, tier("vip", term="12 months", grace="30 days")]
    scheme = plan(
        tiers, qualification=[rule("big", 1, purchase(at_least=50))], maintenance=[rule("keep", 1, spend("this term", at_least=10))]
    )
    gained = buy("p1", "ann", "2024-01-10", 50)
    assert row(scheme, history([gained]), "2025-01-10")["review_on"] == "2025-02-09"
    in_time = history([gained, buy("p2", "ann", "2025-02-08", 10)])
    assert changes(scheme, in_time, "2025-03-01")[1:] == [("ann", "2025-02-08", "vip", "vip", "keep")]
    assert row(scheme, in_time, "2025-03-01")["review_on"] == "2026-01-10"
    late = history([gained, buy("p2", "ann", "2025-02-09", 10)])
    assert changes(scheme, late, "2025-03-01")[1:] == [("ann", "2025-02-09", "vip", "guest", "lapse")]


def test_a_purchase_that_keeps_in_grace_and_qualifies_writes_both_rows() -> None:
    tiers = [GUEST, tier("vip", term="12 months", grace="30 days", renews=True)]
    scheme = plan(
        tiers, qualification=[rule("big", 1, purchase(at_least=50))], maintenance=[rule("keep", 1, purchase_count("this term", at_least=1))]
    )
    events = history([buy("p1", "ann", "2024-01-10", 50), buy("p2", "ann", "2025-01-20", 60)])
    assert changes(scheme, events, "2025-01-20")[1:] == [
        ("ann", "2025-01-20", "vip", "vip", "keep"),
        ("ann", "2025-01-20", "vip", "vip", "big"),
    ]
    found = row(scheme, events, "2025-01-20")
    assert (found["since"], found["review_on"], found["reason"]) == ("2024-01-10", "2026-01-20", "big")


def test_a_requalified_fall_looks_at_both_kinds_of_rules_with_all_purchases() -> None:
    tiers = [GUEST, tier("silver", term="12 months"), tier("gold", term="12 months", lapse_to=LapseTo.REQUALIFIED)]
    scheme = plan(
        tiers,
        qualification=[rule("s", 1, purchase(at_least=10)), rule("g", 2, purchase(at_least=50))],
        maintenance=[rule("keep-s", 1, visit_days(at_least=1)), rule("keep-g", 2, largest_purchase("12 months", at_least=50))],
    )
    events = history([buy("p1", "ann", "2024-01-10", 50)])
    assert changes(scheme, events, "2025-01-10")[1:] == [("ann", "2025-01-10", "gold", "silver", "lapse")]


def test_none_of_a_test_of_the_purchase_holds_at_a_review() -> None:
    from plans import none_of

    scheme = plan(qualification=[rule("big", 1, purchase(at_least=50))], maintenance=[rule("keep", 1, none_of(purchase(at_least=1)))])
    assert changes(scheme, history([buy("p1", "ann", "2024-01-10", 50)]), "2025-01-10")[1:] == [("ann", "2025-01-10", "vip", "vip", "keep")]


@pytest.mark.parametrize(("id_", "gains"), [("a", False), ("z", True)])
def test_an_introducer_counts_from_its_purchase_on_in_the_order_of_ids(id_: str, gains: bool) -> None:
    scheme = plan(qualification=[rule("big", 1, purchase(at_least=50)), rule("by-vip", 1, referrer_tier(at_least=1))])
    events = history(
        [buy("m", "bob", "2025-01-01T10:00", 50), buy(id_, "ann", "2025-01-01T10:00", 1)], members=[member("ann", referred_by="bob")]
    )
    assert (row(scheme, events, "2025-01-01")["tier"] == "vip") is gains


def test_an_introducer_falls_at_the_start_of_the_day_for_purchases_but_not_for_reviews() -> None:
    scheme = plan(
        qualification=[rule("big", 1, purchase(at_least=50)), rule("by-vip", 1, referrer_tier(at_least=1), purchase(at_least=5))],
        maintenance=[rule("keep", 1, referrer_tier(at_least=1))],
    )
    events = history(
        [buy("p1", "bob", "2024-01-10", 50), buy("p2", "ann", "2024-01-10T12:00", 50), buy("p3", "cat", "2025-01-10", 5)],
        members=[member("ann", referred_by="bob"), member("cat", referred_by="bob")],
    )
    found = changes(scheme, events, "2025-01-10")
    assert ("ann", "2025-01-10", "vip", "vip", "keep") in found  # bob was still a VIP at the end of the day before
    assert ("cat", "2025-01-10", "guest", "vip", "by-vip") not in found


def test_members_who_introduce_each_other_in_a_circle() -> None:
    scheme = plan(qualification=[rule("big", 1, purchase(at_least=50)), rule("by-vip", 1, referrer_tier(at_least=1))])
    events = history(
        [buy("p1", "a", "2025-01-01", 50)]
        + [buy(f"p{n}", who, f"2025-01-0{n}", 1) for n, who in enumerate("dcb", 2)]
        + [buy("p9", "d", "2025-01-09", 1)],
        members=[member("a", referred_by="d"), member("b", referred_by="a"), member("c", referred_by="b"), member("d", referred_by="c")],
    )
    assert changes(scheme, events, "2025-02-01") == [
        ("a", "2025-01-01", "guest", "vip", "big"),
        ("b", "2025-01-04", "guest", "vip", "by-vip"),
    ]


def test_oneself_and_the_unknown_introduce_nobody() -> None:
    scheme = plan(qualification=[rule("by-any", 1, referrer_tier(at_least=0))])
    events = history(
        [buy("p1", "ann", "2025-01-01", 1), buy("p2", "bob", "2025-01-01", 1), buy("p3", "cat", "2025-01-01", 1)],
        members=[member("ann", referred_by="ann"), member("bob", referred_by="nobody"), member("cat", referred_by="ann")],
    )
    assert [one[0] for one in changes(scheme, events, "2025-01-01")] == ["cat"]


def test_a_return_judges_the_history_again_and_never_raises() -> None:
    scheme = plan(
        qualification=[rule("total", 1, spend("12 months", at_least=100))], maintenance=[rule("keep", 1, spend("12 months", at_least=1))]
    )
    bought = [buy("p1", "ann", "2025-01-01", 60), buy("p2", "ann", "2025-02-01", 60)]
    some = history(bought, [back("r1", "ann", "2025-03-01", 20, of="p1")])
    more = history(bought, [back("r1", "ann", "2025-03-01", 21, of="p1")])
    assert len(changes(scheme, some, "2025-03-01")) == 1
    assert changes(scheme, more, "2025-03-01")[1:] == [("ann", "2025-03-01", "vip", "guest", "return")]
    assert row(scheme, more, "2025-03-01")["since"] == "2025-03-01"


def test_a_judgement_again_repeats_grants_and_starts_from_the_opening() -> None:
    scheme = plan([GUEST, VIP, tier("gold")], qualification=[rule("big", 2, purchase(at_least=50))])
    opening = member("ann", opening_on="2024-12-31", opening_tier="vip", opening_since="2024-06-30")
    events = history([buy("p1", "ann", "2025-02-01", 50)], [back("r1", "ann", "2025-03-01", 50, of="p1")], members=[opening])
    assert changes(scheme, events, "2025-03-01")[1:] == [("ann", "2025-03-01", "gold", "vip", "return")]
    granted = history(
        [buy("p1", "ann", "2025-02-01", 50)],
        [back("r1", "ann", "2025-03-01", 50, of="p1")],
        [move("m1", "ann", "2025-01-01", "grant_tier", value="gold")],
    )
    assert changes(scheme, granted, "2025-03-01") == [("ann", "2025-01-01", "guest", "gold", "grant")]


def test_an_opening_tier_is_reviewed_from_its_day_with_past_reviews_done() -> None:
    scheme = plan(maintenance=[rule("keep", 1, spend("12 months", at_least=10))])
    opening = member("ann", opening_on="2024-12-31", opening_tier="vip", opening_since="2022-12-31")
    before = history([buy("p1", "ann", "2024-12-30", 10)], members=[opening])
    found = row(scheme, before, "2025-12-30")
    assert (found["tier"], found["since"], found["review_on"], found["reason"]) == ("vip", "2022-12-31", "2025-12-31", "opening")
    assert changes(scheme, before, "2025-12-31") == [("ann", "2025-12-31", "vip", "guest", "lapse")]
