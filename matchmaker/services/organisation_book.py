"""Organisations by any spelling that a file uses."""

from collections.abc import Sequence

from sqlmodel import Session

from ingest.types import ValidRow
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType, org_key


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
