"""A test's basket as lines that can be priced, and what is known of its customer."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from patron.engine.days import day_of
from patron.engine.history import LINES, MEMBERS, History
from patron.engine.plan import Plan
from patron.engine.prices import Customer, explain_price
from patron.engine.prices.amounts import fill_amounts
from patron.findings import Finding, FindingsError, TextPlace
from patron.scheme.suggest import did_you_mean
from patron.scheme_tests.history import Units, line_row
from patron.scheme_tests.model import BasketSpec

CUSTOMER = "customer"
_DAY = 86_400_000_000  # microseconds

Place = Callable[..., TextPlace]


def basket_of(basket: BasketSpec, plan: Plan, units: Units, place: Place) -> tuple[pl.DataFrame, History]:
    """The lines, bought by CUSTOMER on the basket's date, and a history that knows nothing but the customer.

    `place` names places below the basket. Raises FindingsError for a line whose amount is neither stated nor made by
    the industry's formula, and for a field of the profile that the scheme does not ask for.
    """
    day = day_of(basket.on)
    rows = []
    for index, line in enumerate(basket.lines):
        there = place("lines", index)
        head = {"row": there.line, "purchase_id": "basket", "member_id": CUSTOMER, "line": str(index + 1)}
        rows.append({**head, "day": day, "at": None if day is None else day * _DAY, **line_row(line, units, there)})
    extra: dict[str, pl.DataType] = {field.name: pl.Int64() if field.kind.is_number else pl.String() for field in units.industry.fields}
    lines, found = fill_amounts(pl.DataFrame(rows, schema={**LINES, **extra}), units.industry, units.money_places)
    if found:
        told = [(row, one, message) for one in found for row, message in one.rows.iter_rows()]
        raise FindingsError([Finding(str(units.path), TextPlace(row, 1), one.code, message, one.help) for row, one, message in told])
    return lines, History(members=_customer(basket, plan, units, place))


def floors_that_hold(basket: BasketSpec, plan: Plan, rank: int, lines: pl.DataFrame) -> set[str]:
    """The price floors that some discount of the basket would go below."""
    customer = Customer(CUSTOMER, day_of(basket.birthday), basket.profile or {})
    explained = [explain_price(plan, line, rank, customer) for line in lines.iter_rows(named=True)] if plan.price_floors else []
    return {considered.floor for one in explained for considered in one.considered if considered.floor}


def _customer(basket: BasketSpec, plan: Plan, units: Units, place: Place) -> pl.DataFrame:
    profile = dict(basket.profile or {})
    for field in profile:
        if field not in plan.profile_fields:
            message = f"the scheme asks for no field '{field}' of a customer's profile"
            raise units.error(place("profile", field), "unknown-key", message, did_you_mean(field, plan.profile_fields, "it asks for"))
    texts: dict[str, pl.DataType] = {field: pl.String() for field in profile if field not in MEMBERS}
    row = {"row": place().line, "member_id": CUSTOMER, "birthday": day_of(basket.birthday), **profile}
    return pl.DataFrame([row], schema={**MEMBERS, **texts})
