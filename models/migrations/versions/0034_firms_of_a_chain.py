"""The chain of a finance roadshow, and versions of its list of firms.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)


def upgrade() -> None:
    op.add_column("event", sa.Column("chain", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "event", sa.Column("most_firms", sa.Integer(), nullable=False, server_default="12")
    )
    op.create_table(
        "firm_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("gone", JSON, nullable=False),
        sa.Column("frozen", JSON, nullable=False),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_list")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_firm_list_event_id_version")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_firm_list_event_id_event")
        ),
    )
    op.create_table(
        "firm_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_entry")),
        sa.UniqueConstraint(
            "list_id", "organisation_id", name=op.f("uq_firm_entry_list_id_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["firm_list.id"],
            name=op.f("fk_firm_entry_list_id_firm_list"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_firm_entry_organisation_id_organisation"),
        ),
    )
    op.create_index(op.f("ix_firm_entry_organisation_id"), "firm_entry", ["organisation_id"])
    op.create_table(
        "firm_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_action")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_firm_action_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_firm_action_organisation_id_organisation"),
        ),
    )
    op.create_index(op.f("ix_firm_action_event_id"), "firm_action", ["event_id"])
    op.create_index(op.f("ix_firm_action_organisation_id"), "firm_action", ["organisation_id"])


def downgrade() -> None:
    for table in ("firm_action", "firm_entry", "firm_list"):
        op.drop_table(table)
    # Not in a batch: SQLite would make the table anew, to which rows of others refer.
    op.drop_column("event", "most_firms")
    op.drop_column("event", "chain")
