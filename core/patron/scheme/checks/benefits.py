"""Benefits and costs: one way of issuing each, ranges of prices that have something in them."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.checks.issue import check_issue
from patron.scheme.model import Benefit, ItemRight
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def check_benefits(context: Context) -> Iterator[Problem]:
    """Every benefit."""
    for index, benefit in enumerate(context.scheme.benefits):
        loc: Loc = ("benefits", index)
        yield from check_issue(loc, benefit)
        yield from _false_claim(loc, benefit)
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


def _false_claim(loc: Loc, benefit: Benefit) -> Iterator[Problem]:
    """A false claim needs a gift that is collected in person, and its cost."""
    if benefit.false_claim is None:
        return
    if not benefit.in_person:
        message = "only what a member comes for in person can be claimed by someone else"
        yield Problem((*loc, "false_claim"), "key-without-effect", message, "write in_person: true, or delete 'false_claim'", on_key=True)
    if benefit.unit_cost is None:
        message = "a false claim costs so many times the unit cost, and there is none"
        yield Problem((*loc, "false_claim"), "key-without-effect", message, "say 'unit_cost', or delete 'false_claim'", on_key=True)
    if benefit.false_claim.costs <= 0:
        yield Problem((*loc, "false_claim", "costs"), "not-above-zero", "a false claim that costs nothing needs no rule", "write 1 or more")


def _right(loc: Loc, right: ItemRight) -> Iterator[Problem]:
    if right.price_from is not None and right.price_below is not None and right.price_from >= right.price_below:
        yield Problem(
            (*loc, "price_below"),
            "never-holds",
            f"no price is {right.price_from} or more and below {right.price_below}",
            "change one of the bounds",
        )
