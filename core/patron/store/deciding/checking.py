"""What the engine's checks of files say of one event that was told: the same codes, the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from patron.engine.history import LINES, MOVEMENTS, RETURNS, History
from patron.engine.plan import Plan
from patron.engine.validate.found import Found
from patron.engine.validate.movements import check_movements
from patron.engine.validate.required import check_required
from patron.engine.validate.returns import check_returns
from patron.store.deciding.outcome import Row
from patron.store.deciding.recording import Happened
from patron.store.deciding.sound import is_sound
from patron.store.reading.histories import lines, purchases, returns
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import Version
from patron.vocabulary import Requirement

NOBODY = "member"
_BY_OTHER_ROWS = {"win-without-draw", "exchange-limit"}  # asked with the rows that decide them, by `patron.store.rights`


def check_purchase(version: Version, rows: Sequence[Row]) -> None:
    """Cells that the industry asks for, and totals that can be held. Raises RefusedError."""
    if sum(row["amount"] for row in rows) > 2**62:
        raise RefusedError(Refusal("amount-too-large", "the amounts together are more than can be held", "correct the amounts", "lines"))
    cells = [{**row, **row["fields"], "row": place} for place, row in enumerate(rows)]
    if not any(_lacks(one, told) for one in version.industry.requires for told in cells):
        return
    fields = {field.name: pl.Int64() if field.kind.is_number else pl.String() for field in version.industry.fields}
    schema = {**LINES, **fields}
    frame = pl.DataFrame({name: [one.get(name) for one in cells] for name in schema}, schema=schema)
    history = History(lines=frame)
    _refuse(check_required(history, version.industry.requires))


def _lacks(asked: Requirement, cells: Row) -> bool:
    """Whether a line is without a cell that is asked for; `check_required` says so in words, by frames, which cost more than deciding."""
    asks = cells["category"] == asked.category and all(cells.get(field) in values for field, values in asked.where)
    return asks and any(cells.get(field) is None for field in asked.fields)


def check_return(connection: Connection, of: str) -> None:
    """All returns of a purchase together, the new one included: raises RefusedError for more than is left, and for a wrong time."""
    sold = select(purchases.c.number, purchases.c.at, purchases.c.day, lines.c.amount, lines.c.category)
    sold = sold.join_from(purchases, lines, lines.c.purchase == purchases.c.number).where(purchases.c.purchase_id == of)
    taken = select(returns.c.number, returns.c.return_id, returns.c.at, returns.c.day, returns.c.amount, returns.c.category)
    sales = [{**row._mapping, "purchase_id": of, "row": row.number} for row in connection.execute(sold)]
    backs = [
        {**row._mapping, "purchase_id": row.return_id, "returns": of, "row": row.number}
        for row in connection.execute(taken.where(returns.c.purchase_id == of))
    ]
    _refuse(check_returns(History(lines=_frame(sales, LINES), returns=_frame(backs, RETURNS))))


def check_movement(plan: Plan, event: Happened, cells: Row) -> None:
    """What the movement's kind asks for, and what the scheme does not have. Raises RefusedError."""
    if is_sound(plan, event.member, event.day, cells):
        return
    row = {**cells, "row": 1, "movement_id": event.id, "at": event.at, "day": event.day}
    row |= {"member_id": None if event.member is None else NOBODY}
    row |= {"to_member": None if cells.get("to_member") is None else NOBODY if cells["to_member"] == event.member else "receiver"}
    found = check_movements(History(movements=_frame([row], MOVEMENTS)), plan)
    _refuse(one for one in found if one.code not in _BY_OTHER_ROWS)


def _frame(rows: Sequence[Row], schema: dict[str, Any]) -> pl.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in schema}
    if "member_id" in schema and all(value is None for value in columns["member_id"]):
        columns["member_id"] = [row.get("member_id", NOBODY) for row in rows]
    return pl.DataFrame(columns, schema=schema)


def _refuse(found: Iterable[Found]) -> None:
    refusals = [Refusal(one.code, message, one.help, one.column) for one in found for message in one.rows["message"].to_list()[:5]]
    if refusals:
        raise RefusedError(*refusals)
