"""Compares what a test expects with what the runner gave."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from patron.engine.days import day_of, iso
from patron.engine.prices import PriceTable
from patron.engine.results import Evaluation
from patron.scheme_tests.history import ONLY_MEMBER
from patron.scheme_tests.model import NONE, BasketSpec, ChangeSpec, Expectation

_DAYS = {"since", "review_on", "on"}

# What differs: (path of keys below the expectation, what, expected, got).
Difference = tuple[tuple[str | int, ...], str, str, str]


def shown(name: str, value: Any, places: int) -> str:
    """A cell as a person writes it: dates ISO, money with its places where it has a fraction, empty as `none`."""
    if value is None or value == "":
        return NONE
    if name in _DAYS:
        return iso(int(value))
    if name in {"spend_12m", "total", "price", "vouchers_issued", "vouchers_left"}:
        money = Decimal(value).scaleb(-places)
        return f"{money:f}" if money != money.to_integral_value() else str(int(money))
    return str(value)


def _cell(name: str, value: Any, places: int) -> Any:
    """An expected value as the runner's frames hold it."""
    if name in _DAYS:
        return day_of(value)
    return int(value.scaleb(places)) if isinstance(value, Decimal) else value


def compare_member(expected: Expectation, member: str, result: Evaluation, places: int) -> Iterator[Difference]:
    """What differs for one member."""
    rows = result.members.filter(pl.col("member_id") == member).to_dicts()
    if not rows:
        yield (), "member", member, "no such member in the result"
        return
    for name in (
        name for name in Expectation.model_fields if name in expected.model_fields_set and name not in {"changes", "entitlements", "cards"}
    ):
        want, got = _cell(name, getattr(expected, name), places), rows[0][name]
        if want != got:
            yield (name,), name, shown(name, want, places), shown(name, got, places)
    if expected.changes is not None:
        yield from _compare_changes(expected.changes, result.changes.filter(pl.col("member_id") == member).to_dicts(), places)


def _compare_changes(expected: list[ChangeSpec], got: list[dict[str, Any]], places: int) -> Iterator[Difference]:
    if len(expected) != len(got):
        yield ("changes",), "changes", f"{len(expected)}", f"{len(got)}{_listed(got)}"
        return
    for index, (want, row) in enumerate(zip(expected, got, strict=True)):
        for name in want.model_fields_set:
            key = "from" if name == "from_" else name
            value = _cell(key, getattr(want, name), places)
            if value != row[key]:
                yield ("changes", index, key), f"changes {index + 1}: {key}", shown(key, value, places), shown(key, row[key], places)


def _listed(rows: list[dict[str, Any]]) -> str:
    texts = [f"{shown('on', row['on'], 0)} {row['from']} to {row['to']} by {row['reason']}" for row in rows]
    return f" ({'; '.join(texts)})" if texts else ""


def compare_prices(
    basket: BasketSpec, rank: int, order: list[str], table: PriceTable, places: int, *, quoted: list[int] | None = None
) -> Iterator[Difference]:
    """What differs for a basket priced as the tier of that rank; `order` is the discounts' order in the scheme.

    `quoted`: the lines' prices after coupons.
    """
    prices = quoted or [int(price) for price in table.amounts[rank]]
    want = basket.expect
    if want.total is not None and _cell("total", want.total, places) != sum(prices):
        yield ("total",), "total", shown("total", _cell("total", want.total, places), places), shown("total", sum(prices), places)
    if want.lines is not None:
        lines = [_cell("price", price, places) for price in want.lines]
        if len(lines) != len(prices):
            yield ("lines",), "lines", str(len(lines)), str(len(prices))
        else:
            for index, (expected, got) in enumerate(zip(lines, prices, strict=True)):
                if expected != got:
                    yield ("lines", index), f"line {index + 1}", shown("price", expected, places), shown("price", got, places)
    if want.discounts is not None:
        applied = applied_discounts(rank, order, table)
        if applied != want.discounts:
            yield ("discounts",), "discounts", ", ".join(want.discounts) or NONE, ", ".join(applied) or NONE


def applied_discounts(rank: int, order: list[str], table: PriceTable) -> list[str]:
    """The discounts that took something off at this tier."""
    return [name for name in order if (rank, name) in table.discounts and bool(table.discounts[rank, name].any())]


__all__ = ["ONLY_MEMBER", "applied_discounts", "compare_member", "compare_prices", "shown"]
