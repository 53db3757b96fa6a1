"""What users of other systems report, one test each: a story that goes wrong where only a balance is kept, with its exact figures.

`pytest -k users_report` runs all thirteen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import patron
import pytest
from patron.store.refused import RefusedError
from store_cases import Shop
from trouble_house import SCHEME, clean, codes, house, refused


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = house(store_url, tmp_path)
    yield made
    made.store.close()


def test_users_report_a_refund_keeps_the_points(shop: Shop) -> None:
    shop.buys("ann", "2024-05-04T10:00", 200, "p1")
    assert shop.buys("ann", "2024-05-05T10:00", 150, "p2").points == 35
    back = shop.returns("p1", "2024-05-06T10:00")
    assert (back.points, [(one.kind, one.points) for one in back.moved]) == (15, [("taken_back", 20)])
    assert refused(shop.returns, "p1", "2024-05-07T10:00") == ("returns-too-much", "purchase")
    clean(shop, "2024-05-08")


def test_users_report_two_confirmations_at_once_take_the_balance_below_zero(shop: Shop, store_url: str) -> None:
    """Both read 30 points; only one may spend them."""
    shop.buys("ann", "2024-05-04T10:00", 299, "p1")
    answers: list[Any] = []
    start = Barrier(2)

    def confirm() -> None:
        with patron.open_store(store_url, clock=shop.clock) as till:
            till.lookup("ann")
            start.wait(60)
            try:
                answers.append(till.move({"member": "ann", "kind": "redeem", "points": 20}).points)
            except RefusedError as error:
                answers.append(error.refusals[0].code)

    tills = [Thread(target=confirm) for _ in range(2)]
    for till in tills:
        till.start()
    for till in tills:
        till.join(120)
    assert sorted(map(str, answers)) == ["9", "points-not-available"]
    assert (shop.state("ann")["points"], shop.state("ann")["points_spent"]) == (9, 20)


def test_users_report_a_retry_doubles_points(shop: Shop, store_url: str) -> None:
    """The answer was lost on its way, so the till asks again, also after the store was opened anew."""
    shop.enrolls("ann")
    shop.at("2024-05-05")
    sale = {"member": "ann", "at": "2024-05-04T10:00", "lines": [{"amount": "100"}]}
    first = shop.store.purchase(sale, key="till-1/17")
    assert shop.store.purchase(sale, key="till-1/17") == first
    with patron.open_store(store_url, clock=shop.clock) as again:
        assert again.purchase(sale, key="till-1/17") == first
        assert refused(again.purchase, {**sale, "lines": [{"amount": "101"}]}, key="till-1/17") == ("key-used", "key")
    named = {**sale, "id": "S-1", "at": "2024-05-04T11:00"}
    assert shop.store.purchase(named).points == 20
    assert refused(shop.store.purchase, named) == ("duplicate-id", "id")  # without a key its own number tells
    assert shop.state("ann")["points"] == 20
    clean(shop, "2024-05-06")


def test_users_report_a_time_zone_strips_a_reward_after_payment(store_url: str, tmp_path: Path) -> None:
    """New Year's Eve in New York is New Year's Day in UTC: the double points of December stay, and die a year after the local day."""
    shop = house(store_url, tmp_path, zone="America/New_York")
    try:
        assert shop.buys("ann", "2024-12-31T20:00", 100, "p1").points == 20
        assert shop.buys("ann", "2025-01-01T00:10", 100, "p2").points == 30
        report = shop.closes("2025-01-02")
        assert (report.points_expired, shop.state("ann")["points"]) == (0, 30)
        last = shop.moves("ann", "2025-12-30T23:59", "redeem", points=5)
        assert (last.at, last.points) == ("2025-12-30T23:59:00-05:00", 25)
        assert [(one.kind, one.on, one.points) for one in shop.moves("ann", "2025-12-31T00:01", "redeem", points=10).moved] == [
            ("expired", "2025-12-31", 15),
            ("spent", "2025-12-31", 10),
        ]
        clean(shop, "2025-12-31")
    finally:
        shop.store.close()


def test_users_report_rounding_turns_one_point_into_none(shop: Shop) -> None:
    """Three lines of 3.33, 3.33 and 3.34 are one sale of 10, and one point; taking a part back never takes more than was earned."""
    shop.enrolls("ann")
    lines = [{"amount": amount} for amount in ("3.33", "3.33", "3.34")]
    shop.at("2024-05-05")
    assert shop.store.purchase({"id": "p1", "member": "ann", "at": "2024-05-04T10:00", "lines": lines}).points == 1
    assert [shop.returns("p1", f"2024-05-0{day}T12:00", "3.33").points for day in (5, 6)] == [0, 0]
    assert shop.returns("p1", "2024-05-07T12:00", "3.34").points == 0
    assert shop.state("ann")["points_taken_back"] == 1
    assert shop.buys("ann", "2024-05-08T10:00", "0.01").points == 0
    assert shop.buys("ann", "2024-05-08T11:00", "9.99").points == 0
    assert shop.buys("ann", "2024-05-08T12:00", "19.99").points == 1
    clean(shop, "2024-05-09")


def test_users_report_expiry_without_lots_collapses_a_balance(shop: Shop) -> None:
    """What dies is what is left of the lot that dies, not a year's earnings and not the balance."""
    shop.buys("ann", "2024-01-10T10:00", 250)  # 25, good to 9 January 2025
    shop.buys("ann", "2024-06-10T10:00", 200)  # 20, good to 9 June 2025
    assert shop.moves("ann", "2024-07-01T10:00", "redeem", points=22).points == 23
    report = shop.closes("2025-01-10")
    assert (report.points_expired, shop.state("ann")["points"]) == (3, 20)
    assert [(lot.points, lot.good_until) for lot in shop.store.statement("ann").lots] == [(20, "2025-06-09")]
    assert shop.closes("2025-06-10").points_expired == 20
    assert shop.closes("2025-06-10").points_expired == 0
    assert (shop.state("ann")["points"], shop.state("ann")["points_expired"]) == (0, 23)
    clean(shop, "2025-06-11")


