"""What `Live.take` refuses and what it does for members who are not equally far; under several versions, examples by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from histories import Row, back, buy, day, history, iso, member, move
from live_runs import differences, shown_by_live
from patron.engine.derived import derive
from patron.engine.live import Dated, LateError, Live
from patron.engine.live.deriving import plain
from patron.engine.plan import Plan
from patron.engine.plan.streams import PLAIN, Addition, Stream
from patron.engine.plan.uses import Exchange, Quiz, Referral
from patron.engine.reference.events import Event, Purchase, read_events
from plans import accrual, plan, points, purchase, referrer_tier, rule, spend, tier

PLAN = plan(
    [tier("guest"), tier("vip", term="12 months")],
    qualification=[
        rule("big", 1, purchase(at_least=1000)),
        rule("introduced", 1, purchase(at_least=100), referrer_tier(at_least=1)),
    ],
    maintenance=[rule("keep", 1, spend(within="12 months", at_least=500))],
    points=points(
        accrual("one", 0, 1, per=10), exchange=(Exchange("mug", "goods", 5, tiers=(1,)), Exchange("cup", "goods", 5, each_member=1))
    ),
)


def events(rows: Iterable[Row], of: Plan = PLAN) -> list[Event]:
    """Rows of `buy`, `back` and `move` as events, not derived."""
    told = list(rows)
    made = history(
        [row for row in told if "purchase_id" in row and "returns" not in row],
        [row for row in told if "returns" in row],
        [row for row in told if "movement_id" in row],
    )
    derived = derive(replace(of, points=replace(of.points, exchange=(), quiz=(), referral=())), made)
    return read_events(derived, day("2099-12-31"), (), ()).ordered


def live_of(*rows: Row, plans: list[Dated] | None = None, **members: str | None) -> Live:
    """With listed members (`name=introducer`), after these events."""
    live = Live(plans or [Dated(0, PLAN)], PLAN.time_zone)
    for name, introducer in members.items():
        live.add(name, introducer=introducer)
    for event in events(rows):
        assert not live.take(event).findings
    return live


def take(live: Live, row: Row) -> Any:
    return live.take(events([row])[0])


def tier_of(live: Live, name: str) -> str:
    return live.plan_of(name).tiers[live.members[name].standing.tier].id


def changes(live: Live, name: str) -> list[tuple[str | None, int, int, str]]:
    return [(iso(one.on), one.before, one.after, one.reason) for one in live.members[name].changes]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (back("r", "ann", "2025-03-01", 51, of="p"), "more-than-left"),
        (back("r", "ann", "2025-03-01", 1, of="q"), "unknown-purchase"),
        (back("r", "bob", "2025-03-01", 1, of="p"), "other-member"),
        (back("r", "ann", "2025-03-01", 1, of="p", category="gold"), "more-than-left"),
        (back("r", "ann", "2025-03-01", 0, of="p"), "not-above-zero"),
        (back("r", "ann", "2025-03-01", 1, of="two"), "category-unclear"),
        (move("m", "ann", "2025-03-01", "redeem", points=10), "points-not-available"),
        (move("m", "ann", "2026-03-01", "adjust", points=-10), "points-not-available"),
        (move("m", "new", "2025-03-01", "redeem", points=1), "points-not-available"),
        (move("m", "ann", "2025-03-01", "redeem", points=0), "not-above-zero"),
        (move("m", "ann", "2025-03-01", "adjust", points=0), "not-above-zero"),
        (move("m", "ann", "2025-03-01", "give", points=1, to_member="ann"), "gives-to-oneself"),
        (move("m", "ann", "2025-03-01", "give", points=1), "missing-value"),
        (move("m", "ann", "2025-03-01", "grant_tier", value="gold"), "unknown-tier"),
        (move("m", "ann", "2025-03-01", "exchange", ref="hat"), "unknown-exchange"),
        (move("m", "ann", "2025-03-01", "exchange", ref="mug"), "exchange-not-for-tier"),
    ],
)
def test_what_is_refused_changes_nothing(row: Row, code: str) -> None:
    told = [buy("p", "ann", "2025-01-01", 50), buy("two", "ann", "2025-01-02", 2, category="gold")]
    told += [buy("two", "ann", "2025-01-02", 2, category="jade"), buy("other", "bob", "2025-01-02", 1)]
    live, untouched = (live_of(*told, ann="bob", bob="ann") for _ in range(2))
    assert [one.code for one in take(live, row).findings] == [code]
    assert [live.decided_to(name) for name in ("ann", "bob")] == [untouched.decided_to(name) for name in ("ann", "bob")]
    assert not differences(shown_by_live(live, day("2025-04-01")), shown_by_live(untouched, day("2025-04-01")))


def test_a_refused_movement_takes_back_the_reviews_before_it() -> None:
    live = live_of(buy("p", "ann", "2025-01-01", 1000), ann=None)
    assert take(live, move("m", "ann", "2027-01-01", "redeem", points=1000)).findings
    assert tier_of(live, "ann") == "vip"
    assert live.next_due("ann") == day("2026-01-01")
    assert not take(live, move("m", "ann", "2025-06-01", "redeem", points=7)).findings


def test_goods_taken_back_twice_in_one_return() -> None:
    live = live_of(buy("p", "ann", "2025-01-01", 50))
    rows = [back("r", "ann", "2025-02-01", 30, of="p"), back("r", "ann", "2025-02-01", 30, of="p")]
    assert [one.code for one in live.take(events(rows)[0]).findings] == ["more-than-left"]


def test_late_events_are_not_taken() -> None:
    live = live_of(buy("p", "ann", "2025-02-01", 50))
    live.start_days(["ann"], day("2025-03-01"))
    for at in ("2025-01-31", "2025-02-01", "2025-02-28"):
        with pytest.raises(LateError):
            take(live, buy("a", "ann", at, 10))
    assert not take(live, buy("a", "ann", "2025-03-01", 10)).findings


def test_an_introducer_who_is_further_on_counts_as_she_was() -> None:
    live = live_of(buy("p", "bob", "2025-01-01", 1000), ann="bob", bob=None)
    live.start_days(["bob"], day("2026-06-01"))
    assert tier_of(live, "bob") == "guest"
    take(live, buy("q", "ann", "2025-12-31", 100))
    assert changes(live, "ann") == [("2025-12-31", 0, 1, "introduced")]


def test_an_introducer_whose_review_is_due_is_reviewed_first() -> None:
    live = live_of(buy("p", "bob", "2025-01-01", 1000), ann="bob", bob=None)
    taken = take(live, buy("q", "ann", "2026-01-01", 100))
    assert [(name, change.reason) for name, change in taken.changes] == [("bob", "lapse")]
    assert tier_of(live, "ann") == "guest"
    with pytest.raises(LateError):
        take(live, buy("r", "bob", "2025-12-31", 500))


def test_an_event_that_somebody_has_been_decided_without_is_late() -> None:
    live = live_of(buy("q", "ann", "2025-01-02T12:00", 100), ann="bob", bob=None)
    with pytest.raises(LateError):
        take(live, buy("p", "bob", "2025-01-02T11:00", 1000))
    take(live, buy("p", "bob", "2025-01-02T13:00", 1000))
    assert tier_of(live, "bob") == "vip"


def test_an_introducer_whom_nobody_knew_is_late() -> None:
    live = live_of(buy("q", "ann", "2025-01-02", 100), ann="bob")
    with pytest.raises(LateError):
        take(live, buy("p", "bob", "2025-01-03", 1))
    with pytest.raises(LateError):
        live.add("bob")
    live.forget(["ann"])
    live.add("bob")


def test_members_who_introduce_each_other() -> None:
    told = [buy("p", "ann", "2025-01-01", 1000), buy("q", "bob", "2025-06-01", 100), buy("r", "ann", "2027-06-01", 100)]
    live = live_of(*told, ann="bob", bob="ann")
    assert changes(live, "ann") == [("2025-01-01", 0, 1, "big"), ("2026-01-01", 1, 0, "lapse")]
    assert changes(live, "bob") == [("2025-06-01", 0, 1, "introduced"), ("2026-06-01", 1, 0, "lapse")]


def test_a_long_chain_of_introductions() -> None:
    live = Live([Dated(0, PLAN)], PLAN.time_zone)
    for number in range(3000):
        live.add(f"m{number}", introducer=f"m{number + 1}", opening_on=20_000, opening_tier="vip", opening_since=20_000 - number % 300)
    live.add("m3000")
    taken = take(live, buy("p", "m0", "2026-06-01", 1000))
    assert taken.changes[-1][1].reason
    assert tier_of(live, "m0") == "vip"


def test_which_events_are_decided_by_themselves() -> None:
    rows = {
        "own": buy("p", "ann", "2025-01-01", 1),
        "mug": move("m", "ann", "2025-01-01", "exchange", ref="mug"),
        "cup": move("m", "ann", "2025-01-01", "exchange", ref="cup"),
        "quiz": move("m", "ann", "2025-01-01", "quiz", ref="q"),
        "win": move("m", "ann", "2025-01-01", "win", ref="w"),
        "redeem": move("m", "ann", "2025-01-01", "redeem", points=1),
    }
    assert {name for name, row in rows.items() if plain(PLAN, events([row])[0])} == {"own", "mug", "quiz", "redeem"}
    other = replace(PLAN, points=replace(PLAN.points, referral=(Referral("friend", 1),), quiz=(Quiz("q", 1, 1),)))
    assert {name for name, row in rows.items() if plain(other, events([row])[0])} == {"mug", "redeem"}


def test_durable_rules_judges() -> None:
    live = live_of(buy("p", "ann", "2025-01-01", 100), buy("q", "ann", "2025-01-02", 1000))
    assert live.judged == 2
    assert live.durable in {0, 2}


def test_without_durable_rules_the_reference_judges_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [buy("p", "bob", "2025-01-01", 1000), buy("q", "ann", "2025-03-01", 100), buy("r", "bob", "2025-06-01", 500)]
    live = live_of(*told, ann="bob", bob=None)
    monkeypatch.setenv("PATRON_RULES", "reference")
    other = live_of(*told, ann="bob", bob=None)
    assert not differences(shown_by_live(live, day("2027-01-01")), shown_by_live(other, day("2027-01-01")))
    assert other.durable == 0
    assert other.judged == live.judged


def test_reasons_are_given_only_of_this_event() -> None:
    live = Live([Dated(0, PLAN)], PLAN.time_zone, record=True)
    take(live, buy("p", "ann", "2025-01-01", 100))
    taken = take(live, buy("q", "ann", "2025-01-02", 1000))
    assert [(name, one.rule.id, one.purchase, one.finding.holds) for name, one in taken.judged] == [
        ("ann", "big", "q", True),
        ("ann", "introduced", "q", False),
    ]


# Versions

DEARER = replace(
    PLAN,
    tiers=(tier("guest"), tier("silver", term="12 months"), tier("vip", term="24 months")),
    qualification=(rule("silver-by-big", 1, purchase(at_least=1000)), rule("vip-by-huge", 2, purchase(at_least=5000))),
    maintenance=(rule("keep-vip", 2, spend(within="24 months", at_least=2000)),),
    points=points(accrual("two", 0, 1, 2, per=5), after="1 months"),
)


def versions(from_day: str, later: Plan = DEARER) -> list[Dated]:
    return [Dated(0, PLAN), Dated(day(from_day), later)]


def test_a_member_keeps_her_tier_and_is_reviewed_by_the_new_term() -> None:
    live = live_of(buy("p", "ann", "2025-01-01", 1000), plans=versions("2025-06-01"))
    live.start_days(["ann"], day("2026-12-31"))
    assert tier_of(live, "ann") == "vip"
    assert live.row("ann", day("2026-12-31"))["review_on"] == day("2027-01-01")
    live.start_days(["ann"], day("2027-01-01"))
    assert tier_of(live, "ann") == "silver"
    assert live.members["ann"].changes[-1].before == 2


def test_a_review_on_the_first_day_of_a_version_is_by_the_new_rules() -> None:
    stricter = replace(PLAN, maintenance=(rule("keep-more", 1, spend(within="12 months", at_least=5000)),))
    told = [buy("p", "ann", "2025-01-01", 1000), buy("q", "ann", "2025-03-01", 600)]
    for first, wanted in (("2026-01-02", "keep"), ("2026-01-01", "lapse")):
        live = live_of(*told, plans=versions(first, stricter))
        live.start_days(["ann"], day("2026-01-05"))
        assert changes(live, "ann")[-1] == ("2026-01-01", 1, int(wanted == "keep"), wanted)


def test_a_tier_that_is_no_more_becomes_the_highest_below_it() -> None:
    live = live_of(buy("p", "ann", "2026-01-01", 5000), plans=[Dated(0, DEARER), Dated(day("2026-06-01"), PLAN)])
    gone = live_of(buy("p", "ann", "2026-01-01", 1000), plans=[Dated(0, DEARER), Dated(day("2026-06-01"), PLAN)])
    for one in (live, gone):
        one.start_days(["ann"], day("2026-06-01"))
    assert (tier_of(live, "ann"), tier_of(gone, "ann")) == ("vip", "guest")
    assert len(live.members["ann"].changes) == 1
    assert (gone.members["ann"].changes[-1].left, gone.members["ann"].changes[-1].reason) == ("silver", "version")


def test_lots_keep_their_day_of_death() -> None:
    live = live_of(buy("p", "ann", "2025-05-31", 100), buy("q", "ann", "2025-06-01", 100), plans=versions("2025-06-01"))
    assert [(lot.points, iso(lot.dead)) for lot in live.lots("ann")] == [(10, None), (20, "2025-07-01")]
    live.start_days(["ann"], day("2025-07-01"))
    assert [lot.points for lot in live.lots("ann")] == [10]


def test_a_judgement_again_goes_by_the_version_of_each_day() -> None:
    told = [buy("p", "ann", "2025-01-01", 1000), buy("q", "ann", "2025-02-01", 1500), buy("r", "ann", "2025-07-01", 2000)]
    for returned, wanted in (("r", "vip"), ("p", "vip")):
        live = live_of(*told, plans=versions("2025-06-01"))
        take(live, back("x", "ann", "2025-08-01", 1000, of=returned))
        assert tier_of(live, "ann") == wanted
    live = live_of(*told[:1], told[2], plans=versions("2025-06-01"))
    take(live, back("x", "ann", "2025-08-01", 1000, of="p"))
    assert changes(live, "ann")[-1] == ("2025-08-01", 2, 1, "return")


def test_a_walk_in_sale_changes_nothing() -> None:
    live = live_of()
    assert take(live, buy("p", None, "2025-01-01", 10)).changes == []
    assert isinstance(events([buy("p", None, "2025-01-01", 10)])[0], Purchase)
    assert not live.purchases


def test_members_are_brought_each_to_her_own_day() -> None:
    told = history([buy("p", "ann", "2025-01-01", 1000), buy("q", "bob", "2025-01-01", 1000)], members=[member("cat")])
    live = Live([Dated(0, PLAN)], PLAN.time_zone)
    live.replay(told, day("2026-06-01"), decided={"bob": day("2025-02-01")})
    assert [live.decided_to(name) for name in ("ann", "bob", "cat")] == [day("2026-06-01"), day("2025-02-01"), day("2026-06-01")]
    assert (tier_of(live, "ann"), tier_of(live, "bob")) == ("guest", "vip")


def test_a_version_may_count_units_that_no_line_has() -> None:
    nights = replace(PLAN, streams=(PLAIN, Stream(adds=Addition.UNITS, column="nights")))
    live = Live(versions("2025-06-01", nights), PLAN.time_zone)
    live.replay(history([buy("p", "ann", "2025-01-01", 1000), buy("q", "ann", "2025-07-01", 1)]), day("2025-08-01"))
    assert tier_of(live, "ann") == "vip"
