"""J5 and J9 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from house import costs, each_shown, evaluate, sale, shown, simulate

VIP = sale("P0", "ann", "2025-03-01", 50000, category="gold", grams="62.5", priced_by="weight")


def basket(member: str, on: str) -> list[dict[str, object]]:
    goods = [
        {"category": "gold", "amount": 8000, "grams": "10.000", "gold_price": 780, "making_charge": 200, "priced_by": "weight"},
        {"category": "gold", "amount": 1980, "tag_price": 1980, "grams": "1.5", "priced_by": "piece"},
        {"category": "silver", "amount": 1000, "tag_price": 1000},
        {"category": "diamond", "amount": 20000, "tag_price": 20000},
        {"category": "jade", "amount": 5000, "tag_price": 5000},
        {"category": "coloured-stone", "amount": 3000, "tag_price": 3000},
        {"category": "pearl", "amount": 700, "tag_price": 700},
    ]
    return [{**sale(f"B-{member}", member, on, 0), "line": line, **one} for line, one in enumerate(goods, 1)]


CHEAPER = sale("C", "ann", "2025-05-01", 15000, category="diamond", tag_price=20000)
SALES = [VIP, *basket("ann", "2025-04-01"), *basket("guest", "2025-04-01"), CHEAPER]


def discount(rule: str, taken: int) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert costs(simulate(scheme, SALES, "--margin", "0.35"), rule) == {"vip": taken}

    return check


J5 = {
    "gold-per-gram": discount("gold-per-gram", 50_00),  # 10 g, and nothing off the fixed-price piece
    "silver-rate": discount("silver-rate", 100_00),
    "stones-rate": discount("stones-rate", 2240_00),  # 8 % of 28,000, and nothing off what is cheaper already
}


def test_j5_gold_is_5_yuan_a_gram_below_the_price_of_the_day_and_the_rest_at_rates_of_the_tag_price(scheme: Path) -> None:
    each_shown(J5, scheme)


def test_j5_a_price_below_the_rate_of_the_tag_stays(scheme: Path) -> None:
    shown(J5["stones-rate"], scheme, "stones-rate.of_list")


def test_j5_the_rates_that_the_source_leaves_blank_are_the_houses_to_set(scheme: Path) -> None:
    text = scheme.read_text(encoding="utf-8")
    assert "value: 0.90" in text
    scheme.write_text(text.replace("value: 0.90", "value: 0.85"), encoding="utf-8")
    discount("silver-rate", 150_00)(scheme)
    with pytest.raises(AssertionError):
        discount("silver-rate", 100_00)(scheme)


def test_j9_qualifying_spend_earns_a_point_for_12_yuan_when_she_becomes_a_vip(scheme: Path) -> None:
    before = [sale("P1", "ann", "2025-03-01", 12000, category="jade"), sale("P2", "bea", "2025-03-01", 12011, category="jade")]
    gain = sale("P3", "ann", "2025-06-01", 60000, category="gold", grams="75", priced_by="weight")

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, [*before, gain], "2025-06-01")
        assert (rows["ann"]["points"], rows["ann"]["points_pending"]) == ("1000", "0")
        assert (rows["bea"]["points"], rows["bea"]["points_pending"]) == ("0", "1000")
        rows = evaluate(scheme, before, "2026-03-01")
        assert (rows["bea"]["points_pending"], rows["bea"]["points_expired"]) == ("0", "0")  # the wait is over

    shown(check, scheme, "qualifying-spend", "qualifying-spend.pending_until+qualifying-spend.pending_for", "qualifying-spend.goods")


def test_j9_a_vip_earns_a_point_for_10_yuan_and_none_for_gold(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        rows = evaluate(scheme, [VIP, *basket("ann", "2025-04-01")], "2025-04-01")
        assert (rows["ann"]["points"], rows["ann"]["points_earned"]) == ("2970", "2970")  # 29,700 without the gold
        rows = evaluate(scheme, [VIP, *basket("ann", "2025-04-01")], "2026-04-01")
        assert (rows["ann"]["points"], rows["ann"]["points_expired"]) == ("0", "2970")

    shown(check, scheme, "vip-spend", "vip-spend.goods", "points.expiry")


def test_j9_20_points_are_worth_1_yuan_of_partner_voucher(scheme: Path) -> None:
    spend = {"movement_id": "M1", "member_id": "ann", "at": "2025-05-01", "kind": "redeem", "points": 1000, "ref": "partner-voucher"}

    def check(scheme: Path) -> None:
        sales = [VIP, *basket("ann", "2025-04-01")]
        row = evaluate(scheme, sales, "2025-05-01", movements=[spend])["ann"]
        assert (row["points"], row["points_spent"]) == ("1970", "1000")
        result = simulate(scheme, sales, "--margin", "0.35")
        assert costs(result, "vip-spend") == {"vip": 136_80}  # 27,360 paid after discounts, gold left out: 2,736 points

    shown(check, scheme, "points.redemption")
