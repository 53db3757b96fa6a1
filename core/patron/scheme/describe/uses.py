"""What points are used for, and how they are earned without a purchase."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.coupons import dates
from patron.scheme.describe.document import Point
from patron.scheme.describe.words import Words
from patron.scheme.model import Exchange, Points, Prize, Quiz, Referral, Vouchers

_HEADINGS = {
    "goods": ("积分换购：", "Goods for points:"),
    "zone": ("积分特惠专区：", "The special-offer zone for points:"),
    "member-goods": ("会员专享商品：", "Goods for members only:"),
    "voucher": ("积分换代金券：", "Vouchers for points:"),
    "partner": ("积分换合作伙伴代金券：", "Partners' vouchers for points:"),
    "draw": ("积分抽奖：", "Draws for points:"),
}


def earned_otherwise(words: Words, points: Points) -> Iterator[str | Point]:
    """Quizzes and introductions."""
    if points.quiz or points.referral:
        yield words("其他获得积分的方式：", "Points are earned in other ways, too:")
    for quiz in points.quiz:
        yield Point(words.lead(quiz.id, quiz.title) + words.sentence(_quiz(words, quiz) + words.note(quiz.note)))
    for rule in points.referral:
        yield Point(words.lead(rule.id, rule.title) + words.sentence(_referral(words, rule) + words.note(rule.note)))


def uses(words: Words, points: Points) -> Iterator[str | Point]:
    """Everything that points are exchanged for, and the vouchers of the year."""
    for kind, heading in _HEADINGS.items():
        entries = [one for one in points.exchange if one.kind == kind]
        if entries:
            yield words(*heading)
        for one in entries:
            prizes = tuple(Point(_prize(words, prize)) for prize in one.prizes or ())
            text = words.name(one.id, one.title) + words("：", ": ") + _exchange(words, one) + words.note(one.note) + words("。", ".")
            yield Point(text, prizes)
    if points.vouchers is not None:
        yield words.lead(points.vouchers.id, points.vouchers.title) + words.sentence(_vouchers(words, points.vouchers))


def _quiz(words: Words, quiz: Quiz) -> str:
    number = words.figure(quiz.points)
    text = words(f"每答一次得{number}积分", f"each answer earns {number} points")
    if quiz.at_most_a_month is not None:
        most = words.figure(quiz.at_most_a_month)
        text += words(f"，每自然月最多{most}次", f", at most {most} times in a calendar month")
    return text


def _referral(words: Words, rule: Referral) -> str:
    number = words.figure(rule.points)
    reached = words("首次消费", "first purchase")
    if rule.first_purchase_at_least is not None:
        amount = words.money(rule.first_purchase_at_least)
        reached = words(f"首次单笔满{amount}的消费", f"first purchase of {amount} or more")
    text = words(f"介绍的朋友{reached}后，介绍人得{number}积分", f"the introducer earns {number} points at a friend's {reached}")
    if rule.at_most_a_year is not None:
        most = words.figure(rule.at_most_a_year)
        text += words(f"，每自然年最多{most}位", f", for at most {most} friends in a calendar year")
    return text


def _exchange(words: Words, one: Exchange) -> str:
    price = words(f"{words.figure(one.points)}积分", f"{words.figure(one.points)} points")
    if one.cash is not None:
        price += words(f"加{words.money(one.cash)}", f" and {words.money(one.cash)}")
    parts = [price]
    if one.worth is not None:
        parts.append(words(f"面值{words.money(one.worth)}", f"worth {words.money(one.worth)}"))
    if one.valid_for is not None:
        parts.append(words(f"有效期{words.length(one.valid_for)}", f"good for {words.length(one.valid_for)}"))
    if one.for_:
        parts.append(words(f"限{words.tiers(one.for_)}", f"for {words.tiers(one.for_)} members"))
    if one.each_member is not None:
        parts.append(words(f"每位会员限{one.each_member}份", f"{one.each_member} for each member"))
    if one.in_total is not None:
        parts.append(words(f"共{words.figure(one.in_total)}份，换完为止", f"{words.figure(one.in_total)} in all"))
    parts += dates(words, one.from_, one.until)
    if words.internal and one.unit_cost is not None:
        parts.append(words(f"成本{words.money(one.unit_cost)}", f"cost {words.money(one.unit_cost)}"))
    return words("，", ", ").join(parts)


def _prize(words: Words, prize: Prize) -> str:
    text = words.name(prize.id, prize.title)
    parts = [words(f"中奖概率{words.share(prize.chance)}", f"chance {words.share(prize.chance)}")]
    if prize.points is not None:
        parts.append(words(f"得{words.figure(prize.points)}积分", f"{words.figure(prize.points)} points"))
    if words.internal and prize.unit_cost is not None:
        parts.append(words(f"成本{words.money(prize.unit_cost)}", f"cost {words.money(prize.unit_cost)}"))
    return text + words("：", ": ") + words("，", ", ").join(parts)


def _vouchers(words: Words, stated: Vouchers) -> str:
    day, points, worth = words.month_day(stated.each_year_on), words.figure(stated.points), words.money(stated.worth)
    kinds = words.all(words.money(value) for value in sorted(stated.denominations))
    text = words(
        f"每年{day}，可用积分按{points}积分{worth}换成代金券，面额为{kinds}，不足最小面额的积分保留",
        f"on {day} of every year, points that can be used become vouchers, {points} points for {worth}, in vouchers of {kinds}; "
        "points that do not make up the smallest stay",
    )
    if stated.at_most is not None:
        text += words(f"，每人每次最多{words.money(stated.at_most)}", f"; at most {words.money(stated.at_most)} for a member each time")
    if stated.valid_for is not None:
        text += words(f"，代金券有效期{words.length(stated.valid_for)}", f"; the vouchers are good for {words.length(stated.valid_for)}")
    return text + words.note(stated.note)
