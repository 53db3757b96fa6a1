"""A16 and A20 of the feature table, the ladder by goods: each test drives the command and fails when its rule is taken out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apparel_case import Row, moved, priced, tiers
from apparel_rights import asked, gives, refused_use, rights
from house import charter, costs, each_shown, evaluate, quoted, sale, shown, simulate, table

AMOUNTS = {"bronze": 1500, "silver": 5000, "gold": 12_000}
BELOW = {"bronze": "normal", "silver": "bronze", "gold": "silver"}
ITEMS = {"bronze": "STARTER-SET", "silver": "SIGNATURE-COAT", "gold": "COUTURE-SUIT"}
COAT = sale("C1", "ann", "2025-01-10", 1800, category="outerwear", item="SIGNATURE-COAT")


def test_a16_the_ladder_is_climbed_by_amount(goods_ladder: Path) -> None:
    checks = {}
    for tier, amount in AMOUNTS.items():
        reached = [sale("P1", "ann", "2025-01-10", amount - 1), sale("P2", "ann", "2025-12-31", 1)]
        short = [sale("P3", "bob", "2025-01-10", amount - 1), sale("P4", "bob", "2026-01-10", 1)]
        below = {"bob": BELOW[tier]} if tier == "bronze" else {}
        checks[f"{tier}-by-amount"] = tiers({"ann": tier, **below}, [*reached, *short], "2025-12-31", [])
    each_shown(checks, goods_ladder)


def test_a16_the_ladder_is_climbed_by_buying_named_goods(goods_ladder: Path) -> None:
    checks = {}
    for tier, item in ITEMS.items():
        pieces = 2 if tier == "gold" else 1
        bought = [sale("P1", "ann", "2025-01-10", 1000, item=item, quantity=pieces)]
        other = [sale("P2", "bob", "2025-01-10", 1000, item="ANOTHER", quantity=pieces)]
        checks[f"{tier}-by-goods"] = tiers({"ann": tier, "bob": "normal"}, [*bought, *other], "2025-01-10", [])
    each_shown(checks, goods_ladder)
    one = [sale("P1", "ann", "2025-01-10", 1000, item=ITEMS["gold"])]
    assert evaluate(goods_ladder, one, "2025-01-10")["ann"]["tier"] == "normal"  # gold asks for two
    returned = [COAT, {**sale("R1", "ann", "2025-01-12", 1800, category="outerwear"), "returns": "C1"}]
    assert evaluate(goods_ladder, returned, "2025-01-12")["ann"]["tier"] == "normal"


def test_a16_each_step_is_kept_by_the_year(goods_ladder: Path) -> None:
    checks = {}
    for tier, amount in AMOUNTS.items():
        year = [
            sale("P1", "ann", "2025-01-10", amount),
            sale("P2", "ann", "2025-03-10", amount - 500),
            sale("P3", "ann", "2025-06-10", 500),
        ]
        checks[f"keep-{tier}"] = tiers({"ann": tier}, year, "2026-01-10", [])
        assert evaluate(goods_ladder, year[:2], "2026-01-10")["ann"]["tier"] == BELOW[tier]
    suit = [sale("P1", "ann", "2025-01-10", 12_000), sale("P2", "ann", "2025-06-10", 2000, item=ITEMS["gold"])]
    checks["keep-gold-by-goods"] = tiers({"ann": "gold"}, suit, "2026-01-10", [])
    each_shown(checks, goods_ladder)


def test_a16_a_rate_for_each_step(goods_ladder: Path) -> None:
    totals = {"bronze": "960.00", "silver": "920.00", "gold": "880.00"}
    each_shown({f"{tier}-price": priced(tier, 1000, total) for tier, total in totals.items()}, goods_ladder)
    shown(priced("gold", 1000, "1000.00", promotion="mall"), goods_ladder, "gold-price.goods")


def test_a16_repurchase_coupons_by_frequency(goods_ladder: Path) -> None:
    often = [sale(f"P{day}", "ann", f"2025-01-{day}", 300) for day in (10, 11, 12, 13, 14)]
    sixth = sale("P15", "ann", "2025-01-15", 300)
    small = sale("P09", "ann", "2025-01-09", "299.99")
    third = gives("third-purchase", {"2025-01-12": 1, "2025-01-15": 1}, [small, *often, sixth], "2025-01-31")
    shown(third, goods_ladder, "third-purchase", "third-purchase.issue.on_purchase.every", "third-purchase.issue.on_purchase.at_least")
    gives("third-purchase", {"2025-01-12": 1}, often, "2025-01-31")(goods_ladder)
    gives("third-purchase", {"2025-01-12": 0}, often, "2025-03-13", count="left")(goods_ladder)  # 60 days
    shown(gives("third-purchase", {"2025-01-12": 1}, often, "2025-03-12", count="left"), goods_ladder, "third-purchase")


def test_a16_repurchase_coupons_by_amount_and_by_named_goods(goods_ladder: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 2000), sale("P2", "ann", "2025-01-20", "1999.99")]
    checks = {
        "large-purchase": gives("large-purchase", {"2025-01-10": 1}, sales, "2025-01-31"),
        "to-go-with-the-coat": gives("to-go-with-the-coat", {"2025-01-10": 2}, [COAT, *sales[1:]], "2025-01-31"),
        "fitting": gives("fitting", {"2025-01-10": 1}, [COAT, *sales[1:]], "2025-01-31"),
    }
    each_shown(checks, goods_ladder)
    shown(checks["large-purchase"], goods_ladder, "large-purchase.issue.on_purchase.at_least")
    shown(checks["fitting"], goods_ladder, "fitting.on_purchase.goods")
    result = simulate(goods_ladder, [COAT, sale("P2", "bob", "2025-12-31", 1)], "--margin", "0.5")
    assert costs(result, "fitting") == {"silver": 50_00}


@pytest.mark.parametrize(
    ("coupon", "tier", "line", "total"),
    [
        ("third-purchase", "normal", {"category": "tops", "amount": 400}, "340.00"),
        ("large-purchase", "normal", {"category": "tops", "amount": 1000}, "850.00"),
        ("to-go-with-the-coat", "silver", {"category": "accessories", "amount": 1000}, "736.00"),
    ],
)
def test_a16_what_a_repurchase_coupon_takes_off(goods_ladder: Path, coupon: str, tier: str, line: Row, total: str) -> None:
    words = ["--tier", tier, "--at", "2025-02-01T12:00", "--coupon", coupon]

    def taken(scheme: Path) -> None:
        said = asked(scheme, [line], *words)
        assert said.startswith("{"), said
        assert json.JSONDecoder().raw_decode(said)[0]["totals"]["total"] == total

    shown(taken, goods_ladder, coupon)
    mall = quoted(goods_ladder, [{**line, "promotion": "mall"}], *words)
    assert mall["totals"]["coupons"] == "0.00"
    if coupon != "to-go-with-the-coat":
        less = quoted(goods_ladder, [{**line, "amount": f"{int(str(line['amount'])) - 1}.99"}], *words)
        assert less["totals"]["coupons"] == "0.00"  # a fen below its amount


def test_a16_a_coupon_is_shown_by_the_member_who_has_it_and_used_once(goods_ladder: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 2000), sale("P2", "bob", "2025-01-10", 1000), sale("P3", "ann", "2025-01-20", 1000)]
    purchases = table(goods_ladder.parent / "s.csv", sales)
    words = ["--purchases", purchases, "--at", "2025-01-15T12:00", "--coupon", "large-purchase"]
    basket: list[Row] = [{"category": "tops", "amount": 1100}]  # a bronze member pays 1,056
    assert quoted(goods_ladder, basket, "--member", "ann", *words)["totals"]["coupons"] == "150.00"
    assert not asked(goods_ladder, basket, "--member", "bob", *words).startswith("{")
    use = [moved(1, "ann", "2025-01-20", "use_coupon", ref="large-purchase", value="P3", amount=150)]
    (row,) = [one for one in rights(goods_ladder, sales, "2025-01-31", [], use) if one["benefit"] == "large-purchase"]
    assert (row["granted"], row["used"], row["left"]) == (1, 1, 0)
    twice = [*use, moved(2, "ann", "2025-01-20", "use_coupon", ref="large-purchase", value="P3", amount=150)]
    assert "row 3" in refused_use(goods_ladder, sales, "2025-01-31", twice)


def test_a16_the_charter_says_it_in_both_languages(goods_ladder: Path) -> None:
    promised = {
        "third-purchase": ("常客复购券", "Repurchase coupon by frequency"),
        "large-purchase": ("大额复购券", "Repurchase coupon by amount"),
        "to-go-with-the-coat": ("搭配配饰券", "Coupon for accessories to go with the coat"),
        "fitting": ("上门量体一次", "One fitting at home"),
    }

    def promises(zh: str, en: str, scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    each_shown({rule: lambda scheme, said=said: promises(*said, scheme) for rule, said in promised.items()}, goods_ladder)
