"""Patent products that firms tell of, the patents in each, and every step.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
ONCE = "uq_product_organisation_id_name_key_year"
EACH = "uq_product_patent_product_id_number"
INDEXED = {
    "product": (
        "organisation_id",
        "year",
        "industry",
        "state",
        "surveyed_on",
        "filed_on",
        "recognised_on",
        "import_batch_id",
    ),
    "product_patent": ("product_id", "number"),
    "product_step": ("product_id",),
}


def upgrade() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("output_cny", sa.BigInteger(), nullable=True),
        sa.Column("sales_cny", sa.BigInteger(), nullable=True),
        sa.Column("firm_sales_cny", sa.BigInteger(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("recognition_number", sa.String(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("product", "organisation_id", "organisation"),
        _to("product", "import_batch_id", "import_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("organisation_id", "name_key", "year", name=op.f(ONCE)),
    )
    op.create_table(
        "product_patent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        _to("product_patent", "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_patent")),
        sa.UniqueConstraint("product_id", "number", name=op.f(EACH)),
    )
    op.create_table(
        "product_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", WORD, nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("product_step", "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_step")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("product_step")
    op.drop_table("product_patent")
    op.drop_table("product")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
