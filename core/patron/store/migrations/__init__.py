"""The versions of the stored tables: made by Alembic, one transaction a change, the same on both databases."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy import column as named
from sqlalchemy import table as stored

from patron.store.database import Database
from patron.store.refused import Refusal, RefusedError

REVISION = "0001"  # that this version of patron works on: the last one in `versions`
PLACE = Path(__file__).parent  # of the steps
_MARK = "alembic_version"
_ONE_AT_A_TIME = 0x706174726F6E  # of PostgreSQL's advisory locks: "patron"


def upgrade(database: Database, revision: str = REVISION) -> None:
    """Bring the tables up to a revision, from whatever older one or from nothing; two processes at once do it once.

    Raises RefusedError where a newer version of patron made the tables.
    """
    _step(database, "upgrade", revision)


def bring_up_to_date(database: Database) -> tuple[str, str]:
    """Upgrade a store that is there; the revision that its tables had, and the one that they have now.

    Raises RefusedError (misuse) where there is no store, and where a newer version of patron made it.
    """
    if not database.is_there:  # connecting to SQLite would make an empty file
        raise missing(database)
    with database.read() as connection:
        found = revision_of(connection)
    if found is None:
        raise missing(database)
    upgrade(database, REVISION)
    return found, REVISION


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the tables back to an older revision, with what only the newer ones can hold; `base`: no tables are left."""
    _step(database, "downgrade", revision)


def make(database: Database) -> None:
    """The tables, where there are none; those of an older or newer version of patron are left as they are, and refused."""
    with database.read() as connection:
        found = revision_of(connection)
    if found is None:
        upgrade(database)
    else:
        check_revision(database)


def check_revision(database: Database) -> None:
    """Refuse a database without a store, and a store that an older or newer version of patron made."""
    with database.read() as connection:
        found = revision_of(connection)
    if found is None:
        raise missing(database)
    if found != REVISION:
        raise RefusedError(_other(database, found), misuse=True)


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where there is no store."""
    if not inspect(connection).has_table(_MARK):
        return None
    return connection.execute(select(named("version_num")).select_from(stored(_MARK))).scalar()


def missing(database: Database) -> RefusedError:
    """What is said where there is no store."""
    return RefusedError(
        Refusal("no-store", f"there is no store at {database.shown}", "make one with `patron store init`", "store"), misuse=True
    )


def _other(database: Database, found: str) -> Refusal:
    if found in _known():
        message = (
            f"the store at {database.shown} was made by an older version of patron (its tables are of revision {found}, not {REVISION})"
        )
        return Refusal(
            "older-store",
            message,
            f"make a copy of it, then bring it up to date: patron store upgrade --store {database.shown}",
            "store",
        )
    message = f"the store at {database.shown} was made by a newer version of patron (its tables are of revision {found}, not {REVISION})"
    return Refusal("newer-store", message, "use the version of patron that made it, or a newer one", "store")


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(PLACE).walk_revisions()}


def _step(database: Database, direction: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    def work(connection: Connection) -> None:
        found = revision_of(connection)
        if found is not None and found not in _known():
            raise RefusedError(_other(database, found), misuse=True)
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(PLACE).replace("%", "%%"))
        getattr(command, direction)(config, revision)

    if database.dialect == "sqlite":
        return database.write(work)
    # What another process made while this one waited for it is only seen outside of SERIALIZABLE.
    with database.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        return work(connection)
