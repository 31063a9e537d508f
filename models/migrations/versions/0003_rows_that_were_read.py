"""Rows that were read.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_row",
        sa.Column("cells_digest", sa.LargeBinary(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("publication_number", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("cells_digest", name=op.f("pk_read_row")),
    )
    op.create_index(
        op.f("ix_read_row_record_kind_record_id"), "read_row", ["record_kind", "record_id"]
    )


def downgrade() -> None:
    op.drop_table("read_row")
