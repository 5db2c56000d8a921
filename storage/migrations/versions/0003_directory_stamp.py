"""A stamp that changes whenever the directory does, by whatever means, so that nobody goes by rights of yesterday."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WATCHED = ("people", "appointments")
# Random, not counted: a transaction that is undone never shares its stamp with a later one. And no INSERT OR REPLACE:
# within a trigger, the statement that fired it decides what becomes of a conflict.
NEW_STAMP = (
    "BEGIN DELETE FROM stamps WHERE name = 'directory'; "
    "INSERT INTO stamps (name, stamp) VALUES ('directory', hex(randomblob(16))); END"
)


def upgrade() -> None:
    op.create_table(
        "stamps",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamps")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgres_triggers()


def _sqlite_triggers() -> None:
    for table in WATCHED:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_stamp_{verb.lower()} AFTER {verb} ON {table} {NEW_STAMP}")


def _postgres_triggers() -> None:
    op.execute(
        "CREATE FUNCTION stamp_directory() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO stamps (name, stamp) VALUES ('directory', gen_random_uuid()::text) "
        "ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp; RETURN NULL; END $$"
    )
    for table in WATCHED:
        op.execute(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION stamp_directory()"
        )
