"""Points that a purchase makes: accrual with multipliers, the day's limit, and bonuses."""

from __future__ import annotations

from math import prod

from patron.engine.days import to_date
from patron.engine.plan import MULTIPLIER_SCALE, Accrual, Multiplier, Plan
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.calendar import add, clamped
from patron.engine.reference.events import Line, Purchase
from patron.engine.reference.goods import GoodsTest
from patron.engine.reference.lots import Lot
from patron.engine.reference.member import Member


class Earning:
    """The plan's rules for points, made ready to be applied to purchases."""

    def __init__(self, plan: Plan, amounts: Amounts) -> None:
        fields = amounts.columns.texts
        self._points = plan.points
        self._amounts = amounts
        self._accrual = [(rule, GoodsTest(rule.goods, fields)) for rule in plan.points.accrual]
        self._multipliers = [(rule, GoodsTest(rule.goods, fields)) for rule in plan.points.multipliers]
        self._stacked = sum(rule.stack for rule in plan.points.multipliers)
        # Line multipliers are integers of 1 / scale: exact, whatever is multiplied onto what.
        self._scale = MULTIPLIER_SCALE ** (1 + self._stacked) if plan.points.multipliers else 1

    def earn(self, member: Member, purchase: Purchase) -> None:
        """Make the purchase's lots: in the order of accrual rules, then of bonuses."""
        tier, day = purchase.tier_before, purchase.day
        for rule, goods in self._accrual:
            if tier in rule.tiers:
                self._accrue(member, purchase, rule, goods)
        for place, bonus in enumerate(self._points.bonuses):
            assert member.joined is not None
            in_time = member.joined <= day < add(member.joined, bonus.within)
            reached = member.bonus_earned[place] >= bonus.earned_at_least
            if in_time and reached and tier in bonus.tiers and not member.bonus_given[place]:
                member.bonus_given[place] = True
                self._add(member, purchase, Lot(member.next_lot(), bonus.id, bonus.points, bonus.points))

    def _accrue(self, member: Member, purchase: Purchase, rule: Accrual, goods: GoodsTest) -> None:
        tier, day = purchase.tier_before, purchase.day
        running = [multiplier for multiplier in self._multipliers if runs(multiplier[0], tier, day)]
        parts = tuple((place, self._factor(line, running)) for place, line in enumerate(purchase.lines) if goods.passes(line))
        per = rule.one_point_per * self._scale
        points = self._limited(member, day, self._weighted(purchase, parts) // per)
        if not points:
            return
        for place, bonus in enumerate(self._points.bonuses):
            assert member.joined is not None
            if member.joined <= day < add(member.joined, bonus.within):
                member.bonus_earned[place] += points
        lapses = None if rule.pending_until is None or rule.pending_for is None else add(day, rule.pending_for)
        lot = Lot(member.next_lot(), rule.id, points, points, pending_until=rule.pending_until, lapses=lapses, parts=parts, per=per)
        self._add(member, purchase, lot)

    @staticmethod
    def _add(member: Member, purchase: Purchase, lot: Lot) -> None:
        purchase.lots.append(lot)
        if lot.pending_until is not None and purchase.tier_before < lot.pending_until:
            member.ledger.wait(lot, purchase.day)
        else:
            member.ledger.earn(lot, purchase.day)

    def _limited(self, member: Member, day: int, points: int) -> int:
        """Cut to what the day's limit leaves."""
        limit = self._points.at_most_a_day
        if limit is None:
            return points
        if member.capped_day != day:
            member.capped_day, member.made_that_day = day, 0
        points = min(points, limit - member.made_that_day)
        member.made_that_day += points
        return points

    def _factor(self, line: Line, running: list[tuple[Multiplier, GoodsTest]]) -> int:
        """The line's multiplier in 1 / scale: the largest that does not stack, times every one that does."""
        if self._scale == 1:
            return 1
        applying = [rule for rule, goods in running if goods.passes(line)]
        largest = max((rule.factor for rule in applying if not rule.stack), default=MULTIPLIER_SCALE)
        stacked = [rule.factor for rule in applying if rule.stack]
        return int(largest * prod(stacked) * MULTIPLIER_SCALE ** (self._stacked - len(stacked)))

    def _weighted(self, purchase: Purchase, parts: tuple[tuple[int, int], ...]) -> int:
        return sum([self._amounts.net(purchase.lines[place], purchase.level) * factor for place, factor in parts])

    def may_keep(self, purchase: Purchase, lot: Lot) -> int:
        """How many of the points that it made a lot may keep, by what is left of the purchase."""
        if lot.per:
            return min(lot.made, self._weighted(purchase, lot.parts) // lot.per)
        wholly = all(line.returned == line.amount for line in purchase.lines)
        return 0 if wholly else lot.made


def runs(rule: Multiplier, tier: int, day: int) -> bool:
    """Whether a multiplier applies to a member of the tier on the day; 29 February stands for the 28th in other years."""
    if tier not in rule.tiers:
        return False
    if (rule.first_day is not None and day < rule.first_day) or (rule.last_day is not None and day > rule.last_day):
        return False
    on = to_date(day)
    if rule.weekdays and on.weekday() not in rule.weekdays:
        return False
    return not rule.month_days or any(on == clamped(on.year, month, number) for month, number in rule.month_days)
