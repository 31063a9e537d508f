"""The white list of firms for credit on their patents, batch by batch.

Revision ID: 0027
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
INDEXED = {
    "white_list_batch": ("listed_on",),
    "white_list_entry": ("batch_id", "organisation_id", "city_code", "import_batch_id"),
}


def upgrade() -> None:
    op.create_table(
        "white_list_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_white_list_batch")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_white_list_batch_year_number")),
    )
    op.create_table(
        "white_list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("credit_cny", sa.BigInteger(), nullable=True),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removed_reason", sa.String(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        _to("batch_id", "white_list_batch"),
        _to("organisation_id", "organisation"),
        _to("import_batch_id", "import_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_white_list_entry")),
        sa.UniqueConstraint("batch_id", "key", name=op.f("uq_white_list_entry_batch_id_key")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("white_list_entry")
    op.drop_table("white_list_batch")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_white_list_entry_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(name))
