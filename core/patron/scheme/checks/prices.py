"""Discounts: one kind each, of a unit that the industry has."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.amounts import at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.price_when import check_when
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean, quoted

KINDS = ("rate", "off", "off_per")
RATE_PLACES = 6


def exactly_one(loc: Loc, given: list[str], kinds: tuple[str, ...]) -> Iterator[Problem]:
    """A problem unless one of several keys stands at `loc`."""
    if not given:
        yield Problem(loc, "exactly-one", f"one of {quoted(kinds)} is missing", "add one of them")
    elif len(given) > 1:
        yield Problem(
            (*loc, given[1]),
            "exactly-one",
            f"{quoted(given, 'and')} exclude each other",
            "keep one, and make a rule for each other",
            on_key=True,
        )


def check_prices(context: Context) -> Iterator[Problem]:
    """Every discount."""
    units = {unit.id for unit in context.industry.units}
    for index, discount in enumerate(context.scheme.discounts):
        loc: Loc = ("discounts", index)
        yield from exactly_one(loc, [kind for kind in KINDS if getattr(discount, kind) is not None], KINDS)
        yield from at_most_places((*loc, "rate"), discount.rate, RATE_PLACES)
        if "of_list" in discount.model_fields_set and discount.rate is None:
            yield Problem(
                (*loc, "of_list"),
                "key-without-effect",
                "'of_list' says what the rate is of, and there is no rate",
                "delete 'of_list', or give a rate",
                on_key=True,
            )
        if discount.when is not None:
            yield from check_when((*loc, "when"), discount.when)
        for unit in discount.off_per or {}:
            if context.industry_known and unit not in units:
                help_ = did_you_mean(unit, sorted(units), "units") or f"industry '{context.industry.id}' has no units; use 'off' or 'rate'"
                yield Problem((*loc, "off_per", unit), "unknown-unit", f"no unit is named '{unit}'", help_, on_key=True)
