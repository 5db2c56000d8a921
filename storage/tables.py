"""The tables. No column holds free text in the clear: sealed columns are AES-256-GCM, nonce first.

Triggers (which keep entries append-only and stamp the directory) are in the migrations, since only they are what a
database really has.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from storage.columns import Instant, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# ------------------------------------------------------------------------------------------ the record

disputes = Table(
    "disputes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reference", String(32), nullable=False, unique=True),
    Column("protocol", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("head_sequence", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    # None once the dispute is erased.
    Column("key_wrapped", LargeBinary, nullable=True),
)

entries = Table(
    "entries",
    metadata,
    Column("dispute_id", String(32), ForeignKey("disputes.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("dispute_id", "sequence"),
)

reference_counters = Table(
    "reference_counters",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("dispute_id", String(32), primary_key=True),
    Column("reference", String(32), nullable=False),
    Column("erased_at", Instant, nullable=False),
)

# ------------------------------------------------------------------------------------------ read tables

cases = Table(
    "cases",
    metadata,
    Column("reference", String(32), ForeignKey("disputes.reference"), primary_key=True),
    Column("protocol", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("team", String(200), nullable=False),
    Column("officer", String(64), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("marker", Date, nullable=True),
    Index("ix_cases_officer", "officer"),
)

duties = Table(
    "duties",
    metadata,
    Column("reference", String(32), ForeignKey("cases.reference", ondelete="CASCADE"), nullable=False),
    Column("duty", String(200), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("team", String(200), nullable=False),
    Column("owners", Words, nullable=False),
    Column("due", Date, nullable=True),
    Column("due_at", Instant, nullable=True),
    Column("acknowledged", Boolean, nullable=False),
    Column("next_nudge_at", Instant, nullable=True),
    PrimaryKeyConstraint("reference", "duty"),
)
Index(
    "ix_duties_next_nudge_at",
    duties.c.next_nudge_at,
    sqlite_where=text("next_nudge_at IS NOT NULL"),
    postgresql_where=text("next_nudge_at IS NOT NULL"),
)

duty_owners = Table(
    "duty_owners",
    metadata,
    Column("role", String(64), nullable=False),
    Column("team", String(200), nullable=False),
    Column("reference", String(32), nullable=False),
    Column("duty", String(200), nullable=False),
    PrimaryKeyConstraint("role", "team", "reference", "duty"),
    ForeignKeyConstraint(
        ["reference", "duty"],
        ["duties.reference", "duties.duty"],
        name="fk_duty_owners_duty",
        ondelete="CASCADE",
    ),
    Index("ix_duty_owners_reference_duty", "reference", "duty"),
)

# ------------------------------------------------------------------------------------------ doors

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("reference", String(32), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("notice", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("person", String(64), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # When it may be tried (again); None once it is settled or set aside. A claim moves it to the lease's end.
    Column("try_at", Instant, nullable=True),
    Column("changed_at", Instant, nullable=False),
    Column("receipt", String(1000), nullable=True),
    Column("reason_sealed", LargeBinary, nullable=True),
    Index("ix_outbox_reference", "reference"),
    Index("ix_outbox_receipt", "receipt"),
)
Index(
    "ix_outbox_try_at",
    outbox.c.try_at,
    outbox.c.number,
    sqlite_where=text("try_at IS NOT NULL"),
    postgresql_where=text("try_at IS NOT NULL"),
)

seen = Table(
    "seen",
    metadata,
    Column("kind", String(32), nullable=False),
    Column("key", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("kind", "key"),
)

kept_mail = Table(
    "kept_mail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(1000), nullable=False, unique=True),
    Column("received_at", Instant, nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("reference", String(32), ForeignKey("disputes.reference"), nullable=True),
    # Sender, reasons and duty; both sealed under the dispute's key, or ours while no dispute has it.
    Column("details_sealed", LargeBinary, nullable=False),
    Column("original_sealed", LargeBinary, nullable=False),
    # Keyed, so that it tells mails of one sender and says nothing of who it is.
    Column("sender_mark", String(64), nullable=True),
    Index("ix_kept_mail_reference", "reference"),
    Index("ix_kept_mail_outcome", "outcome"),
    Index("ix_kept_mail_sender_mark", "sender_mark", "received_at"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("mail", String(1000), ForeignKey("kept_mail.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("reference", String(32), ForeignKey("disputes.reference"), nullable=True),
    Column("size", Integer, nullable=False),
    # Name, type, and why it was refused; the content is None where it was. Sealed as their mail is.
    Column("details_sealed", LargeBinary, nullable=False),
    Column("content_sealed", LargeBinary, nullable=True),
    PrimaryKeyConstraint("mail", "position"),
    Index("ix_attachments_reference", "reference"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("service_url", String(1000), nullable=False),
    Column("conversation", String(1000), nullable=False),
    Column("bot", String(1000), nullable=False),
    Column("user", String(1000), nullable=False),
    Column("tenant", String(200), nullable=False),
    Column("channel", String(64), nullable=False),
)

bot_state = Table(
    "bot_state",
    metadata,
    Column("key", String(1000), primary_key=True),
    Column("etag", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# ------------------------------------------------------------------------------------------ the council

people = Table(
    "people",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(400), nullable=False),
    Column("email", String(400), nullable=False),
    Column("email_folded", String(400), nullable=False),
    Column("entra_id", String(64), nullable=True),
    Column("line_manager", String(64), nullable=True),
    # False for somebody who has left: known by id in old records, found by nothing else.
    Column("listed", Boolean, nullable=False),
)
Index(
    "uq_people_email_folded",
    people.c.email_folded,
    unique=True,
    sqlite_where=text("listed"),
    postgresql_where=text("listed"),
)
Index(
    "uq_people_entra_id",
    people.c.entra_id,
    unique=True,
    sqlite_where=text("listed"),
    postgresql_where=text("listed"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("person", String(64), ForeignKey("people.id"), nullable=False),
    Column("role", String(64), nullable=False),
    Column("team", String(200), nullable=False),
    Column("starts", Date, nullable=True),
    Column("ends", Date, nullable=True),
    Column("cover_for", String(64), nullable=True),
    Index("ix_appointments_role_team", "role", "team"),
    Index("ix_appointments_person", "person"),
    Index("ix_appointments_cover_for", "cover_for"),
)

# Triggers write a new random one with every change of what is named: whoever knows the stamp knows the content.
stamps = Table(
    "stamps",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("stamp", String(64), nullable=False),
)

installation_keys = Table(
    "installation_keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("key_wrapped", LargeBinary, nullable=False),
)

protocol_versions = Table(
    "protocol_versions",
    metadata,
    Column("protocol", String(64), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)
