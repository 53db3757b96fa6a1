"""What prices ask of a line's money: the part that a rate is of, and floors."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.amounts import at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.prices import RATE_PLACES, exactly_one
from patron.scheme.model import Discount
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean
from patron.vocabulary import FieldKind

FLOORS = ("of_list", "field")


def check_price_parts(context: Context) -> Iterator[Problem]:
    """Every discount's `part` and every floor."""
    for index, discount in enumerate(context.scheme.discounts):
        if discount.part is not None:
            yield from _part(context, ("discounts", index), discount)
    for index, floor in enumerate(context.scheme.price_floors):
        loc: Loc = ("price_floors", index)
        yield from exactly_one(loc, [kind for kind in FLOORS if getattr(floor, kind) is not None], FLOORS)
        yield from at_most_places((*loc, "of_list"), floor.of_list, RATE_PLACES)
        if floor.field is not None:
            yield from _money_field(context, (*loc, "field"), floor.field)


def _part(context: Context, loc: Loc, discount: Discount) -> Iterator[Problem]:
    at = (*loc, "part")
    if discount.rate is None:
        yield Problem(
            at,
            "key-without-effect",
            "'part' says what the rate is of, and there is no rate",
            "delete 'part', or give a rate",
            on_key=True,
        )
    elif discount.of_list:
        yield Problem(
            at,
            "exactly-one",
            "'of_list' and 'part' exclude each other",
            "the rate is of the list amount or of a part: keep one",
            on_key=True,
        )
    yield from _money_field(context, at, discount.part or "")


def _money_field(context: Context, loc: Loc, name: str) -> Iterator[Problem]:
    """The name is that of a line field that holds money."""
    known = sorted(field.name for field in context.industry.fields if field.kind is FieldKind.MONEY)
    if context.industry_known and name not in known:
        help_ = did_you_mean(name, known, "the fields are") if known else f"lines of industry '{context.industry.id}' have none"
        yield Problem(loc, "unknown-field", f"no field of a line that holds money is named '{name}'", help_)
