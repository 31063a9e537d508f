"""Many rows at once: defaults filled in, values compared, only differences written."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, SQLModel

# PostgreSQL allows 65,535 parameters a statement, SQLite 32,766; keys go into one IN list.
KEYS_PER_QUERY = 5_000
# What makes the same for every row.
_EMPTY = (list, dict)


def insert_rows(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, lacking columns at their defaults."""
    if rows:
        columns, filled = _filled(table, rows)
        session.connection().execute(insert(columns), filled)


def insert_rows_for_ids(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert rows as insert_rows does; return the new ids in the same order."""
    if not rows:
        return []
    columns, filled = _filled(table, rows)
    statement = insert(columns).returning(columns.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(statement, filled).scalars())


def insert_keyed_rows(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: str
) -> list[int]:
    """Insert rows that a unique column tells apart; return the new ids in the same order.

    Many times as quick as asking for every id with its row.
    """
    insert_rows(session, table, rows)
    columns = table.__table__  # type: ignore[attr-defined]
    keys = [row[key] for row in rows]
    ids: dict[Any, int] = {}
    for start in range(0, len(keys), KEYS_PER_QUERY):
        part = keys[start : start + KEYS_PER_QUERY]
        statement = select(columns.c[key], columns.c.id).where(columns.c[key].in_(part))
        ids.update((row[0], row[1]) for row in session.connection().execute(statement))
    return [ids[value] for value in keys]


def _filled(
    table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> tuple[Any, list[dict[str, Any]]]:
    """Return the table's columns and the rows with every one of them.

    The table, not the class: the unit of work has nothing to keep of rows by the thousand.
    """
    defaults = _defaults(table)
    # The values are only read, so that all rows may share one empty list.
    return table.__table__, [{**defaults, **row} for row in rows]  # type: ignore[attr-defined]


@cache
def _defaults(table: type[SQLModel]) -> dict[str, Any]:
    """Return column → what stands in it where a row says nothing.

    What is drawn anew for every row is left to the statement. An empty list or document is not: a
    statement writes the columns of its first row alone, and would pass over those of the others.
    """
    columns = table.__table__.c  # type: ignore[attr-defined]
    fields = table.model_fields
    drawn = {
        column.name
        for column in columns
        if column.default
        and column.default.is_callable
        and fields[column.name].default_factory not in _EMPTY
    }
    return {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in fields.items()
        if name != "id" and not field.is_required() and name not in drawn
    }


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
