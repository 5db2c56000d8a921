"""Alembic's entry: runs the migrations on the connection that `storage.migrate` passes, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from storage.tables import metadata

connection: Connection = context.config.attributes["connection"]
# SQLite can undo DDL once BEGIN is ours (storage.engine); Alembic assumes that it can't.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
