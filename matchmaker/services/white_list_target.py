"""Firms of the white list of an import, keyed by batch, firm and bank.

The file that comes last holds for a firm; what stood there before is kept as a change. What is
known of a batch stands: a file that tells its day or its publisher otherwise does not change it,
since all figures of the batch would move with it.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ingest.parse_white_list import entry_key
from ingest.types import ValidRow
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import snapshot
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.target import Counts, FirstRows
from models.audit import AuditKind
from models.import_batch import ImportBatch
from models.kept_record import RecordChange, RecordKind
from models.queries import record_changes as change_queries
from models.queries import white_list as list_queries
from models.queries.bulk import differences, insert_rows, update_rows
from models.values.org_name import OrgType
from models.white_list import WhiteListBatch, WhiteListEntry

# What a row says of its batch, and what the columns of the batch are called.
_OF_BATCH = {"listed_on": "listed_on", "issuer": "issuer", "batch_name": "name"}
_OF_ENTRY = (
    "firm_name",
    "uscc",
    "city_code",
    "credit_cny",
    "bank",
    "removed_on",
    "removed_reason",
)


class WhiteListTarget:
    """Stores firms of the white list, and the batches that they are of."""

    def __init__(self, session: Session, batch: ImportBatch, author: Author) -> None:
        self._session = session
        self._import = batch
        self._author = author
        self._book = OrganisationBook(session, default_type=OrgType.ENTERPRISE)
        self._first = FirstRows()
        self._batches: set[str] = set()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        fresh, later, repeated = self._first.split(rows)
        if later:
            raise AssertionError("a file that contradicts itself is refused before")
        counts = Counts(unchanged=repeated)
        self._book.resolve(fresh)
        batches = self._make_batches(fresh, counts)
        ids = {key: one.id or 0 for key, one in batches.items()}
        keys = [_key(row) for row in fresh]
        known = list_queries.entries_of(self._session, set(ids.values()), keys)
        added: list[dict[str, Any]] = []
        changed: list[tuple[WhiteListEntry, dict[str, Any]]] = []
        for row, key in zip(fresh, keys, strict=True):
            batch = batches[row.values["year"], row.values["number"]]
            said = {name: row.values[name] for name in _OF_ENTRY if name in row.values}
            entry = known.get((batch.id or 0, key))
            if entry is None:
                owner = self._book.ids(row.owners)[0]
                of = {"batch_id": batch.id, "key": key, "organisation_id": owner}
                added.append({**said, **of, **self._handed_in()})
            elif news := differences(entry, said):
                changed.append((entry, news))
            else:
                counts.unchanged += 1
                continue
            self._batches.add(batch.title)
        insert_rows(self._session, WhiteListEntry, added)
        self._change(changed)
        counts.new, counts.changed = len(added), len(changed)
        self._session.expire_all()
        return counts

    def log(self, new: int, changed: int) -> None:
        """Write into the audit log what was handed in, with how many rows; nothing for none."""
        if not self._batches:
            return
        details = {"act": "导入", "batch": self._import.id, "new": new, "changed": changed}
        subject = f"白名单 {'、'.join(sorted(self._batches))}"
        append(self._session, AuditKind.LEDGER_CHANGE, subject, details, self._author)

    def _make_batches(
        self, rows: Sequence[ValidRow], counts: Counts
    ) -> dict[tuple[int, int], WhiteListBatch]:
        """Return the batches of the rows; those that are not known are made."""
        found = list_queries.batches_of(self._session, {row.values["year"] for row in rows})
        for row in rows:
            values = row.values
            key = values["year"], values["number"]
            said = {name: values[field] for field, name in _OF_BATCH.items() if field in values}
            if key not in found:
                found[key] = WhiteListBatch(
                    year=key[0],
                    number=key[1],
                    **said,
                    actor=self._author.actor,
                    recorded_at=self._author.at,
                )
                self._session.add(found[key])
                self._session.flush()
                continue
            # What was not told yet is taken up; what is told otherwise is not.
            news = differences(found[key], said)
            for name in [name for name in news if not getattr(found[key], name)]:
                setattr(found[key], name, news.pop(name))
            self._session.flush()
            counts.kept += len(news)
        return found

    def _handed_in(self) -> dict[str, Any]:
        return {
            "import_batch_id": self._import.id,
            "actor": self._author.actor,
            "recorded_at": self._author.at,
        }

    def _change(self, entries: Sequence[tuple[WhiteListEntry, dict[str, Any]]]) -> None:
        ids = [one.id or 0 for one, _ in entries]
        earlier = change_queries.count_changes(self._session, RecordKind.WHITE_LIST, ids)
        changes = []
        for one, news in entries:
            before = snapshot(one)
            after = before | {
                name: value if value is None or isinstance(value, str | int) else value.isoformat()
                for name, value in news.items()
            }
            number = earlier.get(one.id or 0, 0) + 1
            changes.append(
                {
                    "record_kind": RecordKind.WHITE_LIST,
                    "record_id": one.id,
                    "number": number,
                    "before": before,
                    "after": after,
                    "reason": f"导入文件“{self._import.file_name}”",
                    "actor": self._author.actor,
                    "made_at": self._author.at,
                }
            )
        insert_rows(self._session, RecordChange, changes)
        updates = [(one.id or 0, {**news, **self._handed_in()}) for one, news in entries]
        update_rows(self._session, WhiteListEntry, updates)


def _key(row: ValidRow) -> str:
    return entry_key(row.owners[0], row.values.get("bank", ""))
