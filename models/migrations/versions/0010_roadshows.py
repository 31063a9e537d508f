"""What is shown at a roadshow: settings, reviewers' marks, selections.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "roadshow_settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("weights", JSON, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("per_institution", sa.Integer(), nullable=False),
        sa.Column("blend", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_roadshow_settings_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_roadshow_settings")),
    )
    op.create_table(
        "reviewer_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("mark", sa.Float(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_reviewer_mark_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_reviewer_mark_patent_id_patent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer_mark")),
        sa.UniqueConstraint(
            "event_id",
            "patent_id",
            "reviewer",
            name=op.f("uq_reviewer_mark_event_id_patent_id_reviewer"),
        ),
    )
    op.create_index(op.f("ix_reviewer_mark_patent_id"), "reviewer_mark", ["patent_id"])
    op.create_table(
        "roadshow_selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_digest", sa.String(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("sensitivity", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_roadshow_selection_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadshow_selection")),
        sa.UniqueConstraint(
            "event_id", "version", name=op.f("uq_roadshow_selection_event_id_version")
        ),
    )
    op.create_table(
        "roadshow_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("selection_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("demands", JSON, nullable=False),
        sa.Column("mark_mean", sa.Float(), nullable=True),
        sa.Column("mark_spread", sa.Float(), nullable=True),
        sa.Column("mark_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["roadshow_selection.id"],
            name=op.f("fk_roadshow_entry_selection_id_roadshow_selection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_roadshow_entry_patent_id_patent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadshow_entry")),
        sa.UniqueConstraint(
            "selection_id", "position", name=op.f("uq_roadshow_entry_selection_id_position")
        ),
        sa.UniqueConstraint(
            "selection_id", "patent_id", name=op.f("uq_roadshow_entry_selection_id_patent_id")
        ),
    )
    op.create_index(op.f("ix_roadshow_entry_patent_id"), "roadshow_entry", ["patent_id"])


def downgrade() -> None:
    op.drop_table("roadshow_entry")
    op.drop_table("roadshow_selection")
    op.drop_table("reviewer_mark")
    op.drop_table("roadshow_settings")
