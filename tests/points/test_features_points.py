"""M7, M8, A5 and A18 of the feature table: each drives the installed command and fails when its rule is taken out."""

from __future__ import annotations

from pathlib import Path

from house import costs, evaluate, evaluated, explain, patron, sale, shown, simulate, table

BIG = sale("P1", "ann", "2025-03-03", 3500, staff="Li")  # a Monday: 3,500 points, the starter bonus of 500, and the tier


def moved(number: int, member: str, on: str, kind: str, **cells: object) -> dict[str, object]:
    return {"movement_id": f"v{number}", "member_id": member, "at": f"{on}T15:00", "kind": kind, **cells}


def test_m7_points_and_cash_are_exchanged_for_goods_that_only_members_have(scheme: Path) -> None:
    asked = [
        moved(1, "ann", "2025-03-10", "exchange", ref="mug", value=2, amount=20),
        moved(2, "ann", "2025-03-11", "exchange", ref="tasting"),
    ]

    def check(scheme: Path) -> None:
        row = evaluate(scheme, [BIG], "2025-03-31", movements=asked)["ann"]
        assert (row["points"], row["points_spent"]) == ("2900", "1100")
        told = simulate(scheme, [BIG], "--margin", "0.4", "--to", "2025-03-31", movements=asked)
        assert costs(told, "mug") == {"member": 40_00}  # 2 x (80 - 10) less what 1,000 points were reckoned at
        assert costs(told, "tasting") == {"member": 10_00}
        assert "马克杯 (mug)" in explain(scheme, [BIG], "2025-03-31", "ann", movements=asked)

    shown(check, scheme, "mug.title", "points.vouchers", "mug.unit_cost", "tasting.unit_cost", "starter")


def test_m7_what_is_not_to_be_had_is_refused_with_its_place(scheme: Path) -> None:
    sales = [BIG, *(sale(f"Q{number}", name, "2025-03-03", 2900) for number, name in enumerate(["bob", "cat"]))]
    rows = [
        moved(1, "ann", "2025-02-20", "exchange", ref="mug"),  # no points yet, and no member yet
        moved(2, "ann", "2025-02-20", "exchange", ref="spring-set"),
        moved(3, "ann", "2025-03-10", "exchange", ref="mgu"),
        moved(4, "ann", "2025-03-10", "exchange", ref="cinema", points=500),
        moved(5, "ann", "2025-03-10", "exchange", ref="cinema", amount=5),
        moved(6, "ann", "2025-03-10", "win", ref="first-prize"),
        moved(7, "ann", "2025-03-11", "exchange", ref="mug", value=2),
        moved(8, "ann", "2025-03-12", "quiz", ref="tea"),
        moved(9, "ann", "2025-03-12", "exchange", ref="cinema", value="many"),
    ]
    said = faults(scheme, sales, rows)
    assert said == [
        "row 3, column at: error[exchange-not-open]",
        "row 4, column ref: error[unknown-exchange]",
        "row 5, column points: error[exchange-disagrees]",
        "row 6, column amount: error[exchange-disagrees]",
        "row 7, column ref: error[win-without-draw]",
        "row 8, column ref: error[exchange-limit]",
        "row 9, column ref: error[unknown-exchange]",
        "row 10, column value: error[not-a-count]",
    ]
    late = [moved(1, "bob", "2025-03-10", "exchange", ref="mug"), moved(2, "ann", "2025-03-11", "exchange", ref="cinema", value=99)]
    late.append(moved(3, "cat", "2025-03-12", "use_voucher", amount=5))
    assert faults(scheme, sales, late[:2]) == [
        "row 2, column ref: error[exchange-not-for-tier]",
        "row 3, column ref: error[points-not-available]",
    ]
    assert faults(scheme, sales, late[:2], "--runner", "batch") == faults(scheme, sales, late[:2])
    assert faults(scheme, sales, late[2:]) == ["row 2, column amount: error[voucher-not-available]"]


def faults(scheme: Path, sales: list[dict[str, object]], rows: list[dict[str, object]], *words: str) -> list[str]:
    """The places and codes of the findings; nothing is written."""
    folder = scheme.parent
    given = ["--purchases", table(folder / "s.csv", sales), "--movements", table(folder / "v.csv", rows)]
    said = patron("evaluate", scheme, *given, "--as-of", "2025-03-31", "--out", "none.csv", *words, cwd=folder, expect=1)
    assert not (folder / "none.csv").exists()
    lines = [line for line in said.splitlines() if ": error[" in line]
    return [line[: line.index("]") + 1].replace("v.csv:", "").removeprefix(str(folder) + "/").strip() for line in lines]


def test_m7_a_draw_costs_points_and_a_prize_may_bring_some(scheme: Path) -> None:
    rows = [moved(1, "ann", "2025-03-10", "exchange", ref="lucky-draw", value=2), moved(2, "ann", "2025-03-10", "win", ref="second-prize")]

    def check(scheme: Path) -> None:
        row = evaluate(scheme, [BIG], "2025-03-31", movements=rows)["ann"]
        assert (row["points_earned"], row["points_spent"]) == ("4050", "200")
        told = simulate(scheme, [BIG], "--margin", "0.4", "--to", "2025-03-31", movements=rows)
        assert costs(told, "lucky-draw") == {"member": -10_00}  # 2 x 1 % of 500 less what 200 points were reckoned at
        assert costs(told, "second-prize") == {"member": 5_00}

    shown(check, scheme, "starter", "second-prize.points", "first-prize.unit_cost", "points.vouchers")


