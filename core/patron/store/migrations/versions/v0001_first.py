"""The first version: all tables, and the guards of what is only ever added to."""

from __future__ import annotations

from alembic import op

from patron.store.migrations.guards import put_on, take_off
from patron.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, then the triggers."""
    connection = op.get_bind()
    metadata.create_all(connection)
    for statement in put_on(connection.dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Remove them all."""
    connection = op.get_bind()
    for statement in take_off(connection.dialect.name):
        op.execute(statement)
    metadata.drop_all(connection)
