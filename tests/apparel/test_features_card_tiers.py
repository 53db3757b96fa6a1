"""A2, A7, A8 and A18 of the feature table: each test drives the command on files and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from apparel_case import ANN, BOB, TODAY, known, moved, tiers
from house import each_shown, evaluate, evaluated, explain, quoted, sale, shown, simulate
from ruamel.yaml import YAML

CARDS = ("ordinary", "silver", "gold", "diamond")


def test_a2_an_ordinary_card_from_a_total(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 600), sale("P2", "ann", "2025-02-10", 400)]
    sales += [sale("P3", "bob", "2025-01-10", 600), sale("P4", "bob", "2025-02-10", "399.99")]
    shown(tiers({"ann": "ordinary", "bob": "guest"}, sales, "2025-02-10", [ANN, BOB]), card, "ordinary-by-total")


def test_a2_silver_gold_and_diamond_directly_by_one_purchase(card: Path) -> None:
    below = dict(zip(CARDS[1:], CARDS, strict=False))

    def one(tier: str, amount: int) -> list[dict[str, object]]:
        return [sale("P1", "ann", "2025-01-10", amount), sale("P2", "bob", "2025-01-10", f"{amount - 1}.99")]

    figures = {"silver": 3000, "gold": 6000, "diamond": 12000}
    each_shown(
        {
            f"{tier}-by-purchase": tiers({"ann": tier, "bob": below[tier]}, one(tier, amount), "2025-01-10", [ANN, BOB])
            for tier, amount in figures.items()
        },
        card,
    )


def test_a2_upgraded_by_accumulated_spend(card: Path) -> None:
    steps = {  # what brings the card below, and what is added to it
        "silver": (1000, 2000, 2000),
        "gold": (3000, 2999, 2999, 1002),
        "diamond": (6000, 5999, 5999, 2002),
    }
    below = dict(zip(CARDS[1:], CARDS, strict=False))

    def year(tier: str) -> list[dict[str, object]]:
        rows = [(member, month, amount) for member in ("ann", "bob") for month, amount in enumerate(steps[tier], 1)]
        return [
            sale(f"{member}{month}", member, f"2025-{month:02d}-10", amount if member == "ann" or month < len(steps[tier]) else amount - 1)
            for member, month, amount in rows
        ]

    each_shown({f"{tier}-by-total": tiers({"ann": tier, "bob": below[tier]}, year(tier), "2025-12-31", [ANN, BOB]) for tier in steps}, card)


def test_a2_an_application_lacking_name_phone_or_birthday_is_void(card: Path) -> None:
    members = [{**known(f"no-{lacking}"), lacking: ""} for lacking in ("name", "phone", "birthday")]
    for tier, amount in zip(CARDS, (1000, 3000, 6000, 12000), strict=True):
        sales = [sale(f"P{one['member_id']}", str(one["member_id"]), "2025-01-10", amount) for one in [*members, ANN]]
        want = {str(one["member_id"]): "guest" for one in members}
        below = "+".join(f"{name}.requires" for name in CARDS[: CARDS.index(tier) + 1])
        shown(tiers({**want, "ann": tier}, sales, "2025-01-10", [*members, ANN]), card, below)


def test_a7_without_the_card_a_member_is_found_by_name_or_phone(card: Path) -> None:
    files = (card.parent / "sales.csv", card.parent / "members.csv")

    def check(scheme: Path) -> None:
        for who in ("Ann", ANN["phone"]):
            assert "金卡" in explain(scheme, [sale("P1", "ann", "2025-01-10", 6000)], "2025-04-07", str(who), members=[ANN, BOB])
            words = ("--member", who, "--purchases", files[0], "--members", files[1], "--at", TODAY)
            assert quoted(scheme, [{"category": "dress", "amount": 1000}], *words)["totals"]["total"] == "880.00"

    shown(check, card, "gold-by-purchase", "gold-price")


def test_a7_friends_buy_on_the_card_and_the_points_are_the_holders(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-04-07", 300, bought_by="friend", card="C001")]
    sales += [sale("P2", "ann", "2025-04-08", 100, bought_by="holder", card="C001")]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, "2025-04-08", members=[ANN])
        assert {name: row["points"] for name, row in rows.items()} == {"ann": "400"}

    shown(check, card, "accrual.spend")


def test_a7_a18_the_receipts_carry_card_member_and_seller_and_add_up_to_the_points(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-04-09", 3500, card="C001", staff="S1-2", category="suit")]  # a Wednesday
    sales += [sale("P2", "ann", "2025-04-11", 100, card="C001", staff="S1-3", category="tops", bought_by="friend")]
    sales += [sale("P3", "", "2025-04-11", 80, staff="S1-3", category="tops")]

    def check(scheme: Path) -> None:
        found = evaluated(scheme, sales, "2025-04-30", "receipts", members=[ANN])
        assert [
            tuple(row[key] for key in ("purchase_id", "member_id", "card", "staff", "amount", "points")) for row in found["receipts"]
        ] == [
            ("P1", "ann", "C001", "S1-2", "3500.00", "7500"),  # doubled, and the bonus of the first month
            ("P2", "ann", "C001", "S1-3", "100.00", "100"),
            ("P3", "", "", "S1-3", "80.00", "0"),
        ]
        assert sum(int(row["points"]) for row in found["receipts"]) == sum(int(row["points_earned"]) for row in found["out"])

    shown(check, card, "accrual.spend", "member-day", "starter-bonus")


@pytest.mark.parametrize(("fit", "kept"), [("good", CARDS), ("fair", ("ordinary", "silver", "gold"))])
def test_a8_the_yearly_review_asks_how_well_customer_and_brand_fit(card: Path, fit: str, kept: tuple[str, ...]) -> None:
    amounts = dict(zip(CARDS, (1000, 3000, 6000, 12000), strict=True))
    checks = {
        f"{tier}-fits": tiers({"ann": tier}, [sale("P1", "ann", "2025-01-10", amounts[tier])], "2026-01-10", [{**ANN, "brand_fit": fit}])
        for tier in kept
    }
    each_shown(checks, card)


def test_a8_who_does_not_fit_falls_a_tier(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 6000), sale("P2", "bob", "2025-01-10", 6000)]
    members = [{**ANN, "brand_fit": "poor"}, {**BOB, "brand_fit": "good"}]
    later = moved(1, "bob", "2026-01-09", "profile", ref="brand_fit", value="poor")

    def check(scheme: Path) -> None:
        assert evaluate(scheme, sales, "2026-01-09", members=members)["ann"]["tier"] == "gold"
        rows = evaluate(scheme, sales, "2026-01-10", members=members, movements=[later])
        assert {row["reason"] for row in rows.values()} == {"lapse"}
        assert {row["tier"] for row in rows.values()} == {"silver"}

    shown(check, card, "gold.term+gold-fits")


def test_a8_the_shop_drops_some_on_purpose_and_they_do_not_come_back_by_what_they_bought_before(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 6000), sale("P2", "ann", "2025-05-10", 900)]
    drop = moved(1, "ann", "2025-03-01", "grant_tier", value="guest", by="shop-manager")

    def check(scheme: Path) -> None:
        row = evaluate(scheme, sales, "2025-05-31", members=[ANN], movements=[drop])["ann"]
        assert (row["tier"], row["since"], row["reason"]) == ("guest", "2025-03-01", "grant")
        assert evaluate(scheme, sales, "2025-05-31", members=[ANN])["ann"]["tier"] == "gold"

    shown(check, card, "ordinary-by-total.when.spend.within")


def test_a8_the_simulation_counts_who_fell(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 6000), sale("P2", "ann", "2026-01-20", 10)]

    def check(scheme: Path) -> None:
        result = simulate(scheme, sales, "--margin", "0.5", members=[{**ANN, "brand_fit": "poor"}])
        assert [(row["from"], row["to"], row["reason"], row["times"]) for row in result["falls"]] == [("gold", "silver", "lapse", 1)]

    shown(check, card, "gold-by-purchase", "gold.term+gold-fits")


def test_a2_a4_a5_every_figure_that_the_source_leaves_blank_has_a_name_and_says_so(card: Path, ladder: Path) -> None:
    for scheme, most in ((card, 27), (ladder, 4)):
        parameters = YAML(typ="safe").load(scheme.read_text(encoding="utf-8"))["parameters"]
        assert len(parameters) == most
        for one in parameters.values():
            assert "原方案留空,此为模板自定的" in one["note"]
            assert "The source leaves it blank; the template's own" in one["note"]
    text = card.read_text(encoding="utf-8")
    cheaper = card.with_name("cheaper.yaml")
    cheaper.write_text(text.replace("ordinary_total:\n    value: 1000", "ordinary_total:\n    value: 500"), encoding="utf-8")
    check = tiers({"ann": "ordinary"}, [sale("P1", "ann", "2025-01-10", 500)], "2025-01-10", [ANN])
    check(cheaper)  # the shop's to set
    with pytest.raises(AssertionError):
        check(card)
