"""Lines of a dump: the rows of a kind, read page by page as its fields are declared."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, func, select

from matchmaker.access.permissions import Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.dump.campaign_kinds import KINDS as CAMPAIGN_KINDS
from matchmaker.services.dump.declare import DumpKind, DumpScope
from matchmaker.services.dump.event_kinds import KINDS as EVENT_KINDS
from matchmaker.services.dump.ledger_kinds import KINDS as LEDGER_KINDS
from matchmaker.services.dump.stock_kinds import KINDS as STOCK_KINDS
from matchmaker.services.kin import load_kin
from matchmaker.services.visible_demands import seer_of

KINDS: tuple[DumpKind, ...] = (
    *STOCK_KINDS,
    *EVENT_KINDS,
    *LEDGER_KINDS,
    *CAMPAIGN_KINDS,
)
ROWS_AT_ONCE = 500


def seen_kinds(viewer: Viewer) -> tuple[DumpKind, ...]:
    """Return the kinds of which somebody may read all of the province's records."""
    return tuple(kind for kind in KINDS if viewer.reach(kind.permission) is Reach.ALL)


def scope_of(session: Session, viewer: Viewer) -> DumpScope:
    """Return in whose name rows are read."""
    return DumpScope(session, viewer, seer_of(viewer, load_kin(session)))


def count_rows(session: Session, kind: DumpKind) -> int:
    """Return how many records of a kind there are, whoever asks."""
    return session.exec(select(func.count()).select_from(kind.table)).one()


def read_lines(scope: DumpScope, kind: DumpKind) -> Iterator[bytes]:
    """Yield the lines of a kind by its key, each with its end; the session is cleared meanwhile."""
    for rows in _pages(scope.session, kind):
        further: Sequence[Mapping[str, Any] | None] = (
            [{} for _ in rows] if kind.further is None else kind.further(scope, rows)
        )
        for row, more in zip(rows, further, strict=True):
            if more is not None:
                yield _line(kind, row, more)
        scope.session.expunge_all()


def _pages(session: Session, kind: DumpKind) -> Iterator[Sequence[Any]]:
    columns = [getattr(kind.table, name) for name in kind.key]
    if kind.key != ("id",):
        # Few. Databases sort text each in its own way.
        yield sorted(session.exec(select(kind.table)), key=lambda row: _key(row, kind.key))
        return
    after = 0
    while True:
        statement = (
            select(kind.table).where(columns[0] > after).order_by(columns[0]).limit(ROWS_AT_ONCE)
        )
        rows = session.exec(statement).all()
        if not rows:
            return
        after = _key(rows[-1], kind.key)[0]
        yield rows


def _key(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _line(kind: DumpKind, row: Any, more: Mapping[str, Any]) -> bytes:
    values = {
        field.name: _plain(more[field.name] if field.name in more else getattr(row, field.name))
        for field in kind.fields
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, the same whatever database it comes from."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    return value
