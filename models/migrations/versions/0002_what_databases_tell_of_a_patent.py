"""What databases tell of a patent: effect, keywords, counts, worth, open licence.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
LISTS = ("keywords", "cpc")
COUNTS = ("claim_count", "family_size", "cited_by_count")
TEXTS = (
    "effect",
    "value_text",
    "value_source",
    "implementation_text",
    "open_licence_text",
    "open_licence_fee",
    "open_licence_term",
    "open_licence_scope",
    "contact_email",
)


def upgrade() -> None:
    # The defaults are what stands in the rows that are there already.
    with op.batch_alter_table("patent", schema=None) as batch_op:
        for name in LISTS:
            batch_op.add_column(
                sa.Column(name, JSON_TYPE, nullable=False, server_default=sa.text("'[]'"))
            )
        for name in COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("patent", schema=None) as batch_op:
        for name in (*TEXTS, *COUNTS, *LISTS):
            batch_op.drop_column(name)
