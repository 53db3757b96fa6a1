"""A15 of the feature table, the mall's VIPs: each test drives the command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

import json
from pathlib import Path

from apparel_case import Row, moved, priced, tiers
from apparel_rights import asked, gives, issued, refused_use, rights
from house import charter, costs, each_shown, evaluate, explain, quoted, sale, shown, simulate, table

SALE: Row = {"category": "dress", "season": "summer", "promotion": "mall", "amount": 300}
LIMITED: Row = {"category": "bags", "item": "LIMITED", "amount": 9000}
VIP = [sale("P1", "ann", "2025-02-10", 20_000)]
PLATINUM = [sale("P1", "ann", "2025-07-10", 80_000)]


def test_a15_a_years_spend_makes_a_vip_of_the_mall_and_keeps_one(mall: Path) -> None:
    year = {"vip": 20_000, "platinum": 80_000}
    gained = {
        f"{tier}-by-year": tiers(
            {"ann": tier, "bob": "guest" if tier == "vip" else "vip"},
            [sale("P1", "ann", "2025-01-10", spend), sale("P2", "bob", "2025-01-10", f"{spend - 1}.99")],
            "2025-01-10",
            [],
        )
        for tier, spend in year.items()
    }
    each_shown(gained, mall)
    kept = {
        f"keep-{tier}": tiers(
            {"ann": tier},
            [sale("P1", "ann", "2025-01-10", spend), sale("P2", "ann", "2025-05-10", spend)],
            "2026-01-10",
            [],
        )
        for tier, spend in year.items()
    }
    each_shown(kept, mall)


def test_a15_one_rate_for_each_tier_throughout_the_mall(mall: Path) -> None:
    totals = {"vip": "920.00", "platinum": "880.00"}
    each_shown({f"{tier}-price": priced(tier, 1000, total, category="shoes") for tier, total in totals.items()}, mall)
    shown(priced("vip", 1000, "1000.00", promotion="mall"), mall, "vip-price.goods")
    result = simulate(mall, [*VIP, sale("P2", "ann", "2025-03-01", 1000)], "--margin", "0.5")
    assert costs(result, "vip-price") == {"vip": 80_00}


def test_a15_points_are_used_like_cash_at_the_till(mall: Path) -> None:
    members = [
        {"member_id": "ann", "opening_on": "2024-12-31", "opening_tier": "vip", "opening_since": "2024-06-01", "opening_points": 500}
    ]
    whose = ["--member", "ann", "--purchases", table(mall.parent / "s.csv", VIP), "--members", table(mall.parent / "m.csv", members)]
    whose += ["--at", "2025-02-09T12:00"]

    def paid(scheme: Path) -> None:
        said = asked(scheme, [{"category": "dress", "amount": 1000}], *whose, "--points", 400)
        assert said.startswith("{"), said
        made = json.JSONDecoder().raw_decode(said)[0]
        assert (made["totals"]["points_worth"], made["totals"]["to_pay"], made["points_redeemed"]) == ("20.00", "900.00", 400)
        assert made["points"] == [{"rule": "spend", "points": 920, "waits_for": None}]

    shown(paid, mall, "points.redemption", "accrual.spend+points.redemption")
    assert "500" in asked(mall, [{"category": "dress", "amount": 1000}], *whose, "--points", 501)  # more than she has

    def spent(scheme: Path) -> None:
        row = evaluate(scheme, VIP, "2025-02-10", members=members, movements=[moved(1, "ann", "2025-02-09", "redeem", points=400)])["ann"]
        assert (row["points"], row["points_spent"]) == ("20100", "400")

    shown(spent, mall, "accrual.spend")
    aged = [sale("P1", "ann", "2024-03-01", 300), sale("P2", "ann", "2025-03-01", 500)]

    def expired(scheme: Path) -> None:
        assert evaluate(scheme, aged, "2026-01-01")["ann"]["points"] == "500"

    shown(expired, mall, "points.expiry")


def test_a15_vips_have_first_entry_to_promotions(mall: Path) -> None:
    def early(tier: str, day: str) -> str:
        return asked(mall, [SALE], "--tier", tier, "--at", f"2025-06-{day}T12:00")

    for tier in ("vip", "platinum"):
        assert early(tier, "16").startswith("{")
        assert "first-entry" in early(tier, "15")
    assert early("guest", "18").startswith("{")

    def held_back(scheme: Path) -> None:
        said = asked(scheme, [SALE], "--tier", "guest", "--at", "2025-06-17T12:00")
        assert "b.csv: row 2" in said
        assert "first-entry" in said

    shown(held_back, mall, "first-entry")


def test_a15_limited_editions_are_for_platinum_one_each(mall: Path) -> None:
    at = ["--at", "2025-06-20T12:00"]
    assert quoted(mall, [LIMITED], "--tier", "platinum", *at)["totals"]["total"] == "7920.00"

    def refused(tier: str, pieces: int, scheme: Path) -> None:
        said = asked(scheme, [{**LIMITED, "quantity": pieces}], "--tier", tier, *at)
        assert "limited-editions" in said

    shown(lambda scheme: refused("vip", 1, scheme), mall, "limited-editions", "limited-editions.for")
    shown(lambda scheme: refused("platinum", 2, scheme), mall, "limited-editions", "limited-editions.each_member")
    sold = [sale(f"L{number}", f"m{number}", "2025-03-01", 9000, category="bags", item="LIMITED") for number in range(30)]
    ann = sale("P1", "ann", "2025-02-10", 80_000)

    def sold_out(scheme: Path) -> None:
        whose = ["--member", "ann", "--purchases", table(scheme.parent / "s.csv", [ann, *sold])]
        assert "limited-editions" in asked(scheme, [LIMITED], *whose, *at)
        fewer = ["--member", "ann", "--purchases", table(scheme.parent / "f.csv", [ann, *sold[1:]])]
        assert asked(scheme, [LIMITED], *fewer, *at).startswith("{")

    shown(sold_out, mall, "limited-editions", "limited-editions.in_total")

    def told(scheme: Path) -> None:
        assert "limited-editions" in explain(scheme, [ann, *sold], "2025-06-20", "m7")  # a guest bought one all the same

    shown(told, mall, "limited-editions", "limited-editions.for")


def test_a15_a_gift_pack_every_quarter(mall: Path) -> None:
    packs = {"2025-02-10": 1, "2025-04-01": 1, "2025-07-01": 1, "2025-10-01": 1}
    shown(gives("gift-pack", dict(packs), VIP, "2025-12-31"), mall, "gift-pack")
    used = [moved(1, "ann", "2025-03-01", "use_benefit", ref="gift-pack")]
    gives("gift-pack", {"2025-02-10": 1, "2025-04-01": 0}, VIP, "2025-04-30", [], used, count="used")(mall)
    said = refused_use(mall, VIP, "2025-04-30", [*used, moved(2, "ann", "2025-03-31", "use_benefit", ref="gift-pack")])
    assert "benefit-not-available" in said  # one a quarter
    assert costs(simulate(mall, [*VIP, sale("P2", "bob", "2025-12-31", 1)], "--margin", "0.5"), "gift-pack") == {"vip": 4 * 80_00}


def test_a15_personal_shopper_pick_up_delivery_and_bookings(mall: Path) -> None:
    checks = {
        "personal-shopper": gives("personal-shopper", {"2025-07-10": 1, "2025-08-01": 1}, PLATINUM, "2025-08-31"),
        "airport-pick-up": gives("airport-pick-up", {"2025-07-10": 2}, PLATINUM, "2025-08-31"),  # of 4 a year, from July on
        "delivery": gives("delivery", {"2025-02-10": 0, "2025-03-01": 1}, VIP, "2025-03-31", count="carried"),
        "dining-booking": gives("dining-booking", {"2025-02-10": 4, "2025-03-01": 4}, VIP, "2025-03-31"),
        "ticket-booking": gives("ticket-booking", {"2025-02-10": 4, "2025-03-01": 4}, VIP, "2025-03-31"),
    }
    each_shown(checks, mall)
    shown(checks["airport-pick-up"], mall, "airport-pick-up.prorate")
    shown(checks["delivery"], mall, "delivery.carry_over")
    rows = rights(mall, VIP, "2025-03-31")
    assert not [row for row in rows if row["benefit"] in {"personal-shopper", "airport-pick-up"}]  # a VIP has none of these
    assert sum(int(str(number)) for number in issued(rows, "ann", "delivery").values()) == 4
    thrice = [moved(number, "ann", "2025-08-01", "use_benefit", ref="airport-pick-up") for number in range(3)]
    said = refused_use(mall, PLATINUM, "2025-08-31", thrice)
    assert ("row 4" in said, "row 3" in said) == (True, False)
    result = simulate(mall, [*PLATINUM, sale("P2", "bob", "2025-12-31", 1)], "--margin", "0.5")
    assert costs(result, "airport-pick-up") == {"platinum": 2 * 150_00}
    assert costs(result, "personal-shopper") == {"platinum": 6 * 60_00}
    assert costs(result, "delivery") == {"platinum": 6 * 2 * 15_00}
    assert costs(result, "dining-booking") == costs(result, "ticket-booking") == {"platinum": 6 * 4 * 4_00}


def test_a15_the_charter_promises_it_in_both_languages(mall: Path) -> None:
    promised = {
        "first-entry": ("夏季促销优先入场", "First entry to the summer sale"),
        "limited-editions": ("限量款", "Limited editions"),
        "gift-pack": ("季度礼包", "A gift pack every quarter"),
        "personal-shopper": ("私人导购", "An hour with the personal shopper"),
        "airport-pick-up": ("机场接机", "Pick-up at the airport"),
        "delivery": ("送货上门", "Home delivery"),
        "dining-booking": ("代订餐位", "Booking of a table"),
        "ticket-booking": ("代订门票", "Booking of tickets"),
    }

    def promises(zh: str, en: str, scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    each_shown({rule: lambda scheme, said=said: promises(*said, scheme) for rule, said in promised.items()}, mall)
