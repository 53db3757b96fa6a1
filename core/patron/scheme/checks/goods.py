"""`goods` filters: the industry's categories, and its choice and text fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patron.findings import Severity
from patron.plugins import industries
from patron.scheme.checks.amounts import at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.prices import RATE_PLACES
from patron.scheme.model import Goods
from patron.scheme.model.filters import goods_filters
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean
from patron.vocabulary import Industry

TEXT_KEYS = tuple(f"{name}{suffix}" for name in ("category", "tender", "store", "channel") for suffix in ("", "_not"))


def goods_keys(industry: Industry) -> dict[str, tuple[str, ...]]:
    """The keys that an industry adds to `goods`, with the values that each may take (empty: any text)."""
    choices = {field.name: field.choices for field in industry.fields if not field.kind.is_number}
    return {key: values for name, values in choices.items() for key in (name, f"{name}_not")}


def check_goods(context: Context) -> Iterator[Problem]:
    """Every filter of the file."""
    for place, goods in goods_filters(context.scheme):
        yield from _goods(context, place, goods)
    out = context.scheme.counting.leave_out if context.scheme.counting else None
    loc: Loc = ("counting", "leave_out")
    if out is not None and not out.model_fields_set:
        yield Problem(loc, "empty-condition", "nothing is left out", "name goods, tenders or sold_below, or delete the section")
    if out is not None:
        yield from at_most_places((*loc, "sold_below"), out.sold_below, RATE_PLACES)


def _goods(context: Context, loc: Loc, goods: Goods) -> Iterator[Problem]:
    if not goods.model_fields_set:
        yield Problem(loc, "empty-condition", "the filter names no goods", "name a category, or delete 'goods' to mean all lines")
    for key in TEXT_KEYS:
        yield from values_known(
            loc,
            key,
            getattr(goods, key) or [],
            context.industry.category_ids() if key.startswith("category") and context.industry_known else (),
        )
    own = goods_keys(context.industry)
    extra: dict[str, Any] = goods.model_extra or {}
    for key, values in extra.items():
        if not context.industry_known:
            continue
        if key not in own:
            yield Problem(
                (*loc, key),
                "unknown-key",
                f"unknown key '{key}'",
                _of_other_goods(key) or did_you_mean(key, [*Goods.model_fields, *own], "the keys are"),
                on_key=True,
            )
        else:
            yield from values_known(loc, key, values, own[key])
    if goods.sold_below is not None and goods.sold_from is not None and goods.sold_below <= goods.sold_from:
        text = f"sold_below {goods.sold_below} and sold_from {goods.sold_from} leave nothing between them"
        yield Problem((*loc, "sold_below"), "never-holds", text, "change one of the bounds", severity=Severity.WARNING)
    for key in ("sold_below", "sold_from"):
        yield from at_most_places((*loc, key), getattr(goods, key), RATE_PLACES)
    for key in [*TEXT_KEYS, *own]:
        both = set(getattr(goods, key, None) or []) & set(getattr(goods, f"{key}_not", None) or [])
        for value in sorted(both):
            yield Problem(
                (*loc, f"{key}_not"), "never-holds", f"'{value}' is asked for by {key} and refused by {key}_not", "keep one of the two"
            )


def _of_other_goods(key: str) -> str:
    """Help for a key that only another industry's goods have."""
    industry = next((one.id for one in industries().values() if key in goods_keys(one)), "")
    return f"'{key}' is about goods of {industry}: write 'industry: {industry}'" if industry else ""


def values_known(loc: Loc, key: str, values: list[str], known: tuple[str, ...]) -> Iterator[Problem]:
    """Each value of a key once, and one of those that are known; without any known, every value passes."""
    code, what = (
        ("unknown-category", "no category is named")
        if key.startswith("category") or key == "protected_goods"
        else ("unknown-choice", f"{key.removesuffix('_not')} is never")
    )
    for index, value in enumerate(values):
        if known and value not in known:
            yield Problem((*loc, key, index), code, f"{what} '{value}'", did_you_mean(value, known, "write one of"))
        elif value in values[:index]:
            yield Problem((*loc, key, index), "named-twice", f"'{value}' is named twice", "once is enough")
