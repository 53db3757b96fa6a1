"""Points: how they are earned, wait, die and are spent."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.promotions import promotions
from patron.scheme.describe.uses import earned_otherwise, uses
from patron.scheme.describe.words import Words
from patron.scheme.model.points import Accrual, Expiry, Points


def _accrual(words: Words, rule: Accrual) -> Point:
    per = words.money(rule.one_point_per)
    text = words(f"{words.tiers(rule.for_)}每消费{per}得1积分", f"{words.tiers(rule.for_)} members earn 1 point for every {per}")
    text += remark(words, goods_limits(words, rule.goods))
    if rule.pending_until is not None:
        tier = words.tier(rule.pending_until)
        text += words(f"，积分待成为{tier}时生效", f"; the points wait until the member becomes {tier}")
        if rule.pending_for is not None:
            length = words.length(rule.pending_for)
            text += words(
                f"，自消费之日起{length}内未成为{tier}的作废", f", and lapse {length} after the purchase if that has not happened"
            )
    return Point(words.lead(rule.id, rule.title) + words.sentence(text + words.note(rule.note)))


def _earning(words: Words, points: Points) -> Iterator[str | Point]:
    if points.accrual:
        yield words("按消费前的等级计算积分：", "Points are earned by the tier held before the purchase:")
        for rule in points.accrual:
            yield _accrual(words, rule)
        yield words("不足1积分的部分舍去，按每次消费、每条规则分别计算。", "Fractions of a point are dropped, for each purchase and rule.")
    yield from promotions(words, points.promotions)
    if points.at_most_a_day is not None:
        most = words.figure(points.at_most_a_day)
        yield words(f"每位会员每日消费所得积分最多{most}分。", f"A member's purchases of one day earn at most {most} points.")
    yield from earned_otherwise(words, points)


def _expiry(words: Words, expiry: Expiry | None) -> str:
    if expiry is not None and expiry.after is not None:
        length = words.length(expiry.after)
        return words(f"积分自获得之日起满{length}失效。", f"Points expire {length} after the day they were earned.")
    if expiry is not None and expiry.each_year_on is not None:
        day = words.month_day(expiry.each_year_on)
        if expiry.year == "next":
            return words(
                f"积分到获得之日起第一个{day}的次年同日为止有效，当日结束时失效。",
                f"Points are good to the end of the {day} of the year after the first {day} that comes once they are earned.",
            )
        return words(
            f"积分有效至获得之日起的第一个{day}，当日结束时失效。",
            f"Points are good to the end of the first {day} that comes once they are earned.",
        )
    return words("积分长期有效。", "Points do not expire.")


def _spending(words: Words, points: Points) -> Iterator[str | Point]:
    if points.available_after is not None:
        length = words.length(points.available_after)
        yield words(f"积分自获得之日起满{length}方可使用。", f"Points can be used {length} after the day they were earned.")
    if points.redemption is not None:
        number, worth = words.figure(points.redemption.points), words.money(points.redemption.worth)
        if as_ := points.redemption.as_:
            yield words(f"{number}积分可兑换价值{worth}的{as_.zh}。", f"{number} points are worth {worth}, given as {as_.en}.")
        else:
            yield words(f"{number}积分可抵{worth}。", f"{number} points are worth {worth}.")
    yield from uses(words, points)
    yield words("使用积分时，先用最早获得的。", "The points earned first are used first.")


def points(words: Words) -> Section | None:
    """Everything about points but returns, which have a section of their own."""
    if words.scheme.points is None:
        return None
    section = words.scheme.points
    blocks = (*_earning(words, section), _expiry(words, section.expiry), *_spending(words, section))
    return Section(words("积分", "Points"), blocks)
