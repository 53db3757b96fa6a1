"""Scheme files for the store's tests, as text: small, and each with a term, grace, points that die, and an introducer's rule."""

from __future__ import annotations

from patron.store.schemes import Version, loaded

CLUB = """
scheme: club
title: {zh: 会员方案, en: Club}
industry: general
currency: CNY
time_zone: Asia/Shanghai
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
    - {id: gold-per-five, for: gold, one_point_per: 5}
  expiry: {after: 12 months}
  redemption: {points: 20, worth: 1}
"""

# The next year's: gold is harder to reach and to keep, and silver is no more.
HARDER = """
scheme: club
title: {zh: 会员方案, en: Club}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months, grace: 30 days}
qualification:
  - {id: year-2000, grants: gold, when: {spend: {within: 12 months, at_least: 2000}}}
maintenance:
  - {id: keep-gold-800, keeps: gold, when: {spend: {within: 12 months, at_least: 800}}}
points:
  accrual:
    - {id: per-ten, for: guest, one_point_per: 10}
    - {id: gold-per-ten, for: gold, one_point_per: 10}
  expiry: {after: 6 months}
  redemption: {points: 20, worth: 1}
"""


def club(text: str = CLUB, number: int = 1, effective_from: int = -(10**6)) -> Version:
    """The scheme as a version."""
    return loaded(text, "club.yaml", number=number, effective_from=effective_from)
