"""Changes and files of records are named for what they are: of more than the ledger's.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WHICH = (("record_kind", sa.String(length=32)), ("record_id", sa.Integer()))
CHANGE = (
    ("id", sa.Integer()),
    *WHICH,
    ("number", sa.Integer()),
    ("before", JSON),
    ("after", JSON),
    ("reason", sa.String()),
    ("actor", sa.String()),
    ("made_at", MOMENT),
)
FILE = (
    ("id", sa.Integer()),
    *WHICH,
    ("file_name", sa.String()),
    ("stored_name", sa.String()),
    ("size", sa.BigInteger()),
    ("sha256", sa.String()),
    ("media_type", sa.String()),
    ("actor", sa.String()),
    ("added_at", MOMENT),
    ("removed_at", MOMENT),
)


def upgrade() -> None:
    _move("ledger", "record")


def downgrade() -> None:
    _move("record", "ledger")


def _move(old: str, new: str) -> None:
    """Make the tables under other names, with constraints and indexes of theirs, and fill them."""
    changes, files = f"{new}_change", f"{new}_file"
    key = ("record_kind", "record_id", "number")
    op.create_table(
        changes,
        *(sa.Column(name, kind, nullable=False) for name, kind in CHANGE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{changes}")),
        sa.UniqueConstraint(*key, name=op.f(f"uq_{changes}_{'_'.join(key)}")),
    )
    op.create_table(
        files,
        *(sa.Column(name, kind, nullable=name == "removed_at") for name, kind in FILE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{files}")),
    )
    for part, columns in (("change", CHANGE), ("file", FILE)):
        names = [name for name, _ in columns]
        source, target = (
            sa.table(f"{side}_{part}", *(sa.Column(name) for name in names)) for side in (old, new)
        )
        op.execute(target.insert().from_select(names, sa.select(*source.c)))
        op.drop_table(source.name)
        _count_on(target)
    op.create_index(op.f(f"ix_{files}_record_kind_record_id"), files, ["record_kind", "record_id"])
    op.create_index(op.f(f"ix_{files}_stored_name"), files, ["stored_name"])


def _count_on(table: sa.TableClause) -> None:
    """Let ids go on after those that were copied: PostgreSQL counts apart from the rows."""
    if op.get_context().dialect.name == "postgresql":
        following = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
        counter = sa.func.pg_get_serial_sequence(table.name, "id")
        op.execute(sa.select(sa.func.setval(counter, following, False)))
