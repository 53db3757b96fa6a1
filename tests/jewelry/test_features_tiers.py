"""J1 to J4 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import costs, evaluate, sale, shown, simulate


def test_j1_vips_are_at_most_one_customer_in_a_hundred(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        for guests, state, share in ((99, "met", 0.01), (98, "missed", 0.010101)):
            sales = [sale("V", "vip", "2025-03-01", 60000)]
            sales += [sale(f"P{number}", f"guest-{number}", "2025-03-02", 1000) for number in range(guests)]
            goals = {goal["id"]: goal for goal in simulate(scheme, sales, "--margin", "0.35")["goals"]}
            assert "few-vips" in goals
            assert (goals["few-vips"]["state"], goals["few-vips"]["value"]) == (state, share)

    shown(check, scheme, "few-vips")


def test_j1_the_house_invites_an_opinion_leader(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        grant = [{"movement_id": "M1", "member_id": "leader", "at": "2025-03-01", "kind": "grant_tier", "value": "vip"}]
        rows = evaluate(scheme, [sale("P1", "leader", "2025-01-01", 10)], "2026-03-01", movements=grant)
        assert (rows["leader"]["tier"], rows["leader"]["since"]) == ("guest", "2026-03-01")  # not kept by spending
        rows = evaluate(scheme, [sale("P1", "leader", "2025-01-01", 10)], "2026-02-28", movements=grant)
        assert (rows["leader"]["tier"], rows["leader"]["reason"], rows["leader"]["review_on"]) == ("vip", "grant", "2026-03-01")

    shown(check, scheme, "vip.term+maintenance")


def test_j2_one_purchase_of_50000_admits(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        rows = evaluate(scheme, [sale("P1", "ann", "2025-03-01", 50000), sale("P2", "bea", "2025-03-01", "49999.99")], "2025-03-02")
        assert (rows["ann"]["tier"], rows["ann"]["reason"], rows["ann"]["review_on"]) == ("vip", "single-purchase", "2026-03-01")
        assert rows["bea"]["tier"] == "guest"

    shown(check, scheme, "single-purchase")


def test_j2_60000_within_a_year_admits(scheme: Path) -> None:
    sales = [sale("P1", "ann", "2025-03-01", 35000), sale("P2", "ann", "2026-02-28", 25000)]
    sales += [sale("P3", "bea", "2025-03-01", 35000), sale("P4", "bea", "2026-03-01", 25000)]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, "2026-03-01")
        assert (rows["ann"]["tier"], rows["ann"]["reason"], rows["ann"]["since"]) == ("vip", "year-total", "2026-02-28")
        assert rows["bea"]["tier"] == "guest"

    shown(check, scheme, "year-total")


@pytest.mark.parametrize("amounts", [[40000], [25000, 25000]], ids=["one of 40,000", "50,000 in a year"])
def test_j2_introduced_by_a_vip(scheme: Path, amounts: list[int]) -> None:
    members = [{"member_id": "host"}, {"member_id": "cool"}]
    members += [{"member_id": "friend", "referred_by": "host"}, {"member_id": "other", "referred_by": "cool"}]
    sales = [sale("P0", "host", "2025-03-01", 50000), sale("P1", "cool", "2025-03-01", 100)]
    for number, amount in enumerate(amounts):
        sales += [sale(f"{who}{number}", who, f"2025-0{4 + number}-01", amount) for who in ("friend", "other")]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, "2025-12-01", members=members)
        assert (rows["friend"]["tier"], rows["friend"]["reason"]) == ("vip", "introduced-by-vip")
        assert rows["other"]["tier"] == "guest"

    shown(check, scheme, "introduced-by-vip")


@pytest.mark.parametrize(
    ("rule", "amounts"), [("keep-by-single-purchase", [40000]), ("keep-by-year-total", [25000, 25000])], ids=["one of 40,000", "50,000"]
)
def test_j3_spending_in_the_year_keeps_the_tier(scheme: Path, rule: str, amounts: list[int]) -> None:
    sales = [sale("P0", "ann", "2025-03-01", 50000), sale("P1", "bea", "2025-03-01", 50000)]
    sales += [sale(f"A{number}", "ann", f"2025-0{4 + number}-01", amount) for number, amount in enumerate(amounts)]
    sales += [sale("B0", "bea", "2025-04-01", "39999.99")]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, "2026-03-01")
        assert (rows["ann"]["tier"], rows["ann"]["reason"], rows["ann"]["review_on"]) == ("vip", rule, "2027-03-01")
        assert (rows["bea"]["tier"], rows["bea"]["reason"]) == ("guest", "lapse")

    shown(check, scheme, rule)


def test_j4_a_group_order_of_300000_has_the_vip_price_and_makes_no_member(scheme: Path) -> None:
    gifts = {"category": "silver", "store": "S1"}
    sales = [sale("G1", "buyer", "2025-03-01", 100000, tag_price=100000, group_id="outing", line=1, **gifts)]
    sales += [sale("G1", "buyer", "2025-03-01", 200000, tag_price=200000, group_id="outing", line=2, **gifts)]
    sales += [sale("G2", "other", "2025-03-01", "299999.99", tag_price="299999.99", group_id="party", line=1, **gifts)]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, "2025-03-01")
        assert {row["tier"] for row in rows.values()} == {"guest"}
        result = simulate(scheme, sales, "--margin", "0.35")
        assert costs(result, "silver-rate") == {"(group)": 30000_00}

    shown(check, scheme, "group-of-300k")
