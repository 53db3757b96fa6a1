"""What `goods` filters of a scheme let through: for the checks of plugins, which look at every filter of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from patron.scheme.model.goods import Goods

if TYPE_CHECKING:
    from patron.vocabulary import Industry

Loc = tuple[str | int, ...]


def goods_filters(section: BaseModel, loc: Loc = ()) -> Iterator[tuple[Loc, Goods]]:
    """Every filter below a section, the whole scheme too, with its path of keys and indexes, in the order of the model's keys."""
    for name, field in type(section).model_fields.items():
        yield from _below(getattr(section, name), (*loc, field.alias or name))
    for name, further in (section.model_extra or {}).items():  # an industry's measures
        yield from _below(further, (*loc, name))


def _below(value: Any, loc: Loc) -> Iterator[tuple[Loc, Goods]]:
    if isinstance(value, Goods):
        yield loc, value
    elif isinstance(value, BaseModel):
        yield from goods_filters(value, loc)
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _below(one, (*loc, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _below(one, (*loc, key))


def categories_let_through(goods: Goods | None, industry: Industry) -> frozenset[str]:
    """The industry's categories of which a filter may let lines through; without a filter, all."""
    known = industry.category_ids()
    if goods is None:
        return frozenset(known)
    return frozenset(goods.category or known) - frozenset(goods.category_not or ())


def choices_let_through(goods: Goods | None, field: str, choices: tuple[str, ...]) -> frozenset[str]:
    """Those of a choice field's `choices` that a filter lets through; without a filter, all."""
    if goods is None:
        return frozenset(choices)
    stated = {(name, negated): frozenset(values) for name, values, negated in goods.fields()}
    return stated.get((field, False), frozenset(choices)) - stated.get((field, True), frozenset())


__all__ = ["categories_let_through", "choices_let_through", "goods_filters"]
