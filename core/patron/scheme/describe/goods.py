"""Which goods a rule speaks of, as a remark in brackets behind its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.words import Words
from patron.scheme.model.goods import Goods


def _limits(words: Words, goods: Goods) -> Iterator[str]:
    if goods.category:
        names = [words.category(category) for category in goods.category]
        yield words(f"限{words.all(names)}", f"{words.all(names)} only")
    if goods.category_not:
        names = [words.category(category) for category in goods.category_not]
        yield words(f"{words.all(names)}除外", f"except {words.all(names)}")
    if goods.tender:
        yield words(f"限以{words.tenders(goods.tender)}支付", f"only if paid with {words.tenders(goods.tender)}")
    if goods.tender_not:
        yield words(f"以{words.tenders(goods.tender_not)}支付的除外", f"not if paid with {words.tenders(goods.tender_not)}")
    yield from _places(words, goods)
    if goods.sold_below is not None:
        share = words.share(goods.sold_below)
        yield words(f"限低于标价{share}售出的", f"only if sold below {share} of the list price")
    if goods.sold_from is not None:
        share = words.share(goods.sold_from)
        yield words(f"限不低于标价{share}售出的", f"only if sold at {share} of the list price or more")
    for name, values, negated in goods.fields():
        yield field_limit(words, name, values, negated=negated)


def _places(words: Words, goods: Goods) -> Iterator[str]:
    """Where it was sold."""
    if goods.store:
        yield words(f"限{words.any(goods.store)}门店", f"only in {words.any(goods.store)}")
    if goods.store_not:
        yield words(f"{words.any(goods.store_not)}门店除外", f"not in {words.any(goods.store_not)}")
    if goods.channel:
        yield words(f"限{words.any(goods.channel)}渠道", f"only through {words.any(goods.channel)}")
    if goods.channel_not:
        yield words(f"{words.any(goods.channel_not)}渠道除外", f"not through {words.any(goods.channel_not)}")


def field_limit(words: Words, name: str, values: tuple[str, ...], *, negated: bool = False) -> str:
    """A limit to lines whose field has one of the values, or has none of them."""
    field, named = words.field(name), words.any(words.choice(name, value) for value in values)
    is_ = " " if field.endswith(" by") else ": "  # `priced by weight`, `visit: inpatient`
    if negated:
        return words(f"{field}为{named}的除外", f"except {field}{is_}{named}")
    return words(f"限{field}为{named}的", f"{field}{is_}{named} only")


def goods_limits(words: Words, goods: Goods | None) -> list[str]:
    """Each limit of a filter as a phrase: `黄金除外`, `except gold`."""
    return list(_limits(words, goods)) if goods is not None else []


def remark(words: Words, limits: list[str]) -> str:
    """Phrases in brackets, with what parts them from the words before; empty for none."""
    return words(f"（{'，'.join(limits)}）", f" ({'; '.join(limits)})") if limits else ""