def test_users_report_the_reward_itself_earns_points(shop: Shop) -> None:
    """A sale of 100 of which 20 are paid by a voucher that points bought earns 8; the voucher's 40 points earn nothing again."""
    shop.buys("ann", "2024-05-01T10:00", 290)
    shop.buys("ann", "2024-05-01T11:00", 290)
    assert shop.moves("ann", "2024-05-02T10:00", "exchange", ref="tea-money").points == 18
    shop.at("2024-05-04")
    lines = [{"amount": "80", "tender": "cash"}, {"amount": "20", "tender": "voucher"}]
    paid = shop.store.purchase({"id": "p", "member": "ann", "at": "2024-05-03T10:00", "lines": lines})
    assert (paid.points, [(one.kind, one.points) for one in paid.moved]) == (26, [("earned", 8)])
    used = shop.moves("ann", "2024-05-03T10:00", "use_voucher", amount="20")
    assert (used.points, used.moved) == (26, ())
    assert shop.returns("p", "2024-05-05T10:00").points == 18
    clean(shop, "2024-05-06")


def test_users_report_earned_under_one_document_kind_and_spent_under_another_never_deducted(shop: Shop) -> None:
    """Whatever points came from and go to, there is one balance."""
    shop.enrolls("bob")
    shop.store.enroll({"member": "ann", "opening_on": "2023-12-31", "opening_points": 100})
    shop.known.add("ann")
    steps: list[tuple[str, dict[str, Any], int]] = [
        ("adjust", {"points": 10, "by": "manager"}, 110),
        ("quiz", {"ref": "tea-quiz"}, 115),
        ("redeem", {"points": 20}, 95),
        ("exchange", {"ref": "tea-set"}, 45),
        ("give", {"points": 10, "to_member": "bob"}, 35),
        ("adjust", {"points": -5, "by": "manager"}, 30),
    ]
    for day, (kind, cells, left) in enumerate(steps, 1):
        assert shop.moves("ann", f"2024-05-0{day}T10:00", kind, **cells).points == left, kind
    assert shop.buys("ann", "2024-05-08T10:00", 100).points == 40
    assert shop.moves("ann", "2024-05-09T10:00", "exchange", ref="tea-money").points == 0
    assert refused(shop.moves, "ann", "2024-05-09T11:00", "redeem", points=1) == ("points-not-available", "points")
    assert refused(shop.moves, "ann", "2024-05-09T12:00", "exchange", ref="tea-money")[0] == "points-not-available"
    state = shop.state("ann")
    assert (state["points_earned"], state["points_spent"], shop.state("bob")["points"]) == (125, 125, 10)
    clean(shop, "2024-05-10")


