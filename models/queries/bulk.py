"""Many rows at once: defaults filled in, values compared, only differences written."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, SQLModel

# PostgreSQL allows 65,535 parameters a statement, SQLite 32,766; keys go into one IN list.
KEYS_PER_QUERY = 5_000


def insert_rows(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert rows, lacking columns at their defaults; return the new ids in the same order."""
    if not rows:
        return []
    defaults = {
        name: field
        for name, field in table.model_fields.items()
        if name != "id" and not field.is_required()
    }
    filled = [
        {
            **{
                name: field.get_default(call_default_factory=True)
                for name, field in defaults.items()
                if name not in row
            },
            **row,
        }
        for row in rows
    ]
    # The table, not the class: the unit of work has nothing to keep of rows by the thousand.
    columns = table.__table__  # type: ignore[attr-defined]
    statement = insert(columns).returning(columns.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(statement, filled).scalars())


def update_rows(
    session: Session, table: type[SQLModel], rows: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    """Write the given columns of the rows of the given ids."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row_id, values in rows:
        groups.setdefault(tuple(sorted(values)), []).append({"row_id": row_id, **values})
    columns = table.__table__  # type: ignore[attr-defined]
    for names, parameters in groups.items():
        statement = (
            update(columns)
            .where(columns.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in names})
        )
        session.connection().execute(statement, parameters)


def differences(stored: Any, supplied: dict[str, Any]) -> dict[str, Any]:
    """Return what of the supplied values differs from the stored row's."""
    return {name: value for name, value in supplied.items() if getattr(stored, name) != value}