def test_m7_a_quiz_earns_points_so_many_times_a_month(scheme: Path) -> None:
    rows = [moved(day, "ann", f"2025-03-{day:02d}", "quiz", ref="tea-quiz") for day in (5, 6, 7)]
    rows.append(moved(99, "ann", "2025-04-01", "quiz", ref="tea-quiz"))

    def check(scheme: Path) -> None:
        assert evaluate(scheme, [BIG], "2025-04-30", movements=rows)["ann"]["points_earned"] == "4060"

    shown(check, scheme, "tea-quiz.at_most_a_month", "starter")


def test_m7_an_introducer_earns_points_at_the_friends_first_purchase_that_reaches_the_figure(scheme: Path) -> None:
    members = [{"member_id": "ann"}, *({"member_id": name, "referred_by": "ann"} for name in ("bob", "cat", "dan"))]
    sales = [sale("F1", "bob", "2025-03-04", 99), sale("F2", "bob", "2025-03-05", 150), sale("F3", "bob", "2025-03-06", 150)]
    sales += [sale("F4", "cat", "2025-03-07", 100), sale("F5", "dan", "2025-03-08", 100), sale("F6", "eve", "2025-03-09", 900)]
    rows = [moved(1, "eve", "2025-03-01", "profile", ref="referred_by", value="nobody")]

    def check(scheme: Path) -> None:
        found = evaluate(scheme, sales, "2025-03-31", members=members, movements=rows)
        assert found["ann"]["points_earned"] == "400"  # for bob and cat; dan would be the third friend of the year
        assert "nobody" not in found
        told = explain(scheme, sales, "2025-03-31", "ann", "--lang", "en", members=members, movements=rows)
        assert "introduction  bring-a-friend (purchase F2)" in told

    shown(check, scheme, "bring-a-friend", "bring-a-friend.first_purchase_at_least", "bring-a-friend.at_most_a_year")


def test_m7_vouchers_instead_of_goods_at_any_time(scheme: Path) -> None:
    rows = [moved(1, "ann", "2025-03-10", "exchange", ref="any-time", value=3), moved(2, "ann", "2025-03-20", "use_voucher", amount=30)]

    def check(scheme: Path) -> None:
        found = evaluated(scheme, [BIG], "2025-07-01", "vouchers", movements=rows)
        assert found["out"][0]["points_spent"] == "900"
        (held,) = found["vouchers"]
        assert (held["amount"], held["vouchers"], held["used"], held["expired"], held["left"]) == (
            "75.00",
            "3x25",
            "30.00",
            "45.00",
            "0.00",
        )

    shown(check, scheme, "any-time.valid_for")


def test_m8_one_fixed_day_a_week_earns_double_and_a_good_start_earns_500_more(scheme: Path) -> None:
    sales = [sale("T1", "bob", "2025-03-04", 1000), sale("T2", "bob", "2025-03-05", 100), sale("T3", "cat", "2025-03-04", 999)]

    def check(scheme: Path) -> None:
        found = evaluate(scheme, sales, "2025-03-31")
        assert (found["bob"]["points"], found["cat"]["points"]) == ("2600", "1998")

    shown(check, scheme, "tuesdays", "starter", "tuesdays.weekdays")


def test_a5_points_become_vouchers_on_one_day_of_the_year_and_live_one_year(scheme: Path) -> None:
    sales = [sale("O1", "ann", "2024-02-29", 900), sale("O2", "ann", "2024-03-06", 2999), sale("O3", "bob", "2024-06-06", 499)]
    sales += [sale("O4", "cat", "2024-06-06", 20000), sale("O5", "dan", "2025-03-01", 900)]
    gift = [{**moved(1, "ann", "2025-02-28", "give", points=100), "to_member": "bob"}]

    def check(scheme: Path) -> None:
        found = evaluated(scheme, sales, "2025-04-01", "vouchers", movements=gift)
        rows = {row["member_id"]: row for row in found["out"]}
        assert (rows["ann"]["points"], rows["ann"]["points_expired"]) == ("0", "799")  # 400 and 399 that were too few for a voucher
        assert (rows["bob"]["points"], rows["dan"]["points"]) == ("99", "900")
        vouchers = {(row["member_id"], row["issued_on"]): row for row in found["vouchers"]}
        assert {key: (row["vouchers"], row["amount"]) for key, row in vouchers.items()} == {
            ("ann", "2024-03-01"): ("1x50", "50.00"),
            ("ann", "2025-03-01"): ("1x200 1x100", "300.00"),
            ("bob", "2025-03-01"): ("1x50", "50.00"),
            ("cat", "2025-03-01"): ("2x500", "1000.00"),
        }

    shown(check, scheme, "points.vouchers", "points.expiry")
    used = [*gift, moved(2, "ann", "2025-03-02", "use_voucher", amount=120)]
    left = [row["left"] for row in evaluated(scheme, sales, "2025-04-01", "vouchers", movements=used)["vouchers"]]
    assert left == ["0.00", "180.00", "50.00", "1000.00"]


def test_a18_receipts_carry_member_and_seller_and_add_up_to_the_points(scheme: Path) -> None:
    sales = [BIG, sale("P2", "ann", "2025-03-05", 20, staff="Wang"), sale("P3", "", "2025-03-05", 8), sale("P4", "bob", "2025-03-06", 70)]

    def check(scheme: Path) -> None:
        found = evaluated(scheme, sales, "2025-03-31", "receipts")
        assert [tuple(row.values()) for row in found["receipts"]] == [
            ("P1", "ann", "", "Li", "2025-03-03", "3500.00", "4000"),
            ("P2", "ann", "", "Wang", "2025-03-05", "20.00", "20"),
            ("P3", "", "", "", "2025-03-05", "8.00", "0"),
            ("P4", "bob", "", "", "2025-03-06", "70.00", "70"),
        ]
        assert sum(int(row["points"]) for row in found["receipts"]) == sum(int(row["points_earned"]) for row in found["out"])

    shown(check, scheme, "starter")
