"""Builds histories for tests from a few words: amounts in yuan, times as local ISO text.

history(
    purchases=[buy("p1", "ann", "2025-01-01", 500), buy("p1", "ann", "2025-01-01", 20, category="gold")],
    returns=[back("r1", "ann", "2025-02-01", 100, of="p1")],
    movements=[move("m1", "ann", "2025-03-01", "redeem", points=5)],
    members=[member("ann", referred_by="bob", opening_on="2024-12-31")],
)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, RETURNS, History

ZONE = "Asia/Shanghai"
Row = dict[str, Any]
_EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    """`2025-01-31` as days since 1970-01-01."""
    return (date.fromisoformat(text) - _EPOCH).days


def iso(days: int | None) -> str | None:
    """Days since 1970-01-01 as `2025-01-31`."""
    return None if days is None else date.fromordinal(_EPOCH.toordinal() + days).isoformat()


def fen(amount: float | str | Decimal) -> int:
    """Yuan as fen, exact for text, ints and decimals."""
    minor = Decimal(str(amount)) * 100
    assert minor == minor.to_integral_value(), amount
    return int(minor)


def _when(text: str, zone: str) -> Row:
    """A local date or time (`2025-01-31`, `2025-01-31T18:30`), or one with an offset."""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    utc = moment.astimezone(UTC)
    micros = (utc - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution)
    return {"at": micros, "day": (moment.astimezone(ZoneInfo(zone)).date() - _EPOCH).days}


def buy(purchase_id: str, member_id: str | None, at: str, amount: float | str | Decimal, *, zone: str = ZONE, **columns: Any) -> Row:
    """One line of a purchase; further columns (`category`, `line`, `tender`, `group_id`, …) as they stand in History.

    `list_amount` is in yuan like `amount`; a plugin's columns are passed as they are.
    """
    if columns.get("list_amount") is not None:
        columns["list_amount"] = fen(columns["list_amount"])
    return {"purchase_id": purchase_id, "member_id": member_id, **_when(at, zone), "amount": fen(amount), **columns}


def back(
    return_id: str, member_id: str | None, at: str, amount: float | str | Decimal, *, of: str, zone: str = ZONE, **columns: Any
) -> Row:
    """One row that takes back `amount` of purchase `of`."""
    return {"purchase_id": return_id, "member_id": member_id, **_when(at, zone), "amount": fen(amount), "returns": of, **columns}


def move(movement_id: str, member_id: str, at: str, kind: str, *, zone: str = ZONE, **columns: Any) -> Row:
    """A movement: `redeem`, `give`, `adjust`, `grant_tier` or `profile`."""
    return {"movement_id": movement_id, "member_id": member_id, **_when(at, zone), "kind": kind, **columns}


def member(member_id: str, **columns: Any) -> Row:
    """A row of the members file; dates as ISO text."""
    dates = ("joined_on", "birthday", "opening_on", "opening_since")
    return {
        "member_id": member_id,
        **{name: day(value) if name in dates and isinstance(value, str) else value for name, value in columns.items()},
    }


def _frame(rows: Iterable[Row], schema: Mapping[str, Any], first_row: int, extra: Mapping[str, Any]) -> pl.DataFrame:
    numbered = [{"row": first_row + index, **row} for index, row in enumerate(rows)]
    whole = {**schema, **extra}
    unknown = {name for row in numbered for name in row} - set(whole)
    assert not unknown, f"no such columns: {sorted(unknown)}"
    return pl.DataFrame([[row.get(name) for name in whole] for row in numbered], schema=whole, orient="row")


def history(
    purchases: Iterable[Row] = (),
    returns: Iterable[Row] = (),
    movements: Iterable[Row] = (),
    members: Iterable[Row] = (),
    *,
    fields: Mapping[str, Any] | None = None,
) -> History:
    """The four frames. `fields`: a plugin's further columns of `lines` with their polars types."""
    bought = list(purchases)
    return History(
        lines=_frame(bought, LINES, 2, fields or {}),
        returns=_frame(returns, RETURNS, 2 + len(bought), {}),
        movements=_frame(movements, MOVEMENTS, 2, {}),
        members=_frame(members, MEMBERS, 2, {}),
    )
