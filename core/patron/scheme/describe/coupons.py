"""Coupons: what each gives, to whom, when and how often."""

from __future__ import annotations

from datetime import date

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.issue import issue_phrases
from patron.scheme.describe.words import Words
from patron.scheme.model import Coupon


def dates(words: Words, first: date | None, last: date | None) -> list[str]:
    """From when to when, as phrases; none where nothing is said."""
    if first is not None and last is not None:
        return [words(f"{words.day(first)}至{words.day(last)}", f"from {words.day(first)} to {words.day(last)}")]
    if first is not None:
        return [words(f"{words.day(first)}起", f"from {words.day(first)}")]
    return [words(f"{words.day(last)}及之前", f"until {words.day(last)}")] if last is not None else []


def _gives(words: Words, coupon: Coupon) -> str:
    least = ""
    if coupon.from_amount is not None:
        least = words(f"满{words.money(coupon.from_amount)}", f" from {words.money(coupon.from_amount)}")
    if coupon.off is not None:
        return words(f"{least}减{words.money(coupon.off)}", f"{words.money(coupon.off)} off{least}")
    if coupon.rate is not None:
        share = words(f"{words.figure(coupon.rate * 10)}折", f"{words.share(1 - coupon.rate)} off")
        return words(f"{least}享{share}", f"{share}{least}")
    gift = words.title(coupon.gift)
    cost = f"{words.money(coupon.unit_cost)}" if coupon.unit_cost is not None and words.internal else ""
    return words(f"{least}赠{gift}", f"{gift} as a gift{least}") + (words(f"（成本{cost}）", f" (cost {cost})") if cost else "")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _limits(words: Words, coupon: Coupon) -> list[str]:
    parts = []
    if coupon.for_:
        parts.append(words(f"限{words.tiers(coupon.for_)}", f"for {words.tiers(coupon.for_)}"))
    parts += goods_limits(words, coupon.goods)
    if coupon.code is not None:
        parts.append(words(f"券码{coupon.code}", f"code {coupon.code}"))
    parts += dates(words, coupon.from_, coupon.until)
    if coupon.issue is not None:
        parts += issue_phrases(words, coupon.issue)
    if coupon.valid_for is not None:
        parts.append(words(f"自发放起{words.length(coupon.valid_for)}内有效", f"good for {words.length(coupon.valid_for)} from its issue"))
    if coupon.each_member is not None:
        number = words.figure(coupon.each_member)
        parts.append(words(f"每人限用{number}次", f"at most {_times(coupon.each_member)} for each member"))
    if coupon.at_most is not None:
        parts.append(words(f"限量{words.figure(coupon.at_most)}次", f"at most {_times(coupon.at_most)} in all"))
    if not coupon.with_discounts:
        parts.append(words("不与会员折扣同享，取其优", "instead of the discounts, whichever is better"))
    return parts


def _coupon(words: Words, coupon: Coupon) -> Point:
    group = words(f" [{coupon.stack}组]", f" [group {coupon.stack}]") if words.internal else ""
    name = words.name(coupon.id, coupon.title) + group
    text = _gives(words, coupon) + remark(words, _limits(words, coupon)) + words.note(coupon.note)
    return Point(name + words("：", ": ") + text + words("。", "."))


def coupons(words: Words) -> Section | None:
    """Every coupon, and how they meet."""
    found = words.scheme.coupons
    if not found:
        return None
    blocks: list[str | Point] = [_coupon(words, coupon) for coupon in found]
    price = words("价格", "their prices")
    if words.scheme.price_floors:
        price = words("价格高出最低限的部分", "what their prices are above the limits")
    blocks.append(
        words(
            f"优惠券在会员折扣之后计算，抵减金额按商品{price}的比例分摊；退货时按分摊后的金额退还。",
            f"Coupons come after the discounts, and what they take off is spread over the goods in proportion to {price}; "
            "a return gives back what was paid.",
        )
    )
    groups: dict[str, int] = {}
    for coupon in found:
        groups[coupon.stack] = groups.get(coupon.stack, 0) + 1
    if any(number > 1 for number in groups.values()):
        blocks.append(
            words(
                "同类优惠券每单限用一张，取对顾客最有利的一张。",
                "Of coupons of one kind a basket takes one, the best for the customer.",
            )
        )
    return Section(words("优惠券", "Coupons"), tuple(blocks))
