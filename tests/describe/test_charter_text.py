"""Sentences of the charter, word for word, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from patron.scheme.describe import charter
from patron.scheme.model import Scheme
from patron.vocabulary import Category, FieldKind, Industry, LineField, Title, Unit

GOLDSMITH = Industry(
    id="goldsmith",
    title=Title("金店", "Goldsmith"),
    package="",
    categories=(Category("gold", Title("黄金", "Gold")), Category("jade", Title("玉石", "Jade"))),
    fields=(
        LineField("grams", FieldKind.DECIMAL, Title("克重", "Grams"), places=3),
        LineField(
            "priced_by",
            FieldKind.CHOICE,
            Title("计价方式", "Priced by"),
            choices=("weight", "piece"),
            choice_words=(("weight", ("by gram", "按克")),),
        ),
    ),
    units=(Unit("gram", "grams", Title("克", "Gram"), only_where=(("priced_by", ("weight",)),)),),
)


def scheme(**sections: Any) -> Scheme:
    base: dict[str, Any] = {
        "scheme": "small",
        "title": {"zh": "小方案", "en": "Small scheme"},
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "tiers": [
            {"id": "guest", "title": {"zh": "顾客", "en": "Guest"}},
            {"id": "vip", "title": {"zh": "VIP会员", "en": "VIP"}, "term": "12 months"},
        ],
    }
    return Scheme.model_validate({**base, **sections})


def tiers(**of_vip: Any) -> list[dict[str, Any]]:
    guest = {"id": "guest", "title": {"zh": "顾客", "en": "Guest"}}
    return [guest, {"id": "vip", "title": {"zh": "VIP会员", "en": "VIP"}, "term": "12 months", **of_vip}]


def becoming(when: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": "rule", "grants": "vip", "when": when}]


def accrual(**keys: Any) -> dict[str, Any]:
    return {"accrual": [{"id": "earn", "for": "vip", "one_point_per": 10, **keys}]}


def card(**keys: Any) -> dict[str, Any]:
    return {"id": "card", "face_value": 500, "numbers": {"prefix": "H", "digits": 3, "first": 1, "last": 9}, **keys}


CASES = [
    ({"qualification": becoming({"purchase": {"at_least": "50000"}})}, "一次消费满50,000元", "a single purchase of at least CNY 50,000"),
    ({"qualification": becoming({"purchase": {"less_than": "12.5"}})}, "一次消费不足12.50元", "a single purchase of less than CNY 12.50"),
    (
        {"qualification": becoming({"spend": {"within": "12 months", "at_least": "60000", "less_than": "80000"}})},
        "最近12个月内累计消费满60,000元且不足80,000元",
        "spend of at least CNY 60,000 and less than CNY 80,000 in total within the last 12 months",
    ),
    (
        {"qualification": becoming({"visit_days": {"within": "30 days", "more_than": 2}})},
        "最近30天内有消费的日子超过2天",
        "on more than 2 different days within the last 30 days",
    ),
    (
        {"qualification": becoming({"purchase_count": {"within": "this term", "at_least": 3}})},
        "本有效期内消费满3次",
        "at least 3 purchases in the current term",
    ),
    ({"qualification": becoming({"referrer_tier": {"at_least": "vip"}})}, "由VIP会员介绍", "introduced by a VIP member"),
    (
        {"qualification": becoming({"any_of": [{"purchase": {"at_least": 1}}, {"spend": {"at_least": 2}}]})},
        "• 以下任一成立：\n  • 一次消费满1元\n  • 自首次消费以来累计消费满2元",
        "• any one of:\n  • a single",
    ),
    (
        {"qualification": becoming({"none_of": [{"purchase": {"at_most": 1}}]})},
        "• 以下均不成立：\n  • 一次消费不超过1元",
        "• none of:\n  • a single purchase of at most CNY 1",
    ),
    (
        {"tiers": tiers(grace="30 days"), "maintenance": [{"id": "keep", "keeps": "vip", "when": {"spend": {"at_least": 1}}}]},
        "有30天宽限期",
        "has 30 days of grace",
    ),
    (
        {"tiers": tiers(lapse_to="requalified")},
        "降到其消费仍达到取得或保留条件的最高等级，都未达到的降为顾客",
        "falls to the highest lower tier",
    ),
    ({"tiers": tiers(term="3 years")}, "有效期3年，期满考核", "held for 3 years, then reviewed"),
    ({}, "VIP会员只由本公司授予。", "VIP is given by the house only."),
    ({"returns": "keep_tier"}, "退货不影响已取得的等级。", "A return does not change the tier held."),
    (
        {"discounts": [{"id": "d", "for": "vip", "rate": "0.92", "goods": {"category_not": "gold"}}]},
        "VIP会员：9.2折（黄金除外）。",
        "VIP: 8% off (except gold).",
    ),
    (
        {"discounts": [{"id": "d", "for": "vip", "off_per": {"gram": 5}}]},
        "VIP会员：每克减5元（限计价方式为按克的）。",
        "VIP: CNY 5 off each gram (priced by weight only).",
    ),
    (
        {"discounts": [{"id": "d", "for": "vip", "rate": "0.9", "of_list": "true"}]},
        "标价9折，如原成交价更低则从其低",
        "10% off, taken from the list price",
    ),
    (
        {"points": accrual(goods={"category": ["jade"]})},
        "VIP会员每消费10元得1积分（限玉石）。",
        "VIP members earn 1 point for every CNY 10 (jade only).",
    ),
    (
        {"points": {**accrual(), "expiry": {"after": "12 months"}}},
        "积分自获得之日起满12个月失效。",
        "Points expire 12 months after the day they were earned.",
    ),
    ({"points": accrual()}, "积分长期有效。", "Points do not expire."),
    ({"points": {**accrual(), "redemption": {"points": 20, "worth": 1}}}, "20积分可抵1元。", "20 points are worth CNY 1."),
    (
        {"points": {"promotions": [{"id": "w", "bonus": 500, "when": {"points_earned": 2000, "within": "1 month"}}]}},
        "会员自入会之日起1个月内消费所得积分满2,000的，一次性获赠500积分。",
        "Members whose purchases earn 2,000 points within 1 month of joining get 500 more, once.",
    ),
    (
        {"points": {"promotions": [{"id": "m", "multiplier": 2, "weekdays": "monday"}]}},
        "每周一，所有会员消费积分为2倍。",
        "All members: points times 2 on Mondays.",
    ),
    (
        {"benefits": [{"id": "tea", "for": "vip", "hours": "09:00-19:00"}]},
        "tea（VIP会员）：服务时间09:00-19:00，免费。",
        "tea (VIP): available 09:00-19:00, free of charge.",
    ),
    (
        {"benefits": [{"id": "clean", "for": "vip", "each_item": [{"valid_for": "2 years", "price_from": 1000, "times": 1}]}]},
        "单价满1,000元的商品自购买之日起2年内，1次。",
        "Items of CNY 1,000 or more: for 2 years from the purchase, once.",
    ),
    (
        {"effective_from": "2025-01-01", "effective_until": "2025-12-31"},
        "自2025年1月1日起施行，至2025年12月31日止",
        "from 1 January 2025 to 31 December 2025",
    ),
    (
        {"discounts": [{"id": "d", "for": "vip", "rate": "0.9", "goods": {"category": "jade"}, "note": "持卡专享 · for card holders"}]},
        "VIP会员：9折（限玉石；持卡专享）。",
        "VIP: 10% off (jade only; for card holders).",
    ),
    (
        {"points": accrual(goods={"tender_not": ["stored-value", "voucher", "代金券", "beans"]})},
        "（以储值、代金券或beans支付的除外）",
        "(not if paid with stored value, voucher or beans)",
    ),
    (
        {"coupons": [{"id": "c", "off": 50, "each_member": 2, "issue": {"on_purchase": {"every": 3}}}]},
        "c：减50元（每第3次消费得1次，每人限用2次）。",
        "c: CNY 50 off (1 with every 3rd purchase; at most twice for each member).",
    ),
    (
        {"cards": [card(sale=[{"id": "a", "to": {"spend": {"at_least": 100}}, "rate": "0.8", "title": {"zh": "常客", "en": "Regulars"}}])]},
        "常客：自首次消费以来累计消费满100元，售价400元。",
        "Regulars: spend of at least CNY 100 in total since the first purchase; sold for CNY 400.",
    ),
    (
        {"cards": [card(free=[{"id": "a", "when": {"has": ["phone"]}, "each_calendar_year": 1}])]},
        "会员资料中电话已填写，每个自然年免费赠送1张。",
        "The member's phone number on file; 1 free of charge in each calendar year.",
    ),
]


@pytest.mark.parametrize(("sections", "zh", "en"), CASES)
def test_a_sentence_reads_so(sections: dict[str, Any], zh: str, en: str) -> None:
    assert zh in charter(scheme(**sections), GOLDSMITH, "zh").render()
    assert en in charter(scheme(**sections), GOLDSMITH, "en").render()


def test_members_see_no_cost_no_goal_and_no_id() -> None:
    sections = {
        "qualification": becoming({"purchase": {"at_least": 1}}),
        "costs": {"one_off": [{"id": "launch-cost", "amount": 123456}]},
        "goals": [{"id": "small-circle", "share_of_customers": "vip", "at_most": "1 %"}],
        "benefits": [{"id": "trip", "for": "vip", "each_year": 1, "unit_cost": 2525}],
    }
    shown = charter(scheme(**sections), lang="en").render()
    assert not {word for word in ("123,456", "launch-cost", "small-circle", "2,525", "rule") if word in shown}
    internal = charter(scheme(**sections), lang="en", internal=True).render()
    assert {word for word in ("123,456", "launch-cost", "small-circle", "2,525", "rule", "at most 1%") if word not in internal} == set()


def test_markdown_has_headings_and_nested_lists() -> None:
    sections = {"qualification": becoming({"any_of": [{"purchase": {"at_least": 1}}, {"spend": {"at_least": 2}}]})}
    lines = charter(scheme(**sections), lang="en").render("markdown").splitlines()
    assert lines[0] == "# Small scheme: charter"
    assert "## How to gain a tier" in lines
    assert "- any one of:" in lines
    assert "  - a single purchase of at least CNY 1" in lines
