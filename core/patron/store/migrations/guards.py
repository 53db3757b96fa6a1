"""Triggers that refuse to change or delete what was recorded, on both databases.

They keep mistakes out, not an administrator, who can drop them; that is found by the chain over the audit log (`patron.store.audit`).
"""

from __future__ import annotations

from collections.abc import Iterator

GUARDED = ("audit_chain", "audit_log", "card_postings", "postings", "tier_changes")
_KEYS = {"audit_chain": "place"}  # the others' is `number`

_FUNCTION = """
CREATE FUNCTION patron_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def put_on(dialect: str) -> Iterator[str]:
    """The statements that guard all the tables. `dialect` is `sqlite` or `postgresql`."""
    if dialect == "postgresql":
        yield _FUNCTION
    for table in GUARDED:
        yield from (_on_sqlite if dialect == "sqlite" else _on_postgresql)(table)


def take_off(dialect: str) -> Iterator[str]:
    """The statements that take the guards away again."""
    for table in GUARDED:
        if dialect == "sqlite":
            yield from (f"DROP TRIGGER {table}_{verb}" for verb in ("update", "delete", "replace"))
        else:
            yield from (f"DROP TRIGGER {table}_{verb} ON {table}" for verb in ("row", "all"))
    if dialect == "postgresql":
        yield "DROP FUNCTION patron_refuse_change()"


def _on_sqlite(table: str) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
    yield f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}"
    # REPLACE INTO deletes the row with the same key, and no trigger on DELETE hears of it.
    key = _KEYS.get(table, "number")
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 (names of this module)
    yield f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"


def _on_postgresql(table: str) -> Iterator[str]:
    act = "EXECUTE FUNCTION patron_refuse_change()"
    yield f"CREATE TRIGGER {table}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {act}"
    yield f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {act}"
    for trigger in (f"{table}_row", f"{table}_all"):
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
