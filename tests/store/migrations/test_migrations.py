"""The stored tables are the declared ones, on both databases; other versions' stores are refused."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from patron.cli import main
from patron.store import migrations
from patron.store.database import Database
from patron.store.migrations import REVISION, check_revision, downgrade, make, revision_of, upgrade
from patron.store.refused import RefusedError
from patron.store.tables import metadata
from sqlalchemy import inspect, text


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.close()


def names(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def here(dialect: str) -> Callable[..., bool]:
    """An index that only the other database needs is no difference."""
    return lambda thing, name, kind, *_: kind != "index" or name != "audit_log_in_order" or dialect == "postgresql"


def test_up_is_what_is_declared_and_down_leaves_nothing(database: Database) -> None:
    for _ in range(2):
        upgrade(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": here(database.dialect)})
            assert compare_metadata(context, metadata) == []
            assert revision_of(connection) == REVISION
        downgrade(database)
        assert names(database) == {"alembic_version"}
        if database.dialect == "postgresql":
            with database.engine.connect() as connection:
                made = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                assert connection.execute(text(made)).scalar() == 0


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    upgrade(database)
    check_revision(database)


def test_the_last_step_is_the_revision_that_is_asked_for() -> None:
    assert ScriptDirectory(Path(migrations.__file__).parent).get_heads() == [REVISION]


def test_what_is_no_store_of_this_version_is_refused(database: Database) -> None:
    for found, code, helps in (
        (None, "no-store", "patron store init"),
        ("", "no-store", "patron store init"),
        ("ffff", "newer-store", "newer"),
    ):
        if found == "":
            upgrade(database)
            downgrade(database)
        elif found is not None:
            with database.engine.begin() as connection:
                connection.execute(text("INSERT INTO alembic_version VALUES (:found)"), {"found": found})
        with pytest.raises(RefusedError) as refused:
            check_revision(database)
        assert (refused.value.refusals[0].code, refused.value.misuse) == (code, True)
        assert helps in refused.value.refusals[0].help
    with pytest.raises(RefusedError, match="newer version"):
        upgrade(database)


def test_an_older_store_is_refused_and_brought_up_to_date(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(database)
    monkeypatch.setattr(migrations, "REVISION", "0002")
    for refusing in (check_revision, make):
        with pytest.raises(RefusedError, match="older version of patron") as refused:
            refusing(database)
        assert f"patron store upgrade --store {database.shown}" in refused.value.refusals[0].help


STEP = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    op.add_column("groups", sa.Column("remark", sa.String(), nullable=True))


def downgrade():
    op.drop_column("groups", "remark")
"""


def told(database: Database, *words: str) -> Result:
    """What `patron store upgrade` says."""
    url = database.url.render_as_string(hide_password=False)
    return CliRunner().invoke(main, ["store", "upgrade", "--store", url, *words])


def test_a_command_brings_it_up_to_date(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(database).exit_code == 2
    assert "no-store" in told(database).stderr
    upgrade(database)
    assert "is up to date" in told(database, "--lang", "en").stdout
    steps = tmp_path / "steps"
    shutil.copytree(migrations.PLACE, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "v0002_remark.py").write_text(STEP, encoding="utf-8")
    monkeypatch.setattr(migrations, "PLACE", steps)
    monkeypatch.setattr(migrations, "REVISION", "0002")
    with pytest.raises(RefusedError, match="older version of patron"):
        check_revision(database)
    assert json.loads(told(database, "--json").stdout) == {"store": database.shown, "before": "0001", "after": "0002"}
    check_revision(database)
    with database.engine.connect() as connection:
        assert "remark" in {column["name"] for column in inspect(connection).get_columns("groups")}
    assert "已是最新" in told(database).stdout
    monkeypatch.undo()  # the version of before finds that it is too old
    assert (told(database).exit_code, "newer-store" in told(database).stderr) == (2, True)


def test_no_password_is_told() -> None:
    database = Database("postgresql://till:s3cret@localhost/shop")
    assert "s3cret" not in migrations._other(database, "ffff").text


def _make(url: str) -> str | None:
    database = Database(url)
    upgrade(database)
    with database.read() as connection:
        found = revision_of(connection)
    database.close()
    return found


def test_many_make_one_store_at_once(store_url: str) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as processes:
        assert list(processes.map(_make, [store_url] * 8)) == [REVISION] * 8
