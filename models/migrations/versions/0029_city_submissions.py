"""Plans and reports that cities hand in, and the days by which they are due.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "city_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("activities", JSON, nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("counted_until", sa.Date(), nullable=True),
        sa.Column("first_sent_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_submission")),
        sa.UniqueConstraint(
            "kind", "year", "city_code", name=op.f("uq_city_submission_kind_year_city_code")
        ),
    )
    op.create_table(
        "due_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_day")),
    )
    op.create_index(op.f("ix_due_day_year"), "due_day", ["year"])


def downgrade() -> None:
    op.drop_table("due_day")
    op.drop_table("city_submission")
