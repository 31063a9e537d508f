"""Know-how of an import, keyed by owner and title."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.provenance import make_judge
from matchmaker.services.target import Counts, FirstRows
from models.enums import RecordKind
from models.import_batch import ImportBatch
from models.know_how import KnowHow
from models.queries import know_how as know_how_queries
from models.queries.bulk import differences, insert_rows, update_rows


class KnowHowTarget:
    """Stores know-how with its owner."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self._session = session
        self._batch_id = batch.id
        self._book = OrganisationBook(session, default_type=None)
        self._judge = make_judge(session, RecordKind.KNOW_HOW, batch)
        self._first = FirstRows()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        fresh, later, repeated = self._first.split(rows)
        if later:
            raise AssertionError("a file that contradicts itself is refused before")
        counts = Counts(unchanged=repeated)
        self._book.resolve(fresh)
        owners = [self._book.ids(row.owners)[0] for row in fresh]
        known = know_how_queries.by_owners(self._session, owners)
        added: list[dict[str, Any]] = []
        updates: list[tuple[int, dict[str, Any]]] = []
        for row, owner in zip(fresh, owners, strict=True):
            item = known.get((owner, row.values["title_key"]))
            if item is None:
                batch = {"owner_id": owner, "import_batch_id": self._batch_id}
                added.append({**row.values, **batch})
                continue
            taken = self._judge.take(item, differences(item, row.values))
            if taken:
                updates.append((item.id or 0, taken))
            else:
                counts.unchanged += 1
        insert_rows(self._session, KnowHow, added)
        update_rows(self._session, KnowHow, updates)
        counts.new, counts.changed = len(added), len(updates)
        counts.kept = self._judge.store(self._session)
        self._session.expire_all()
        return counts
