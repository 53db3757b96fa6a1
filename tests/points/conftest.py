"""A shop whose points are used in every way, as a scheme file in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

SCHEME = """\
scheme: corner-shop
title: {zh: 街角小店, en: Corner shop}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: member, title: {zh: 会员, en: Member}, note: for life}
qualification:
  - {id: big-purchase, grants: member, when: {purchase: {at_least: 3000}}}
points:
  accrual:
    - {id: all-spend, for: [guest, member], one_point_per: 1}
  promotions:
    - {id: tuesdays, multiplier: 2, weekdays: tuesday}
    - {id: starter, bonus: 500, when: {points_earned: 2000, within: 1 month}}
  expiry: {after: 1 year}
  exchange:
    - {id: mug, points: 500, cash: 10, unit_cost: 80, for: member, each_member: 2, in_total: 3, title: {zh: 马克杯, en: Mug}}
    - {id: spring-set, kind: zone, points: 800, unit_cost: 60, from: 2025-03-01, until: 2025-05-31}
    - {id: any-time, kind: voucher, points: 300, worth: 25, valid_for: 3 months}
    - {id: cinema, kind: partner, points: 400, unit_cost: 30}
    - {id: tasting, kind: member-goods, points: 100, unit_cost: 20, for: member}
    - id: lucky-draw
      kind: draw
      points: 100
      prizes:
        - {id: first-prize, chance: 1 %, unit_cost: 500}
        - {id: second-prize, chance: 10 %, points: 50}
  quiz:
    - {id: tea-quiz, points: 20, at_most_a_month: 2}
  referral:
    - {id: bring-a-friend, points: 200, first_purchase_at_least: 100, at_most_a_year: 2}
  vouchers:
    {id: march-vouchers, each_year_on: 03-01, points: 10, worth: 1, denominations: [50, 100, 200, 500], valid_for: 12 months, at_most: 1000}
"""


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """The shop's scheme."""
    path = tmp_path / "shop.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    return path
