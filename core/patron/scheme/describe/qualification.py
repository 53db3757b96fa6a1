"""How a tier is gained, and what counts towards it."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.conditions import point
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.profile import required
from patron.scheme.describe.tiers import cards_giving
from patron.scheme.describe.words import Words
from patron.scheme.model.goods import Goods, LeaveOut
from patron.scheme.model.tiers import Tier


def _renewal(words: Words, tier: Tier) -> Iterator[str]:
    if tier.term is None:
        return
    name = words.tier(tier.id)
    if tier.renews_on == "qualification":
        yield words(
            f"持有{name}等级者再次达到上述任一条件时，自该次消费之日起重新计算有效期。",
            f"{_article(name).capitalize()} {name} member who meets one of these again starts a new term on the date of that purchase.",
        )
    else:
        yield words(
            f"持有{name}等级者再次达到上述条件时，有效期不变。",
            f"Meeting them again as {_article(name)} {name} member does not change the term.",
        )


def _article(name: str) -> str:
    return "an" if name[:1].lower() in set("aeiou") else "a"


def _tier(words: Words, tier: Tier) -> Iterator[str | Point]:
    name = words.tier(tier.id)
    rules = [rule for rule in words.scheme.qualification if rule.grants == tier.id]
    if kinds := cards_giving(words, tier):
        cards = words.any(kinds)
        yield words(f"持有激活的{cards}者，即为{name}。", f"Whoever holds an active card is {name}: {cards}.")
        return
    if not rules:
        yield words(f"{name}只由本公司授予。", f"{name} is given by the house only.")
        return
    if len(rules) == 1:
        yield words(f"满足下列条件，即成为{name}：", f"You become {name} by this:")
    else:
        yield words(f"满足下列任一条件，即成为{name}：", f"You become {name} by any one of these:")
    for rule in rules:
        yield point(words, rule.when, words.lead(rule.id, rule.title), words.note(rule.note))
    yield from required(words, tier)
    yield from _renewal(words, tier)


def _left_out(words: Words, out: LeaveOut) -> list[str]:
    parts = []
    for phrase in _goods_left_out(words, out.goods):
        parts.append(phrase)
    if out.tenders:
        parts.append(words(f"以{words.tenders(out.tenders)}支付的金额", f"what is paid with {words.tenders(out.tenders)}"))
    if out.sold_below is not None:
        share = words.share(out.sold_below)
        parts.append(words(f"成交价低于标价{share}的特价商品", f"goods sold for less than {share} of their list price"))
    return parts


def _goods_left_out(words: Words, goods: Goods | None) -> list[str]:
    if goods is None:
        return []
    only_categories = goods.category and not goods_limits(words, goods.model_copy(update={"category": None}))
    if only_categories:
        return [words.all(words.category(category) for category in goods.category or [])]
    return [words("下列商品", "goods of this kind") + remark(words, goods_limits(words, goods))]


def _counted(words: Words) -> Iterator[str]:
    if words.scheme.qualification:
        yield words(
            "每次消费后即时判断，该次消费计算在内；同时达到多个等级的条件时，取其中最高的等级。",
            "This is judged at every purchase, with that purchase counted; "
            "of several tiers that are reached at once, the highest is given.",
        )
    if words.scheme.counting is not None:
        parts = _left_out(words, words.scheme.counting.leave_out)
        yield words(f"以下不计入消费额：{'；'.join(parts)}。", f"Not counted towards a tier: {'; '.join(parts)}.")
    yield words(
        "消费额指商品的实付金额：已减去折扣，未减去代金券和积分抵扣，退货部分不计。",
        "What counts is what was paid for the goods: after discounts, before vouchers and points, without what was returned.",
    )


def qualification(words: Words) -> Section | None:
    """How to become a member of each tier above the first."""
    if len(words.scheme.tiers) == 1:
        return None
    blocks: list[str | Point] = []
    for tier in words.scheme.tiers[1:]:
        blocks += _tier(words, tier)
    return Section(words("如何取得等级", "How to gain a tier"), (*blocks, *_counted(words)))
