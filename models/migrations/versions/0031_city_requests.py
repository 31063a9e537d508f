"""What cities ask of the province.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
INDEXED = ("city_code", "state", "service_id", "event_id", "solved_on", "activity_id")


def upgrade() -> None:
    op.create_table(
        "city_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer_seen_at", MOMENT, nullable=True),
        sa.Column("outcome", WORD, nullable=True),
        sa.Column("outcome_note", sa.String(), nullable=False),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_request")),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service_offer.id"],
            name=op.f("fk_city_request_service_id_service_offer"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_city_request_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_city_request_activity_id_activity")
        ),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_city_request_{column}"), "city_request", [column])


def downgrade() -> None:
    op.drop_table("city_request")
