"""Promises beside prices and points: allowances, rights with an item, standing services, partners' services."""

from __future__ import annotations

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.issue import issue_phrases
from patron.scheme.describe.words import Words
from patron.scheme.model.benefits import Benefit, ItemRight


def _item_right(words: Words, right: ItemRight) -> str:
    limits = goods_limits(words, right.goods)
    price = []
    if right.price_from is not None:
        price.append(words(f"满{words.money(right.price_from)}", f"{words.money(right.price_from)} or more"))
    if right.price_below is not None:
        price.append(words(f"不足{words.money(right.price_below)}", f"less than {words.money(right.price_below)}"))
    bought = words("且", " but ").join(price)
    item = words(f"单价{bought}的商品", f"items of {bought}") if bought else words("每件商品", "every item")
    length = words.length(right.valid_for)
    times = words("不限次数", "as often as asked") if right.times is None else words(f"{words.figure(right.times)}次", _times(right.times))
    return words(
        f"{item}{remark(words, limits)}自购买之日起{length}内，{times}",
        f"{item}{remark(words, limits)}: for {length} from the purchase, {times}",
    )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _benefit(words: Words, benefit: Benefit) -> Point:
    parts = list(issue_phrases(words, benefit))
    if benefit.hours is not None:
        parts.append(words(f"服务时间{benefit.hours}", f"available {benefit.hours}"))
    if benefit.charged == "cost":
        parts.append(words("会员支付材料和工本费", "the member pays material and cost price"))
    elif benefit.provider == "house":
        parts.append(words("免费", "free of charge"))  # what a partner charges is the partner's to say
    if benefit.in_person:
        parts.append(words("须本人领取", "to be collected in person"))
    if words.internal and benefit.unit_cost is not None:
        parts.append(words(f"每次成本{words.money(benefit.unit_cost)}", f"costs the house {words.money(benefit.unit_cost)} each time"))
    if words.internal and benefit.false_claim is not None:
        times = words.figure(benefit.false_claim.costs)
        parts.append(words(f"冒领按单次成本的{times}倍计", f"a false claim costs {times} times that"))
    head = f"{words.name(benefit.id, benefit.title)}{words('（', ' (')}{words.tiers(benefit.for_)}{words('）', ')')}"
    text = head + (words("：", ": ") if parts else "") + words("，", ", ").join(parts) + words.note(benefit.note) + words("。", ".")
    rights = benefit.each_item or []
    below = [Point(words.sentence(_item_right(words, right))) for right in rights]
    if len(rights) > 1:
        below.append(Point(words("一件商品适用其中第一条符合的规定。", "The first of these that fits an item is the one it has.")))
    return Point(text, tuple(below))


def benefits(words: Words) -> Section | None:
    """What the house itself promises."""
    own = [benefit for benefit in words.scheme.benefits if benefit.provider == "house"]
    blocks: list[str | Point] = [_benefit(words, benefit) for benefit in own]
    if any(benefit.each_year is not None for benefit in words.scheme.benefits):
        blocks.append(words("会籍年度自取得等级之日起计算。", "A membership year is counted from the day the tier was gained."))
    return Section(words("会员权益", "Benefits"), tuple(blocks)) if own else None


def partner_services(words: Words) -> Section | None:
    """What partners render."""
    partners = [benefit for benefit in words.scheme.benefits if benefit.provider == "partner"]
    if not partners:
        return None
    intro = words("下列服务由合作伙伴提供：", "These services are rendered by partners:")
    return Section(words("合作伙伴服务", "Partner services"), (intro, *(_benefit(words, benefit) for benefit in partners)))
