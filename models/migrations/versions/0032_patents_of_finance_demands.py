"""Patents of finance demands by their numbers: a firm's own are seldom in the stock.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OLD = sa.table("finance_patent", sa.column("finance_demand_id"), sa.column("patent_id"))
NEW = sa.table("finance_patent", sa.column("finance_demand_id"), sa.column("number"))
PATENT = sa.table("patent", sa.column("id"), sa.column("application_number"))


def upgrade() -> None:
    named = OLD.join(PATENT, PATENT.c.id == OLD.c.patent_id)
    statement = sa.select(OLD.c.finance_demand_id, PATENT.c.application_number).select_from(named)
    rows = op.get_bind().execute(statement).all()
    op.drop_table("finance_patent")
    _make(sa.Column("number", sa.String(), nullable=False), "number")
    if rows:
        op.bulk_insert(NEW, [{"finance_demand_id": one, "number": number} for one, number in rows])


def downgrade() -> None:
    named = NEW.join(PATENT, PATENT.c.application_number == NEW.c.number)
    rows = op.get_bind().execute(sa.select(NEW.c.finance_demand_id, PATENT.c.id).select_from(named))
    kept = [{"finance_demand_id": one, "patent_id": patent} for one, patent in rows]
    op.drop_table("finance_patent")
    of_patent = sa.ForeignKeyConstraint(
        ["patent_id"],
        ["patent.id"],
        name=op.f("fk_finance_patent_patent_id_patent"),
        ondelete="CASCADE",
    )
    _make(sa.Column("patent_id", sa.Integer(), nullable=False), "patent_id", of_patent)
    if kept:
        op.bulk_insert(OLD, kept)


def _make(patent: "sa.Column[object]", key: str, *constraints: sa.ForeignKeyConstraint) -> None:
    op.create_table(
        "finance_patent",
        sa.Column("finance_demand_id", sa.Integer(), nullable=False),
        patent,
        sa.ForeignKeyConstraint(
            ["finance_demand_id"],
            ["finance_demand.id"],
            name=op.f("fk_finance_patent_finance_demand_id_finance_demand"),
            ondelete="CASCADE",
        ),
        *constraints,
        sa.PrimaryKeyConstraint("finance_demand_id", key, name=op.f("pk_finance_patent")),
    )
    op.create_index(op.f(f"ix_finance_patent_{key}"), "finance_patent", [key])
