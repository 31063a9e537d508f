"""Whom demands are meant for, consents, disclosures and requests of persons.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_recipient",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        _key("demand_recipient", "demand", cascade=True),
        _key("demand_recipient", "organisation"),
        sa.PrimaryKeyConstraint("demand_id", "organisation_id", name=op.f("pk_demand_recipient")),
    )
    _index("demand_recipient", "organisation_id")
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _key("consent", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    _index("consent", "organisation_id")
    op.create_table(
        "pair_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _key("pair_consent", "demand", cascade=True),
        _key("pair_consent", "patent", cascade=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_consent")),
    )
    _index("pair_consent", "demand_id", "patent_id")
    _index("pair_consent", "patent_id")
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("purpose_text", sa.String(), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _key("disclosure", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    _index("disclosure", "account_id")
    _index("disclosure", "record_kind", "record_id")
    _index("disclosure", "organisation_id")
    _index("disclosure", "made_at")
    op.create_table(
        "privacy_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _key("privacy_request", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_request")),
    )
    _index("privacy_request", "organisation_id")


def downgrade() -> None:
    for table in ("privacy_request", "disclosure", "pair_consent", "consent", "demand_recipient"):
        op.drop_table(table)


def _key(table: str, other: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{other}_id"],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{other}_id_{other}"),
        ondelete="CASCADE" if cascade else None,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
