"""The white list of firms for credit on their patents, and where records lie on chains.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
INDEXED = {
    "finance_demand": ("organisation_id", "state"),
    "finance_patent": ("patent_id",),
    "chain_patent": ("chain",),
    "chain_demand": ("chain",),
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
    op.create_table(
        "chain_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("patents", sa.Integer(), nullable=False),
        sa.Column("demands", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_run")),
    )
    op.create_table(
        "chain_reading",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        _of_record("chain_reading", "patent"),
        sa.PrimaryKeyConstraint("patent_id", name=op.f("pk_chain_reading")),
    )
    for record in ("patent", "demand"):
        op.create_table(
            f"chain_{record}",
            sa.Column(f"{record}_id", sa.Integer(), nullable=False),
            sa.Column("chain", sa.String(), nullable=False),
            sa.Column("node", sa.String(), nullable=False),
            sa.Column("score", sa.Float(), nullable=False),
            sa.Column("reason", sa.String(), nullable=False),
            _of_record(f"chain_{record}", record),
            sa.PrimaryKeyConstraint(f"{record}_id", "chain", name=op.f(f"pk_chain_{record}")),
        )
    op.create_table(
        "finance_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount_cny", sa.BigInteger(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lender", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_finance_demand_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_demand")),
    )
    op.create_table(
        "finance_patent",
        sa.Column("finance_demand_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        _of_record("finance_patent", "finance_demand"),
        _of_record("finance_patent", "patent"),
        sa.PrimaryKeyConstraint("finance_demand_id", "patent_id", name=op.f("pk_finance_patent")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("finance_patent", "finance_demand"):
        op.drop_table(table)
    for table in ("chain_demand", "chain_patent", "chain_reading", "chain_run"):
        op.drop_table(table)
    op.drop_table("white_list_entry")
    op.drop_table("white_list_batch")


def _of_record(table: str, record: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{record}_id"],
        [f"{record}.id"],
        name=op.f(f"fk_{table}_{record}_id_{record}"),
        ondelete="CASCADE",
    )


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_white_list_entry_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(name))
