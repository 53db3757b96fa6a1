"""What a test measured, where that is not the plain counted amount: some goods only, or units of lines."""

from __future__ import annotations

from decimal import Decimal

from patron.engine.plan import RATE_SCALE, Addition, GoodsFilter, Plan, Test
from patron.scheme.model import Goods


def is_units(plan: Plan, test: Test) -> bool:
    """Whether the values of a test are units of lines."""
    return bool(test.name) and plan.streams[test.stream].adds is Addition.UNITS


def units(plan: Plan, test: Test, value: int) -> str:
    """A value in units, without trailing zeros: `25`, `4.5`."""
    return f"{Decimal(value).scaleb(-plan.streams[test.stream].digits).normalize():f}"


def goods_of(plan: Plan, test: Test) -> Goods | None:
    """The goods that a test is of, as a scheme would state them; None for all."""
    asked = plan.streams[test.stream].goods
    return None if asked is None else Goods.model_validate(stated(asked))


def stated(goods: GoodsFilter) -> dict[str, list[str] | str]:
    """A filter's keys as in a scheme file."""
    lists = {name: getattr(goods, name) for name in ("category", "category_not", "tender", "tender_not")}
    lists |= {f"{name}_not" if negated else name: values for name, values, negated in goods.fields}
    shares = {name: getattr(goods, name) for name in ("sold_below", "sold_from")}
    found: dict[str, list[str] | str] = {name: list(values) for name, values in lists.items() if values}
    return found | {name: f"{Decimal(share) / RATE_SCALE:f}" for name, share in shares.items() if share is not None}
