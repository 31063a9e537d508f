"""Runs of all demands against the whole stock, stored chunk by chunk.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("kind", "input_digest", "finished_at")


def upgrade() -> None:
    with op.batch_alter_table("match_run") as table:
        table.add_column(
            sa.Column("kind", sa.String(length=32), nullable=False, server_default="event")
        )
        table.add_column(sa.Column("input_digest", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    # What stands there was made in one transaction each.
    op.execute("UPDATE match_run SET finished_at = created_at")
    with op.batch_alter_table("match_run") as table:
        table.alter_column("kind", server_default=None)
        table.alter_column("input_digest", server_default=None)
        table.create_index(op.f("ix_match_run_input_digest"), ["input_digest"])
    op.create_table(
        "match_chunk",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("demands", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["match_run.id"],
            name=op.f("fk_match_chunk_run_id_match_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_match_chunk")),
    )
    op.create_table(
        "match_explanation",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["match_run.id"],
            name=op.f("fk_match_explanation_run_id_match_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
            name=op.f("fk_match_explanation_demand_id_demand"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "demand_id", name=op.f("pk_match_explanation")),
    )


def downgrade() -> None:
    op.drop_table("match_explanation")
    op.drop_table("match_chunk")
    op.execute("DELETE FROM match WHERE run_id IN (SELECT id FROM match_run WHERE kind = 'stock')")
    op.execute("DELETE FROM match_run WHERE kind = 'stock'")
    with op.batch_alter_table("match_run") as table:
        table.drop_index(op.f("ix_match_run_input_digest"))
        for name in COLUMNS:
            table.drop_column(name)