def test_users_report_the_wrong_tier_for_years_after_a_rule_change(shop: Shop) -> None:
    """From 2025 gold asks for twice as much: who holds it keeps it to the review, which goes by the new rules; late sales by the old."""
    shop.buys("ann", "2024-05-01T10:00", 1000)
    shop.buys("bob", "2024-07-01T10:00", 800)
    harder = SCHEME.replace("at_least: 1000", "at_least: 2000").replace("at_least: 500", "at_least: 900")
    shop.store.apply(shop.file(harder, "harder.yaml"), effective_from=date(2025, 1, 1), by="board")
    assert [shop.store.lookup(name)[0].tier for name in ("ann", "bob")] == ["gold", "silver"]
    shop.closes("2025-01-02")
    assert shop.buys("ann", "2025-02-01T10:00", 800).tier == "gold"
    assert shop.buys("bob", "2025-02-01T10:00", 800).tier == "silver"  # 1,600 within 12 months are enough for gold no more
    late = shop.buys("bob", "2024-12-30T10:00", 200)
    assert (late.late, late.tier, late.version) == (True, "gold", 1)  # 1,000 by the end of 2024 were enough for it
    shop.closes("2025-05-01")  # ann's review: 800 is under the 900 of today
    assert shop.changes("ann") == [("2024-05-01", "gold", "year-1000"), ("2025-05-01", "silver", "lapse")]
    assert shop.store.lookup("bob")[0].tier == "gold"
    assert shop.store.rebuild().clean
    assert shop.store.verify().ok
    told = shop.store.explain("ann", at=date(2025, 4, 30), lang="en")
    assert (told.now.tier, shop.store.explain("ann", at=date(2025, 5, 1)).now.tier) == ("gold", "silver")


def test_users_report_no_opening_balances(shop: Shop) -> None:
    """Balances of another system come with their dates, die and are reviewed as they would have, and can be spent at once."""
    opening = {"opening_on": "2023-12-31", "opening_tier": "gold", "opening_since": "2023-03-01", "opening_points": 700}
    made = shop.store.enroll({"member": "ann", **opening})
    assert (made.tier, made.points) == ("gold", 700)
    assert shop.store.statement("ann").review_on == "2024-03-01"
    shop.known.add("ann")
    assert shop.moves("ann", "2024-01-02T10:00", "redeem", points=200).points == 500
    assert refused(shop.store.enroll, {"member": "ann", **opening}) == ("duplicate-id", "member")  # not taken over twice
    assert shop.buys("ann", "2024-02-01T10:00", 100).points == 520
    shop.closes("2024-03-01")
    assert shop.state("ann")["tier"] == "silver"  # nothing was spent since the opening but 100
    assert shop.closes("2024-12-31").points_expired == 500
    assert shop.state("ann")["points"] == 20
    clean(shop, "2025-01-01")


