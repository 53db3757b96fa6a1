"""Lines that were told without an amount: their full price by the industry's formulas or the list, then the scheme's discounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from patron.engine.amounts_text import decimal_text
from patron.engine.days import to_day
from patron.engine.history import LINES, MEMBERS, History
from patron.engine.plan import Plan
from patron.engine.prices import Outcome, PriceExplanation, explain_price
from patron.engine.prices.amounts import fill_amounts, formula_of
from patron.engine.prices.customer import ANYONE, Customer
from patron.engine.profiles import profile_at
from patron.engine.rounding import half_up
from patron.store.deciding.outcome import Row
from patron.store.deciding.transaction import Txn
from patron.store.reading.histories import history_of
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import Version


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys and when: the tier held, by rank; UTC microseconds and the local day."""

    member: int | None
    tier: int
    at: int
    day: int


def priced(txn: Txn, version: Version, rows: Sequence[Row], buyer: Buyer) -> list[dict[str, Any]]:
    """Fill in the amounts of the lines without one, at the buyer's tier; what was taken off, line by line, as JSON values.

    Raises RefusedError for a line whose price cannot be known.
    """
    open_rows = [(place, row) for place, row in enumerate(rows) if row["amount"] is None]
    if not open_rows:
        return []
    customer = _customer(txn, version.plan, buyer.member, buyer.at)
    told = []
    for place, row in open_rows:
        row["amount"] = _full(version, row, place)
        found = explain_price(version.plan, {**row, **row["fields"], "day": buyer.day}, buyer.tier, customer)
        told.append(_told(version.plan, place, found))
        row["amount"] = found.price
    return told


def _full(version: Version, row: Row, place: int) -> int:
    """The price before discounts: by the industry's formula, else the list price."""
    cells = {**row, **row["fields"]}
    if row["list_amount"] is not None and formula_of(cells, version.industry) is None:
        return int(row["list_amount"])
    fields = {field.name: pl.Int64() if field.kind.is_number else pl.String() for field in version.industry.fields}
    schema = {**LINES, **fields}
    frame = pl.DataFrame({name: [cells.get(name)] for name in schema} | {"row": [place]}, schema=schema)
    filled, faults = fill_amounts(frame, version.industry, version.plan.places)
    for fault in faults:
        message = fault.rows["message"][0]
        raise RefusedError(Refusal(fault.code, message, fault.help, f"lines.{place}.{fault.column}"))
    return int(filled["amount"][0])


def _customer(txn: Txn, plan: Plan, member: int | None, at: int) -> Customer:
    """What prices ask of the customer; nothing is read where they ask nothing."""
    asked = sorted({field for one in plan.discounts for field, _ in one.when.profile})
    birthday = any(one.when.birthday is not None for one in plan.discounts)
    if member is None or not (asked or birthday):
        return ANYONE if member is None else Customer(txn.name([member])[member])
    name = txn.name([member])[member]
    history: History = history_of(txn.connection, [member], fields=[field for field in asked if field not in MEMBERS])
    key = pl.DataFrame({"member_id": [name], "at": [at]}, schema={"member_id": pl.String(), "at": pl.Int64()})
    profile = {field: text for field in asked if (text := profile_at(history, field, key)[0]) is not None}
    return Customer(name, _birthday(profile_at(history, "birthday", key)[0]), profile)


def _birthday(text: str | None) -> int | None:
    from datetime import date

    try:
        return None if text is None else to_day(date.fromisoformat(text))
    except ValueError:
        return None


def _told(plan: Plan, place: int, found: PriceExplanation) -> dict[str, Any]:
    applied = []
    for one in found.considered:
        if one.outcome is Outcome.APPLIED and one.would_be is not None:
            applied.append({"id": one.id, "off": decimal_text(half_up(one.before - one.would_be), plan.places)})
    return {
        "line": place,
        "full": decimal_text(found.amount, plan.places),
        "discounts": applied,
        "price": decimal_text(found.price, plan.places),
    }
