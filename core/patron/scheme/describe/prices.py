"""Prices for members."""

from __future__ import annotations

from decimal import Decimal

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import field_limit, goods_limits, remark
from patron.scheme.describe.occasions import occasions
from patron.scheme.describe.price_floors import price_floors
from patron.scheme.describe.words import Words
from patron.scheme.model.prices import Discount


def _rate(words: Words, rate: Decimal, *, of_list: bool) -> str:
    """`9.2折` and `8% off`."""
    tenths = words.figure(rate * 10)
    zh = "原价" if rate == 1 else "免费" if rate == 0 else f"{tenths}折"
    off = words.share(1 - rate)
    en = "the full price" if rate == 1 else "free of charge" if rate == 0 else f"{off} off"
    if of_list:
        return words(f"标价{zh}，如原成交价更低则从其低", f"{en}, taken from the list price; a price that is lower already stays")
    return words(zh, en)


def _figure(words: Words, discount: Discount) -> str:
    if discount.rate is not None:
        rate = _rate(words, discount.rate, of_list=discount.of_list)
        part = words.field(discount.part) if discount.part else ""
        return words(f"{part}{rate}", f"{rate}{', counted on the ' if part else ''}{part}")
    if discount.off is not None:
        return words(f"每项商品减{words.money(discount.off)}", f"{words.money(discount.off)} off each line")
    parts = []
    for unit, amount in (discount.off_per or {}).items():
        name = words.unit(unit)
        parts.append(words(f"每{name}减{words.money(amount)}", f"{words.money(amount)} off each {name}"))
    return words.all(parts)


def _unit_limits(words: Words, discount: Discount) -> list[str]:
    """The lines that have the unit at all, such as gold priced by weight."""
    units = discount.off_per or {}
    return [field_limit(words, field, values) for unit in units for field, values in words.unit_limits(unit)]


def _discount(words: Words, discount: Discount) -> Point:
    limits = [*occasions(words, discount.when), *goods_limits(words, discount.goods), *_unit_limits(words, discount)]
    who = words.tiers(discount.for_)
    if discount.title is not None or words.internal:
        who = words.name(discount.id, discount.title) + words(f"（{who}）", f" ({who})")
    text = _figure(words, discount) + remark(words, limits) + words.note(discount.note)
    return Point(who + words("：", ": ") + text + words("。", "."))


def _groups(words: Words) -> dict[str, list[Discount]]:
    groups: dict[str, list[Discount]] = {}
    for discount in words.scheme.discounts:
        groups.setdefault(discount.stack, []).append(discount)
    return groups


def _priced_as(words: Words) -> str:
    after = words.scheme.qualifying_purchase is not None and words.scheme.qualifying_purchase.priced_as == "after"
    if after:
        return words("使会员升级的那次消费，按升级后的等级计价。", "The purchase that brings a tier has that tier's prices already.")
    return words(
        "每次消费按消费前的等级计价，升级当次不享受新等级价格。",
        "A purchase has the prices of the tier held before it; the one that brings a tier does not yet have its prices.",
    )


def _rounding(words: Words) -> str:
    least = "分" if words.scheme.currency == "CNY" else "最小货币单位"
    return words(
        f"价格逐项计算，四舍五入到{least}。", "Prices are worked out line by line and rounded half up to the smallest unit of money."
    )


def prices(words: Words) -> Section | None:
    """Every discount, by stack group, and how they meet."""
    groups = _groups(words)
    if not groups:
        return None
    blocks: list[str | Point] = []
    if len(groups) == 1:
        blocks += [_discount(words, discount) for discount in words.scheme.discounts]
    else:
        blocks.append(
            words(
                "以下各组优惠依次叠加，后一组在前一组之后的价格上计算：",
                "These groups of discounts apply one after another, each on the price that the one before left:",
            )
        )
        for name, discounts in groups.items():
            tag = f" [{name}]" if words.internal else ""
            number = words(f"第{len(blocks)}组", f"Group {len(blocks)}")
            blocks.append(Point(f"{number}{tag}{words('：', ':')}", tuple(_discount(words, discount) for discount in discounts)))
    if any(len(discounts) > 1 for discounts in groups.values()):
        same = words("", "") if len(groups) == 1 else words("同组内", " of one group")
        blocks.append(
            words(
                f"{same}同一商品适用多项优惠时，取对会员最有利的一项。",
                f"Of several discounts{same} on one item, the best for the member is given.",
            )
        )
    blocks += price_floors(words)
    blocks.append(_rounding(words))
    return Section(words("会员价格", "Prices"), (*blocks, _priced_as(words)))
