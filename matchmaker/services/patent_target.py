"""Patents of an import: owners, industries and history with them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.history import HistoryBook
from matchmaker.services.industry_classifier import load_classifier, tags_of, with_corrections
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.provenance import make_judge
from matchmaker.services.read_rows import ReadRows
from matchmaker.services.target import Counts, FirstRows, Tags
from models.enums import RecordKind
from models.import_batch import ImportBatch
from models.patent import Patent
from models.queries import patents as patent_queries
from models.queries.bulk import differences, insert_keyed_rows, update_rows
from models.queries.industries import patent_text
from models.values.patent_kind import expiry_date

# The kind code that ends the publication number of an application, not of a granted patent.
APPLICATION_CODE = "A"


class PatentTarget:
    """Stores patents with their owners, industries and history."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self._session = session
        self._batch_id = batch.id
        self._book = OrganisationBook(session, default_type=None)
        self._classifier = load_classifier(session)
        self._judge = make_judge(session, RecordKind.PATENT, batch)
        self._history = HistoryBook(session, batch)
        self._read = ReadRows(session, RecordKind.PATENT)
        self._first = FirstRows()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        fresh, later, repeated = self._first.split(rows)
        counts = Counts(unchanged=repeated)
        self._book.resolve([*fresh, *later])
        self._write(fresh, counts)
        # A later row of the same application (its grant, say) meets what the first one left.
        for row in later:
            self._write([row], counts)
        counts.kept = self._judge.store(self._session)
        return counts

    def _write(self, rows: Sequence[ValidRow], counts: Counts) -> None:
        known = patent_queries.by_numbers(self._session, [row.key for row in rows])
        owners_now = patent_queries.owner_ids(self._session, [p.id or 0 for p in known.values()])
        owners: dict[int, tuple[int, ...]] = {}
        tags: dict[int, Tags] = {}
        updates: list[tuple[int, dict[str, Any]]] = []
        added = [row for row in rows if row.key not in known]
        for row in rows:
            patent = known.get(row.key)
            if patent is None:
                continue
            patent_id = patent.id or 0
            refused = len(self._judge.differences)
            taken = self._judge.take(patent, patent_changes(patent, row))
            moved = self._new_owners(patent, row, owners_now.get(patent_id, ()))
            happened = self._history.note(patent_id, row, patent, taken)
            if len(self._judge.differences) == refused:
                self._read.agree(row, patent_id)
            if not taken and moved is None and not happened:
                counts.unchanged += 1
                continue
            counts.changed += 1
            self._read.forget([patent_id])
            if moved is not None:
                owners[patent_id] = moved
                taken |= self._judge.marks(patent, [*taken, "owners"])
            if taken:
                updates.append((patent_id, taken))
                tags[patent_id] = self._tags({**patent.model_dump(), **taken})
        for new_id, row in zip(self._insert(added), added, strict=True):
            owners[new_id] = self._book.ids(row.owners)
            tags[new_id] = self._tags({**row.defaults, **row.values})
            self._history.note(new_id, row, None, {})
            self._read.agree(row, new_id)
        counts.new += len(added)
        update_rows(self._session, Patent, updates)
        patent_queries.replace_owners(self._session, owners)
        corrected = with_corrections(self._session, RecordKind.PATENT, tags)
        patent_queries.replace_industries(self._session, corrected)
        self._history.store()
        self._read.store()
        self._session.expire_all()

    def _insert(self, rows: Sequence[ValidRow]) -> list[int]:
        fixed = {"import_batch_id": self._batch_id}
        return insert_keyed_rows(
            self._session,
            Patent,
            [
                {**row.defaults, **row.values, "application_number": row.key, **fixed}
                for row in rows
            ],
            "application_number",
        )

    def _new_owners(
        self, patent: Patent, row: ValidRow, present: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        """Return the owners where they differ and may be changed, else None."""
        offered = self._book.ids(row.owners)
        if offered == present or not self._judge.may_change(patent, "owners", present, offered):
            return None
        return offered

    def _tags(self, values: dict[str, Any]) -> Tags:
        return tags_of(self._classifier, RecordKind.PATENT, patent_text(values))


def patent_changes(patent: Patent, row: ValidRow) -> dict[str, Any]:
    """Return what the row changes; what was worked out only fills gaps and follows its source.

    Of one application the granted text stands: the row of its publication only fills gaps.
    """
    changes = differences(patent, row.values)
    offered = row.values.get("publication_number", "")
    if _is_application(offered) and not _is_application(patent.publication_number or offered):
        changes = {name: value for name, value in changes.items() if not getattr(patent, name)}
    for name, value in row.defaults.items():
        if not getattr(patent, name) and name not in row.values:
            changes[name] = value
    if "filing_date" in changes and "expiry_date" not in row.values:
        filed = patent.filing_date
        if filed and patent.expiry_date == expiry_date(patent.kind, filed):
            changes["expiry_date"] = row.defaults["expiry_date"]
    main = changes.get("classification_main")
    if main and "classifications" not in row.values and patent.classifications:
        others = (code for code in patent.classifications if code != main)
        changes["classifications"] = [main, *others]
    return changes


def _is_application(publication_number: str) -> bool:
    return publication_number.rstrip("0123456789").endswith(APPLICATION_CODE)
