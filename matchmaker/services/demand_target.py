"""Demands of an import, with their organisation and industries."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.industry_classifier import load_classifier, tags_of, with_corrections
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.provenance import make_judge
from matchmaker.services.read_rows import ReadRows
from matchmaker.services.recipients import follow_partners
from matchmaker.services.target import Counts, FirstRows, Tags
from models.demand import Demand
from models.enums import RecordKind
from models.import_batch import ImportBatch
from models.queries import demands as demand_queries
from models.queries.bulk import differences, insert_keyed_rows, update_rows
from models.queries.industries import demand_text
from models.values.org_name import OrgType


class DemandTarget:
    """Stores demands with their organisation and industries."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self._session = session
        self._batch_id = batch.id
        self._book = OrganisationBook(session, default_type=OrgType.ENTERPRISE)
        self._classifier = load_classifier(session)
        self._judge = make_judge(session, RecordKind.DEMAND, batch)
        self._read = ReadRows(session, RecordKind.DEMAND)
        self._first = FirstRows()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        fresh, later, repeated = self._first.split(rows)
        if later:
            raise AssertionError("a file that contradicts itself is refused before")
        counts = Counts(unchanged=repeated)
        self._book.resolve(fresh)
        known = demand_queries.by_keys(self._session, [row.key for row in fresh])
        tags: dict[int, Tags] = {}
        updates: list[tuple[int, dict[str, Any]]] = []
        added = [row for row in fresh if row.key not in known]
        for row in fresh:
            demand = known.get(row.key)
            if demand is None:
                continue
            demand_id = demand.id or 0
            refused = len(self._judge.differences)
            taken = self._judge.take(demand, differences(demand, row.values))
            if len(self._judge.differences) == refused:
                self._read.agree(row, demand_id)
            if not taken:
                counts.unchanged += 1
                continue
            counts.changed += 1
            self._read.forget([demand_id])
            updates.append((demand_id, taken))
            tags[demand_id] = self._tags({**demand.model_dump(), **taken})
        for new_id, row in zip(self._insert(added), added, strict=True):
            tags[new_id] = self._tags(row.values)
            self._read.agree(row, new_id)
        counts.new = len(added)
        update_rows(self._session, Demand, updates)
        corrected = with_corrections(self._session, RecordKind.DEMAND, tags)
        demand_queries.replace_industries(self._session, corrected)
        counts.kept = self._judge.store(self._session)
        self._read.store()
        self._session.expire_all()
        # Of new and changed rows only: whom the others are meant for is known.
        written = demand_queries.by_ids(self._session, tags)
        follow_partners(self._session, [written[demand_id] for demand_id in sorted(written)])
        return counts

    def _insert(self, rows: Sequence[ValidRow]) -> list[int]:
        return insert_keyed_rows(
            self._session,
            Demand,
            [
                {
                    **row.values,
                    "key": row.key,
                    "organisation_id": self._book.ids(row.owners)[0],
                    "import_batch_id": self._batch_id,
                }
                for row in rows
            ],
            "key",
        )

    def _tags(self, values: dict[str, Any]) -> Tags:
        return tags_of(self._classifier, RecordKind.DEMAND, demand_text(values))