def test_users_report_merged_members_leave_a_dead_card(shop: Shop) -> None:
    """Both cards, both ids and both phones find the one who is left, with the points, the tier and the limits of both."""
    shop.store.enroll({"member": "old", "card": "C-1", "phone": "13812345678"})
    shop.store.enroll({"member": "new", "card": "C-2", "phone": "13912345678"})
    shop.known |= {"old", "new"}
    shop.buys("old", "2024-05-01T10:00", 600, "p1")
    shop.buys("new", "2024-05-02T10:00", 400)
    made = shop.store.merge("old", "new", by="manager")
    assert (made.tier, made.points) == ("gold", 100)
    for asked in ("old", "new", "C-1", "C-2", "13812345678"):
        assert [one.member for one in shop.store.lookup(asked)] == ["new"], asked
    assert shop.moves("C-1", "2024-05-03T10:00", "redeem", points=90).points == 10
    assert refused(shop.moves, "C-2", "2024-05-03T11:00", "redeem", points=11) == ("points-not-available", "points")
    assert shop.returns("p1", "2024-05-04T10:00").points == -50
    assert refused(shop.store.enroll, {"member": "x", "card": "C-1"}) == ("duplicate-card", "card")
    shop.closes("2024-05-05")
    assert shop.store.rebuild().clean
    assert shop.store.verify().ok


def test_users_report_a_cancelled_order_keeps_the_used_limit(shop: Shop) -> None:
    """The coupon of a cancelled order may be used again, by its member and within the two that there are in all; no third time."""
    told: dict[str, Any] = {"ref": "SPRING50", "amount": "50"}
    shop.buys("ann", "2024-05-01T10:00", 400, "p1")
    shop.buys("bob", "2024-05-01T10:30", 400, "q1")
    shop.moves("ann", "2024-05-01T10:01", "use_coupon", value="p1", **told)
    shop.moves("bob", "2024-05-01T10:31", "use_coupon", value="q1", **told)
    shop.buys("ann", "2024-05-02T10:00", 350, "p2")
    both = {"coupon-used-up", "coupon-exhausted"}
    assert codes(shop.moves, "ann", "2024-05-02T10:01", "use_coupon", value="p2", **told) == both
    shop.returns("p1", "2024-05-03T10:00", 100)  # a part: the coupon was used
    assert codes(shop.moves, "ann", "2024-05-03T11:00", "use_coupon", value="p2", **told) == both
    shop.returns("p1", "2024-05-04T10:00")
    shop.moves("ann", "2024-05-04T11:00", "use_coupon", value="p2", **told)
    assert codes(shop.moves, "ann", "2024-05-04T12:00", "use_coupon", value="p2", **told) == both
    shop.enrolls("cyd")
    assert refused(shop.moves, "cyd", "2024-05-04T13:00", "use_coupon", **told) == ("coupon-exhausted", "ref")
    clean(shop, "2024-05-05")


def test_users_report_stored_value_is_paid_out_twice_on_cancellation(shop: Shop) -> None:
    """An order of 400 paid by card is cancelled, and cancelled again: the goods come back once, and the 400 are loaded back once."""

    def card(at: str, kind: str, key: str | None = None, **cells: Any) -> Any:
        shop.at(at)
        return shop.store.move({"kind": kind, "at": at, **cells}, key=key).detail

    card("2024-01-02", "card_make", ref="G0001", value="gift:2")
    card("2024-01-03", "card_draw", ref="G0001")
    card("2024-01-04", "card_sell", ref="G0001", amount="500")
    card("2024-01-05", "card_activate", ref="G0001")
    shop.buys("ann", "2024-02-01T10:00", 400, "p")
    assert card("2024-02-01T10:01", "card_pay", ref="G0001", amount="400", value="p")["balance"] == "100.00"
    assert shop.returns("p", "2024-02-02T10:00").points == 0
    for _ in range(3):
        assert card("2024-02-02T10:01", "card_top_up", key="refund of p", ref="G0001", amount="400")["balance"] == "500.00"
    assert refused(shop.returns, "p", "2024-02-02T11:00") == ("returns-too-much", "purchase")
    assert refused(card, "2024-02-03", "card_pay", ref="G0001", amount="500.01") == ("card-over-balance", "amount")
    assert card("2024-02-03T10:00", "card_pay", ref="G0001", amount="500")["balance"] == "0.00"
    clean(shop, "2024-02-04")
