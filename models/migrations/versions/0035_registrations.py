"""When a body registered for an event itself, and what it was replied.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "participant", sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("participant", sa.Column("reply", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    # Not in a batch: SQLite would make the table anew, to which rows of others refer.
    op.drop_column("participant", "reply")
    op.drop_column("participant", "registered_at")
