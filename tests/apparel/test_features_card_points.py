"""A5, M7 and M8 of the feature table: each test drives the command on files and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

from apparel_case import ANN, BOB, Check, Row, moved
from house import costs, each_shown, evaluate, evaluated, explain, patron, rows_of, sale, shown, simulate, table

BIG = sale("P1", "ann", "2025-04-07", 8000, category="suit")  # a Monday: 8,000 points, 500 of the first month, a gold card


def worked_out(scheme: Path, sales: list[Row], as_of: str, movements: list[Row], members: list[Row] | None = None) -> dict[str, Row]:
    """The members' rows, none where `patron evaluate` refuses the movements: what a rule that is taken out makes of them."""
    folder, out = scheme.parent, scheme.parent / "worked-out.csv"
    out.unlink(missing_ok=True)
    given = ["--purchases", table(folder / "s.csv", sales), "--members", table(folder / "m.csv", members or [ANN, BOB])]
    given += ["--movements", table(folder / "v.csv", movements)]
    patron("evaluate", scheme, *given, "--as-of", as_of, "--out", out, cwd=folder, expect=None)
    return {row["member_id"]: dict(row) for row in rows_of(out)} if out.exists() else {}


def spends(ref: str, points: str, kind: str = "exchange", **cells: object) -> Check:
    """That a movement spends so many of Ann's points."""

    def check(scheme: Path) -> None:
        found = worked_out(scheme, [BIG], "2025-05-31", [moved(1, "ann", "2025-04-20", kind, ref=ref, **cells)])
        assert found
        assert found["ann"]["points_spent"] == points

    return check


def test_a5_a_tenth_of_the_points_becomes_vouchers_on_one_day_of_the_year(card: Path) -> None:
    sales = [sale("P1", "ann", "2024-07-01", "1999.99"), sale("P2", "bob", "2024-07-01", "499.99"), sale("P3", "cat", "2024-07-01", 14000)]
    sales.append(sale("P4", "dan", "2025-03-01", 5000))  # on the day itself: next year

    def check(scheme: Path) -> None:
        found = evaluated(scheme, sales, "2025-03-01", "vouchers")
        assert {row["member_id"]: (row["issued_on"], row["vouchers"], row["amount"]) for row in found["vouchers"]} == {
            "ann": ("2025-03-01", "1x100 1x50", "150.00"),
            "cat": ("2025-03-01", "2x500 2x200 1x50", "1450.00"),
        }
        points = {row["member_id"]: row["points"] for row in found["out"]}
        assert points == {"ann": "499", "bob": "499", "cat": "0", "dan": "5500"}
        assert {row["ends_on"] for row in found["vouchers"]} == {"2026-03-01"}

    shown(check, card, "points.vouchers", "accrual.spend", "points.vouchers.valid_for")


def test_a5_points_live_one_year_and_are_void_then(card: Path) -> None:
    def check(scheme: Path) -> None:
        sales = [sale("P1", "ann", "2025-04-07", 400)]
        assert evaluate(scheme, sales, "2026-04-06")["ann"]["points"] == "400"
        row = evaluate(scheme, sales, "2026-04-07")["ann"]
        assert (row["points"], row["points_expired"]) == ("0", "400")

    shown(check, card, "points.expiry")


def test_a5_points_are_given_to_a_friend_and_keep_their_age(card: Path) -> None:
    sales = [sale("P1", "ann", "2025-04-07", 400), sale("P2", "bob", "2025-10-06", 100)]
    gift = {**moved(1, "ann", "2025-05-01", "give", points=150), "to_member": "bob"}

    def check(scheme: Path) -> None:
        found = worked_out(scheme, sales, "2026-04-06", [gift])
        assert found
        assert (found["ann"]["points"], found["bob"]["points"]) == ("250", "250")
        found = worked_out(scheme, sales, "2026-04-07", [gift])
        assert (found["bob"]["points"], found["bob"]["points_expired"]) == ("100", "150")

    shown(check, card, "accrual.spend", "points.expiry")


def test_a5_or_shop_gifts(card: Path) -> None:
    shown(spends("umbrella", "800"), card, "umbrella")


