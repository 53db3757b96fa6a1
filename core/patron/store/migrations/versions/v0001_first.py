"""The first version: all tables, and the guards of what is only ever added to."""

from __future__ import annotations

from alembic import op

from patron.store.migrations.first import events, ledger, people, records, rights
from patron.store.migrations.guards import put_on, take_off

revision = "0001"
down_revision = None
PARTS = (people, events, ledger, rights, records)


def upgrade() -> None:
    """Make the tables, then the triggers."""
    for part in PARTS:
        part.make()
    for statement in put_on(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Remove them all."""
    for statement in take_off(op.get_bind().dialect.name):
        op.execute(statement)
    for part in reversed(PARTS):
        for table in reversed(part.TABLES):
            op.drop_table(table)
