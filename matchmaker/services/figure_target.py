"""Figures of earlier years of an import, keyed by city, month and indicator.

The file that comes last holds; what stood there before is kept as a change of the figure.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from matchmaker.services.target import Counts
from models.audit import AuditKind
from models.import_batch import ImportBatch
from models.kept_record import RecordChange, RecordKind
from models.ledger import BaseFigure
from models.queries import base_figures as figure_queries
from models.queries import record_changes as change_queries
from models.queries.bulk import insert_rows, update_rows
from models.values.indicator import by_slug

# City, year, month, indicator.
_Key = tuple[str, int, int, str]


class FigureTarget:
    """Stores figures of earlier years, each with who handed it in and when."""

    def __init__(self, session: Session, batch: ImportBatch, author: Author) -> None:
        self._session = session
        self._batch = batch
        self._author = author
        self._years: set[int] = set()
        self._replaced = 0

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        known = self._known(rows)
        added: dict[_Key, int] = {}
        changed: dict[_Key, int] = {}
        counts = Counts()
        for row in rows:
            place = row.values["city_code"], row.values["year"], row.values["month"]
            told = {(*place, slug): row.values[slug] for slug in by_slug() if slug in row.values}
            fresh = {
                key: value for key, value in told.items() if key not in known and key not in added
            }
            other = {
                key: value
                for key, value in told.items()
                if key in known and changed.get(key, known[key].value) != value
            }
            added |= fresh
            changed |= other
            if other or (fresh and len(fresh) < len(told)):
                counts.changed += 1
            elif fresh:
                counts.new += 1
            else:
                counts.unchanged += 1
            if fresh or other:
                self._years.add(place[1])
        insert_rows(self._session, BaseFigure, [self._row(*one) for one in added.items()])
        self._replace([(known[key], value) for key, value in changed.items()])
        self._session.expire_all()
        return counts

    def log(self, new: int, changed: int) -> None:
        """Write into the audit log what was handed in, with how many rows; nothing for none."""
        if not self._years:
            return
        years = "、".join(str(year) for year in sorted(self._years))
        details = {
            "act": "导入",
            "batch": self._batch.id,
            "new": new,
            "changed": changed,
            "replaced": self._replaced,
        }
        append(self._session, AuditKind.LEDGER_CHANGE, f"{years} 年数", details, self._author)

    def _known(self, rows: Iterable[ValidRow]) -> dict[_Key, BaseFigure]:
        cities: dict[int, set[str]] = {}
        for row in rows:
            cities.setdefault(row.values["year"], set()).add(row.values["city_code"])
        return {
            (one.city_code, one.year, one.month, one.indicator): one
            for year, codes in cities.items()
            for one in figure_queries.find_figures(self._session, year, codes)
        }

    def _row(self, key: _Key, value: int) -> dict[str, Any]:
        city, year, month, slug = key
        figure = {"city_code": city, "year": year, "month": month, "indicator": slug}
        return {**figure, "value": value, **self._handed_in()}

    def _handed_in(self) -> dict[str, Any]:
        return {
            "import_batch_id": self._batch.id,
            "actor": self._author.actor,
            "recorded_at": self._author.at,
        }

    def _replace(self, figures: Sequence[tuple[BaseFigure, int]]) -> None:
        ids = [one.id or 0 for one, _ in figures]
        earlier = change_queries.count_changes(self._session, RecordKind.FIGURE, ids)
        changes = [
            {
                "record_kind": RecordKind.FIGURE,
                "record_id": one.id,
                "number": earlier.get(one.id or 0, 0) + 1,
                "before": {"value": one.value, "actor": one.actor},
                "after": {"value": value, "actor": self._author.actor},
                "reason": f"导入文件“{self._batch.file_name}”",
                "actor": self._author.actor,
                "made_at": self._author.at,
            }
            for one, value in figures
        ]
        updates = [(one.id or 0, {"value": value, **self._handed_in()}) for one, value in figures]
        insert_rows(self._session, RecordChange, changes)
        update_rows(self._session, BaseFigure, updates)
        self._replaced += len(figures)
