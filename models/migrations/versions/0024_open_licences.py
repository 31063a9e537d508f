"""Open licences that owners prepare, their steps, and who uses them.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
STANDING = sa.text("state IN ('intended', 'submitted', 'announced')")
INDEXED = {
    "open_licence": ("patent_id", "organisation_id", "state", "announced_on"),
    "open_licence_use": ("open_licence_id", "organisation_id", "filed_on"),
    "open_licence_step": ("open_licence_id", "use_id"),
}


def upgrade() -> None:
    op.create_table(
        "open_licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("fee_mode", WORD, nullable=True),
        sa.Column("fee_lump_cny", sa.BigInteger(), nullable=True),
        sa.Column("fee_rate_bp", sa.Integer(), nullable=True),
        sa.Column("fee_entry_cny", sa.BigInteger(), nullable=True),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("other_terms", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("co_owners_agree", sa.Boolean(), nullable=True),
        sa.Column("pledgee_agrees", sa.Boolean(), nullable=True),
        sa.Column("annuity_paid", sa.Boolean(), nullable=True),
        sa.Column("no_exclusive_licence", sa.Boolean(), nullable=True),
        sa.Column("not_suspended", sa.Boolean(), nullable=True),
        sa.Column("evaluation_report", sa.String(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("announcement_number", sa.String(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("open_licence", "patent_id", "patent"),
        _to("open_licence", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_licence")),
    )
    op.create_index(
        "uq_open_licence_standing",
        "open_licence",
        ["patent_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "open_licence_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_licence_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("licensee", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(), nullable=False),
        sa.Column("fee_paid_cny", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        _to("open_licence_use", "open_licence_id", "open_licence"),
        _to("open_licence_use", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_licence_use")),
    )
    op.create_table(
        "open_licence_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_licence_id", sa.Integer(), nullable=False),
        sa.Column("use_id", sa.Integer(), nullable=True),
        sa.Column("act", WORD, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", WORD, nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("open_licence_step", "open_licence_id", "open_licence"),
        _to("open_licence_step", "use_id", "open_licence_use"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_licence_step")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("open_licence_step")
    op.drop_table("open_licence_use")
    op.drop_table("open_licence")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
