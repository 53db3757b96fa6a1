"""A tea house whose store the tests of the command line open: `run(...)` is `patron store …` in a folder of its own.

Its clock stands still in the spring of 2025, when these stories happen.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from patron.cli import main

SCHEME = """\
scheme: lantern
title: {zh: 灯笼茶馆会员方案, en: Lantern Tea House members}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 茶客, en: Guest}}
  - {id: gold, title: {zh: 金卡会员, en: Gold}, term: 12 months, grace: 30 days}
qualification:
  - {id: single-purchase, title: {zh: 单笔满两千, en: 2000 at once}, grants: gold, when: {purchase: {at_least: 2000}}}
  - {id: year-total, grants: gold, when: {spend: {within: 12 months, at_least: 3000}}}
maintenance:
  - {id: keep-by-year-total, keeps: gold, when: {spend: {within: 12 months, at_least: 1500}}}
points:
  accrual: [{id: points-for-spend, for: [guest, gold], one_point_per: 10}]
  expiry: {after: 12 months}
  redemption: {points: 100, worth: 5}
  exchange:
    - {id: tea-set, points: 50, cash: 60, unit_cost: 80, title: {zh: 茶具, en: Tea set}}
    - {id: tea-money, kind: voucher, points: 40, worth: 20, valid_for: 6 months}
    - {id: lucky-draw, kind: draw, points: 10, prizes: [{id: first-prize, chance: 1 %, unit_cost: 100, title: {zh: 头奖, en: First prize}}]}
  quiz: [{id: tea-quiz, points: 5, at_most_a_month: 1}]
benefits:
  - {id: tasting, for: gold, each_year: 2, unit_cost: 60, title: {zh: 品茶会, en: Tastings}}
coupons:
  - {id: spring, off: 50, from_amount: 300, code: SPRING50, each_member: 1}
cards:
  - id: gift
    title: {zh: 礼品卡, en: Gift card}
    face_value: 500
    named: false
    numbers: {prefix: G, digits: 4, last: 9999}
    valid_for: 3 years
prepaid_rules: {apply: false, reason: one house only}
"""


class House:
    """A folder with `lantern.yaml` and a store made of it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, scheme: str = SCHEME) -> None:
        monkeypatch.setattr("patron.store.opening.now", lambda: datetime(2025, 3, 20, 4, tzinfo=UTC))
        self.folder = folder
        self.scheme = folder / "lantern.yaml"
        self.scheme.write_text(scheme, encoding="utf-8")
        self.url = f"sqlite:///{folder / 'patron.db'}"
        self.text("init", str(self.scheme))

    def run(self, *words: str, told: str | None = None) -> Result:
        """A command of the store with whatever it exits with; a crash fails the test."""
        result = CliRunner(env={"PATRON_STORE": self.url, "COLUMNS": "100"}).invoke(main, ["store", *words], input=told)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def text(self, *words: str, told: str | None = None) -> str:
        """What a command prints that succeeds."""
        result = self.run(*words, told=told)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str, told: str | None = None) -> Any:
        """The JSON that a command prints that succeeds."""
        return json.loads(self.text(*words, "--json", told=told))

    def refused(self, *words: str, code: int = 1, told: str | None = None) -> str:
        """The errors of a command that is refused."""
        result = self.run(*words, told=told)
        assert result.exit_code == code, result.output
        return result.stderr
