"""What was done and agreed in the campaign, every change of it, and figures of earlier years.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counting_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counted_for", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting_rule")),
    )
    op.create_table(
        "ledger_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_change")),
        sa.UniqueConstraint(
            "record_kind",
            "record_id",
            "number",
            name=op.f("uq_ledger_change_record_kind_record_id_number"),
        ),
    )
    op.create_table(
        "ledger_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_file")),
    )
    with op.batch_alter_table("ledger_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_file_record_kind_record_id"),
            ["record_kind", "record_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_file_stored_name"), ["stored_name"], unique=False
        )

    op.create_table(
        "base_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_base_figure_import_batch_id_import_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_figure")),
        sa.UniqueConstraint(
            "year",
            "month",
            "city_code",
            "indicator",
            name=op.f("uq_base_figure_year_month_city_code_indicator"),
        ),
    )
    with op.batch_alter_table("base_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_base_figure_import_batch_id"), ["import_batch_id"], unique=False
        )

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_activity_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_city_code"), ["city_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_kind"), ["kind"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("licence_kind", sa.String(length=32), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        sa.Column("giver_name", sa.String(), nullable=False),
        sa.Column("giver_city", sa.String(), nullable=True),
        sa.Column("taker_id", sa.Integer(), nullable=True),
        sa.Column("taker_name", sa.String(), nullable=False),
        sa.Column("taker_city", sa.String(), nullable=True),
        sa.Column("amount_cny", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_deal_demand_id_demand"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_deal_event_id_event")),
        sa.ForeignKeyConstraint(["follows_id"], ["deal.id"], name=op.f("fk_deal_follows_id_deal")),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["organisation.id"], name=op.f("fk_deal_giver_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["taker_id"], ["organisation.id"], name=op.f("fk_deal_taker_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("key", name=op.f("uq_deal_key")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_giver_city"), ["giver_city"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_registered_on"), ["registered_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_signed_on"), ["signed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_taker_id"), ["taker_id"], unique=False)

    op.create_table(
        "deal_patent",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_deal_patent_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"],
            ["patent.id"],
            name=op.f("fk_deal_patent_patent_id_patent"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("deal_id", "position", name=op.f("pk_deal_patent")),
    )
    with op.batch_alter_table("deal_patent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_patent_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "deal_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("said", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_report_deal_id_deal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_report")),
    )
    with op.batch_alter_table("deal_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_report_deal_id"), ["deal_id"], unique=False)


def downgrade() -> None:
    for table in (
        "deal_report",
        "deal_patent",
        "deal",
        "activity",
        "base_figure",
        "ledger_file",
        "ledger_change",
        "counting_rule",
    ):
        op.drop_table(table)
