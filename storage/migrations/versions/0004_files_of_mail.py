"""Files that came with a mail, each apart; and a mark of a mail's sender, by which the many of one are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kept_mail", sa.Column("sender_mark", sa.String(length=64), nullable=True))
    op.create_index("ix_kept_mail_sender_mark", "kept_mail", ["sender_mark", "received_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("mail", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["mail"], ["kept_mail.id"], name=op.f("fk_attachments_mail")),
        sa.ForeignKeyConstraint(["reference"], ["disputes.reference"], name=op.f("fk_attachments_reference")),
        sa.PrimaryKeyConstraint("mail", "position", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_reference", "attachments", ["reference"], unique=False)
