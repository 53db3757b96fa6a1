"""Small schemes rich in features, and what each becomes by later versions: what a random day at the tills is played under."""

from __future__ import annotations

from dataclasses import dataclass, field

# Points that wait, cannot be spent at once and die; grace; tiers withdrawn on a return; an introducer's rule; vouchers by the calendar.
RICH = """
scheme: rich
title: {zh: 丰富, en: Rich}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}, term: 6 months}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months, grace: 30 days, lapse_to: requalified}
qualification:
  - {id: any-300, grants: silver, when: {purchase: {at_least: 300}}}
  - {id: introduced, grants: silver, when: {referrer_tier: {at_least: gold}, purchase: {at_least: 100}}}
  - {id: year-1000, grants: gold, when: {spend: {within: 12 months, at_least: 1000}}}
maintenance:
  - {id: keep-silver, keeps: silver, when: {spend: {within: 6 months, at_least: 200}}}
  - {id: keep-gold, keeps: gold, when: {spend: {within: 12 months, at_least: 500}}}
returns: withdraw_tier
points:
  accrual:
    - {id: waiting, for: guest, one_point_per: 10, pending_until: silver, pending_for: 2 months}
    - {id: per-ten, for: silver, one_point_per: 10}
    - {id: per-five, for: gold, one_point_per: 5}
  available_after: 3 days
  expiry: {after: 3 months}
  below_zero: allow
  redemption: {points: 20, worth: 1}
  exchange:
    - {id: mug, points: 30, cash: 10, unit_cost: 30, each_member: 2, in_total: 3, title: {zh: 杯子, en: Mug}}
    - {id: shop-voucher, kind: voucher, points: 20, worth: 5, valid_for: 2 months}
    - {id: lucky-draw, kind: draw, points: 5, prizes: [{id: first-prize, chance: 1 %, points: 50, title: {zh: 一等奖, en: First}}]}
  quiz: [{id: small-quiz, points: 5, at_most_a_month: 1}]
  vouchers: {id: spring-vouchers, each_year_on: 02-29, points: 10, worth: 1, denominations: [5, 10], valid_for: 4 months}
benefits:
  - {id: parking, for: [silver, gold], each_year: 3, unit_cost: 20, title: {zh: 停车, en: Parking}}
  - {id: pass, for: gold, each_month: 2, carry_over: 1, title: {zh: 月票, en: Pass}}
  - {id: welcome, for: [silver, gold], on_gain: 1, valid_for: 60 days, title: {zh: 欢迎, en: Welcome}}
coupons:
  - {id: spring, off: 50, from_amount: 300, code: SPRING50, each_member: 1, at_most: 2}
cards:
  - id: gift
    title: {zh: 礼品卡, en: Gift card}
    face_value: 500
    named: false
    numbers: {prefix: G, digits: 2, last: 9}
    valid_for: 3 months
    top_up: {at_least: 10, extends: 3 months}
prepaid_rules: {apply: false, reason: one house only}
"""

# Clocks that skip midnight; points that go below zero nowhere; a friend's reward; a review on qualification; cards with a name.
SUMMER = """
scheme: summer
title: {zh: 夏令, en: Summer}
industry: general
currency: CNY
time_zone: America/Santiago
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: member, title: {zh: 会员, en: Member}, term: 1 month}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 6 months, lapse_to: member, renews_on: qualification}
qualification:
  - {id: two-visits, grants: member, when: {visit_days: {within: this calendar month, at_least: 2}}}
  - {id: half-year, grants: vip, when: {spend: {within: 6 months, at_least: 800}}}
  - {id: from-away, grants: vip, when: {profile: {residence: [away]}, purchase: {at_least: 500}}}
maintenance:
  - {id: keep-member, keeps: member, when: {purchase_count: {within: this term, at_least: 1}}}
  - {id: keep-vip, keeps: vip, when: {spend: {within: this term, at_least: 400}}}
points:
  accrual:
    - {id: per-ten, for: [guest, member], one_point_per: 10}
    - {id: vip-per-five, for: vip, one_point_per: 5}
  promotions:
    - {id: leap, multiplier: 3, each_year_on: 02-29}
    - {id: start, for: [member, vip], bonus: 20, when: {points_earned: 60, within: 2 months}}
  at_most_a_day: 100
  expiry: {after: 1 month}
  redemption: {points: 20, worth: 1}
  exchange:
    - {id: tea, kind: voucher, points: 20, worth: 5, valid_for: 1 month}
  referral: [{id: friends, points: 15, first_purchase_at_least: 100, at_most_a_year: 2}]
benefits:
  - {id: lounge, for: [member, vip], each_calendar_year: 2, unit_cost: 5, title: {zh: 休息室, en: Lounge}}
  - {id: birthday-gift, for: [member, vip], each_birthday: 1, title: {zh: 生日礼, en: Birthday gift}}
cards:
  - id: vip-card
    title: {zh: 贵宾卡, en: VIP card}
    face_value: 400
    named: true
    numbers: {prefix: V, digits: 2, last: 9}
    valid_for: 2 months
    renewal: {extends: 1 month, at_least: 20}
    top_up: {at_least: 50, at_most_balance: 800, extends: 1 month}
prepaid_rules: {apply: false, reason: one house only}
"""

