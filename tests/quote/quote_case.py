"""A club with prices, coupons and restricted goods, and its files."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from patron.cli import main

PATRON = Path(sys.executable).with_name("patron")
SCHEME = """\
scheme: club
title: {zh: 俱乐部, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}}
  - {id: gold, title: {zh: 金卡, en: Gold}}
qualification:
  - {id: year-silver, grants: silver, when: {spend: {within: 12 months, at_least: 1000}}}
  - {id: year-gold, grants: gold, when: {spend: {within: 12 months, at_least: 5000}}}
discounts:
  - {id: silver-rate, for: silver, goods: {category_not: outlet}, rate: 0.95}
  - {id: gold-rate, for: gold, goods: {category_not: outlet}, rate: 0.9}
  - {id: gold-extra, title: {zh: 折上折, en: Extra discount}, for: gold, goods: {category: coat}, rate: 0.8}
  - {id: birthday, for: [silver, gold], goods: {category: cake}, rate: 0.5, when: {birthday: day}}
price_floors:
  - {id: never-below-70, goods: {category: watch}, of_list: 0.7}
points:
  accrual:
    - {id: all-spend, for: [silver, gold], goods: {tender_not: stored}, one_point_per: 10}
    - {id: first-spend, for: guest, one_point_per: 20, pending_until: silver}
  redemption: {points: 100, worth: 5}
coupons:
  - id: spring
    title: {zh: 春季券, en: Spring coupon}
    off: 50
    from_amount: 300
    code: SPRING50
    at_most: 2
    each_member: 1
    from: 2025-03-01
    until: 2025-05-31
  - {id: ten-off, off: 10, for: gold}
  - {id: full-price, rate: 0.85, goods: {category: [coat, shirt]}, with_discounts: false, stack: instead}
  - {id: cup, gift: {zh: 杯子, en: a cup}, unit_cost: 12, from_amount: 200, stack: gift}
restricted:
  - id: limited-bag
    goods: {category: bag}
    for: [silver, gold]
    each_member: 2
    within: this calendar year
    from: 2025-04-01
    presale: {for: gold, from: 2025-03-15}
"""
BASKET = "category,amount,list_amount,quantity\ncoat,800,800,1\nshirt,199.99,250,1\noutlet,59.90,,2\n"
PURCHASES = """\
purchase_id,member_id,at,amount,category,quantity
p1,ann,2024-06-10T10:00,1200,coat,1
p2,bob,2025-01-20T10:00,6000,coat,1
p3,bob,2025-04-02T10:00,900,bag,1
p4,cat,2025-02-02T10:00,950,shirt,1
p5,,2025-05-02T10:00,900,bag,1
"""
MEMBERS = """\
member_id,name,phone,birthday
ann,张三,13812345678,1990-03-08
bob,李明,139 0000 1234,
cat,张三,+86 137-0000-9999,
"""
MOVEMENTS = """\
movement_id,member_id,at,kind,ref,value,amount
u1,bob,2025-04-02T10:01,use_coupon,SPRING50,p3,50
"""


def write(folder: Path, **changed: str) -> Path:
    """The club's files in a folder, some with other text."""
    texts = {"scheme.yaml": SCHEME, "basket.csv": BASKET, "sales.csv": PURCHASES, "members.csv": MEMBERS, "moves.csv": MOVEMENTS}
    for name, text in (texts | {name.replace("_", "."): text for name, text in changed.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *words: str, width: int = 80) -> Done:
    """The command in the folder, in this process."""
    with chdir(folder):
        done = CliRunner().invoke(main, list(words), env={"COLUMNS": str(width)})
    return Done(done.exit_code, done.stdout, done.stderr)


def installed(folder: Path, *words: str, width: int = 80) -> Done:
    """The installed command in the folder."""
    env = {"COLUMNS": str(width), "PYTHONUTF8": "1"}
    done = subprocess.run([str(PATRON), *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
    return Done(done.returncode, done.stdout, done.stderr)


def quote(folder: Path, *words: str, expect: int = 0, basket: str = "basket.csv") -> str:
    """What `patron quote` prints: stdout if it went well, else stderr."""
    done = run(folder, "quote", "scheme.yaml", "--basket", basket, *words)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stderr if expect else done.stdout


def quoted(folder: Path, *words: str, basket: str = "basket.csv") -> dict[str, Any]:
    """The quote as JSON."""
    return json.loads(quote(folder, *words, "--format", "json", basket=basket))  # type: ignore[no-any-return]


MEMBER_FILES = ("--purchases", "sales.csv", "--members", "members.csv", "--movements", "moves.csv")
