"""Promotions: more points on chosen days or goods, and bonuses given once."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.days import days
from patron.scheme.describe.document import Point
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.words import Words
from patron.scheme.model.points import Promotion


def _multiplier(words: Words, rule: Promotion) -> str:
    on = days(words, rule)
    who = words.tiers(rule.for_) if rule.for_ else words("所有会员", "all members")
    factor = words.figure(rule.multiplier) if rule.multiplier is not None else "1"
    text = words(
        f"{on}{'，' if on else ''}{who}消费积分为{factor}倍",
        f"{who}{' members' if rule.for_ else ''}: points times {factor}{' ' if on else ''}{on}",
    )
    text += remark(words, goods_limits(words, rule.goods))
    return text + (words("，可与其他倍数相乘", ", multiplied with other promotions") if rule.stack else "")


def _bonus(words: Words, rule: Promotion) -> str:
    bonus = words.figure(rule.bonus or 0)
    who = words(words.tiers(rule.for_), f"{words.tiers(rule.for_)} members") if rule.for_ else words("会员", "members")
    if rule.when is None:
        return words(f"{who}一次性获赠{bonus}积分", f"{who} get {bonus} points once")
    earned, within = words.figure(rule.when.points_earned), words.length(rule.when.within)
    return words(
        f"{who}自入会之日起{within}内消费所得积分满{earned}的，一次性获赠{bonus}积分",
        f"{who} whose purchases earn {earned} points within {within} of joining get {bonus} more, once",
    )


def promotions(words: Words, rules: list[Promotion]) -> Iterator[str | Point]:
    """Each promotion, and which multiplier is taken where several apply."""
    if not rules:
        return
    yield words("积分活动：", "Promotions:")
    for rule in rules:
        text = _bonus(words, rule) if rule.bonus is not None else _multiplier(words, rule)
        yield Point(words.lead(rule.id, rule.title) + words.sentence(text + words.note(rule.note)))
    single = [rule for rule in rules if rule.multiplier is not None and not rule.stack]
    if len(single) > 1:
        yield words("同时适用多个倍数时，取最大的一个。", "Where several multipliers apply, the largest is taken.")
