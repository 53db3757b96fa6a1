"""A12 of the feature table, classes A, B and C: each test drives the command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

from apparel_case import Row, moved, priced, tiers
from apparel_rights import gives, rights
from house import charter, costs, each_shown, evaluate, evaluated, explain, sale, shown, simulate

RICH = [sale("P1", "ann", "2025-01-10", 20_000)]
LOCAL: list[Row] = [{"member_id": "ann", "residence": "local"}]


def spent(member: str, *amounts: object, month: int = 1) -> list[Row]:
    """Purchases on the first days of a month."""
    return [sale(f"{member}{month}-{day}", member, f"2025-{month:02d}-{day:02d}", amount) for day, amount in enumerate(amounts, 1)]


def test_a12_classes_go_by_spending_record(classes: Path) -> None:
    four = (4999, 4999, 4999, 4999)
    checks = {
        "c-by-purchase": tiers({"ann": "class-c"}, spent("ann", "0.01"), "2025-01-31", []),
        "b-by-spend": tiers({"ann": "class-b", "bob": "class-c"}, [*spent("ann", 6000), *spent("bob", "5999.99")], "2025-01-31", []),
        "a-by-spend": tiers(
            {"ann": "class-a", "bob": "class-b"}, [*spent("ann", *four, 4), *spent("bob", *four, "3.99")], "2025-01-31", []
        ),
    }
    for rule, check in checks.items():
        shown(check, classes, rule)


def test_a12_class_c_rises_by_pieces_and_class_b_by_the_value_of_a_receipt(classes: Path) -> None:
    def receipt(member: str, pieces: int) -> list[Row]:
        return [*spent(member, 2000), sale(f"{member}-q", member, "2025-02-01", 1000, quantity=pieces)]

    pieces = tiers({"ann": "class-b", "bob": "class-c"}, [*receipt("ann", 4), *receipt("bob", 3)], "2025-02-01", [])
    value = tiers({"ann": "class-a", "bob": "class-b"}, [*spent("ann", 7000, 5000), *spent("bob", 7500, "4999.99")], "2025-01-31", [])
    each_shown({"b-by-pieces": pieces, "a-by-receipt": value}, classes)


def test_a12_classes_fall_by_spending_record_and_class_a_keeps_up_both_targets(classes: Path) -> None:
    def both(member: str, pieces: int, receipt: object) -> list[Row]:
        more = [sale(f"{member}-p", member, "2025-05-01", 1000, quantity=pieces - 1), sale(f"{member}-r", member, "2025-06-01", receipt)]
        return [*spent(member, 20_000), *more]

    checks = {
        "keep-b": tiers(
            {"ann": "class-b", "bob": "class-c"},
            [*spent("ann", 6000), *spent("ann", 3000, 3000, month=6), *spent("bob", 6000), *spent("bob", 3000, 2999, month=6)],
            "2025-07-01",
            [],
        ),
        "keep-a-by-spend": tiers({"ann": "class-a"}, [*spent("ann", 20_000), *spent("ann", 20_000, month=6)], "2025-07-01", []),
        "keep-a-by-both": tiers(
            {"ann": "class-a", "bob": "class-b", "cat": "class-b"},
            [*both("ann", 12, 3000), *both("bob", 11, 3000), *both("cat", 12, "2999.99")],
            "2025-07-01",
            [],
        ),
    }
    each_shown(checks, classes)


def test_a12_a_member_who_moved_away_is_class_a_no_more(classes: Path) -> None:
    away = [moved(1, "ann", "2025-02-01", "profile", ref="residence", value="away")]

    def fallen(scheme: Path) -> None:
        tables = evaluated(scheme, RICH, "2025-02-01", "changes", members=LOCAL, movements=away)
        assert tables["out"][0]["tier"] == "class-b"
        last = tables["changes"][-1]
        assert (last["on"], last["from"], last["to"], last["reason"]) == ("2025-02-01", "class-a", "class-b", "moved-away")
        assert "moved-away" in explain(scheme, RICH, "2025-02-01", "ann", members=LOCAL, movements=away)

    shown(fallen, classes, "moved-away")
    later = [*RICH, *spent("ann", 8000, month=3)]
    still = tiers({"ann": "class-b"}, later, "2025-03-31", LOCAL, tuple(away))
    shown(still, classes, "a-by-spend.none_of", "a-by-receipt.none_of")
    back = [*away, moved(2, "ann", "2025-02-20", "profile", ref="residence", value="local")]
    assert evaluate(classes, later, "2025-03-31", members=LOCAL, movements=back)["ann"]["tier"] == "class-a"
    painted = [moved(1, "ann", "2025-02-01", "profile", ref="city", value="elsewhere")]
    assert evaluate(classes, RICH, "2025-02-01", members=LOCAL, movements=painted)["ann"]["tier"] == "class-a"


def test_a12_class_a_has_the_best_discount(classes: Path) -> None:
    each_shown({"a-price": priced("class-a", 1000, "850.00"), "b-price": priced("class-b", 1000, "920.00")}, classes)
    priced("class-c", 1000, "1000.00")(classes)
    shown(priced("class-a", 1000, "1000.00", promotion="mall"), classes, "a-price.goods")


def test_a12_lounge_and_trips_are_class_as_and_all_are_first_to_know(classes: Path) -> None:
    checks = {
        "lounge": gives("lounge", {"2025-01-10": 4, "2025-02-01": 4, "2025-03-01": 4}, RICH, "2025-03-31"),
        "trip": gives("trip", {"2025-01-10": 1}, RICH, "2025-03-31"),
        "first-to-know": gives("first-to-know", {"2025-01-10": 1, "2025-03-01": 1}, RICH, "2025-03-31"),
    }
    each_shown(checks, classes)
    low = rights(classes, [sale("P1", "ann", "2025-01-10", 100)], "2025-03-31")
    assert [(row["benefit"], row["from"]) for row in low] == [("first-to-know", "2025-01-10"), ("first-to-know", "2025-03-01")]
    result = simulate(classes, [*RICH, sale("P2", "bob", "2025-03-31", 1)], "--margin", "0.5")
    assert costs(result, "lounge") == {"class-a": 12 * 25_00}
    assert costs(result, "trip") == {"class-a": 1500_00 * 81 // 356}  # to the end of March, of the days from the gain to the year's end
    assert sum(costs(result, "first-to-know").values()) == 2_00 + 71  # a season; 31 of 92 days of the next, and 1 of Bob's 62
    away = [moved(1, "ann", "2025-02-01", "profile", ref="residence", value="away")]
    left = rights(classes, RICH, "2025-03-31", LOCAL, away)
    assert [row["from"] for row in left if row["benefit"] == "lounge"] == ["2025-01-10"]  # no lounge for who moved away


def test_a12_targets_are_goals_of_the_report(classes: Path) -> None:
    ann = [*RICH, sale("P2", "ann", "2025-06-01", 30_000)]
    sales = [*ann, *spent("bob", 4000, 4000), sale("P3", "bob", "2025-05-01", 1000), sale("P9", "bob", "2025-12-31", 1)]

    def reported(scheme: Path) -> None:
        goals = {one["id"]: one for one in simulate(scheme, sales, "--margin", "0.5")["goals"]}
        states = {name: goals[name]["state"] for name in ("value-of-a", "value-of-b") if name in goals}
        assert states == {"value-of-a": "met", "value-of-b": "missed"}
        assert (goals["value-of-a"]["at_least"], goals["value-of-b"]["at_least"]) == (20_000_00, 6_000_00)

    shown(reported, classes, "value-of-a", "value-of-b")


def test_a12_the_charter_says_it_in_both_languages(classes: Path) -> None:
    promised = {
        "lounge": ("贵宾休息室", "The lounge"),
        "trip": ("会员旅行", "A trip"),
        "first-to-know": ("新品优先获悉", "First to know of new arrivals"),
        "thank-you-party": ("年度答谢会", "The thank-you party"),
        "moved-away": ("已迁离", "Moved away"),
    }

    def promises(zh: str, en: str, scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    each_shown({rule: lambda scheme, said=said: promises(*said, scheme) for rule, said in promised.items()}, classes)
