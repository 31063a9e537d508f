"""Floors and quotas of an event, and what people do to its list.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from models.base import JSON_TYPE

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as table:
        table.add_column(
            sa.Column("per_enterprise", sa.Integer(), nullable=False, server_default="1")
        )
        table.add_column(sa.Column("per_city", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(
            sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("total", sa.Integer(), nullable=True))
        table.add_column(sa.Column("quotas", JSON_TYPE, nullable=False, server_default="{}"))
    with op.batch_alter_table("candidate_list") as table:
        table.add_column(sa.Column("gone", JSON_TYPE, nullable=False, server_default="[]"))
        table.add_column(sa.Column("frozen", JSON_TYPE, nullable=False, server_default="{}"))
        table.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("candidate_entry") as table:
        for name in ("pinned", "added", "placed"):
            table.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        table.add_column(sa.Column("frozen", JSON_TYPE, nullable=False, server_default="{}"))
    op.create_table(
        "list_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("patent_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_list_action_event_id_event"),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name="fk_list_action_demand_id_demand"
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name="fk_list_action_patent_id_patent"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_action"),
    )
    op.create_index("ix_list_action_event_id", "list_action", ["event_id"])


def downgrade() -> None:
    op.drop_table("list_action")
    for name, columns in (
        ("candidate_entry", ("pinned", "added", "placed", "frozen")),
        ("candidate_list", ("gone", "frozen", "locked_at")),
        ("event", ("per_enterprise", "per_city", "repeats", "total", "quotas")),
    ):
        # Not in a batch: SQLite would make the table anew, to which rows of others refer.
        for column in columns:
            op.drop_column(name, column)
