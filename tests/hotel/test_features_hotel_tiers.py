"""T1 of the feature table, the tiers: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from house import evaluate, patron, rows_of, sale, shown

Lines = list[dict[str, object]]


def bills(member: str, *lines: dict[str, object]) -> Lines:
    """A bill each month of 2025 with one of these lines."""
    return [{**sale(f"{member}-{month}", member, f"2025-{month:02d}-10", 0), **line} for month, line in enumerate(lines, 1)]


def meetings(count: int) -> Lines:
    return [{"category": "meeting", "halls": 1, "amount": 1000}] * count


def room(nights: object) -> dict[str, object]:
    return {"category": "room", "nights": nights, "amount": 3000}


def banquet(covers: int) -> dict[str, object]:
    return {"category": "banquet", "covers": covers, "amount": 4000}


SPA = {"category": "spa"}
# rule: the tier, the bills that reach its figure, and those that just do not
FIGURES: dict[str, tuple[str, Lines, Lines]] = {
    "silver-by-spend": (
        "silver",
        [{**SPA, "amount": 6000}, {**SPA, "amount": 4000}],
        [{**SPA, "amount": 6000}, {**SPA, "amount": "3999.99"}],
    ),
    "silver-by-nights": ("silver", [room(6), room(4)], [room(6), room("3.5")]),
    "silver-by-covers": ("silver", [banquet(50), {"category": "dining", "covers": 10, "amount": 900}], [banquet(50), banquet(9)]),
    "gold-by-spend": ("gold", [{**SPA, "amount": 50000}], [{**SPA, "amount": "49999.99"}]),
    "gold-by-nights": ("gold", [room(20), room(20)], [room(20), room("19.5")]),
    "gold-by-meetings": ("gold", meetings(6), meetings(5)),
}


def admits(rule: str) -> Callable[[Path], None]:
    tier, reaching, short = FIGURES[rule]

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, [*bills("ann", *reaching), *bills("bea", *short)], "2025-12-31")
        assert (rows["ann"]["tier"], rows["ann"]["reason"]) == (tier, rule)
        assert rows["bea"]["tier"] != tier

    return check


def keeps(rule: str) -> Callable[[Path], None]:
    tier, reaching, short = FIGURES[rule.removeprefix("keep-")]
    since = {"opening_on": "2024-12-31", "opening_tier": tier, "opening_since": "2024-12-31"}

    def check(scheme: Path) -> None:
        members = [{"member_id": member, **since} for member in ("ann", "bea")]
        rows = evaluate(scheme, [*bills("ann", *reaching), *bills("bea", *short)], "2025-12-31", members=members)
        assert (rows["ann"]["tier"], rows["ann"]["reason"], rows["ann"]["review_on"]) == (tier, rule, "2026-12-31")
        assert rows["bea"]["reason"] == "lapse"

    return check


def each_alone(rules: Iterable[str], check: Callable[[str], Callable[[Path], None]], scheme: Path) -> None:
    """Each rule's check holds of the scheme, and not of the one without that rule."""
    for rule in rules:
        shown(check(rule), scheme, rule)


def test_t1_stays_the_table_meetings_and_spend_bring_the_tiers(scheme: Path) -> None:
    each_alone(FIGURES, admits, scheme)


def test_t1_the_same_figures_keep_them_a_year_later(scheme: Path) -> None:
    each_alone((f"keep-{rule}" for rule in FIGURES), keeps, scheme)


# last year's list of dining guests and their bills, as a cash register exports them
GUESTS = """会员卡号,出生日期,结算方式,客户等级,销售经理,期初日期,期初等级,期初等级起始日,期初积分
T01,1980-05-20,现付,重要,AM1,2024-12-31,,,
T02,1975-02-03,挂账,A,AM2,2024-12-31,银卡,2024-08-01,120
"""
MEALS = """单号,会员卡号,消费时间,金额,类别,用餐人数,餐别
B1,T01,2024-11-20 19:00,6500,婚宴,55,晚餐
B2,T01,2025-01-05 12:00,400,餐费,5,午餐
"""


def test_t1_dining_guests_are_imported_from_last_years_list(scheme: Path) -> None:
    (scheme.parent / "guests.csv").write_text(GUESTS, encoding="gbk")
    (scheme.parent / "meals.csv").write_text(MEALS, encoding="gbk")

    def on(scheme: Path, day: str) -> dict[str, tuple[str, str, str]]:
        words = ["--purchases", "meals.csv", "--members", "guests.csv", "--as-of", day, "--out", "out.csv"]
        patron("evaluate", scheme, *words, cwd=scheme.parent)
        return {row["member_id"]: (row["tier"], row["since"], row["points"]) for row in rows_of(scheme.parent / "out.csv")}

    def check(scheme: Path) -> None:
        assert on(scheme, "2025-01-04")["T01"] == ("guest", "", "0")  # last year's meals count, and are not judged again
        assert on(scheme, "2025-01-05") == {"T01": ("silver", "2025-01-05", "0"), "T02": ("silver", "2024-08-01", "120")}

    shown(check, scheme, "silver-by-covers")
