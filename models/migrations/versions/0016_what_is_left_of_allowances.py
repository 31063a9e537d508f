"""How far who asks has spent the allowances that all processes share.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_bucket",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("spent_until_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_bucket")),
    )
    op.create_index(op.f("ix_rate_bucket_spent_until_us"), "rate_bucket", ["spent_until_us"])


def downgrade() -> None:
    op.drop_table("rate_bucket")
