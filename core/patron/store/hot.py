"""Statements of the hot path: made by SQLAlchemy Core and compiled once, then handed to the driver as text with bound parameters."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table, insert
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement's text, and what makes the driver's parameters of a row."""

    text: str
    told: Callable[[Row], Any]


class Hot:
    """A statement whose values are plain integers, texts and None; booleans come back from SQLite as 0 and 1."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """`columns`: of an INSERT, those that its rows fill in."""
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._made: dict[str, _Made] = {}

    def _compiled(self, connection: Connection) -> _Made:
        made = self._made.get(connection.dialect.name)
        if made is None:
            compiled: Any = self._statement.compile(dialect=connection.dialect, column_keys=self._columns)
            order = tuple(compiled.positiontup) if compiled.positional else None
            own = {name: value for name, value in compiled.params.items() if isinstance(value, int | str)}
            made = self._made[connection.dialect.name] = _Made(str(compiled), _telling(order, own))
        return made

    def run(self, connection: Connection, row: Row) -> Any:
        """Execute it once. SQLite's cursor or a `CursorResult`: both have `lastrowid` and `rowcount`."""
        made = self._compiled(connection)
        if connection.dialect.name == "sqlite":
            return _asked(connection, made.text, made.told(row))
        return connection.exec_driver_sql(made.text, made.told(row))

    def rows(self, connection: Connection, row: Row) -> Sequence[Any]:
        """What a SELECT finds, as tuples."""
        made = self._compiled(connection)
        if connection.dialect.name == "sqlite":
            return _asked(connection, made.text, made.told(row)).fetchall()  # type: ignore[no-any-return]
        return connection.exec_driver_sql(made.text, made.told(row)).all()

    def run_all(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it once for each row."""
        if len(rows) == 1:
            self.run(connection, rows[0])
            return
        made = self._compiled(connection)
        told = [made.told(row) for row in rows]
        if connection.dialect.name == "sqlite":
            _asked(connection, made.text, told, many=True)
        else:
            connection.exec_driver_sql(made.text, told)


def _telling(order: tuple[str, ...] | None, own: dict[str, Any]) -> Callable[[Row], Any]:
    """A row as the driver takes it: in the order of parameters where they have no names, with those that the statement itself brings."""
    if order is None:
        return lambda row: {**own, **row}
    if len(order) < 2 or own:
        return lambda row: tuple([own[name] if name not in row else row[name] for name in order])
    return itemgetter(*order)


def _asked(connection: Connection, text: str, told: Any, *, many: bool = False) -> Any:
    """SQLite's driver is asked itself: what SQLAlchemy does around a statement costs more than the statement.

    Its errors are raised as those of the database are everywhere, without the parameters.
    """
    driver: Any = connection.connection.driver_connection
    try:
        return driver.executemany(text, told) if many else driver.execute(text, told)
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect) from error


@cache
def insert_into(table: Table, columns: tuple[str, ...]) -> Hot:
    """The INSERT of these columns."""
    return Hot(insert(table).inline(), columns)
