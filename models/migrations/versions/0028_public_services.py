"""The policy library, training courses with who registered and was there, the service catalogue.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
INDEXED = {
    "policy": ("level", "city_code", "issued_on", "valid_until", "replaced_by_id"),
    "service_offer": ("kind", "city_code"),
    "course": ("kind", "city_code"),
    "course_session": ("starts_at",),
    "course_seat": ("account_id",),
    "course_attendance": ("seat_id",),
}
KEY = "fk_activity_course_id_course"


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("repealed_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("head_key", sa.String(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        *_recorded(),
        _to("policy", "replaced_by_id", "policy"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_table(
        "service_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider_name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("price_text", sa.String(), nullable=False),
        sa.Column("contact_way", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("cities", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_offer")),
    )
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("lecturer", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_table(
        "course_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        _to("course_session", "course_id", "course", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_session")),
        sa.UniqueConstraint(
            "course_id", "starts_at", name=op.f("uq_course_session_course_id_starts_at")
        ),
    )
    op.create_table(
        "course_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("course_seat", "course_id", "course", ondelete="CASCADE"),
        _to("course_seat", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_seat")),
        sa.UniqueConstraint(
            "course_id", "account_id", name=op.f("uq_course_seat_course_id_account_id")
        ),
    )
    op.create_table(
        "course_attendance",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        _to("course_attendance", "session_id", "course_session", ondelete="CASCADE"),
        _to("course_attendance", "seat_id", "course_seat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "seat_id", name=op.f("pk_course_attendance")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    with op.batch_alter_table("activity") as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f(KEY), "course", ["course_id"], ["id"])
        batch_op.create_index(op.f("ix_activity_course_id"), ["course_id"])


def downgrade() -> None:
    with op.batch_alter_table("activity") as batch_op:
        batch_op.drop_index(op.f("ix_activity_course_id"))
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("course_id")
    made = ("course_attendance", "course_seat", "course_session", "course", "policy")
    for table in (*made, "service_offer"):
        op.drop_table(table)


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
    )


def _to(
    table: str, column: str, other: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
