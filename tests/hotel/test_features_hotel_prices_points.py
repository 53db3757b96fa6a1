"""T1 of the feature table, agreement customers, prices and points: each test fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from house import each_shown, evaluate, patron, quoted, sale, shown, simulate

SUNDAY, MONDAY = "2025-01-05", "2025-01-06"
ON_ACCOUNT = {"member_id": "ann", "agreement": "account"}
CASH = {"member_id": "ann", "agreement": "cash"}
GOLD = {"member_id": "ann", "opening_on": "2024-12-31", "opening_tier": "gold", "opening_since": "2024-12-31"}
SILVER = {**GOLD, "opening_tier": "silver"}
NIGHT = {"category": "room", "nights": 1, "room_rate": 600, "list_amount": 600, "rate_kind": "rack"}


def prices(
    scheme: Path, member: dict[str, object], on: str, *lines: dict[str, object], movements: object = ()
) -> list[tuple[str, list[str]]]:
    """What each line costs the member, and by which discounts."""
    folder = scheme.parent
    columns = list(member)
    (folder / "members.csv").write_text(f"{','.join(columns)}\n{','.join(map(str, member.values()))}\n", encoding="utf-8")
    (folder / "sales.csv").write_text("purchase_id,member_id,at,amount\nP0,walk,2024-01-01,1\n", encoding="utf-8")
    words: list[object] = [
        "--member",
        "ann",
        "--purchases",
        folder / "sales.csv",
        "--members",
        folder / "members.csv",
        "--at",
        f"{on}T18:00",
    ]
    if movements:
        words += ["--movements", movements]
    found = quoted(scheme, lines, *words)
    return [(line["price"], [one["id"] for one in line["discounts"] if one["outcome"] == "applied"]) for line in found["lines"]]


def priced(member: dict[str, object], on: str, line: dict[str, object], price: str, rule: str) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert prices(scheme, member, on, line) == [(price, [rule])]

    return check


def test_t1_agreement_customers_on_account_and_cash_settled_have_their_room_rates(scheme: Path) -> None:
    each_shown(
        {
            "account-room": priced(ON_ACCOUNT, MONDAY, NIGHT, "528.00", "account-room"),
            "cash-room": priced(CASH, MONDAY, NIGHT, "504.00", "cash-room"),
        },
        scheme,
    )
    assert prices(scheme, {"member_id": "ann", "agreement": "none"}, MONDAY, NIGHT) == [("600.00", [])]


def test_t1_a_better_contract_rate_stays_and_groups_and_packages_bear_no_discount(scheme: Path) -> None:
    contract = {**NIGHT, "room_rate": 510, "rate_kind": "contract"}
    kinds = [{**NIGHT, "rate_kind": kind} for kind in ("group", "package")]

    def check(scheme: Path) -> None:
        assert [price for price, _ in prices(scheme, ON_ACCOUNT, MONDAY, contract, *kinds)] == ["510.00", "600.00", "600.00"]

    shown(check, scheme, "account-room.of_list", "account-room.goods.rate_kind_not")


def test_t1_an_agreement_may_be_made_and_changed_in_the_system(scheme: Path) -> None:
    movements = scheme.parent / "made.csv"
    movements.write_text("movement_id,member_id,at,kind,ref,value,by\nM1,ann,2025-01-04,profile,agreement,account,AM1\n", encoding="utf-8")

    def check(scheme: Path) -> None:
        member = {"member_id": "ann", "agreement": "none"}
        assert prices(scheme, member, "2025-01-03", NIGHT, movements=movements) == [("600.00", [])]
        assert prices(scheme, member, MONDAY, NIGHT, movements=movements) == [("528.00", ["account-room"])]

    shown(check, scheme, "account-room")


def test_t1_gold_and_silver_have_their_prices_and_promotions(scheme: Path) -> None:
    lunch = {"category": "dining", "covers": 2, "meal": "lunch", "amount": 136}
    dinner = {**lunch, "meal": "dinner"}
    hall = {"category": "meeting", "halls": 1, "amount": 5000}
    each_shown(
        {
            "night-price": priced(GOLD, MONDAY, NIGHT, "520.00", "night-price"),
            "sunday-room": priced(SILVER, SUNDAY, NIGHT, "480.00", "sunday-room"),
            "cover-price": priced(GOLD, MONDAY, lunch, "116.00", "cover-price"),
            "dining-price": priced(SILVER, MONDAY, dinner, "122.40", "dining-price"),
            "hall-price": priced(SILVER, MONDAY, hall, "4500.00", "hall-price"),
        },
        scheme,
    )


def test_t1_a_promotion_is_of_its_days_and_the_best_price_of_a_room_holds(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert prices(scheme, SILVER, MONDAY, NIGHT) == [("600.00", [])]
        both = {**GOLD, "agreement": "account"}
        dear = {**NIGHT, "room_rate": 1200, "list_amount": 1200}
        assert prices(scheme, both, MONDAY, NIGHT, dear) == [("520.00", ["night-price"]), ("1056.00", ["account-room"])]

    shown(check, scheme, "sunday-room.when", "night-price", "account-room", "account-room.stack")


def test_t1_no_room_below_half_of_the_rack_rate_and_no_meal_below_its_cost(scheme: Path) -> None:
    cheap = {**NIGHT, "room_rate": 350}
    breakfast = {"category": "dining", "covers": 2, "meal": "breakfast", "amount": 48, "cost": 30}

    def room_floor(scheme: Path) -> None:
        assert prices(scheme, GOLD, MONDAY, cheap) == [("300.00", ["night-price"])]

    def table_floor(scheme: Path) -> None:
        assert prices(scheme, GOLD, MONDAY, breakfast) == [("30.00", ["cover-price"])]

    each_shown({"room-floor": room_floor, "table-floor": table_floor}, scheme)


def test_t1_a_bill_on_account_earns_no_points(scheme: Path) -> None:
    tenders = ["account", "挂账", "voucher", "代金券", "card"]
    sales = [sale(f"P{n}", "ann", f"2025-01-{10 + n}", 1000, category="spa", tender=tender) for n, tender in enumerate(tenders)]
    group = sale("P9", "ann", "2025-01-20", 1000, category="room", nights=2, rate_kind="group")

    def check(scheme: Path) -> None:
        assert evaluate(scheme, [*sales, group], "2025-01-31", members=[SILVER])["ann"]["points"] == "100"

    shown(check, scheme, "spend-points", "spend-points.goods.tender_not", "spend-points.goods.rate_kind_not")


def test_t1_points_of_silver_and_gold_are_good_to_the_end_of_the_next_year(scheme: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 1000, category="spa"), sale("P2", "guest", "2025-01-10", 1000, category="spa")]

    def points(scheme: Path, day: str) -> tuple[str, str, str]:
        rows = evaluate(scheme, sales, day, members=[GOLD])
        return rows["ann"]["points"], rows["ann"]["points_expired"], rows["guest"]["points"]

    def check(scheme: Path) -> None:
        assert (points(scheme, "2026-12-31"), points(scheme, "2027-01-01")) == (("150", "0", "0"), ("0", "150", "0"))

    shown(check, scheme, "spend-points", "gold-points", "points.expiry")


def test_t1_20_points_pay_1_yuan_of_a_bill(scheme: Path) -> None:
    sales = [sale("P1", "ann", "2025-01-10", 2000, category="spa")]

    def check(scheme: Path) -> None:
        result = simulate(scheme, sales, "--margin", "0.6", members=[SILVER])
        assert result["costs"]["by_kind"].get("points") == 10_00  # 200 points
        (scheme.parent / "sales.csv").write_text("purchase_id,member_id,at,amount\nP1,ann,2025-01-10,2000\n", encoding="utf-8")
        (scheme.parent / "basket.csv").write_text("amount,category\n500,spa\n", encoding="utf-8")
        said = patron(
            "quote", scheme, "--basket", "basket.csv", "--tier", "silver", "--points", "200", "--lang", "en", cwd=scheme.parent, expect=None
        )
        assert "490.00" in said

    shown(check, scheme, "points.redemption")
