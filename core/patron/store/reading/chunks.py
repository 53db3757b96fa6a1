"""Rows by number for as many numbers as there are: databases take a bounded count of parameters in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, func, select

T = TypeVar("T")
CHUNK = 5000
FEW = 20  # values that are told one by one
# On SQLite many values are one parameter, a list in JSON: SQLAlchemy takes longer over a parameter than the database over its row.
_TOLD = select(func.json_each(bindparam("told_values", type_=String())).table_valued("value").c.value)


def chunks(values: Collection[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in parts of at most `size`."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def rows_of(connection: Connection, query: Select[*tuple[Any, ...]], column: ColumnElement[Any], values: Collection[Any]) -> list[Any]:
    """The rows of `query` whose `column` is one of `values`, in no order."""
    found: list[Any] = []
    for part in chunks(values):
        if len(part) > FEW and connection.dialect.name == "sqlite":
            found += connection.execute(query.where(column.in_(_TOLD)), {"told_values": json.dumps(part)}).all()
        else:
            found += connection.execute(query.where(column == part[0] if len(part) == 1 else column.in_(part))).all()
    return found
