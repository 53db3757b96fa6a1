"""J10 and J11 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import charter, costs, patron, sale, shown, simulate

VIP = sale("P0", "ann", "2025-01-01", 60000, category="diamond")
YEAR = ("--margin", "0.35", "--from", "2025-01-01", "--to", "2025-12-31")


def test_j10_a_vip_costs_exactly_4000_a_year(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        result = simulate(scheme, [VIP, sale("P9", "bea", "2025-12-31", 10)], *YEAR)
        assert {tier["id"]: tier["full_year_cost"] for tier in result["tiers"]} == {"guest": 0, "vip": 4000_00}
        assert result["costs"]["by_kind"]["benefit"] == 4000_00

    shown(check, scheme, "festival-gifts", "parking", "culture", "salon", "trip")


def test_j10_the_set_up_is_paid_once_and_spread_over_three_years(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        result = simulate(scheme, [VIP, sale("P9", "ann", "2025-12-31", 40000)], *YEAR)
        assert costs(result, "hotline-and-sales-service") == {"(scheme)": 6666667}  # a third of 200,000
        service = result["service_cost"]
        assert service["at_start"]["cost"] - service["when_mature"]["cost"] == service["one_off"] == 6666667
        assert service["at_start"]["share_of_gross_profit"] > service["when_mature"]["share_of_gross_profit"] > 0

    shown(check, scheme, "hotline-and-sales-service", "hotline-and-sales-service.spread_over")


@pytest.mark.parametrize(("spend", "state"), [(40000, "met"), ("39999.99", "missed")])
def test_j10_a_vip_is_expected_to_spend_40000_a_year(scheme: Path, spend: object, state: str) -> None:
    start = sale("P0", "ann", "2024-12-31", 60000, category="gold", grams="80", priced_by="weight")
    sales = [start, sale("P1", "ann", "2025-06-01", spend, category="pearl"), sale("P9", "bea", "2025-12-31", 10)]

    def check(scheme: Path) -> None:
        goals = {goal["id"]: goal["state"] for goal in simulate(scheme, sales, *YEAR)["goals"]}
        assert goals.get("expected-spend") == state

    shown(check, scheme, "expected-spend")


def test_j10_service_cost_has_a_bound(scheme: Path) -> None:
    start = sale("P0", "ann", "2024-12-31", 60000, category="gold", grams="80", priced_by="weight")

    def check(scheme: Path) -> None:
        for spend, state in ((40000, "met"), (20000, "missed")):  # 4,000 of benefits and points against 35 % of it
            sales = [start, sale("P1", "ann", "2025-06-01", spend, category="pearl"), sale("P9", "bea", "2025-12-31", 10)]
            goals = {goal["id"]: goal["state"] for goal in simulate(scheme, sales, *YEAR)["goals"]}
            assert goals.get("service-cost") == state

    shown(check, scheme, "service-cost")


def test_j10_points_that_cost_more_than_the_model_bears_are_pointed_out(scheme: Path) -> None:
    assert "jewelry-points-cost" not in patron("check", scheme, cwd=scheme.parent)
    text = scheme.read_text(encoding="utf-8").replace("{points: 20, worth: 1,", "{points: 20, worth: 3,")
    scheme.write_text(text, encoding="utf-8")
    assert "jewelry-points-cost" in patron("check", scheme, cwd=scheme.parent)


CHARTER = {
    "zh": ("一次消费满50,000元", "累计消费满60,000元", "满300,000元", "每消费12元得1积分", "每消费10元得1积分", "服务时间09:00-19:00"),
    "en": ("purchase of at least CNY 50,000", "CNY 60,000 in total", "CNY 300,000", "for every CNY 12", "for every CNY 10", "09:00-19:00"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_j11_the_charter_states_the_points_system_and_the_service(scheme: Path, lang: str) -> None:
    def check(scheme: Path) -> None:
        said = charter(scheme, lang)
        for sentence in CHARTER[lang]:
            assert sentence in said

    shown(check, scheme, "single-purchase", "year-total", "group-of-300k", "qualifying-spend", "vip-spend", "hotline")


def test_j11_every_figure_that_the_source_leaves_blank_has_a_name_and_says_so(scheme: Path) -> None:
    from ruamel.yaml import YAML

    parameters = YAML(typ="safe").load(scheme.read_text(encoding="utf-8"))["parameters"]
    text = scheme.read_text(encoding="utf-8")
    assert len(parameters) == 7
    for name, parameter in parameters.items():
        assert "原方案留空" in parameter["note"]
        assert "leaves it blank" in parameter["note"]
        assert f"${name}" in text
