"""A small club and its sales, on which every variant can be reckoned by hand."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from patron.cli import main

CLUB = """\
# The club's terms.
scheme: club
title: {zh: 会员, en: Club}
currency: CNY
time_zone: Asia/Shanghai
parameters:
  worth: {value: 12, note: "a gift"}   # what a gift costs
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months}
qualification:
  - {id: big, grants: vip, when: {purchase: {at_least: 1000}}}   # the threshold
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 500}}}
discounts:
  - {id: tenth-off, for: vip, rate: 0.9}
points:
  accrual:
    - {id: per-ten, for: [guest, vip], one_point_per: 10}
  redemption: {points: 100, worth: 1}
benefits:
  - {id: gift, for: vip, each_year: 1, unit_cost: $worth, title: {zh: 礼品, en: A gift}}
"""
SALES = """\
purchase_id,member_id,at,amount,category
p1,ann,2024-01-01,1000,tea
p2,ann,2024-02-01,2000,tea
p3,bob,2024-03-01,3000,cake
p4,bob,2024-05-01,100,cake
p5,cyd,2024-06-01,700,cake
p6,cyd,2024-07-01,1500,tea
p7,,2024-12-31,20,cake
"""


def write_club(folder: Path) -> Path:
    """club.yaml and sales.csv; the folder."""
    (folder / "club.yaml").write_text(CLUB, encoding="utf-8")
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    return folder


def patron(folder: Path, *words: str, expect: int = 0) -> str:
    """Runs a command in the folder; what it printed, errors too."""
    with chdir(folder):
        done = CliRunner().invoke(main, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == expect, done.output
    return done.output


def read(path: Path) -> dict[str, Any]:
    """A JSON file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
