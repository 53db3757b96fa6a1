"""The database of a store: transactions that hold whole or not at all, on SQLite and PostgreSQL.

Writes on SQLite take the lock before their first read (BEGIN IMMEDIATE), so that a balance cannot change between reading and
spending; on PostgreSQL they are SERIALIZABLE. A transaction that lost against another one is run again as a whole, after a pause;
writers of one SQLite file wait for their turn.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError

from patron.store.refused import Refusal, RefusedError
from patron.store.turns import NoTurnError, Turns

T = TypeVar("T")

LONGEST_WAIT = 120.0  # seconds in which a transaction is tried again
FIRST_PAUSE = 0.002  # seconds between two tries, at first
LONGEST_PAUSE = {"sqlite": 0.02, "postgresql": 0.25}  # on SQLite a try costs next to nothing, and whoever asks seldom starves
BUSY_MILLISECONDS = 60_000
# SQLite itself asks for the lock every 100 ms after a while, which among many tills is too seldom; writers ask again by themselves.
BUSY_WRITING = 20
_LOST = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
_TWICE = "23505"  # a row that another transaction wrote at the same time; seen by the next try
_TRIES_OF_TWICE = 3
BEGIN_WRITING = "BEGIN IMMEDIATE"


class Database:
    """The connections to one database; `dialect` is `sqlite` or `postgresql`.

    Transactions of `engine` begin as writes do; those of `plain`, whose connections it shares, on SQLite only where they are told to.
    Raises RefusedError (misuse) for a URL that names another kind of database. Passwords are never shown.
    """

    def __init__(self, url: str) -> None:
        self.url = parsed(url)
        self.dialect = self.url.get_backend_name()
        self._random = Random()  # noqa: S311 (pauses, no secrets)
        self.plain: Engine = _sqlite(self.url) if self.dialect == "sqlite" else _postgresql(self.url)
        self.engine = _beginning(self.plain, BEGIN_WRITING)
        self._reading = _beginning(self.plain, "BEGIN")
        self._writing: Connection | None = None  # of SQLite, between transactions
        self._turns = Turns(Path(str(self.url.database)) if self.dialect == "sqlite" and not self._in_memory else None)

    @property
    def shown(self) -> str:
        """The URL without a password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def is_there(self) -> bool:
        """False for an SQLite file that is not there yet."""
        return self.dialect != "sqlite" or self._in_memory or Path(str(self.url.database)).is_file()

    @property
    def _in_memory(self) -> bool:
        return self.url.database in {None, "", ":memory:"}

    def write(self, work: Callable[[Connection], T], *, keep: bool = True) -> T:
        """Run `work` in one transaction, again as a whole where it lost against another; `keep` False: everything is rolled back.

        Raises RefusedError where others wrote for all of LONGEST_WAIT seconds.
        """
        until = time.monotonic() + LONGEST_WAIT
        try:
            with self._turns.turn(LONGEST_WAIT):
                return self._tried(work, until, keep=keep)
        except NoTurnError:
            raise _busy() from None

    def _tried(self, work: Callable[[Connection], T], until: float, *, keep: bool) -> T:
        tries, twice = 0, 0
        while True:
            try:
                return self._once(work, keep=keep)
            except DBAPIError as error:
                twice += _same_row(error)
                if not (_lost(error) or (_same_row(error) and twice < _TRIES_OF_TWICE)):
                    raise
                if time.monotonic() > until:
                    raise _busy() from None
            tries += 1
            time.sleep(self._random.uniform(0, min(LONGEST_PAUSE[self.dialect], FIRST_PAUSE * 1.5 ** min(tries, 50))))

    def _once(self, work: Callable[[Connection], T], *, keep: bool) -> T:
        connection, self._writing = self._writing or self._opened(), None
        try:
            done = (_written if self.dialect == "sqlite" else _written_elsewhere)(connection, work, keep)
        except BaseException:
            self._give_back(connection)
            raise
        self._put_by(connection)
        return done

    def _opened(self) -> Connection:
        connection = self.plain.connect()  # listeners of `engine` would be asked about every statement
        if self.dialect == "sqlite":
            _driver(connection).execute(f"PRAGMA busy_timeout = {BUSY_WRITING}")
        return connection

    def _put_by(self, connection: Connection) -> None:
        """Giving SQLite's connection back and asking for it again would cost a fifth of a small transaction."""
        if self.dialect == "sqlite" and not self._in_memory and self._writing is None:
            self._writing = connection
        else:
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        if self.dialect == "sqlite" and not connection.invalidated:
            _driver(connection).execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at its first statement, and writes nothing."""
        with self._reading.connect() as opened:
            connection = opened
            if self.dialect == "postgresql":
                connection = opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    def close(self) -> None:
        """Give all connections back."""
        if self._writing is not None:
            self._give_back(self._writing)
            self._writing = None
        self.plain.dispose()
        self._turns.close()


def _busy() -> RefusedError:
    message = f"others were writing to the store for {LONGEST_WAIT:.0f} seconds; nothing of this was written"
    return RefusedError(Refusal("store-busy", message, "send it again, under the same key", "store"))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _written_elsewhere(connection: Connection, work: Callable[[Connection], T], keep: bool) -> T:
    with connection.begin() as transaction:
        done = work(connection)
        if not keep:
            transaction.rollback()
    return done


def _written(connection: Connection, work: Callable[[Connection], T], keep: bool) -> T:
    """On SQLite the driver begins and ends the transaction: SQLAlchemy's own costs as much as several statements.

    SQLAlchemy believes itself in a transaction from its first statement on, which means nothing to the driver; it ends with this one.
    """
    driver = _driver(connection)
    _told(connection, BEGIN_WRITING)  # takes the lock, or loses at once: the caller tries again
    try:
        done = work(connection)
        _told(connection, "COMMIT" if keep else "ROLLBACK")
    finally:
        if driver.in_transaction:
            driver.rollback()
        if connection.in_transaction():
            connection.rollback()
    return done


def _told(connection: Connection, statement: str) -> None:
    try:
        _driver(connection).execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect) from error


def parsed(url: str) -> URL:
    """The URL of an SQLite file or of a PostgreSQL server (`postgresql://` means psycopg); others are refused."""
    help_text = "write sqlite:///patron.db or postgresql://user@host/database"
    try:
        read = make_url(url)
        backend, driver = read.get_backend_name(), read.drivername
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise RefusedError(Refusal("not-a-store", "the store's URL cannot be read", help_text, "store"), misuse=True) from None
    if driver in {"postgresql", "postgres"}:
        return read.set(drivername="postgresql+psycopg")
    if driver in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        return read
    raise RefusedError(Refusal("not-a-store", f"a store is no {backend} database", help_text, "store"), misuse=True)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, hide_parameters=True)  # errors tell no phone

    @event.listens_for(engine, "connect")
    def opened(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions begin where they are told to, not where the driver thinks
        try:
            _set_up(connection)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
                raise
            message, help_text = f"the file at {url} is no SQLite database", "name another file"
            raise RefusedError(Refusal("not-a-store", message, help_text, "store"), misuse=True) from None

    def _set_up(connection: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _beginning(plain: Engine, statement: str) -> Engine:
    """The same connections, with transactions that begin by a statement of their own on SQLite."""
    if plain.dialect.name != "sqlite":
        return plain
    engine = plain.execution_options()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return engine


def _postgresql(url: URL) -> Engine:
    # A transaction that lost is tried again; what the driver warns of it is no news.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    try:
        return create_engine(url, isolation_level="SERIALIZABLE", pool_size=1, max_overflow=4, hide_parameters=True)
    except ImportError:
        help_text = "install patron[postgresql], which brings it"
        raise RefusedError(Refusal("no-driver", "the driver for PostgreSQL is not installed", help_text, "store"), misuse=True) from None


def _lost(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _LOST:
        return True
    return isinstance(error, OperationalError) and any(word in str(error.orig) for word in ("database is locked", "table is locked"))


def _same_row(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) == _TWICE
