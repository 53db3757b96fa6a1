"""A14 of the feature table, the thank-you party: each test drives the command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from apparel_case import Row, moved
from apparel_rights import refused_use, rights
from house import charter, costs, explain, sale, shown, simulate
from patron_apparel.costs import PARTY_COST, PARTY_PLACE, PARTY_STAFF, PARTY_VIPS

SHOPS = [f"shop-{number:02d}" for number in range(1, 21)]
GUESTS = 6  # in each shop, spending 600, 500, … 100 yuan: one more than are invited
YEAR: list[Row] = [
    sale(f"{shop}-{place}", f"{shop}-{place}", "2025-03-01", 100 * (GUESTS + 1 - place), store=shop)
    for shop in SHOPS
    for place in range(1, GUESTS + 1)
]
WHOLE: list[Row] = [sale("first", "walker", "2025-01-01", 1), *YEAR, sale("last", "walker", "2025-12-31", 1)]


def invited(scheme: Path, sales: list[Row]) -> list[str]:
    return [str(row["member_id"]) for row in rights(scheme, sales, "2025-12-31") if row["benefit"] == "thank-you-party"]


def test_a14_the_top_five_spenders_of_each_shop_are_invited_a_hundred_in_all(classes: Path) -> None:
    def guests(scheme: Path) -> None:
        names = invited(scheme, YEAR)
        assert len(names) == 100
        assert Counter(name[:-2] for name in names) == dict.fromkeys(SHOPS, 5)
        assert {name[-1] for name in names} == {"1", "2", "3", "4", "5"}

    shown(guests, classes, "thank-you-party", "thank-you-party.top_of_each")


def test_a14_what_counts_is_spent_in_the_year_up_to_the_day_before_and_not_returned(classes: Path) -> None:
    shop = [one for one in YEAR if one["store"] == "shop-01"]
    late = sale("late", "shop-01-6", "2025-12-01", 9000, store="shop-01")
    old = sale("old", "shop-01-6", "2024-12-31", 9000, store="shop-01")
    taken: Row = {**sale("back", "shop-01-1", "2025-04-01", 600), "returns": "shop-01-1"}

    def left_out(scheme: Path) -> None:
        assert "shop-01-6" not in invited(scheme, [*shop, late])
        assert invited(scheme, [*shop, late])
        assert "shop-01-6" not in invited(scheme, [*shop, old])

    shown(left_out, classes, "thank-you-party", "thank-you-party.top_of_each.within")
    assert [name[-1] for name in invited(classes, [*shop, taken])] == ["2", "3", "4", "5", "6"]
    assert invited(classes, [*shop, {**late, "at": "2025-11-30T12:00"}])[-1] == "shop-01-6"


def test_a14_the_party_costs_180000_of_which_the_staffs_places_are_60000(classes: Path) -> None:
    def cost(scheme: Path, rule: str) -> int:
        return sum(costs(simulate(scheme, WHOLE, "--margin", "0.5"), rule).values())

    def members(scheme: Path) -> None:
        assert cost(scheme, "thank-you-party") == PARTY_VIPS * PARTY_PLACE * 100

    def staff(scheme: Path) -> None:
        assert cost(scheme, "party-staff") == PARTY_STAFF * PARTY_PLACE * 100

    assert PARTY_COST == 180_000
    shown(members, classes, "thank-you-party", "thank-you-party.top_of_each", "thank-you-party.unit_cost")
    shown(staff, classes, "party-staff")


def test_a14_who_is_invited_comes_once_within_the_month(classes: Path) -> None:
    came = [moved(1, "shop-01-1", "2025-12-20", "use_benefit", ref="thank-you-party")]
    (row,) = [one for one in rights(classes, YEAR, "2025-12-31", [], came) if one["member_id"] == "shop-01-1" and one["used"]]
    assert (row["benefit"], row["granted"], row["left"]) == ("thank-you-party", 1, 0)
    again = [*came, moved(2, "shop-01-1", "2025-12-21", "use_benefit", ref="thank-you-party")]
    again.append(moved(3, "shop-01-6", "2025-12-20", "use_benefit", ref="thank-you-party"))
    said = refused_use(classes, YEAR, "2025-12-31", again)
    assert "row 3" in said
    assert "row 4" in said

    def told(scheme: Path) -> None:
        assert "年度答谢会" in explain(scheme, YEAR, "2025-12-31", "shop-01-1")
        assert "年度答谢会" in charter(scheme, "zh")
        assert "The thank-you party" in charter(scheme, "en")

    shown(told, classes, "thank-you-party")
