"""J10 and J11 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from house import charter, costs, each_shown, patron, sale, shown, simulate

VIP = sale("P0", "ann", "2025-01-01", 60000, category="diamond")
ONE_VIP = [VIP, sale("P9", "bea", "2025-12-31", 10)]
YEAR = ("--margin", "0.35", "--from", "2025-01-01", "--to", "2025-12-31")


def test_j10_a_vip_costs_exactly_4000_a_year(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        result = simulate(scheme, ONE_VIP, *YEAR)
        assert {tier["id"]: tier["full_year_cost"] for tier in result["tiers"]} == {"guest": 0, "vip": 4000_00}
        assert result["costs"]["by_kind"]["benefit"] == 4000_00

    shown(check, scheme, "festival-gifts+parking+culture+salon+trip")


def test_j10_the_set_up_is_paid_once_and_spread_over_three_years(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        result = simulate(scheme, ONE_VIP, *YEAR)
        assert costs(result, "hotline-and-sales-service") == {"(scheme)": 6666667}  # a third of 200,000
        service = result["service_cost"]
        assert service["at_start"]["cost"] - service["when_mature"]["cost"] == service["one_off"] == 6666667
        assert service["at_start"]["per_member_year"] - service["when_mature"]["per_member_year"] == 6666667  # one member

    shown(check, scheme, "hotline-and-sales-service", "hotline-and-sales-service.spread_over")


def goals(scheme: Path, spend: object) -> dict[str, str]:
    """What became of the goals where the only VIP spends so much in her year, 35 % of it gross profit."""
    start = sale("P0", "ann", "2025-01-01", 60000, category="gold", grams="80", priced_by="weight")
    sales = [start, sale("P1", "ann", "2025-06-01", spend, category="pearl"), sale("P9", "bea", "2025-12-31", 10)]
    return {goal["id"]: goal["state"] for goal in simulate(scheme, sales, *YEAR)["goals"]}


def test_j10_a_vip_is_expected_to_spend_40000_a_year(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert [goals(scheme, spend).get("expected-spend") for spend in (40000, "39999.99")] == ["met", "missed"]

    shown(check, scheme, "expected-spend")


def test_j10_service_cost_has_a_bound_as_a_share_of_profit(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert [goals(scheme, spend).get("service-cost") for spend in (40000, 20000)] == ["met", "missed"]  # 4,000 and points

    shown(check, scheme, "service-cost")


def test_j10_points_that_cost_more_than_the_model_bears_are_pointed_out(scheme: Path) -> None:
    assert "jewelry-points-cost" not in patron("check", scheme, cwd=scheme.parent)
    text = scheme.read_text(encoding="utf-8").replace("{points: 20, worth: 1,", "{points: 20, worth: 3,")
    scheme.write_text(text, encoding="utf-8")
    assert "jewelry-points-cost" in patron("check", scheme, cwd=scheme.parent)


def says(zh: str, en: str) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    return check


CHARTER = {
    "single-purchase": says("一次消费满50,000元", "purchase of at least CNY 50,000"),
    "year-total": says("累计消费满60,000元", "CNY 60,000 in total"),
    "introduced-by-vip": says("由VIP会员介绍", "introduced by a VIP"),
    "keep-by-single-purchase": says("有一次消费满40,000元", "one purchase of at least CNY 40,000"),
    "group-of-300k": says("团购订单总额满300,000元", "CNY 300,000"),
    "qualifying-spend": says("每消费12元得1积分", "for every CNY 12"),
    "vip-spend": says("每消费10元得1积分", "for every CNY 10"),
    "hotline": says("服务时间09:00-19:00", "09:00-19:00"),
}


def test_j11_the_charter_states_the_tiers_the_points_system_and_the_service(scheme: Path) -> None:
    each_shown(CHARTER, scheme)


def test_j11_every_figure_that_the_source_leaves_blank_has_a_name_and_says_so(scheme: Path) -> None:
    from ruamel.yaml import YAML

    parameters = YAML(typ="safe").load(scheme.read_text(encoding="utf-8"))["parameters"]
    text = scheme.read_text(encoding="utf-8")
    assert len(parameters) == 7
    for name, parameter in parameters.items():
        assert "原方案留空" in parameter["note"]
        assert "leaves it blank" in parameter["note"]
        assert f"${name}" in text
