"""What institutions propose to tell of their patents, and the steps of its review.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
INDEXED = {
    "listing_proposal": ("patent_id", "organisation_id", "state", "department_key"),
    "listing_step": ("proposal_id", "patent_id", "organisation_id"),
}


def upgrade() -> None:
    op.create_table(
        "listing_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("proposed", JSON, nullable=False),
        sa.Column("listed_until", sa.Date(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("department_key", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("listing_proposal", "patent_id", "patent"),
        _to("listing_proposal", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_proposal")),
    )
    op.create_table(
        "listing_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", WORD, nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("listing_step", "proposal_id", "listing_proposal"),
        _to("listing_step", "patent_id", "patent"),
        _to("listing_step", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_step")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("listing_step")
    op.drop_table("listing_proposal")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
