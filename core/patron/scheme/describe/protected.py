"""What is neither discounted nor earns points."""

from __future__ import annotations

from patron.scheme.describe.document import Section
from patron.scheme.describe.words import Words


def protected(words: Words) -> Section | None:
    """The list of `protected_goods`, as one sentence."""
    listed = words.scheme.protected_goods
    if not listed:
        return None
    names = words.all([words.category(category) for category in listed])
    sentence = words(f"{names}不打折，不用券，也不积分。", f"There is no discount, no coupon and no point for {names}.")
    return Section(words("不参加优惠的商品", "Goods without discount and points"), (sentence,))
