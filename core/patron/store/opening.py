"""Making a store, and opening one that was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert

from patron.engine.days import day_of
from patron.store.audit.log import Written, append
from patron.store.database import Database
from patron.store.deciding.entries import begin_entry, scheme_versions
from patron.store.migrations import check_revision, make
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import EVER, loaded
from patron.store.store import Store, now
from patron.store.take_in import microseconds

if TYPE_CHECKING:
    from patron.scheme.load import LoadedScheme

FIRST = 1


def create(url: str, scheme_path: Path, *, clock: Callable[[], datetime] | None = None) -> Store:
    """Make the tables and record the scheme as version 1; the open store.

    Raises FindingsError for errors in the scheme, RefusedError where there is a store already or the scheme cannot be read.
    """
    read = _read(scheme_path)
    database = Database(url)
    try:
        make(database)
        instant = microseconds((clock or now)())
        database.write(lambda connection: _record_first(connection, read, scheme_path, instant))
    except BaseException:
        database.close()
        raise
    return Store(database, clock or now)


def open_at(url: str, clock: Callable[[], datetime] | None = None) -> Store:
    """Open a store; raises RefusedError (misuse) where there is none, or one of another version."""
    database = Database(url)
    try:
        if not database.is_there:  # connecting to SQLite would make an empty file
            help_text = "make one with `patron store init`"
            raise RefusedError(Refusal("no-store", f"there is no store at {database.shown}", help_text, "store"), misuse=True)
        check_revision(database)
    except BaseException:
        database.close()
        raise
    return Store(database, clock or now)


def _read(path: Path) -> LoadedScheme:
    from patron.scheme.load import load_scheme

    found = load_scheme(path)
    found.require()
    return found


def _record_first(connection: Connection, read: LoadedScheme, path: Path, instant: int) -> None:
    last, entry = begin_entry(connection)
    if last:
        help_text = "open it; a changed scheme is applied with `patron store apply`"
        raise RefusedError(Refusal("store-exists", "there is a store with a scheme already", help_text, "store"), misuse=True)
    scheme = read.require()
    text = path.read_text(encoding="utf-8-sig")
    version = loaded(text, path.name, number=FIRST, effective_from=EVER)
    starts = day_of(getattr(scheme, "effective_from", None))
    row = {
        "number": FIRST,
        "scheme": version.plan.scheme,
        "effective_from": EVER if starts is None else starts,
        "text": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "applied_at": instant,
        "by": None,
    }
    connection.execute(insert(scheme_versions), [row])
    content = {"scheme": version.plan.scheme, "version": FIRST, "digest": row["digest"], "effective_from": row["effective_from"]}
    append(connection, entry, recorded_at=instant, op="init", content=content, written=Written(), scheme_version=FIRST)
