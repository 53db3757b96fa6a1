"""Group orders: the price for one order, and membership for nobody."""

from __future__ import annotations

from patron.scheme.describe.conditions import point
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.words import Words


def group_purchase(words: Words) -> Section | None:
    """Which group orders get which tier's prices, and whether they count for the buyer."""
    rules = words.scheme.group_purchase
    if not rules:
        return None
    blocks: list[str | Point] = []
    for tier in words.scheme.tiers:
        priced = [rule for rule in rules if rule.priced_as == tier.id]
        if not priced:
            continue
        name = words.tier(tier.id)
        if len(priced) == 1:
            blocks.append(words(f"满足下列条件的团购订单，整单按{name}价格结算：", f"A group order has {name} prices by this:"))
        else:
            blocks.append(
                words(f"满足下列任一条件的团购订单，整单按{name}价格结算：", f"A group order has {name} prices by any one of these:")
            )
        blocks += [point(words, rule.when, words.lead(rule.id, rule.title), words.note(rule.note)) for rule in priced]
    if any(rule.counts_for_buyer for rule in rules):
        blocks.append(
            words(
                "团购订单与其他消费一样，计入下单会员的等级和积分。",
                "Group orders count for the buyer's tier and points like any other purchase.",
            )
        )
    else:
        blocks.append(
            words(
                "优惠仅限该订单；团购订单不计入任何人的等级、消费额和积分，也不因此成为会员。",
                "The prices are for that order only; group orders count for no one's tier, spend or points, "
                "and nobody becomes a member by them.",
            )
        )
    return Section(words("团购", "Group purchase"), tuple(blocks))
