"""A house whose members hold every kind of right, and its store: for tests that tell one event after another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from histories import history, member
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.scheme.load import load_scheme
from patron.store.answer import Decision
from patron.store.inputs import MovementIn, PurchaseIn, ReturnIn
from patron.store.refused import RefusedError
from rights_stories import Story, story_over

SCHEME = """\
scheme: lantern
title: {zh: 灯笼茶馆, en: Lantern Tea House}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 茶客, en: Guest}}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months}
qualification:
  - {id: single-purchase, grants: gold, when: {purchase: {at_least: 2000}}}
maintenance:
  - {id: keep-by-year-total, keeps: gold, when: {spend: {within: 12 months, at_least: 1500}}}
points:
  accrual: [{id: points-for-spend, for: [guest, gold], one_point_per: 10}]
  expiry: {after: 12 months}
  redemption: {points: 100, worth: 5}
  exchange:
    - {id: tea-set, points: 50, cash: 60, unit_cost: 80, each_member: 2, in_total: 3, title: {zh: 茶具, en: Tea set}}
    - {id: tea-money, kind: voucher, points: 40, worth: 20, valid_for: 6 months}
    - {id: lucky-draw, kind: draw, points: 10, prizes: [{id: first-prize, chance: 1 %, points: 500, title: {zh: 头奖, en: First prize}}]}
  quiz: [{id: tea-quiz, points: 5, at_most_a_month: 1}]
benefits:
  - {id: parking, for: gold, each_year: 20, unit_cost: 20, title: {zh: 停车, en: Parking}}
  - id: cleaning
    for: gold
    each_item: [{goods: {category: pot}, valid_for: 1 year, times: 2}]
    title: {zh: 清洗, en: Cleaning}
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
ZONE = ZoneInfo("Asia/Shanghai")
WHO = ("ann", "bob", "cyd")


def plan_of(folder: Path, text: str = SCHEME) -> Plan:
    """The plan of a scheme file's text."""
    path = folder / "lantern.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = load_scheme(path)
    return compile_plan(loaded.require(), loaded.industry)


class RightsHouse:
    """A store with members ann, bob and cyd; its clock stands at the last event."""

    def __init__(self, folder: Path, *, url: str = "sqlite://", later: dict[str, str] | None = None) -> None:
        versions = [((datetime.fromisoformat(on) - datetime(1970, 1, 1)).days, plan_of(folder, text)) for on, text in (later or {}).items()]
        self.story: Story = story_over(plan_of(folder), history(members=[member(name) for name in WHO]), url=url, later=versions)

    def at(self, on: str) -> datetime:
        """A local time; the clock goes there unless it is past it."""
        moment = datetime.fromisoformat(on).replace(tzinfo=ZONE)
        self.story.now[0] = max(self.story.now[0], moment)
        return moment

    def buy(self, name: str, member: str | None, on: str, amount: str, category: str | None = None) -> Decision:
        """A purchase of one line."""
        told = PurchaseIn(id=name, member=member, at=self.at(on), lines=({"amount": amount, "category": category},))  # type: ignore[arg-type]
        return self.story.desk.purchase(told)

    def back(self, name: str, of: str, on: str) -> Decision:
        """All that is left of a purchase comes back."""
        return self.story.desk.return_goods(ReturnIn(id=name, purchase=of, at=self.at(on)))

    def move(self, name: str, member: str | None, on: str, kind: str, *, dry_run: bool = False, **cells: object) -> Decision:
        """Any movement."""
        told = MovementIn(id=name, member=member, at=self.at(on), kind=kind, **cells)  # type: ignore[arg-type]
        return self.story.desk.move(told, dry_run=dry_run)

    def refused(self, name: str, member: str | None, on: str, kind: str, **cells: object) -> str:
        """The code with which a movement is refused."""
        try:
            self.move(name, member, on, kind, **cells)
        except RefusedError as error:
            return error.refusals[0].code
        return ""
