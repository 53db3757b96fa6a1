"""Statements of the hot path: made by SQLAlchemy Core and compiled once, then handed to the driver as text with bound parameters."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table, insert

Row = Mapping[str, Any]


class Hot:
    """A statement whose values are plain integers, texts and None; booleans come back from SQLite as 0 and 1."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """`columns`: of an INSERT, those that its rows fill in."""
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._made: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def _compiled(self, connection: Connection) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        """The text, the order of parameters where they have no names, and those that the statement itself brings."""
        made = self._made.get(connection.dialect.name)
        if made is None:
            compiled: Any = self._statement.compile(dialect=connection.dialect, column_keys=self._columns)
            order = tuple(compiled.positiontup) if compiled.positional else None
            own = {name: value for name, value in compiled.params.items() if value is not None}
            made = self._made[connection.dialect.name] = (str(compiled), order, own)
        return made

    def run(self, connection: Connection, row: Row) -> Any:
        """Execute it once; a `CursorResult`, whose columns only the statement knows."""
        text, told = self._told(connection, row)
        return connection.exec_driver_sql(text, told)

    def rows(self, connection: Connection, row: Row) -> Sequence[Any]:
        """What a SELECT finds, as tuples. SQLite's driver is asked itself, since naming the columns of a row costs more than reading it."""
        text, told = self._told(connection, row)
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            try:
                return list(driver.execute(text, told))
            except sqlite3.Error:
                pass  # told below, as errors of the database are
        return connection.exec_driver_sql(text, told).all()

    def _told(self, connection: Connection, row: Row) -> tuple[str, Any]:
        text, order, own = self._compiled(connection)
        told = {**own, **row} if own else row
        return text, dict(told) if order is None else tuple([told[name] for name in order])

    def run_all(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it once for each row."""
        if len(rows) == 1:
            self.run(connection, rows[0])
            return
        text, order, own = self._compiled(connection)
        told = [{**own, **row} for row in rows]
        connection.exec_driver_sql(text, told if order is None else [tuple([row[name] for name in order]) for row in told])


@cache
def insert_into(table: Table, columns: tuple[str, ...]) -> Hot:
    """The INSERT of these columns."""
    return Hot(insert(table).inline(), columns)
