"""Goods that are not sold to everyone at any time."""

from __future__ import annotations

from patron.scheme.describe.coupons import dates
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits
from patron.scheme.describe.words import Words
from patron.scheme.model import Restricted


def _rule(words: Words, rule: Restricted) -> Point:
    parts = []
    if rule.for_:
        parts.append(words(f"仅售予{words.tiers(rule.for_)}", f"sold to {words.tiers(rule.for_)} only"))
    parts += [words(f"{text}发售", f"on sale {text}") for text in dates(words, rule.from_, rule.until)]
    if rule.presale is not None:
        who, day = words.tiers(rule.presale.for_), words.day(rule.presale.from_)
        parts.append(words(f"{who}自{day}起可预购", f"{who} may buy from {day}"))
    within = f"{words.window(rule.within)}" if rule.within is not None else ""
    if rule.each_member is not None:
        number = words.figure(rule.each_member)
        parts.append(words(f"{within}每人限购{number}件", f"at most {number} for each member{' ' if within else ''}{within}"))
    if rule.in_total is not None:
        number = words.figure(rule.in_total)
        parts.append(words(f"{within}限量{number}件", f"at most {number} in all{' ' if within else ''}{within}"))
    goods = words("，", "; ").join(goods_limits(words, rule.goods))
    name = words.name(rule.id, rule.title)
    return Point(
        f"{name}{words('（', ' (')}{goods}{words('）：', '): ')}{words('；', '; ').join(parts)}{words.note(rule.note)}{words('。', '.')}"
    )


def restricted(words: Words) -> Section | None:
    """Every rule of restricted goods."""
    rules = words.scheme.restricted
    return Section(words("限定商品", "Restricted goods"), tuple(_rule(words, rule) for rule in rules)) if rules else None
