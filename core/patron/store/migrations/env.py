"""What Alembic runs a step of the migrations in: the connection, and transaction, that it was given."""

from __future__ import annotations

from alembic import context

from patron.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
