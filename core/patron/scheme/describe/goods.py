"""Which goods a rule speaks of, as a remark in brackets behind its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.words import Words
from patron.scheme.model.goods import Goods


def choice_fields(goods: Goods) -> dict[str, list[str]]:
    """The industry's keys of a goods filter that are set: its choice fields and their `_not` forms."""
    fields = {name: getattr(goods, name) for name in type(goods).model_fields if name not in Goods.model_fields}
    return {name: values for name, values in {**fields, **(goods.model_extra or {})}.items() if values}


def _limits(words: Words, goods: Goods) -> Iterator[str]:
    if goods.category:
        names = [words.category(category) for category in goods.category]
        yield words(f"限{words.all(names)}", f"{words.all(names)} only")
    if goods.category_not:
        names = [words.category(category) for category in goods.category_not]
        yield words(f"{words.all(names)}除外", f"except {words.all(names)}")
    if goods.tender:
        yield words(f"限以{words.any(goods.tender)}支付", f"only if paid with {words.any(goods.tender)}")
    if goods.tender_not:
        yield words(f"以{words.any(goods.tender_not)}支付的除外", f"not if paid with {words.any(goods.tender_not)}")
    for name, values in choice_fields(goods).items():
        if name.endswith("_not"):
            field = words.field(name.removesuffix("_not"))
            yield words(f"{field}为{words.any(values)}的除外", f"not with {field} {words.any(values)}")
        else:
            yield words(f"限{words.field(name)}为{words.any(values)}的", f"only with {words.field(name)} {words.any(values)}")


def goods_limits(words: Words, goods: Goods | None) -> list[str]:
    """Each limit of a filter as a phrase: `黄金除外`, `except gold`."""
    return list(_limits(words, goods)) if goods is not None else []


def remark(words: Words, limits: list[str]) -> str:
    """Phrases in brackets, with what parts them from the words before; empty for none."""
    return words(f"（{'，'.join(limits)}）", f" ({'; '.join(limits)})") if limits else ""
