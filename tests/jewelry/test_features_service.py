"""J6 to J8 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from house import charter, costs, each_shown, explain, patron, sale, shown, simulate, without

VIP = sale("P0", "ann", "2025-01-01", 60000, category="diamond")
ONE_VIP = [VIP, sale("P9", "bea", "2025-12-31", 10)]
YEAR = ("--margin", "0.35", "--from", "2025-01-01", "--to", "2025-12-31")


def edited(scheme: Path, old: str, new: str) -> Path:
    text = scheme.read_text(encoding="utf-8")
    assert text.count(old) == 1
    target = scheme.with_name("edited.yaml")
    target.write_text(text.replace(old, new), encoding="utf-8")
    return target


def sentence(zh: str, en: str) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    return check


PROMISES = {
    "hotline": sentence("VIP专线电话", "VIP hotline"),
    "alterations": sentence("改圈、刻字、穿绳、改款", "Resizing, engraving, restringing and resetting"),
    "exchange": sentence("补差价换更高价", "paying the difference"),
    "cleaning": sentence("免费清洗保养", "Free cleaning and care"),
    "consultant": sentence("专属顾问与VIP室", "personal consultant and the VIP room"),
    "festival-gifts": sentence("新年、春节、中秋、国庆、圣诞及生日", "New Year, Spring Festival, Mid-Autumn, National Day, Christmas"),
    "parking": sentence("免费停车（VIP会员）：每个会籍年度20次", "Free parking (VIP): 20 in each membership year"),
    "magazine": sentence("DM杂志", "DM magazine by post"),
    "salon": sentence("VIP沙龙（VIP会员）：每个会籍年度1次", "VIP salon (VIP): 1 in each membership year"),
    "culture": sentence("文化演出门票（VIP会员）：每个会籍年度2次", "Tickets to cultural events (VIP): 2 in each membership year"),
    "trip": sentence("可带一位同伴", "one companion may come"),
    "partner-prices": sentence("联盟商户优惠价", "Partners' purchase prices"),
    "partner-vouchers": sentence("积分兑换联盟商户购物券", "Partner vouchers for points"),
    "product-trials": sentence("联盟商户产品免费试用", "Free trials of partners' products"),
}
TERMS = {
    "hotline.hours": sentence("09:00-19:00", "09:00-19:00"),
    "alterations.charged": sentence("会员支付材料和工本费", "the member pays material and cost price"),
    "points.redemption": sentence("20积分可兑换价值1元", "20 points are worth CNY 1"),
}


@pytest.mark.parametrize("promises", [PROMISES, TERMS], ids=["promises", "terms"])
def test_j6_to_j8_the_charter_promises_it(scheme: Path, promises: dict[str, Callable[[Path], None]]) -> None:
    each_shown(promises, scheme)


def test_j6_cleaning_is_free_for_one_year_below_3000_and_for_three_from_3000(scheme: Path) -> None:
    sales = [VIP, sale("P1", "ann", "2025-02-01", "2999.99", category="pearl"), sale("P2", "ann", "2025-02-02", 3000, category="pearl")]

    def check(scheme: Path) -> None:
        said = explain(scheme, sales, "2025-03-01", "ann")
        assert "2026-01-31" in said  # the last day
        assert "2028-02-01" in said

    shown(check, scheme, "cleaning")


def test_j6_exchange_within_a_month_of_the_purchase(scheme: Path) -> None:
    sales = [VIP, sale("P1", "ann", "2025-01-31", 1000, category="pearl")]

    def check(scheme: Path) -> None:
        said = explain(scheme, sales, "2025-02-10", "ann")
        assert "换购" in said
        assert "2025-02-27" in said  # the last day

    shown(check, scheme, "exchange")


def test_j6_work_at_cost_price_costs_the_house_nothing(scheme: Path) -> None:
    priced = edited(scheme, "    charged: cost ", "    each_year: 2\n    unit_cost: 80\n    charged: cost ")

    def check(scheme: Path) -> None:
        said = patron("check", scheme, cwd=scheme.parent, expect=None)
        assert "the member pays the cost, so the house bears none in benefits > alterations" in said

    shown(check, priced, "alterations.charged")
    assert costs(simulate(without(priced, "alterations.charged"), ONE_VIP, *YEAR), "alterations") == {"vip": 160_00}


def yearly(rule: str, yuan: int) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert costs(simulate(scheme, ONE_VIP, *YEAR), rule) == {"vip": yuan * 100}

    return check


def test_j7_a_vips_year_of_the_houses_services(scheme: Path) -> None:
    year = {"festival-gifts": 300, "parking": 400, "salon": 200, "culture": 600, "trip": 2500}
    each_shown({rule: yearly(rule, yuan) for rule, yuan in year.items()}, scheme)


def test_j7_the_allowances_are_counted_by_membership_year(scheme: Path) -> None:
    sales = [sale("P0", "ann", "2024-01-01", 60000), sale("P1", "ann", "2024-06-01", 50000), sale("P9", "bea", "2025-12-31", 10)]

    def check(scheme: Path) -> None:
        result = simulate(scheme, sales, "--margin", "0.35", "--from", "2024-01-01", "--to", "2025-12-31")
        assert costs(result, "parking") == {"vip": 2 * 400_00}  # kept on 2025-01-01: a second year's twenty

    shown(check, scheme, "parking")


def test_j8_partners_services_cost_the_house_nothing(scheme: Path) -> None:
    result = simulate(scheme, ONE_VIP, *YEAR)
    for rule in ("partner-prices", "partner-vouchers", "product-trials"):
        assert costs(result, rule) == {}
    assert "合作伙伴" in charter(scheme, "zh")
    assert "合作伙伴" not in charter(without(scheme, "partner-prices", "partner-vouchers", "product-trials"), "zh")
