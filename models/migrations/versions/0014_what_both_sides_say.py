"""What both sides say of recommended pairs, and what firms ask to be improved.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
INDEXED = {
    "feedback": ("demand_id", "patent_id", "organisation_id", "event_id"),
    "improvement_request": (
        "patent_id",
        "demand_id",
        "organisation_id",
        "state",
        "answering_id",
    ),
}


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("side", WORD, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("opinion", WORD, nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        _to("feedback", "demand_id", "demand"),
        _to("feedback", "patent_id", "patent"),
        _to("feedback", "organisation_id", "organisation"),
        _to("feedback", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_table(
        "improvement_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("points", JSON, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_account_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answering_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("changed_fields", JSON, nullable=False),
        sa.Column("closed_account_id", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        _to("improvement_request", "patent_id", "patent"),
        _to("improvement_request", "demand_id", "demand"),
        _to("improvement_request", "organisation_id", "organisation"),
        _to("improvement_request", "answering_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_request")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("improvement_request")
    op.drop_table("feedback")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
