"""Participants of events, their wishes, timetables, and what came of the meetings.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("side", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("meeting_group", sa.String(), nullable=False),
        sa.Column("absent_slots", JSON, nullable=False),
        sa.Column("most_meetings", sa.Integer(), nullable=True),
        sa.Column("least_meetings", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("checked_in_at", MOMENT, nullable=True),
        _to("participant", "event_id", "event.id"),
        _to("participant", "organisation_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        _unique("participant", "event_id", "organisation_id", "side"),
        _unique("participant", "token"),
    )
    op.create_index(op.f("ix_participant_organisation_id"), "participant", ["organisation_id"])
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("side", WORD, nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("wants", WORD, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("wish", "event_id", "event.id"),
        _to("wish", "enterprise_id", "organisation.id"),
        _to("wish", "institution_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        _unique("wish", "event_id", "side", "enterprise_id", "institution_id"),
    )
    _index_sides("wish")
    op.create_table(
        "event_hall",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes_per_slot", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("slot_count", sa.Integer(), nullable=False),
        sa.Column("breaks", JSON, nullable=False),
        sa.Column("tables", JSON, nullable=False),
        sa.Column("walk_minutes", sa.Integer(), nullable=False),
        sa.Column("allowed_groups", JSON, nullable=False),
        sa.Column("most_meetings", sa.Integer(), nullable=False),
        _to("event_hall", "event_id", "event.id"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_hall")),
    )
    op.create_table(
        "timetable_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("bound", sa.Float(), nullable=True),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("input_digest", sa.String(), nullable=False),
        sa.Column("hall", JSON, nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        _to("timetable_version", "event_id", "event.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_version")),
        _unique("timetable_version", "event_id", "version"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("patent_id", sa.Integer(), nullable=True),
        _to("meeting", "timetable_id", "timetable_version.id", "CASCADE"),
        _to("meeting", "enterprise_id", "organisation.id"),
        _to("meeting", "institution_id", "organisation.id"),
        _to("meeting", "demand_id", "demand.id", "SET NULL"),
        _to("meeting", "patent_id", "patent.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        _unique("meeting", "timetable_id", "enterprise_id", "institution_id"),
        _unique("meeting", "timetable_id", "slot", "table_number"),
    )
    _index_sides("meeting")
    op.create_table(
        "meeting_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("patent_id", sa.Integer(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("result", WORD, nullable=False),
        sa.Column("reason", WORD, nullable=True),
        sa.Column("amount_cny", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        _to("meeting_outcome", "event_id", "event.id"),
        _to("meeting_outcome", "enterprise_id", "organisation.id"),
        _to("meeting_outcome", "institution_id", "organisation.id"),
        _to("meeting_outcome", "demand_id", "demand.id", "SET NULL"),
        _to("meeting_outcome", "patent_id", "patent.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_outcome")),
        _unique(
            "meeting_outcome", "event_id", "enterprise_id", "institution_id", "subject", "number"
        ),
    )
    _index_sides("meeting_outcome")
    for column in ("demand_id", "patent_id"):
        op.create_index(op.f(f"ix_meeting_outcome_{column}"), "meeting_outcome", [column])


def downgrade() -> None:
    for table in (
        "meeting_outcome",
        "meeting",
        "timetable_version",
        "event_hall",
        "wish",
        "participant",
    ):
        op.drop_table(table)


def _to(
    table: str, column: str, target: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.split('.', maxsplit=1)[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index_sides(table: str) -> None:
    for column in ("enterprise_id", "institution_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
