"""The events of a part as rows of the store's tables."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, Table, select

from patron.engine.history import LINES, History
from patron.store.importing.writing import Writing, insert_frame, reserve
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import lines, movements, purchases, returns
from patron.store.tables import GroupRow

groups: Table = GroupRow.__table__  # type: ignore[attr-defined]

_CELLS = ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender")


def write_events(to: Writing, history: History) -> None:
    """Insert the sales, returns and movements of a history; their ids are known to be new."""
    _write_purchases(to, history.lines)
    if history.returns.height:
        told = to.members.put(history.returns.sort("row")).select(
            "member",
            "at",
            "day",
            "line",
            "category",
            "amount",
            "group_id",
            return_id="purchase_id",
            purchase_id="returns",
            entry=pl.lit(to.entry),
        )
        to.add(returns, told)
    if history.movements.height:
        receivers = to.members.put(to.members.put(history.movements.sort("row")), "to_member", "receiver")
        moved = receivers.select(
            "movement_id",
            "member",
            "at",
            "day",
            "kind",
            "points",
            "amount",
            "ref",
            "value",
            "by",
            to_member="receiver",
            entry=pl.lit(to.entry),
        )
        to.add(movements, moved)


def _write_purchases(to: Writing, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    told = to.members.put(rows).sort("member", "at", "purchase_id", "row")
    first = told["purchase_id"].is_first_distinct()
    heads = told.filter(first)
    numbers = reserve(to.connection, purchases, heads.height)
    heads = heads.select(
        "purchase_id", "member", "at", "day", "group_id", number=pl.Series(numbers, dtype=pl.Int64), entry=pl.lit(to.entry)
    )
    _write_groups(to.connection, heads["group_id"])
    to.add(purchases, heads)
    own = sorted(name for name in told.columns if name not in LINES and name != "member")
    number = heads.select("purchase_id", purchase="number")
    placed = told.join(number, on="purchase_id", maintain_order="left").with_columns(
        place=pl.int_range(pl.len(), dtype=pl.Int32).over("purchase_id"), fields=_fields(own)
    )
    cells = [name for name in (*_CELLS, "fields") if placed[name].null_count() < placed.height]
    placed = placed.select("purchase", "place", *cells)
    to.add(lines, placed)


def _write_groups(connection: Connection, named: pl.Series) -> None:
    ids = named.drop_nulls().unique().sort().to_list()
    known = {one for (one,) in rows_of(connection, select(groups.c.group_id), groups.c.group_id, ids)}
    insert_frame(connection, groups, pl.DataFrame({"group_id": [one for one in ids if one not in known]}, schema={"group_id": pl.String()}))


def _fields(own: list[str]) -> pl.Expr:
    """The plugin's columns as a JSON object, without those that a line leaves empty; null where it leaves all."""
    if not own:
        return pl.lit(None, dtype=pl.String)
    parts = [pl.when(pl.col(name).is_not_null()).then(_pair(name)) for name in own]
    inner = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in own)).then(pl.concat_str(pl.lit("{"), inner, pl.lit("}")))


def _pair(name: str) -> pl.Expr:
    """`"name":value` as JSON has it."""
    whole = pl.struct(pl.col(name)).struct.json_encode()
    return whole.str.slice(1, whole.str.len_chars() - 2)