# A tier that only a card gives, for as long as it is good.
CARD = """
scheme: card-club
title: {zh: 卡会, en: Card club}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: holder, title: {zh: 持卡, en: Holder}}
points:
  accrual:
    - {id: waiting, for: guest, one_point_per: 10, pending_until: holder, pending_for: 3 months}
    - {id: per-five, for: holder, one_point_per: 5}
  expiry: {after: 6 months}
  redemption: {points: 20, worth: 1}
benefits:
  - {id: parking, for: holder, each_month: 1, carry_over: 1, title: {zh: 停车, en: Parking}}
cards:
  - id: club-card
    title: {zh: 会员卡, en: Club card}
    face_value: 400
    numbers: {prefix: C, digits: 2, last: 9}
    valid_for: 2 months
    approval: manager
    top_up: {at_least: 50, at_most_balance: 800, extends: 1 month}
    renewal: {extends: 1 month, at_least: 20}
    gives_tier: holder
    moved_by: {make: finance, draw: sales, sell: sales, give: sales, activate: sales, suspend: sales, resume: sales}
    sale:
      - {id: friends-of-the-house, to: {profile: {customer_group: [friend]}}, rate: 0.8, commission: 0.2}
      - {id: others}
    package:
      services:
        - {id: check-up, worth: 400, times: 1, unit_cost: 90}
        - {id: doctor}
prepaid_rules: {apply: false, reason: one house only}
"""

# The plain one, which nearly everything is decided in order under; in a zone with summer time.
PLAIN = """
scheme: plain
title: {zh: 简单, en: Plain}
industry: general
currency: CNY
time_zone: Europe/Berlin
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}, term: 12 months}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months, grace: 30 days}
qualification:
  - {id: any-300, grants: silver, when: {purchase: {at_least: 300}}}
  - {id: year-1000, grants: gold, when: {spend: {within: 12 months, at_least: 1000}}}
maintenance:
  - {id: keep-silver, keeps: silver, when: {spend: {within: 12 months, at_least: 200}}}
  - {id: keep-gold, keeps: gold, when: {spend: {within: 12 months, at_least: 500}}}
points:
  accrual:
    - {id: per-ten, for: [guest, silver], one_point_per: 10}
    - {id: per-five, for: gold, one_point_per: 5}
  expiry: {after: 12 months}
  redemption: {points: 20, worth: 1}
coupons:
  - {id: autumn, rate: 0.9, each_member: 2, code: AUTUMN}
"""


@dataclass(frozen=True)
class House:
    """A scheme, the texts that replace one another in it from version to version, and what there is to be used in it."""

    text: str
    zone: str
    tiers: tuple[str, ...]
    card: str | None = None
    exchanges: tuple[str, ...] = ("nothing",)
    prizes: tuple[str, ...] = ("nothing",)
    quizzes: tuple[str, ...] = ("nothing",)
    benefits: tuple[str, ...] = ("nothing",)
    coupons: tuple[str, ...] = ("nothing",)
    fields: tuple[tuple[str, str], ...] = (("phone", "13812345678"), ("referred_by", "A"), ("referred_by", "B"))
    versions: tuple[tuple[tuple[str, str], ...], ...] = field(default=())


HOUSES = {
    "rich": House(
        RICH,
        "Asia/Shanghai",
        ("guest", "silver", "gold"),
        "gift:G",
        ("mug", "shop-voucher", "lucky-draw"),
        ("first-prize",),
        ("small-quiz",),
        ("parking", "pass", "welcome"),
        ("spring", "SPRING50"),
        versions=(
            (("at_least: 1000", "at_least: 2000"), ("after: 3 months", "after: 6 months"), ("term: 6 months", "term: 3 months")),
            (("returns: withdraw_tier\n", ""), ("each_year: 3", "each_year: 2"), ("off: 50", "off: 40")),
        ),
    ),
    "summer": House(
        SUMMER,
        "America/Santiago",
        ("guest", "member", "vip"),
        "vip-card:V",
        ("tea",),
        benefits=("lounge", "birthday-gift"),
        fields=(("phone", "13812345678"), ("referred_by", "A"), ("referred_by", "B"), ("residence", "away"), ("residence", "here")),
        versions=(
            (("at_least: 800", "at_least: 600"), ("one_point_per: 5", "one_point_per: 4")),
            (("within: this calendar month", "within: 2 months"), ("after: 1 month", "after: 2 months")),
        ),
    ),
    "card": House(
        CARD,
        "Asia/Shanghai",
        ("guest", "holder"),
        "club-card:C",
        benefits=("parking",),
        fields=(("phone", "13812345678"), ("referred_by", "A"), ("customer_group", "friend"), ("customer_group", "other")),
        versions=((("one_point_per: 5", "one_point_per: 4"), ("valid_for: 2 months", "valid_for: 3 months"), ("rate: 0.8", "rate: 0.9")),),
    ),
    "plain": House(
        PLAIN,
        "Europe/Berlin",
        ("guest", "silver", "gold"),
        coupons=("autumn",),
        versions=(
            (
                ("  - {id: silver, title: {zh: 银卡, en: Silver}, term: 12 months}\n", ""),
                ("  - {id: any-300, grants: silver, when: {purchase: {at_least: 300}}}\n", ""),
                ("  - {id: keep-silver, keeps: silver, when: {spend: {within: 12 months, at_least: 200}}}\n", ""),
                ("for: [guest, silver]", "for: guest"),
                ("at_least: 500", "at_least: 800"),
            ),
        ),
    ),
}


def version_text(house: House, number: int) -> str:
    """The scheme as of a version, 1 the first."""
    text = house.text
    for changes in house.versions[: number - 1]:
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
    return text
