"""Words of one meaning, what people and texts say of industries, both sides' words of a reason.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WORDS = ("in_demand", "in_patent")
SPANS = ("demand_spans", "patent_spans")


def upgrade() -> None:
    op.create_table(
        "thesaurus_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thesaurus_entry")),
        sa.UniqueConstraint(
            "kind", "term", "other", name=op.f("uq_thesaurus_entry_kind_term_other")
        ),
    )
    op.create_index(op.f("ix_thesaurus_entry_term"), "thesaurus_entry", ["term"])
    op.create_table(
        "industry_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("industry_slug", sa.String(), nullable=False),
        sa.Column("belongs", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["industry_slug"],
            ["industry.slug"],
            name=op.f("fk_industry_correction_industry_slug_industry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry_correction")),
        sa.UniqueConstraint(
            "record_kind",
            "record_id",
            "industry_slug",
            name=op.f("uq_industry_correction_record_kind_record_id_industry_slug"),
        ),
    )
    op.create_table(
        "industry_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("card", JSON_TYPE, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry_model")),
    )
    # The defaults are what stands in the rows that are there already.
    with op.batch_alter_table("match_reason", schema=None) as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in SPANS:
            batch_op.add_column(
                sa.Column(name, JSON_TYPE, nullable=False, server_default=sa.text("'[]'"))
            )


def downgrade() -> None:
    with op.batch_alter_table("match_reason", schema=None) as batch_op:
        for name in (*SPANS, *WORDS):
            batch_op.drop_column(name)
    op.drop_table("industry_model")
    op.drop_table("industry_correction")
    op.drop_table("thesaurus_entry")
