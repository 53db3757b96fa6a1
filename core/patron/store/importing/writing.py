"""Many rows at once: frames to tables, by the driver's executemany on SQLite and by COPY on PostgreSQL, with what the audit log
vouches for of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sqlalchemy import Connection, Table, func, insert, literal_column, select

from patron.store.audit.log import VOUCHED, Sums
from patron.store.schemes import Versions

PAGES_KIB = 96 * 1024
ROWS = 20_000  # that are handed to the driver at once
TOGETHER = 10  # rows a statement on SQLite
Numbers = npt.NDArray[np.int64]
_BESIDE = ThreadPoolExecutor(1, "patron-digest")  # what is made while the database writes; a thread once it is asked for
_NUMBERED_VALUE = re.compile(r"\?(\d+)")
_PLAIN = r"^[ -&(-\[\]-~]*$"  # what Python's ascii() only puts quotes around


@dataclass
class Summed:
    """Stands for `audit.log.Written` where rows come in frames: each table once a transaction, and none that `others` wrote."""

    others: Sums | None = None
    _sums: dict[str, tuple[int, Future[str]]] = field(default_factory=dict)

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Rows as they were inserted; a column that the frame lacks is None in the database."""
        if frame.is_empty() or table not in VOUCHED:
            return
        assert table not in self._sums, "each table is written once"
        self._sums[table] = (
            frame.height,
            _BESIDE.submit(_digest, frame.select(name for name in VOUCHED[table] if name in frame.columns), table),
        )

    def sums(self) -> dict[str, list[int | str]]:
        """By table the number of rows and their SHA-256."""
        own: dict[str, list[int | str]] = {table: [rows, made.result()] for table, (rows, made) in self._sums.items()}
        return {**own, **(self.others.sums() if self.others is not None else {})}


def _digest(frame: pl.DataFrame, table: str) -> str:
    cells = [_shown(frame, column) for column in VOUCHED[table]]
    lines = frame.select(pl.concat_str(pl.lit("("), pl.concat_str(cells, separator=", "), pl.lit(")")).alias("line"))["line"]
    return sha256(lines.sort().str.join("\n").item().encode()).hexdigest()


def _shown(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A cell as Python's ascii() shows it."""
    if column not in frame.columns:
        return pl.lit("None")
    if frame.schema[column] != pl.String():
        return pl.col(column).cast(pl.String).fill_null("None")
    cells = frame[column]
    shown = pl.concat_str(pl.lit("'"), pl.col(column), pl.lit("'"))
    odd = ~cells.str.contains(_PLAIN).fill_null(value=True)
    if odd.any():
        words = cells.filter(odd).unique()
        spelled = pl.Series([ascii(word) for word in words], dtype=pl.String)
        shown = pl.when(pl.lit(odd)).then(pl.col(column).replace_strict(words, spelled, default=None)).otherwise(shown)
    return shown.fill_null("None")


def insert_frame(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame whose columns are named as the table's."""
    if frame.is_empty():
        return
    frame = frame.select(column.name for column in table.columns if column.name in frame.columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, frame)
        return
    # What is the same in every row does not go to the driver cell by cell: what is empty, and a whole number such as the entry's.
    alike: dict[str, int] = {}
    if frame.height > TOGETHER:
        frame = frame.drop(name for name in frame.columns if frame[name].null_count() == frame.height and table.columns[name].nullable)
        alike = {name: frame.item(0, name) for name in frame.columns if _is_one_number(frame[name])}
    told = frame.drop(alike)
    assert told.width, "rows differ in something"
    head = str(insert(table).compile(dialect=connection.dialect, column_keys=frame.columns)).partition(" VALUES ")[0]
    values = ", ".join(str(alike[name]) if name in alike else "?" for name in frame.columns)  # numbers and nothing else
    insert_rows(connection, f"{head} VALUES ({values})", told)


def _is_one_number(column: pl.Series) -> bool:
    return column.dtype.is_integer() and not column.has_nulls() and column.min() == column.max()


def insert_rows(connection: Connection, sql: str, frame: pl.DataFrame) -> None:
    """Run an SQLite INSERT with every row of a frame; most of them several at a step, which costs much less.

    Its values are `?`, for the columns in their order, or `?1`, `?2`, … for columns by their places.
    """
    whole = frame.height - frame.height % TOGETHER
    together = _repeated(sql, frame.width)
    beside = frame[:whole].select(pl.all().gather_every(TOGETHER, place).name.suffix(f" {place}") for place in range(TOGETHER))
    for start in range(0, beside.height, ROWS // TOGETHER):
        connection.exec_driver_sql(together, beside[start : start + ROWS // TOGETHER].rows())
    if whole < frame.height:
        connection.exec_driver_sql(sql, frame[whole:].rows())


def _repeated(sql: str, width: int) -> str:
    """An INSERT of one row of values as one of TOGETHER rows."""
    head, values = sql.split(" VALUES ")
    parts = []
    for place in range(TOGETHER):
        first = place * width
        parts.append(_NUMBERED_VALUE.sub(lambda one, first=first: f"?{int(one[1]) + first}", values))  # type: ignore[misc]
    return f"{head} VALUES {', '.join(parts)}"


@contextmanager
def much_memory(connection: Connection) -> Iterator[None]:
    """SQLite keeps more of its pages in memory for as long as much is written, rather than to put them aside again and again."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{PAGES_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {int(before)}")


def _copy(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    sql = f"COPY {quoted(table.name)} ({', '.join(map(quoted, frame.columns))}) FROM STDIN (FORMAT csv)"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(sql) as copy:
        for start in range(0, frame.height, ROWS):
            copy.write(frame[start : start + ROWS].write_csv(include_header=False).encode())


def reserve(connection: Connection, table: Table, count: int) -> Numbers:
    """`count` numbers for new rows of a table, rising; nobody else is given them."""
    if connection.dialect.name == "postgresql":
        following = func.nextval(func.pg_get_serial_sequence(table.name, "number"))
        series = func.generate_series(1, count).table_valued("value")
        taken = connection.execute(select(following).select_from(series)).scalars().all()
        return np.sort(np.array(taken, dtype=np.int64))
    last = connection.execute(select(func.coalesce(func.max(table.c.number), literal_column("0")))).scalar_one()
    return np.arange(last + 1, last + 1 + count, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The numbers of members by their ids, for joins: `member_id`, `member`."""

    frame: pl.DataFrame

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> Numbered:
        """From a dictionary."""
        return cls(pl.DataFrame({"member_id": list(numbers), "member": list(numbers.values())}, schema=_NUMBERED))

    def put(self, frame: pl.DataFrame, column: str = "member_id", to: str = "member") -> pl.DataFrame:
        """The frame with the number of the member whom a column names; null where it names nobody."""
        return frame.join(self.frame.rename({"member_id": column, "member": to}), on=column, how="left", maintain_order="left")


_NUMBERED = {"member_id": pl.String(), "member": pl.Int64()}


@dataclass(slots=True)
class Writing:
    """What a part's rows are written with: `entry` is their number in the audit log, `members` the numbers of all whom they name."""

    connection: Connection
    entry: int
    versions: Versions
    members: Numbered = field(default_factory=lambda: Numbered.of({}))
    written: Summed = field(default_factory=Summed)

    def add(self, table: Table, frame: pl.DataFrame) -> None:
        """Insert rows, and vouch for them where the audit log does."""
        insert_frame(self.connection, table, frame)
        self.written.add(table.name, frame)
