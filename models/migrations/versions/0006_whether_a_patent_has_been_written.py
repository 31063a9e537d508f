"""A value that is another one after every write of a patent.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Where rows are written by hand the value stays as it is.
    op.add_column(
        "patent", sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    # Not in a batch: SQLite would make the table anew, to which rows of others refer.
    op.drop_column("patent", "revision")
