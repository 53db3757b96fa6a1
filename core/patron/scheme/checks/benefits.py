"""Benefits and costs: one allowance each, ranges of prices that have something in them."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.model import ItemRight
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted

ALLOWANCES = ("each_year", "each_calendar_year", "each_quarter", "each_item")


def check_benefits(context: Context) -> Iterator[Problem]:
    """Every benefit."""
    for index, benefit in enumerate(context.scheme.benefits):
        loc: Loc = ("benefits", index)
        given = [key for key in ALLOWANCES if getattr(benefit, key) is not None]
        if len(given) > 1:
            yield Problem(
                (*loc, given[1]),
                "exactly-one",
                f"{quoted(given, 'and')} exclude each other",
                "keep one, and make a benefit for each other",
                on_key=True,
            )
        if benefit.charged == "cost" and benefit.unit_cost is not None:
            yield Problem(
                (*loc, "unit_cost"),
                "key-without-effect",
                "the member pays the cost, so the house bears none",
                "delete 'unit_cost', or write charged: nothing",
                on_key=True,
            )
        for position, right in enumerate(benefit.each_item or []):
            yield from _right((*loc, "each_item", position), right)


def _right(loc: Loc, right: ItemRight) -> Iterator[Problem]:
    if right.price_from is not None and right.price_below is not None and right.price_from >= right.price_below:
        yield Problem(
            (*loc, "price_below"),
            "never-holds",
            f"no price is {right.price_from} or more and below {right.price_below}",
            "change one of the bounds",
        )
