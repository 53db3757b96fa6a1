"""A house in which everything that users of other systems report can go wrong, and what its store's tests look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from patron.store.refused import RefusedError
from store_cases import Shop

SCHEME = """
scheme: lantern
title: {zh: 灯笼茶馆, en: Lantern Tea House}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 茶客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}, term: 12 months}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months}
qualification:
  - {id: any-300, grants: silver, when: {purchase: {at_least: 300}}}
  - {id: year-1000, grants: gold, when: {spend: {within: 12 months, at_least: 1000}}}
maintenance:
  - {id: keep-silver, keeps: silver, when: {spend: {within: 12 months, at_least: 200}}}
  - {id: keep-gold, keeps: gold, when: {spend: {within: 12 months, at_least: 500}}}
points:
  accrual:
    - {id: per-ten, for: [guest, silver], goods: {tender_not: [voucher, stored-value]}, one_point_per: 10}
    - {id: gold-per-five, for: gold, goods: {tender_not: [voucher, stored-value]}, one_point_per: 5}
  promotions:
    - {id: new-year, multiplier: 2, from: 2024-12-01, until: 2024-12-31}
  expiry: {after: 12 months}
  redemption: {points: 20, worth: 1}
  exchange:
    - {id: tea-set, points: 50, cash: 60, unit_cost: 80, title: {zh: 茶具, en: Tea set}}
    - {id: tea-money, kind: voucher, points: 40, worth: 20, valid_for: 6 months}
  quiz: [{id: tea-quiz, points: 5, at_most_a_month: 1}]
benefits:
  - {id: tasting, for: gold, each_year: 2, unit_cost: 60, title: {zh: 品茶会, en: Tastings}}
coupons:
  - {id: spring, off: 50, from_amount: 300, code: SPRING50, each_member: 1, at_most: 2}
cards:
  - id: gift
    title: {zh: 礼品卡, en: Gift card}
    face_value: 500
    named: false
    numbers: {prefix: G, digits: 4, last: 30}
    valid_for: 1 year
    top_up: {at_least: 10, extends: 1 year}
prepaid_rules: {apply: false, reason: one house only}
"""


def house(url: str, folder: Path, scheme: str = SCHEME, **more: Any) -> Shop:
    """An empty store of the house; its clock starts on 1 January 2024."""
    return Shop(url, folder, scheme, **more)


def refused(operation: Any, *args: Any, **cells: Any) -> tuple[str, str]:
    """The code and field of the one reason for which an operation is refused."""
    with pytest.raises(RefusedError) as caught:
        operation(*args, **cells)
    (one,) = caught.value.refusals
    return one.code, one.field


def codes(operation: Any, *args: Any, **cells: Any) -> set[str]:
    """The codes of all reasons for which an operation is refused."""
    with pytest.raises(RefusedError) as caught:
        operation(*args, **cells)
    return {one.code for one in caught.value.refusals}


def clean(shop: Shop, day: str) -> None:
    """Everything up to a day adds up, follows from the events, and is what the batch runner decides."""
    shop.closes(day)
    assert shop.store.rebuild().deviations == ()
    assert shop.store.verify().faults == ()
    shop.agrees(day)
