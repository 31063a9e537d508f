"""The audit log, which the database itself refuses to change.

Revision ID: 0011
Revises: 0010

A later revision that makes one of these tables anew has to make its triggers anew, too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
GENESIS = "0" * 64

# Trigger → when it acts, on which table, and under which condition it refuses; one text for both
# databases. SQLite replaces a row (INSERT OR REPLACE) without asking the trigger of a deletion,
# hence those of insertions. A head that has told of nothing yet may go: a restored log brings its
# own.
REFUSALS = {
    "audit_record_update": ("UPDATE", "audit_record", "TRUE"),
    "audit_record_delete": (
        "DELETE",
        "audit_record",
        "NOT EXISTS (SELECT 1 FROM audit_anchor WHERE last_number >= OLD.number)",
    ),
    "audit_record_insert": (
        "INSERT",
        "audit_record",
        "EXISTS (SELECT 1 FROM audit_record WHERE number = NEW.number)",
    ),
    "audit_anchor_update": ("UPDATE", "audit_anchor", "TRUE"),
    "audit_anchor_delete": ("DELETE", "audit_anchor", "TRUE"),
    "audit_anchor_insert": (
        "INSERT",
        "audit_anchor",
        "EXISTS (SELECT 1 FROM audit_anchor WHERE last_number = NEW.last_number)",
    ),
    "audit_head_update": ("UPDATE", "audit_head", "NEW.number < OLD.number OR NEW.id <> OLD.id"),
    "audit_head_delete": ("DELETE", "audit_head", "OLD.number > 0"),
    "audit_head_insert": (
        "INSERT",
        "audit_head",
        "EXISTS (SELECT 1 FROM audit_head WHERE id = NEW.id)",
    ),
}
TABLES = ("audit_record", "audit_anchor", "audit_head")


def upgrade() -> None:
    op.create_table(
        "audit_record",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_record")),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_anchor",
        sa.Column("last_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("last_number", name=op.f("pk_audit_anchor")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": GENESIS}])
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgres()


def downgrade() -> None:
    # SQLite drops the triggers of a table with it.
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in REFUSALS:
            op.execute(f"DROP FUNCTION {name}()")
        op.execute("DROP FUNCTION audit_truncate()")


def _refuse_on_sqlite() -> None:
    for name, (act, table, condition) in REFUSALS.items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _refuse_on_postgres() -> None:
    # Functions outlive the tables that a restored backup makes anew, hence OR REPLACE.
    for name, (act, table, condition) in REFUSALS.items():
        done = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{table} is append-only'; END IF; "
            f"RETURN {done}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate()"
        )
