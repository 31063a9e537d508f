"""Model cases of the campaign: their words, the rounds that choose among them, and the marks.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("giver_name", sa.String(), nullable=False),
        sa.Column("taker_name", sa.String(), nullable=False),
        sa.Column("patents", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("approach", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("results", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("consent_by", sa.String(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("choice_reason", sa.String(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_model_case_deal_id_deal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_case")),
    )
    op.create_index(op.f("ix_model_case_city_code"), "model_case", ["city_code"])
    op.create_index(op.f("ix_model_case_deal_id"), "model_case", ["deal_id"])
    op.create_index(op.f("ix_model_case_sent_on"), "model_case", ["sent_on"])
    op.create_index(op.f("ix_model_case_state"), "model_case", ["state"])
    op.create_index(op.f("ix_model_case_year"), "model_case", ["year"])
    op.create_table(
        "case_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("city_cap", sa.Integer(), nullable=True),
        sa.Column("category_cap", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_round")),
        sa.UniqueConstraint("year", name=op.f("uq_case_round_year")),
    )
    op.create_table(
        "case_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "criteria", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["case_round.id"], name=op.f("fk_case_criteria_round_id_case_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_criteria")),
    )
    op.create_index(op.f("ix_case_criteria_round_id"), "case_criteria", ["round_id"])
    op.create_table(
        "case_reviewer",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_reviewer_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["case_round.id"], name=op.f("fk_case_reviewer_round_id_case_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_case_reviewer")),
    )
    op.create_index(op.f("ix_case_reviewer_account_id"), "case_reviewer", ["account_id"])
    op.create_table(
        "case_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_mark_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["model_case.id"], name=op.f("fk_case_mark_case_id_model_case")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["case_round.id"], name=op.f("fk_case_mark_round_id_case_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_mark")),
        sa.UniqueConstraint(
            "case_id",
            "account_id",
            "criterion",
            name=op.f("uq_case_mark_case_id_account_id_criterion"),
        ),
    )
    op.create_index(op.f("ix_case_mark_account_id"), "case_mark", ["account_id"])
    op.create_index(op.f("ix_case_mark_case_id"), "case_mark", ["case_id"])
    op.create_index(op.f("ix_case_mark_round_id"), "case_mark", ["round_id"])


def downgrade() -> None:
    op.drop_table("case_mark")
    op.drop_table("case_reviewer")
    op.drop_table("case_criteria")
    op.drop_table("case_round")
    op.drop_table("model_case")
