"""Accounts, sessions and tokens of programs.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    _sessions()
    _attempts()
    _tokens()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("password_changed_at", MOMENT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("claimed_name", sa.String(), nullable=False),
        sa.Column("claimed_uscc", sa.String(), nullable=False),
        sa.Column("totp_sealed", sa.String(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("signed_in_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_account_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    for column in ("organisation_id", "city_code"):
        op.create_index(op.f(f"ix_account_{column}"), "account", [column])


def _sessions() -> None:
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_login_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_login_session_digest")),
    )
    for column in ("account_id", "previous_digest"):
        op.create_index(op.f(f"ix_login_session_{column}"), "login_session", [column])


def _attempts() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    for column in ("login", "made_at"):
        op.create_index(op.f(f"ix_login_attempt_{column}"), "login_attempt", [column])


def _tokens() -> None:
    op.create_table(
        "program_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_program_token_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_program_token_digest")),
    )
    op.create_index(op.f("ix_program_token_organisation_id"), "program_token", ["organisation_id"])


def downgrade() -> None:
    for table in ("program_token", "login_attempt", "login_session", "account"):
        op.drop_table(table)
