"""The first tables, and the triggers that keep a record append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _record()
    _read_tables()
    _doors()
    _council()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgres_triggers()


def _record() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("protocol", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("head_sequence", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("reference", name=op.f("uq_disputes_reference")),
    )
    op.create_table(
        "entries",
        sa.Column("dispute_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_entries_dispute_id")),
        sa.PrimaryKeyConstraint("dispute_id", "sequence", name=op.f("pk_entries")),
    )
    op.create_table(
        "reference_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_reference_counters")),
    )
    op.create_table(
        "erasures",
        sa.Column("dispute_id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("erased_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("dispute_id", name=op.f("pk_erasures")),
    )


def _read_tables() -> None:
    op.create_table(
        "cases",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("protocol", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("marker", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["reference"], ["disputes.reference"], name=op.f("fk_cases_reference")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_officer", "cases", ["officer"], unique=False)
    op.create_table(
        "duties",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("owners", Words(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("next_nudge_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"], ["cases.reference"], name=op.f("fk_duties_reference"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference", "duty", name=op.f("pk_duties")),
    )
    op.create_index(
        "ix_duties_next_nudge_at",
        "duties",
        ["next_nudge_at"],
        unique=False,
        sqlite_where=sa.text("next_nudge_at IS NOT NULL"),
        postgresql_where=sa.text("next_nudge_at IS NOT NULL"),
    )
    op.create_table(
        "duty_owners",
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference", "duty"], ["duties.reference", "duties.duty"], name="fk_duty_owners_duty", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role", "team", "reference", "duty", name=op.f("pk_duty_owners")),
    )
    op.create_index("ix_duty_owners_reference_duty", "duty_owners", ["reference", "duty"], unique=False)


def _doors() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("try_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("receipt", sa.String(length=1000), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_receipt", "outbox", ["receipt"], unique=False)
    op.create_index("ix_outbox_reference", "outbox", ["reference"], unique=False)
    op.create_index(
        "ix_outbox_try_at",
        "outbox",
        ["try_at", "number"],
        unique=False,
        sqlite_where=sa.text("try_at IS NOT NULL"),
        postgresql_where=sa.text("try_at IS NOT NULL"),
    )
    op.create_table(
        "seen",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_seen")),
    )
    op.create_table(
        "kept_mail",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=1000), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("original_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["disputes.reference"], name=op.f("fk_kept_mail_reference")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_kept_mail")),
        sa.UniqueConstraint("id", name=op.f("uq_kept_mail_id")),
    )
    op.create_index("ix_kept_mail_outcome", "kept_mail", ["outcome"], unique=False)
    op.create_index("ix_kept_mail_reference", "kept_mail", ["reference"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("service_url", sa.String(length=1000), nullable=False),
        sa.Column("conversation", sa.String(length=1000), nullable=False),
        sa.Column("bot", sa.String(length=1000), nullable=False),
        sa.Column("user", sa.String(length=1000), nullable=False),
        sa.Column("tenant", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_addresses")),
    )
    op.create_table(
        "bot_state",
        sa.Column("key", sa.String(length=1000), nullable=False),
        sa.Column("etag", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_bot_state")),
    )


def _council() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("email", sa.String(length=400), nullable=False),
        sa.Column("email_folded", sa.String(length=400), nullable=False),
        sa.Column("entra_id", sa.String(length=64), nullable=True),
        sa.Column("line_manager", sa.String(length=64), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(
        "uq_people_email_folded",
        "people",
        ["email_folded"],
        unique=True,
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )
    op.create_index(
        "uq_people_entra_id",
        "people",
        ["entra_id"],
        unique=True,
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )
    op.create_table(
        "appointments",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("cover_for", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_appointments_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_cover_for", "appointments", ["cover_for"], unique=False)
    op.create_index("ix_appointments_person", "appointments", ["person"], unique=False)
    op.create_index("ix_appointments_role_team", "appointments", ["role", "team"], unique=False)
    op.create_table(
        "installation_keys",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_keys")),
    )


NEVER_CHANGED = "an entry of a record is never changed or removed"
NEVER_REMOVED = "a dispute is never removed, renamed or cut short"
CUT_SHORT = (
    "new.id <> old.id OR new.reference <> old.reference OR new.protocol <> old.protocol "
    "OR new.version <> old.version OR new.head_sequence < old.head_sequence"
)


def _sqlite_triggers() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER entries_no_{verb.lower()} BEFORE {verb} ON entries "
            f"BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END"
        )
    op.execute(
        f"CREATE TRIGGER disputes_no_delete BEFORE DELETE ON disputes BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END"
    )
    op.execute(
        f"CREATE TRIGGER disputes_only_grow BEFORE UPDATE ON disputes WHEN {CUT_SHORT} "
        f"BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END"
    )


def _postgres_triggers() -> None:
    for name, message in (("entries_refuse", NEVER_CHANGED), ("disputes_refuse", NEVER_REMOVED)):
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$"
        )
    op.execute(
        "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE ON entries "
        "FOR EACH ROW EXECUTE FUNCTION entries_refuse()"
    )
    op.execute(
        "CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()"
    )
    op.execute(
        "CREATE TRIGGER disputes_no_delete BEFORE DELETE ON disputes FOR EACH ROW EXECUTE FUNCTION disputes_refuse()"
    )
    op.execute(
        "CREATE TRIGGER disputes_no_truncate BEFORE TRUNCATE ON disputes "
        "FOR EACH STATEMENT EXECUTE FUNCTION disputes_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER disputes_only_grow BEFORE UPDATE ON disputes FOR EACH ROW WHEN ({CUT_SHORT}) "
        "EXECUTE FUNCTION disputes_refuse()"
    )
