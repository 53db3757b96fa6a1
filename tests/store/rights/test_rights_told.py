"""Rights one after another: what is left is told, more than that is refused, and what is cancelled gives back what it used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from patron.store.rights.card_source import cards
from patron.store.rights.cards import card_differences
from rights_house import SCHEME, RightsHouse
from sqlalchemy import select


@pytest.fixture
def house(tmp_path: Path) -> RightsHouse:
    return RightsHouse(tmp_path)


def test_twenty_parkings_a_year(house: RightsHouse) -> None:
    assert house.refused("u", "ann", "2025-01-02", "use_benefit", ref="parking") == "benefit-not-available"
    house.buy("p", "ann", "2025-02-01", "2000")
    first = house.move("u1", "ann", "2025-02-02", "use_benefit", ref="parking")
    assert first.detail == {"benefit": "parking", "used": 1, "granted": 20, "left": 19, "until": "2026-01-31"}
    assert house.move("u2", "ann", "2025-03-02", "use_benefit", ref="parking", value="18").detail["left"] == 1
    assert house.refused("u3", "ann", "2025-03-03", "use_benefit", ref="parking", value="2") == "benefit-not-available"
    assert house.move("u4", "ann", "2025-03-04", "use_benefit", ref="parking").detail["left"] == 0
    assert house.refused("u5", "ann", "2026-01-31", "use_benefit", ref="parking") == "benefit-not-available"
    house.buy("q", "ann", "2026-01-31", "1500")
    assert house.move("u6", "ann", "2026-02-01", "use_benefit", ref="parking").detail["left"] == 19


def test_a_cancelled_order_gives_back_the_use_of_its_coupon(house: RightsHouse) -> None:
    house.buy("p", "ann", "2025-02-01", "300")
    told = {"ref": "spring50", "amount": "50"}
    used = house.move("c1", "ann", "2025-02-01T10:00", "use_coupon", value="p", **told)
    assert used.detail == {"coupon": "spring", "each_member": 1, "left": 0}
    house.buy("q", "ann", "2025-02-02", "300")
    assert house.refused("c2", "ann", "2025-02-02T10:00", "use_coupon", value="q", **told) == "coupon-used-up"
    house.back("r", "p", "2025-02-03")
    assert house.move("c3", "ann", "2025-02-03T10:00", "use_coupon", value="q", **told).detail["left"] == 0


def test_a_coupon_for_the_first_two(house: RightsHouse) -> None:
    told = {"ref": "SPRING50", "amount": "50"}
    house.move("c1", "ann", "2025-02-01", "use_coupon", **told)
    house.move("c2", "bob", "2025-02-02", "use_coupon", **told)
    assert house.refused("c3", "cyd", "2025-02-03", "use_coupon", **told) == "coupon-exhausted"
    assert house.refused("c4", "cyd", "2025-02-01", "use_coupon", ref="SPRING50", amount="51") == "more-than-left"


def test_points_become_a_voucher_that_is_used_in_parts(house: RightsHouse) -> None:
    assert house.refused("x0", "ann", "2025-02-01", "exchange", ref="tea-money") == "points-not-available"
    house.buy("p", "ann", "2025-02-01", "900")
    made = house.move("x1", "ann", "2025-02-02", "exchange", ref="tea-money", value="2")
    assert (made.points, [(one.kind, one.points) for one in made.moved]) == (10, [("spent", 80)])
    good = {"rule": "tea-money", "left": "40.00", "ends_on": "2025-08-02"}
    assert made.detail == {"exchange": "tea-money", "times": 2, "points": 80, "voucher": "40.00", "left": "40.00", "vouchers": [good]}
    assert house.move("v1", "ann", "2025-03-01", "use_voucher", amount="15").detail["left"] == "25.00"
    assert house.refused("v2", "ann", "2025-03-02", "use_voucher", amount="25.01") == "voucher-not-available"
    assert house.refused("v3", "ann", "2025-08-02", "use_voucher", amount="1") == "voucher-not-available"


def test_what_there_is_three_of(house: RightsHouse) -> None:
    for name in ("ann", "bob"):
        house.buy(f"p-{name}", name, "2025-02-01", "3000")
    house.move("x1", "ann", "2025-02-02", "exchange", ref="tea-set", value="2")
    assert house.refused("x2", "ann", "2025-02-03", "exchange", ref="tea-set") == "exchange-limit"
    assert house.refused("x3", "bob", "2025-02-03", "exchange", ref="tea-set", value="2") == "exchange-limit"
    last = house.move("x4", "bob", "2025-02-03", "exchange", ref="tea-set")
    assert last.detail == {"exchange": "tea-set", "times": 1, "points": 50, "cash": "60.00"}
    assert last.points == 250


def test_a_prize_needs_a_draw_and_a_quiz_earns_once_a_month(house: RightsHouse) -> None:
    assert house.refused("w0", "ann", "2025-02-01", "win", ref="first-prize") == "win-without-draw"
    house.buy("p", "ann", "2025-02-01", "100")
    house.move("x1", "ann", "2025-02-02", "exchange", ref="lucky-draw")
    won = house.move("w1", "ann", "2025-02-02T08:00", "win", ref="first-prize")
    assert (won.points, won.detail) == (500, {"prize": "first-prize", "points": 500})
    assert house.move("q1", "ann", "2025-02-03", "quiz", ref="tea-quiz").detail == {"quiz": "tea-quiz", "points": 5}
    again = house.move("q2", "ann", "2025-02-04", "quiz", ref="tea-quiz")
    assert (again.points, again.detail) == (505, {"quiz": "tea-quiz", "points": 0})


def test_rights_of_items_are_counted_and_go_with_the_item(house: RightsHouse) -> None:
    house.buy("p", "ann", "2025-02-01", "2000", "pot")
    house.move("u1", "ann", "2025-03-01", "use_benefit", ref="cleaning", value="2")
    assert house.refused("u2", "ann", "2025-03-02", "use_benefit", ref="cleaning") == "benefit-not-available"
    house.buy("q", "ann", "2025-04-01", "300", "pot")
    house.back("r", "q", "2025-04-02")
    assert house.refused("u3", "ann", "2025-04-03", "use_benefit", ref="cleaning") == "benefit-not-available"


def test_what_is_late_and_would_undo_a_use_is_refused(house: RightsHouse) -> None:
    house.buy("p", "ann", "2025-02-01", "2000")
    house.move("u1", "ann", "2025-03-01", "use_benefit", ref="parking")
    with pytest.raises(RefusedError, match="taken since") as refused:
        house.back("r", "p", "2025-02-10")
    assert "today's time" in refused.value.refusals[0].help
    assert house.back("r", "p", "2025-03-02").tier == "guest"


def gift_cards(house: RightsHouse) -> None:
    house.move("m1", None, "2025-01-02", "card_make", ref="G0001", value="gift:20")
    for number in ("G0001", "G0002"):
        house.move(f"d{number}", None, "2025-01-03", "card_draw", ref=number)
        house.move(f"s{number}", None, "2025-01-04", "card_sell", ref=number, amount="500")
        house.move(f"a{number}", None, "2025-01-05", "card_activate", ref=number)


def test_numbers_of_cards_have_no_gaps_whenever_they_are_made(house: RightsHouse) -> None:
    gift_cards(house)
    assert house.refused("m2", None, "2025-02-01", "card_make", ref="G0022", value="gift") == "card-number-gap"
    assert house.refused("m2", None, "2025-02-01", "card_make", ref="G0020", value="gift") == "card-number-repeated"
    assert house.refused("m2", None, "2025-02-01", "card_make", ref="G0021", value="gift:11") == "card-range-exhausted"
    assert house.refused("m2", None, "2025-01-01", "card_make", ref="G0021", value="gift") == "card-number-gap"
    made = house.move("m2", None, "2025-02-01", "card_make", ref="G0021", value="gift:2")
    assert made.detail == {"kind": "gift", "made": 2, "first": "G0021", "last": "G0022"}


def test_a_card_pays_no_more_than_it_holds_nor_than_was_bought(house: RightsHouse) -> None:
    gift_cards(house)
    house.buy("p", "ann", "2025-02-01", "600")
    paid = house.move("c1", None, "2025-02-01T10:00", "card_pay", ref="G0001", amount="450", value="p")
    assert paid.detail == {"card": "G0001", "kind": "gift", "state": "active", "balance": "50.00", "valid_until": "2026-01-03"}
    assert house.refused("c2", None, "2025-02-01T10:01", "card_pay", ref="G0002", amount="151", value="p") == "card-does-not-pay"
    assert house.refused("c3", None, "2025-02-01T10:02", "card_pay", ref="G0001", amount="51") == "card-over-balance"
    assert house.move("c4", None, "2025-02-01T10:03", "card_pay", ref="G0002", amount="150", value="p").detail["balance"] == "350.00"
    assert house.move("c5", None, "2025-02-02", "card_pay", ref="G0001", amount="50", dry_run=True).detail["balance"] == "0.00"
    assert house.move("c5", None, "2025-02-02", "card_pay", ref="G0001", amount="50").detail["balance"] == "0.00"


def test_a_cancelled_order_pays_stored_value_out_once(house: RightsHouse) -> None:
    gift_cards(house)
    house.buy("p", "ann", "2025-02-01", "400")
    house.move("c1", None, "2025-02-01T10:00", "card_pay", ref="G0001", amount="400", value="p")
    house.back("r1", "p", "2025-02-02")
    with pytest.raises(RefusedError, match="nothing is left"):
        house.back("r2", "p", "2025-02-03")
    assert house.move("c2", None, "2025-02-04", "card_pay", ref="G0001", amount="1").detail["balance"] == "99.00"
    assert house.refused("c3", None, "2025-02-04T10:00", "card_pay", ref="G0002", amount="1", value="p") == "card-does-not-pay"


def test_a_late_top_up_takes_back_that_a_card_had_ended(house: RightsHouse) -> None:
    gift_cards(house)
    assert house.refused("c1", None, "2026-01-04", "card_pay", ref="G0001", amount="1") == "card-expired"
    house.buy("p", "ann", "2026-02-01", "1")
    late = house.move("t1", None, "2025-12-01", "card_top_up", ref="G0001", amount="10")
    assert (late.detail["balance"], late.detail["valid_until"], late.detail["state"]) == ("510.00", "2026-11-30", "active")
    assert house.move("c2", None, "2026-02-02", "card_pay", ref="G0001", amount="510").detail["balance"] == "0.00"
    assert house.refused("t0", None, "2025-06-01", "card_suspend", ref="G0001") == "card-state"


def test_on_either_database(tmp_path: Path, store_url: str) -> None:
    house = RightsHouse(tmp_path, url=store_url)
    gift_cards(house)
    house.buy("p", "ann", "2025-02-01", "2000", "pot")
    assert house.move("u1", "ann", "2025-02-02", "use_benefit", ref="parking", value="20").detail["left"] == 0
    assert house.refused("u2", "ann", "2025-02-03", "use_benefit", ref="parking") == "benefit-not-available"
    assert house.move("c1", None, "2025-02-03", "card_pay", ref="G0001", amount="499", value="p").detail["balance"] == "1.00"
    assert house.refused("c2", None, "2025-02-03T10:00", "card_pay", ref="G0001", amount="2") == "card-over-balance"
    house.move("x1", "ann", "2025-02-04", "exchange", ref="tea-money")
    assert house.move("v1", "ann", "2025-02-05", "use_voucher", amount="20").detail["left"] == "0.00"
    house.move("c3", "ann", "2025-02-05", "use_coupon", ref="SPRING50", amount="50", value="p")
    late = house.move("t1", None, "2025-02-01", "card_top_up", ref="G0001", amount="10")
    assert (late.late, late.detail["balance"]) == (True, "11.00")
    house.story.close((datetime(2027, 1, 1) - datetime(1970, 1, 1)).days)
    with house.story.desk.database.read() as connection:
        versions = house.story.desk.versions(connection)
        assert card_differences(connection, versions, ["G0001", "G0002"], 20_819) == []
        states = dict(tuple(row) for row in connection.execute(select(cards.c.card, cards.c.state).where(cards.c.holder.is_(None))))
    assert (states["G0001"], states["G0002"], states["G0003"]) == ("expired", "expired", "made")


NEXT = SCHEME.replace("each_year: 20", "each_year: 30").replace(
    "  - id: cleaning", "  - {id: lounge, for: gold, each_year: 4, unit_cost: 50, title: {zh: 茶室, en: Lounge}}\n  - id: cleaning"
)
NEXT = NEXT.replace("each_member: 1, at_most: 2", "each_member: 2").replace("points: 40, worth: 20", "points: 30, worth: 20")


def test_each_version_decides_its_own_days_and_what_was_issued_stays(tmp_path: Path) -> None:
    house = RightsHouse(tmp_path, later={"2025-06-01": NEXT})
    house.buy("p", "ann", "2025-02-01", "2000", "pot")
    house.move("u1", "ann", "2025-05-31", "use_benefit", ref="parking", value="15")
    assert house.refused("u2", "ann", "2025-05-31", "use_benefit", ref="lounge") == "unknown-benefit"
    assert house.move("u3", "ann", "2025-06-01", "use_benefit", ref="lounge").detail["left"] == 3
    assert house.refused("u4", "ann", "2025-06-02", "use_benefit", ref="parking", value="6") == "benefit-not-available"
    assert house.move("u5", "ann", "2025-06-02", "use_benefit", ref="parking", value="5").detail["left"] == 0
    house.move("u6", "ann", "2025-06-03", "use_benefit", ref="cleaning", value="2")
    assert house.refused("u7", "ann", "2025-06-04", "use_benefit", ref="cleaning") == "benefit-not-available"
    told = {"ref": "spring", "amount": "50"}
    house.move("c1", "ann", "2025-05-01", "use_coupon", **told)
    assert house.refused("c2", "ann", "2025-05-30", "use_coupon", **told) == "coupon-used-up"
    assert house.move("c3", "ann", "2025-06-05", "use_coupon", **told).detail["left"] == 0
    first = house.move("x1", "ann", "2025-05-20", "exchange", ref="tea-money")
    second = house.move("x2", "ann", "2025-06-20", "exchange", ref="tea-money")
    assert (first.detail["points"], second.detail["points"]) == (40, 30)
    assert house.move("v1", "ann", "2025-06-21", "use_voucher", amount="40").detail["left"] == "0.00"
    gift_cards(house)
    assert house.move("k1", None, "2025-07-01", "card_pay", ref="G0001", amount="1").detail["balance"] == "499.00"
    house.buy("q", "ann", "2026-01-20", "2000")
    assert house.move("u8", "ann", "2026-02-01", "use_benefit", ref="parking").detail["left"] == 29
