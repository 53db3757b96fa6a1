"""Sales of a shop whose members introduce each other (some in circles), give points, bring goods back, and buy at the same instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

SCHEME = """
scheme: shop
title: {zh: 小店会员, en: Shop}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}, term: 6 months}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months, grace: 20 days}
qualification:
  - id: big-purchase
    grants: gold
    when: {purchase: {at_least: 9000}}
  - id: friend-of-gold
    grants: gold
    when: {referrer_tier: {at_least: gold}, purchase: {at_least: 2000}}
  - id: friend-of-silver
    grants: silver
    when: {referrer_tier: {at_least: silver}, purchase: {at_least: 500}}
  - id: year-total
    grants: silver
    when: {spend: {within: 12 months, at_least: 6000}}
maintenance:
  - id: keep-silver
    keeps: silver
    when: {any_of: [{referrer_tier: {at_least: silver}}, {spend: {within: 6 months, at_least: 3000}}]}
  - id: keep-gold
    keeps: gold
    when: {spend: {within: 12 months, at_least: 6000}}
discounts:
  - {id: gold-rate, for: gold, rate: 0.95}
  - {id: silver-off, for: silver, off: 3}
points:
  accrual:
    - {id: base, for: [guest, silver], one_point_per: 10}
    - {id: more, for: gold, one_point_per: 5}
  expiry: {after: 12 months}
  redemption: {points: 100, worth: 1}
  referral:
    - {id: brought-a-friend, points: 50, first_purchase_at_least: 300, at_most_a_year: 3}
benefits:
  - {id: parking, for: [silver, gold], each_year: 12, unit_cost: 8}
  - {id: care, for: gold, each_item: [{times: 2, price_from: 2000, valid_for: 1 year}], unit_cost: 15}
costs:
  one_off: [{id: set-up, amount: 5000, spread_over: 2 years}]
  yearly: [{id: card, amount: 3, for_each: gold}]
goals:
  - {id: few, share_of_customers: gold, at_most: 20 %}
"""
MEMBERS, PURCHASES = 400, 2_500
FIRST = datetime(2023, 1, 1, tzinfo=UTC)


def rows_of_shop(seed: int = 3) -> dict[str, list[dict[str, Any]]]:
    """The rows of the three files: valid, whoever reads them."""
    random = Random(seed)
    ids = [f"客{number}" if number % 7 else f"C-{number}" for number in range(MEMBERS)]
    members = [
        {"member_id": one, "referred_by": random.choice(ids) if random.random() < 0.4 else None} for one in ids if random.random() < 0.9
    ]
    instants = [FIRST + timedelta(hours=random.randrange(24 * 700)) for _ in range(PURCHASES // 2)]
    lines: list[dict[str, Any]] = []
    for number in range(PURCHASES):
        at = random.choice(instants)
        member = random.choice(ids) if random.random() < 0.95 else None
        sale = {"purchase_id": f"p{number}", "member_id": member, "at": at, "amount": random.choice([120, 450, 999.9, 2400, 9500, 310.55])}
        lines.append({**sale, "returns": None})
        if random.random() < 0.08:
            back = {"purchase_id": f"r{number}", "member_id": member, "at": at + timedelta(days=random.randrange(1, 40))}
            lines.append({**back, "amount": sale["amount"] if random.random() < 0.5 else 100, "returns": f"p{number}"})
    random.shuffle(lines)
    movements: list[dict[str, Any]] = []
    for number in range(120):
        at, giver = FIRST + timedelta(days=random.randrange(700)), random.choice(ids)
        adjust = {"movement_id": f"a{number}", "member_id": giver, "at": at, "kind": "adjust", "points": 40, "to_member": None}
        give = {"movement_id": f"g{number}", "member_id": giver, "at": at, "kind": "give", "points": 30}
        to = random.choice([one for one in ids if one != giver])
        movements += [{**adjust, "ref": None, "value": None}, {**give, "to_member": to, "ref": None, "value": None}]
        if number % 3 == 0:
            told = {"movement_id": f"f{number}", "member_id": to, "at": at, "kind": "profile", "points": None, "to_member": None}
            movements.append({**told, "ref": "referred_by", "value": giver})
    return {"purchases": lines, "members": members, "movements": movements}


def write_shop(folder: Path, rows: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """`scheme.yaml` and the three files, as .csv and .parquet."""
    folder.joinpath("scheme.yaml").write_text(SCHEME, encoding="utf-8")
    for name, found in (rows or rows_of_shop()).items():
        frame = pl.DataFrame(found, infer_schema_length=None)
        if "amount" in frame.columns:
            frame = frame.with_columns(pl.col("amount").cast(pl.Decimal(12, 2)))
        frame.write_parquet(folder / f"{name}.parquet", row_group_size=500)
        frame.write_csv(folder / f"{name}.csv", datetime_format="%Y-%m-%dT%H:%M:%S%z")
    return folder
