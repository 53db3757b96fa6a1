"""Rows by number for as many numbers as there are: databases take a bounded count of parameters in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select

T = TypeVar("T")
CHUNK = 5000


def chunks(values: Collection[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in parts of at most `size`."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def rows_of(connection: Connection, query: Select[*tuple[Any, ...]], column: ColumnElement[Any], values: Collection[Any]) -> list[Any]:
    """The rows of `query` whose `column` is one of `values`, in no order."""
    found: list[Any] = []
    for part in chunks(values):
        asked = column == part[0] if len(part) == 1 else column.in_(part)
        found += connection.execute(query.where(asked)).all()
    return found
