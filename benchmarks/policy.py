"""The jewelry policy of the scheme page as a compiled plan: what every program here computes."""

from __future__ import annotations

from patron.engine.plan import (
    EVER,
    Accrual,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    ExpiryAfter,
    GoodsFilter,
    Op,
    Plan,
    Points,
    Rule,
    Test,
    Tier,
    Window,
    WindowKind,
)
from patron.scheme.durations import Duration, Unit

YEAR = Duration(Unit.MONTHS, 12)
YUAN = 100


def _at_least(measure: str, yuan: int, window: Window = EVER) -> Condition:
    return Test(measure, window, (Comparison(Op.AT_LEAST, yuan * YUAN),))


ROLLING = Window(WindowKind.ROLLING, YEAR)
NO_GOLD = GoodsFilter(category_not=("gold",))
VIP_INTRODUCER = Test("referrer_tier", EVER, (Comparison(Op.AT_LEAST, 1),))
PLAN = Plan(
    scheme="jewelry-vip",
    industry="jewelry",
    currency="CNY",
    places=2,
    time_zone="Asia/Shanghai",
    tiers=(Tier("guest", "顾客", "Guest"), Tier("vip", "VIP会员", "VIP", term=YEAR)),
    qualification=(
        Rule("single-purchase", 1, _at_least("purchase", 50_000)),
        Rule("twelve-month-total", 1, _at_least("spend", 60_000, ROLLING)),
        Rule("introduced-by-vip", 1, AllOf((VIP_INTRODUCER, AnyOf((_at_least("purchase", 40_000), _at_least("spend", 50_000, ROLLING)))))),
    ),
    maintenance=(
        Rule("keep-by-single-purchase", 1, _at_least("largest_purchase", 40_000, ROLLING)),
        Rule("keep-by-year-total", 1, _at_least("spend", 50_000, ROLLING)),
    ),
    group_purchase=(Rule("group-of-300k", 1, _at_least("group_order", 300_000)),),
    points=Points(
        accrual=(
            Accrual("qualifying-spend", (0,), NO_GOLD, 12 * YUAN, pending_until=1, pending_for=YEAR),
            Accrual("vip-spend", (1,), NO_GOLD, 10 * YUAN),
        ),
        expiry=ExpiryAfter(YEAR),
    ),
)

SCHEME = """\
scheme: jewelry-vip
title: {zh: 尊荣VIP会员方案, en: Jewelry VIP scheme}
industry: jewelry
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: VIP会员, en: VIP}, term: 12 months}
qualification:
  - {id: single-purchase, grants: vip, when: {purchase: {at_least: 50000}}}
  - {id: twelve-month-total, grants: vip, when: {spend: {within: 12 months, at_least: 60000}}}
  - id: introduced-by-vip
    grants: vip
    when:
      referrer_tier: {at_least: vip}
      any_of:
        - purchase: {at_least: 40000}
        - spend: {within: 12 months, at_least: 50000}
maintenance:
  - {id: keep-by-single-purchase, keeps: vip, when: {largest_purchase: {within: 12 months, at_least: 40000}}}
  - {id: keep-by-year-total, keeps: vip, when: {spend: {within: 12 months, at_least: 50000}}}
group_purchase:
  - {id: group-of-300k, priced_as: vip, when: {group_order: {at_least: 300000}}}
points:
  accrual:
    - {id: qualifying-spend, for: guest, goods: {category_not: gold}, one_point_per: 12, pending_until: vip, pending_for: 12 months}
    - {id: vip-spend, for: vip, goods: {category_not: gold}, one_point_per: 10}
  expiry: {after: 12 months}
"""
