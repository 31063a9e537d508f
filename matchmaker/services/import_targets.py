"""Where valid rows go: looked up by key, compared, and written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from models.demand import Demand
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries.bulk import differences, insert_rows, update_rows
from models.values.org_name import OrgType, org_key
from models.values.patent_kind import expiry_date

Tags = list[tuple[str, float, str]]


@dataclass
class Counts:
    """What became of the rows of a chunk."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Target(Protocol):
    """Stores rows of one kind."""

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        ...


class OrganisationBook:
    """Finds organisations by any known spelling and adds those that are met first."""

    def __init__(self, session: Session, default_type: OrgType | None) -> None:
        self._session = session
        self._default_type = default_type
        self._ids = organisation_queries.alias_ids(session)
        self._missing = organisation_queries.missing_facts(session)

    def resolve(self, rows: Sequence[ValidRow]) -> None:
        """Make sure that every owner of the rows is known, and complete what is known of it."""
        unknown: dict[str, tuple[str, dict[str, str]]] = {}
        facts: dict[int, dict[str, str]] = {}
        for row in rows:
            for position, name in enumerate(row.owners):
                given = row.extra if position == 0 else {}
                known = self._ids.get(org_key(name))
                if known is None:
                    _, noted = unknown.setdefault(org_key(name), (name, {}))
                    noted.update({k: v for k, v in given.items() if k not in noted})
                else:
                    self._complete(known, given, facts)
        added = organisation_queries.add_organisations(
            self._session, unknown.values(), self._default_type
        )
        for key, new_id in added.items():
            given = unknown[key][1]
            self._missing[new_id] = set(organisation_queries.FACTS) - set(given)
        self._ids.update(added)
        organisation_queries.complete_facts(self._session, facts)

    def ids(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the ids of known names, without repetitions, in order."""
        return tuple(dict.fromkeys(self._ids[org_key(name)] for name in names))

    def _complete(
        self, known: int, given: dict[str, str], facts: dict[int, dict[str, str]]
    ) -> None:
        news = {name: value for name, value in given.items() if name in self._missing[known]}
        if news:
            facts.setdefault(known, {}).update(news)
            self._missing[known] -= set(news)


class PatentTarget:
    """Stores patents with their owners and industries."""

    def __init__(self, session: Session, batch_id: int | None) -> None:
        self._session = session
        self._batch_id = batch_id
        self._book = OrganisationBook(session, default_type=None)
        self._classifier = IndustryClassifier(load_taxonomy())
        self._stored: set[str] = set()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        counts = Counts()
        fresh, counts.unchanged = _without_repetitions(rows, self._stored)
        self._book.resolve(fresh)
        known = patent_queries.by_numbers(self._session, [row.key for row in fresh])
        known_ids = {number: patent.id or 0 for number, patent in known.items()}
        owners_now = patent_queries.owner_ids(self._session, list(known_ids.values()))
        owners: dict[int, tuple[int, ...]] = {}
        tags: dict[int, Tags] = {}
        added: list[ValidRow] = []
        updates: list[tuple[int, dict[str, Any]]] = []
        for row in fresh:
            patent = known.get(row.key)
            if patent is None:
                added.append(row)
                continue
            patent_id = known_ids[row.key]
            changes = _patent_changes(patent, row)
            owner_change = self._book.ids(row.owners) != owners_now.get(patent_id, ())
            if not changes and not owner_change:
                counts.unchanged += 1
                continue
            counts.changed += 1
            updates.append((patent_id, {**changes, "import_batch_id": self._batch_id}))
            if owner_change:
                owners[patent_id] = self._book.ids(row.owners)
            tags[patent_id] = self._tags({**patent.model_dump(), **changes})
        new_ids = insert_rows(
            self._session,
            Patent,
            [
                {
                    **row.defaults,
                    **row.values,
                    "application_number": row.key,
                    "import_batch_id": self._batch_id,
                }
                for row in added
            ],
        )
        for new_id, row in zip(new_ids, added, strict=True):
            owners[new_id] = self._book.ids(row.owners)
            tags[new_id] = self._tags({**row.defaults, **row.values})
        update_rows(self._session, Patent, updates)
        patent_queries.replace_owners(self._session, owners)
        patent_queries.replace_industries(self._session, tags)
        self._session.expire_all()
        counts.new = len(added)
        return counts

    def _tags(self, values: dict[str, Any]) -> Tags:
        body = f"{values.get('abstract', '')}\n{values.get('scenario', '')}"
        found = self._classifier.classify(
            values["title"],
            body,
            values.get("classifications", ()),
            values.get("industry_text", ""),
        )
        return [(tag.slug, tag.confidence, tag.reason) for tag in found]


class DemandTarget:
    """Stores demands with their organisation and industries."""

    def __init__(self, session: Session, batch_id: int | None) -> None:
        self._session = session
        self._batch_id = batch_id
        self._book = OrganisationBook(session, default_type=OrgType.ENTERPRISE)
        self._classifier = IndustryClassifier(load_taxonomy())
        self._stored: set[str] = set()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        counts = Counts()
        fresh, counts.unchanged = _without_repetitions(rows, self._stored)
        self._book.resolve(fresh)
        known = demand_queries.by_keys(self._session, [row.key for row in fresh])
        tags: dict[int, Tags] = {}
        added: list[ValidRow] = []
        updates: list[tuple[int, dict[str, Any]]] = []
        for row in fresh:
            demand = known.get(row.key)
            if demand is None:
                added.append(row)
                continue
            changes = differences(demand, row.values)
            if not changes:
                counts.unchanged += 1
                continue
            counts.changed += 1
            demand_id = demand.id or 0
            updates.append((demand_id, {**changes, "import_batch_id": self._batch_id}))
            tags[demand_id] = self._tags({**demand.model_dump(), **changes})
        new_ids = insert_rows(
            self._session,
            Demand,
            [
                {
                    **row.values,
                    "key": row.key,
                    "organisation_id": self._book.ids(row.owners)[0],
                    "import_batch_id": self._batch_id,
                }
                for row in added
            ],
        )
        for new_id, row in zip(new_ids, added, strict=True):
            tags[new_id] = self._tags(row.values)
        update_rows(self._session, Demand, updates)
        demand_queries.replace_industries(self._session, tags)
        self._session.expire_all()
        counts.new = len(added)
        return counts

    def _tags(self, values: dict[str, Any]) -> Tags:
        names = ("description", "problem", "key_technique", "target", "technical_field")
        texts = [values.get(name, "") for name in names] + values.get("keywords", [])
        found = self._classifier.classify(
            values["title"], "\n".join(texts), declared=values.get("industry_text", "")
        )
        return [(tag.slug, tag.confidence, tag.reason) for tag in found]


def _patent_changes(patent: Patent, row: ValidRow) -> dict[str, Any]:
    """Return what the row changes; what was worked out only fills gaps and follows its source."""
    changes = differences(patent, row.values)
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


def _without_repetitions(rows: Sequence[ValidRow], stored: set[str]) -> tuple[list[ValidRow], int]:
    """Return the rows whose key the file has not given before, and how many it has."""
    fresh = []
    for row in rows:
        if row.key not in stored:
            stored.add(row.key)
            fresh.append(row)
    return fresh, len(rows) - len(fresh)
