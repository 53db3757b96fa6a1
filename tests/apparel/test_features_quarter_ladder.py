"""A1 of the feature table, and the ladder's prices, points and alterations: each test drives the command and fails without its rule."""

from __future__ import annotations

from pathlib import Path

from apparel_case import priced, tiers
from house import costs, each_shown, evaluate, explain, sale, shown, simulate

NAMES = {"ordinary": 2000, "silver": 5000, "gold": 10000, "diamond": 20000}
BELOW = {"ordinary": "points-customer", "silver": "ordinary", "gold": "silver", "diamond": "gold"}


def test_a1_any_purchase_makes_a_points_customer(ladder: Path) -> None:
    shown(tiers({"ann": "points-customer"}, [sale("P1", "ann", "2025-01-10", "0.01")], "2025-01-10", []), ladder, "any-purchase")


def test_a1_spend_in_the_quarter_gives_the_level(ladder: Path) -> None:
    def level(tier: str) -> list[dict[str, object]]:
        half = NAMES[tier] // 2
        reached = [sale("R1", "ann", "2025-01-01", half), sale("R2", "ann", "2025-03-31", half)]
        short = [sale("S1", "bob", "2025-01-01", half), sale("S2", "bob", "2025-03-31", f"{half - 1}.99")]
        return [*reached, *short, sale("T1", "cat", "2025-03-31", half), sale("T2", "cat", "2025-04-01", half)]

    for tier, below in BELOW.items():
        rows = evaluate(ladder, level(tier), "2025-04-01")
        assert (rows["ann"]["tier"], rows["bob"]["tier"]) == (tier, below)
        assert rows["cat"]["tier"] != tier  # half in one quarter, half in the next
    each_shown({f"{tier}-by-quarter": tiers({"ann": tier}, level(tier), "2025-04-01", []) for tier in NAMES}, ladder)


def test_a1_the_same_spend_over_the_year_keeps_the_level(ladder: Path) -> None:
    def year(tier: str) -> list[dict[str, object]]:
        third = NAMES[tier] // 4
        return [
            sale("P0", "ann", "2025-01-10", NAMES[tier]),
            *(sale(f"P{month}", "ann", f"2025-{month:02d}-10", third) for month in (3, 5, 8, 11)),
        ]

    for tier, below in BELOW.items():
        assert evaluate(ladder, year(tier)[:-1], "2026-01-10")["ann"]["tier"] == below
    each_shown({f"keep-{tier}": tiers({"ann": tier}, year(tier), "2026-01-10", []) for tier in NAMES}, ladder)


def test_a4_the_ladder_has_a_rate_for_each_card_on_full_price_goods(ladder: Path) -> None:
    rates = {"ordinary": "950.00", "silver": "920.00", "gold": "880.00", "diamond": "850.00"}
    each_shown({f"{tier}-price": priced(tier, 1000, total) for tier, total in rates.items()}, ladder)
    shown(priced("diamond", 700, "700.00", list_amount=1000, promotion="mall"), ladder, "diamond-price.goods")


def test_a5_the_ladders_points_are_a_tenth_of_the_spend_for_a_year(ladder: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", "1234.56", category="bags")]

    def check(scheme: Path) -> None:
        assert evaluate(scheme, sales, "2026-01-09")["ann"]["points"] == "1234"
        assert evaluate(scheme, sales, "2026-01-10")["ann"]["points"] == "0"
        assert costs(simulate(scheme, sales, "--margin", "0.5"), "spend") == {"points-customer": 123_40}

    shown(check, ladder, "accrual.spend", "points.expiry", "points.redemption")


def test_a10_the_ladders_cards_alter_for_a_year(ladder: Path) -> None:
    sales = [sale("P0", "ann", "2025-01-10", 2000, category="suit"), sale("P1", "ann", "2025-02-10", 100, category="tops")]

    def check(scheme: Path) -> None:
        told = explain(scheme, sales, "2025-03-01", "ann")
        assert "一年内免费修改" in told
        assert "2026-02-09" in told  # the last day

    shown(check, ladder, "alterations")
