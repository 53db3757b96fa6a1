"""What is missing to a tier, as the rules' conditions, windows and reviews say, and the day by which it counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from histories import back, buy, day, history, iso, member, move
from patron.engine.plan import Plan
from patron.engine.reference.runner import Run
from patron.store.telling.progress import Gap, Kind, RuleProgress, to_keep, to_rise
from plans import all_of, any_of, largest_purchase, none_of, plan, purchase, purchase_count, referrer_tier, rule, spend, tier, visit_days

TIERS = [tier("guest"), tier("vip", term="12 months"), tier("gold", term="12 months", grace="30 days")]


def progress(scheme: Plan, on: str, name: str = "ann", *, keep: bool = False, **events: Any) -> tuple[RuleProgress, ...]:
    run = Run(scheme, history(**events), day(on))
    run.go()
    found = run.members[name]
    who = found.introducer.latest
    introducer = run.members[who].standing.tier if who in run.members else None
    return (to_keep if keep else to_rise)(scheme, found, day(on), introducer)


def said(gap: Gap) -> tuple[str, int | None, str | None]:
    return (gap.kind.value, gap.more, iso(gap.by))


def only(rules: tuple[RuleProgress, ...]) -> list[list[tuple[str, int | None, str | None]]]:
    assert len(rules) == 1
    return [[said(gap) for gap in way] for way in rules[0].ways]


def rising(*parts: Any) -> Plan:
    return plan(TIERS[:2], qualification=[rule("up", 1, *parts)])


@pytest.mark.parametrize(
    ("bought", "on", "last"),
    [
        ("2025-01-10", "2025-06-01", "2026-01-09"),
        ("2024-02-29", "2024-06-01", "2025-02-28"),  # (28 February 2024, 28 February 2025] still has the 29th
        ("2023-02-28", "2023-06-01", "2024-02-27"),
        ("2025-03-30", "2025-03-30", "2026-03-29"),
    ],
)
def test_money_in_a_rolling_window_is_missing_until_the_first_purchase_drops_out(bought: str, on: str, last: str) -> None:
    scheme = rising(spend(within="12 months", at_least=500))
    sales = [buy("p1", "ann", bought, 375)]
    assert only(progress(scheme, on, purchases=sales)) == [[("more", 12500, last)]]
    on_the_last = progress(scheme, last, purchases=sales)
    after = iso(day(last) + 1)
    assert after is not None
    assert only(on_the_last) == [[("more", 12500, last)]]
    assert only(progress(scheme, after, purchases=sales)) == [[("more", 50000, None)]]


def test_the_purchase_that_is_told_to_suffice_suffices_and_one_fen_less_does_not() -> None:
    scheme = rising(spend(within="6 months", at_least=500))
    sales = [buy("p1", "ann", "2025-08-31", "120.01"), buy("p2", "ann", "2025-10-31", "200.00")]
    (gap,) = progress(scheme, "2025-11-05", purchases=sales)[0].ways[0]
    assert gap.more is not None
    assert gap.by is not None
    for short, reached in ((0, "vip"), (1, "guest")):
        last = iso(gap.by)
        assert last is not None
        bought = [*sales, buy("p3", "ann", f"{last}T23:59", str((gap.more - short) / 100))]
        run = Run(scheme, history(bought), gap.by)
        run.go()
        assert scheme.tiers[run.members["ann"].standing.tier].id == reached


def test_purchases_that_count_for_nothing_do_not_end_the_time() -> None:
    scheme = rising(spend(within="1 months", at_least=500))
    sales = [buy("p1", "ann", "2025-01-05", 50), buy("p2", "ann", "2025-01-20", 100)]
    taken = [back("r1", "ann", "2025-01-21", 50, of="p1")]
    assert only(progress(scheme, "2025-01-25", purchases=sales, returns=taken)) == [[("more", 40000, "2025-02-19")]]


def test_one_purchase_must_reach_the_figure_by_itself() -> None:
    scheme = rising(any_of(purchase(at_least=400), largest_purchase(within="12 months", at_least=300), spend(at_least=900)))
    ways = only(progress(scheme, "2025-02-01", purchases=[buy("p1", "ann", "2025-01-05", 250)]))
    assert ways == [[("alone", 40000, None)], [("alone", 30000, None)], [("more", 65000, None)]]


def test_calendar_windows_end_with_the_calendar() -> None:
    sales = [buy("p1", "ann", "2025-05-05", 250)]
    for within, last in (
        ("this calendar year", "2025-12-31"),
        ("this calendar quarter", "2025-06-30"),
        ("this calendar month", "2025-05-31"),
    ):
        assert only(progress(rising(spend(within=within, at_least=300)), "2025-05-06", purchases=sales)) == [[("more", 5000, last)]]


def test_counts_and_visits_are_missing_in_their_own_unit() -> None:
    scheme = rising(purchase_count(within="30 days", at_least=4), visit_days(within="30 days", more_than=3))
    sales = [buy("p1", "ann", "2025-05-05T09:00", 1), buy("p2", "ann", "2025-05-05T10:00", 1), buy("p3", "ann", "2025-05-06", 1)]
    assert only(progress(scheme, "2025-05-06", purchases=sales)) == [[("more", 1, "2025-06-03"), ("more", 2, "2025-06-03")]]


def test_an_introducer_is_not_bought() -> None:
    scheme = rising(referrer_tier(at_least=1), spend(at_least=100))
    friends = [member("ann", referred_by="bob"), member("bob")]
    assert only(progress(scheme, "2025-05-06", members=friends)) == [[("tier", None, None), ("more", 10000, None)]]
    granted = [move("m1", "bob", "2025-05-01", "grant_tier", value="vip")]
    assert only(progress(scheme, "2025-05-06", members=friends, movements=granted)) == [[("more", 10000, None)]]


def test_what_is_forbidden_cannot_be_fulfilled() -> None:
    scheme = rising(none_of(spend(at_least=50)), purchase(at_least=10))
    (found,) = progress(scheme, "2025-05-06", purchases=[buy("p1", "ann", "2025-05-05", 60)])
    assert not found.possible
    assert {gap.kind for way in found.ways for gap in way} == {Kind.NOTHING, Kind.ALONE}


def test_a_way_that_asks_for_more_than_another_is_not_told() -> None:
    scheme = rising(any_of(all_of(spend(at_least=100), purchase_count(at_least=2)), spend(at_least=100)))
    assert only(progress(scheme, "2025-05-06", members=[member("ann")])) == [[("more", 10000, None)]]


def test_a_rule_that_holds_needs_only_to_be_judged() -> None:
    scheme = plan(
        [tier("guest"), tier("vip", term="1 months")],
        qualification=[rule("up", 1, spend(at_least=100))],
        maintenance=[rule("keep", 1, spend(within="this term", at_least=10))],
    )
    (found,) = progress(scheme, "2025-07-01", purchases=[buy("p1", "ann", "2025-05-05", 100)])
    assert (found.holds, found.ways) == (True, ((),))


def keeping() -> Plan:
    return plan(
        TIERS,
        qualification=[rule("up", 2, purchase(at_least=1000))],
        maintenance=[rule("keep", 2, any_of(purchase(at_least=1), spend(within="12 months", at_least=500)))],
    )


def test_what_keeps_a_tier_is_missing_until_the_day_before_the_review() -> None:
    sales = [buy("p1", "ann", "2024-05-04", 1000), buy("p2", "ann", "2025-01-10", 375)]
    (found,) = progress(keeping(), "2025-02-01", keep=True, purchases=sales)
    assert [[said(gap) for gap in way] for way in found.ways] == [[("more", 12500, "2025-05-03")], [("nothing", None, None)]]
    first = found.ways[0][0]
    assert (iso(first.finding.since), iso(first.finding.until), first.since) == ("2024-05-04", "2025-05-03", None)


def test_in_grace_a_purchase_may_still_keep_it_before_grace_ends() -> None:
    sales = [buy("p1", "ann", "2024-05-04", 1000), buy("p2", "ann", "2024-05-20", 375)]
    ways = only(progress(keeping(), "2025-05-10", keep=True, purchases=sales))
    assert ways == [[("alone", 100, "2025-06-02")], [("more", 12500, "2025-05-19")]]


def test_purchases_before_the_window_of_the_review_do_not_count() -> None:
    scheme = plan(
        TIERS[:2],
        qualification=[rule("up", 1, purchase(at_least=1000))],
        maintenance=[rule("keep", 1, spend(within="this calendar quarter", at_least=500))],
    )
    (found,) = progress(scheme, "2025-02-01", keep=True, purchases=[buy("p1", "ann", "2024-05-04", 1000)])
    ((gap,),) = found.ways
    assert (gap.more, iso(gap.since), iso(gap.by)) == (50000, "2025-04-01", "2025-05-03")


def test_a_tier_without_review_has_nothing_to_keep() -> None:
    assert progress(keeping(), "2025-02-01", keep=True, members=[member("ann")]) == ()


def test_every_day_of_a_year_tells_an_end_that_is_true() -> None:
    scheme = rising(spend(within="6 months", at_least=1000))
    start = date(2023, 12, 1)
    sales = [buy(f"p{n}", "ann", (start + timedelta(days=13 * n)).isoformat(), 10 + n) for n in range(30)]
    for shift in range(0, 400, 7):
        on = day(start.isoformat()) + shift
        happened = [one for one in sales if one["day"] <= on]
        (gap,) = progress(scheme, str(iso(on)), purchases=happened)[0].ways[0]
        assert gap.by is not None
        for later, same in ((gap.by, True), (gap.by + 1, False)):
            (again,) = progress(scheme, str(iso(later)), purchases=happened)[0].ways[0]
            assert (again.more == gap.more) is same