def test_m7_points_are_used_in_every_way(card: Path) -> None:
    each_shown(
        {
            "umbrella": spends("umbrella", "1600", value=2),
            "belt-with-cash": spends("belt-with-cash", "1000", amount=60),
            "zone-tote": spends("zone-tote", "500"),
            "members-scarf": spends("members-scarf", "1500"),
            "voucher-any-time": spends("voucher-any-time", "600"),
            "partner-cinema": spends("partner-cinema", "400"),
            "lucky-draw": spends("lucky-draw", "300", value=3),
        },
        card,
    )


def test_m7_vouchers_instead_of_goods_at_any_time(card: Path) -> None:
    rows = [
        moved(1, "ann", "2025-04-20", "exchange", ref="voucher-any-time", value=2),
        moved(2, "ann", "2025-05-20", "use_voucher", amount=60),
    ]

    def check(scheme: Path) -> None:
        (held,) = evaluated(scheme, [BIG], "2025-08-01", "vouchers", movements=rows)["vouchers"]
        assert (held["amount"], held["used"], held["expired"], held["left"]) == ("100.00", "60.00", "40.00", "0.00")

    shown(check, card, "voucher-any-time.valid_for")


def test_m7_the_zone_and_members_goods_have_their_limits(card: Path) -> None:
    def refused(code: str, *rows: Row) -> Check:
        def check(scheme: Path) -> None:
            folder = scheme.parent
            given = ["--purchases", table(folder / "s.csv", [BIG, sale("P2", "bob", "2025-04-07", 1999)]), "--members"]
            given += [table(folder / "m.csv", [ANN, BOB]), "--movements", table(folder / "v.csv", rows)]
            said = patron("evaluate", scheme, *given, "--as-of", "2025-05-31", "--out", "none.csv", cwd=folder, expect=None)
            assert f"v.csv: row {len(rows) + 1}, column ref: error[{code}]" in said.replace(f"{folder}/", "")

        return check

    totes = [moved(number, "ann", f"2025-04-2{number}", "exchange", ref="zone-tote") for number in (1, 2)]
    shown(refused("exchange-limit", *totes), card, "zone-tote.each_member")
    many = moved(1, "ann", "2025-04-20", "exchange", ref="zone-tote", value=201)
    shown(refused("exchange-limit", many), card, "zone-tote.each_member+zone-tote.in_total")
    shown(refused("exchange-not-for-tier", moved(1, "bob", "2025-04-20", "exchange", ref="members-scarf")), card, "members-scarf.for")


def test_m7_a_draw_may_bring_points_or_a_prize(card: Path) -> None:
    rows = [moved(1, "ann", "2025-04-20", "exchange", ref="lucky-draw", value=2), moved(2, "ann", "2025-04-20", "win", ref="points-prize")]
    rows.append(moved(3, "ann", "2025-04-20", "win", ref="coat-prize"))

    def check(scheme: Path) -> None:
        assert evaluate(scheme, [BIG], "2025-05-31", movements=rows)["ann"]["points_earned"] == "8700"
        result = simulate(scheme, [BIG], "--margin", "0.5", "--to", "2025-05-31", movements=rows)
        assert sum(costs(result, "lucky-draw").values()) == -8_00  # 2 × 1 % of 600, less what 200 points were reckoned at

    shown(check, card, "points-prize.points", "coat-prize.unit_cost")


def test_m7_the_simulation_says_what_uses_cost_beyond_the_points(card: Path) -> None:
    rows = [
        moved(1, "ann", "2025-04-20", "exchange", ref="belt-with-cash", amount=60),
        moved(2, "ann", "2025-04-20", "exchange", ref="umbrella"),
    ]

    def check(scheme: Path) -> None:
        result = simulate(scheme, [BIG], "--margin", "0.5", "--to", "2025-05-31", movements=rows)
        assert sum(costs(result, "belt-with-cash").values()) == -40_00  # 120 less 60 in cash and 1,000 points reckoned at 100
        assert sum(costs(result, "umbrella").values()) == -35_00

    shown(check, card, "belt-with-cash.unit_cost", "umbrella.unit_cost")


