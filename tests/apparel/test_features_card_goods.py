"""A19 and A20 of the feature table: each test drives the command on files and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

from apparel_case import ANN, BOB, TODAY, Check, moved
from house import costs, each_shown, evaluated, explain, patron, quote, quoted, sale, shown, simulate, table

LIMITED = {"category": "bags", "amount": 1000, "item": "LIMITED"}
CUSTOM = {"category": "suit", "amount": 1000, "item": "CUSTOM"}


def refused(tier: str, at: str, **cells: object) -> Check:
    """That `patron quote` refuses the goods, with their place in the basket."""

    def check(scheme: Path) -> None:
        said = quote(scheme, [{"category": "tops", "amount": 10}, cells], "--tier", tier, "--at", at, expect=None)
        assert "basket.csv: row 3, column " in said
        assert "error[not-for-sale]" in said

    return check


def test_a19_limited_goods_are_sold_to_certain_tiers_only(card: Path) -> None:
    for tier in ("guest", "ordinary"):
        shown(refused(tier, "2025-09-01", **LIMITED), card, "limited-edition.for")
    for tier in ("silver", "gold", "diamond"):
        assert quoted(card, [LIMITED], "--tier", tier, "--at", "2025-09-01")["lines"]


def test_a19_presale_begins_earlier_for_diamond_cards(card: Path) -> None:
    shown(refused("gold", "2025-08-31", **LIMITED), card, "limited-edition.from+limited-edition.presale")
    shown(refused("diamond", "2025-08-24", **LIMITED), card, "limited-edition.from+limited-edition.presale")

    def early(scheme: Path) -> None:
        assert "not-for-sale" not in quote(scheme, [LIMITED], "--tier", "diamond", "--at", "2025-08-25", expect=None)

    shown(early, card, "limited-edition.presale")


def test_a19_caps_for_each_member_and_in_total(card: Path) -> None:
    shown(refused("silver", "2025-09-01", **{**LIMITED, "quantity": 2}), card, "limited-edition.each_member")
    shown(refused("silver", "2025-09-01", **{**LIMITED, "quantity": 51}), card, "limited-edition.each_member+limited-edition.in_total")
    sales = [sale(f"P{number}", f"m{number:02d}", "2025-09-01", 100, item="LIMITED", category="bags") for number in range(51)]

    def check(scheme: Path) -> None:
        (limited, _) = simulate(scheme, sales, "--margin", "0.5", "--from", "2025-09-01", "--to", "2025-09-30")["restricted"]
        assert (limited["rule"], limited["lines"], limited["amount"]) == ("limited-edition", 1, 100_00)

    shown(check, without_tiers(card), "limited-edition.in_total")


def without_tiers(scheme: Path) -> Path:
    """The scheme whose limited goods anyone may buy, so that only the numbers count."""
    text = scheme.read_text(encoding="utf-8")
    target = scheme.with_name("anyone.yaml")
    old = "goods: {item: LIMITED}\n    for: [silver, gold, diamond]\n"
    assert text.count(old) == 1
    target.write_text(text.replace(old, "goods: {item: LIMITED}\n"), encoding="utf-8")
    return target


def test_a19_custom_orders_for_gold_and_above_two_in_a_quarter(card: Path) -> None:
    shown(refused("silver", TODAY, **CUSTOM), card, "custom-orders.for")
    shown(refused("gold", TODAY, **{**CUSTOM, "quantity": 3}), card, "custom-orders.each_member+custom-orders.within")
    before = [sale("P0", "ann", "2025-01-10", 6000), sale("P1", "ann", "2025-03-10", 2000, quantity=2, item="CUSTOM", category="suit")]
    given = ("--member", "ann", "--purchases", table(card.parent / "s.csv", before), "--members", table(card.parent / "m.csv", [ANN]))

    def next_quarter(scheme: Path) -> None:
        assert "not-for-sale" in quote(scheme, [CUSTOM], *given, "--at", "2025-03-31", expect=None)
        assert "not-for-sale" not in quote(scheme, [CUSTOM], *given, "--at", "2025-04-01", expect=None)

    shown(next_quarter, card, "custom-orders", "custom-orders.within")


def test_a19_what_was_sold_all_the_same_is_reported_with_its_line(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-09-02", 1000, item="LIMITED", category="bags")]

    def check(scheme: Path) -> None:
        told = explain(scheme, sales, "2025-09-30", "ann", "--lang", "en")
        assert "Restricted goods sold outside their rules" in told
        assert "Limited edition (limited-edition)" in told

    shown(check, card, "limited-edition")


def coupon(name: str, off: str, amount: object, below: object, tier: str = "silver") -> Check:
    """What a coupon takes off a basket of one top, and nothing off a basket of less."""

    def check(scheme: Path) -> None:
        words = ("--tier", tier, "--at", TODAY, "--coupon", name)
        said = patron("quote", scheme, "--basket", basket(scheme, amount), *words, "--format", "json", cwd=scheme.parent, expect=None)
        assert f'"off": "{off}"' in said.partition('"coupons"')[2].partition('"totals"')[0]
        if below is not None:
            less = patron("quote", scheme, "--basket", basket(scheme, below), *words, "--format", "json", cwd=scheme.parent, expect=None)
            assert '"outcome": "below the amount"' in less

    return check


def basket(scheme: Path, amount: object) -> Path:
    return table(scheme.parent / "one.csv", [{"category": "tops", "amount": amount}])


def test_a20_amount_off_from_an_amount_a_rate_a_gift_and_codes(card: Path) -> None:
    each_shown(
        {
            "spring-50": coupon("spring50", "50.00", "543.48", "543.47"),  # 500.00 and 499.99 at 92 %
            "ninety-percent": coupon("ninety-percent", "100.00", 1000, None, "ordinary"),
            "scarf": coupon("scarf", "0.00", "2173.92", "2173.90"),
            "third-visit": coupon("third-visit", "60.00", "434.79", "434.77"),
            "big-receipt": coupon("big-receipt", "150.00", "1086.96", "1086.94"),
        },
        card,
    )
    shown(coupon("SPRING50", "50.00", 600, None), card, "spring-50.code")


def test_a20_a_rate_instead_of_the_members_rate_whichever_is_better(card: Path) -> None:
    def check(scheme: Path) -> None:
        totals = {}
        for tier in ("ordinary", "gold"):
            made = quoted(scheme, [{"category": "tops", "amount": 1000}], "--tier", tier, "--at", TODAY, "--coupon", "ninety-percent")
            totals[tier] = made["totals"]["total"]
        assert totals == {"ordinary": "900.00", "gold": "880.00"}

    shown(check, card, "ninety-percent.with_discounts", "gold-price")


def test_a20_a_coupon_has_its_days_and_numbers(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-03-10", 600, category="tops")]
    uses = [moved(1, "ann", "2025-03-10", "use_coupon", ref="SPRING50", value="P1", amount=50)]
    uses += [
        moved(2, "ann", "2025-03-11", "use_coupon", ref="SPRING50", amount=50),
        moved(3, "bob", "2025-06-01", "use_coupon", ref="spring-50", amount=50),
    ]
    given = ["--purchases", table(card.parent / "s.csv", sales), "--movements", table(card.parent / "v.csv", uses)]

    def check(scheme: Path) -> None:
        said = patron("evaluate", scheme, *given, "--as-of", "2025-06-30", "--out", "none.csv", cwd=scheme.parent, expect=None)
        assert "v.csv: row 3, column ref: error[coupon-used-up]" in said.replace(f"{card.parent}/", "")
        assert "v.csv: row 4, column at: error[coupon-expired]" in said.replace(f"{card.parent}/", "")

    shown(check, card, "spring-50.each_member", "spring-50.until")


def test_a20_coupons_by_how_often_and_how_much_is_bought(card: Path) -> None:
    sales = [sale("P0", "ann", "2025-01-10", 1000), sale("P1", "ann", "2025-02-10", 300), sale("P2", "ann", "2025-03-10", "1999.99")]
    sales += [sale("P3", "ann", "2025-04-10", 2000), sale("P4", "bob", "2025-01-10", 1000)]
    use = [moved(1, "ann", "2025-04-20", "use_coupon", ref="big-receipt", amount=150)]

    def counted(benefit: str, *figures: str) -> Check:
        def check(scheme: Path) -> None:
            uses = use if "id: big-receipt" in scheme.read_text(encoding="utf-8") else []
            rows = evaluated(scheme, sales, "2025-06-15", "entitlements", members=[ANN, BOB], movements=uses)["entitlements"]
            mine = [row for row in rows if row["benefit"] == benefit]
            assert [(row["member_id"], row["granted"], row["used"], row["lapsed"], row["until"]) for row in mine] == [("ann", *figures)]

        return check

    checks = {
        "third-visit": counted("third-visit", "1", "0", "1", "2025-05-08"),
        "big-receipt": counted("big-receipt", "1", "1", "0", "2025-06-08"),
    }
    each_shown(checks, card)


def test_a20_the_simulation_costs_the_coupons_that_were_used(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-03-10", 600, category="tops"), sale("P2", "bob", "2025-03-11", 2100, category="suit")]
    uses = [moved(1, "ann", "2025-03-10", "use_coupon", ref="SPRING50", value="P1", amount=50)]
    uses += [moved(2, "bob", "2025-03-11", "use_coupon", ref="scarf", value="P2")]

    def check(scheme: Path) -> None:
        result = simulate(scheme, sales, "--margin", "0.5", "--to", "2025-03-31", movements=uses)
        assert sum(costs(result, "spring-50").values()) == 50_00
        assert sum(costs(result, "scarf").values()) == 60_00

    shown(check, card, "scarf.unit_cost")