def test_m7_a_quiz_earns_points_twice_a_month(card: Path) -> None:
    rows = [moved(day, "ann", f"2025-04-{day:02d}", "quiz", ref="style-quiz") for day in (8, 9, 10)]

    def check(scheme: Path) -> None:
        found = worked_out(scheme, [BIG], "2025-04-30", rows)
        assert found
        assert found["ann"]["points_earned"] == "8540"

    shown(check, card, "style-quiz", "style-quiz.at_most_a_month")


def test_m7_introducing_a_member_earns_points_at_the_friends_first_purchase(card: Path) -> None:
    members = [ANN, *({"member_id": f"f{number}", "referred_by": "ann"} for number in range(1, 8))]
    sales = [sale(f"F{number}", f"f{number}", f"2025-04-0{number}", "499.99" if number == 7 else 500) for number in range(1, 8)]

    def check(scheme: Path) -> None:
        assert (
            evaluate(scheme, sales, "2025-04-30", members=members)["ann"]["points"] == "1500"
        )  # five friends a year, of six that reach it
        assert "bring-a-friend" in explain(scheme, sales, "2025-04-30", "ann", members=members)
        assert evaluate(scheme, sales[6:], "2025-04-30", members=members)["ann"]["points"] == "0"

    shown(check, card, "bring-a-friend", "bring-a-friend.at_most_a_year", "bring-a-friend.first_purchase_at_least")


def earns(points: str, *sales: Row) -> Check:
    def check(scheme: Path) -> None:
        assert evaluate(scheme, sales, "2025-12-31", members=[ANN, BOB])["ann"]["points_earned"] == points

    return check


def test_m8_one_fixed_day_a_week_earns_double(card: Path) -> None:
    check = earns("300", sale("P1", "ann", "2025-04-09", 100), sale("P2", "ann", "2025-04-10", 100))
    shown(check, card, "member-day", "member-day.weekdays")


def test_m8_2000_points_within_the_first_month_bring_500_more(card: Path) -> None:
    shown(earns("2500", sale("P1", "ann", "2025-04-07", 100), sale("P2", "ann", "2025-05-06", 1900)), card, "starter-bonus")
    for late in (
        earns("2000", sale("P1", "ann", "2025-04-07", 100), sale("P2", "ann", "2025-05-08", 1900)),
        earns("1999", sale("P1", "ann", "2025-04-07", 1999)),
    ):
        late(card)


def test_m8_more_points_by_date_goods_store_and_tier(card: Path) -> None:
    each_shown(
        {
            "anniversary": earns("300", sale("P1", "ann", "2025-09-18", 100)),
            "accessories": earns("150", sale("P1", "ann", "2025-04-07", 100, category="accessories")),
            "flagship": earns("150", sale("P1", "ann", "2025-04-07", 100, store="flagship")),
            "diamond-points": earns("12620", sale("P1", "ann", "2025-04-07", 12000), sale("P2", "ann", "2025-04-08", 100)),
        },
        card,
    )
    both = earns("12740", sale("P1", "ann", "2025-04-07", 12000), sale("P2", "ann", "2025-04-09", 100))  # doubled, and a fifth more
    shown(both, card, "diamond-points.stack")


def test_m8_a_daily_limit_and_points_that_wait_for_the_end_of_the_return_period(card: Path) -> None:
    shown(earns("20500", sale("P1", "ann", "2025-04-09", 10001)), card, "points.at_most_a_day")

    def too_early(scheme: Path) -> None:
        assert not worked_out(scheme, [BIG], "2025-05-31", [moved(1, "ann", "2025-04-13", "exchange", ref="umbrella")])
        assert worked_out(scheme, [BIG], "2025-05-31", [moved(1, "ann", "2025-04-14", "exchange", ref="umbrella")])

    shown(too_early, card, "points.available_after")


def test_m8_what_is_paid_by_voucher_or_stored_value_earns_none(card: Path) -> None:
    check = earns(
        "100",
        *(sale("P1", "ann", "2025-04-07", 100, line=line, tender=tender) for line, tender in enumerate(("", "voucher", "stored-value"), 1)),
    )
    shown(check, card, "accrual.spend.goods")
