"""Organisations by any spelling that a file uses; doubtful ones are noted for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from ingest.types import ValidRow
from models.queries import organisations as organisation_queries
from models.values.org_match import OrgIdentity, Verdict, compare
from models.values.org_match_block import CandidateIndex
from models.values.org_name import OrgType, guess_org_type, org_key

# A person sees the likeliest candidates of a name, not all.
REVIEWS_PER_NAME = 3

Facts = dict[str, str]


class OrganisationBook:
    """Finds organisations by any known spelling and adds those that are met first."""

    def __init__(self, session: Session, default_type: OrgType | None) -> None:
        self._session = session
        self._default_type = default_type
        self._ids = organisation_queries.alias_ids(session)
        self._missing = organisation_queries.missing_facts(session)
        self._directory: _Directory | None = None

    def resolve(self, rows: Sequence[ValidRow]) -> None:
        """Make sure that every owner of the rows is known, and complete what is known of it."""
        unknown: dict[str, tuple[str, Facts]] = {}
        facts: dict[int, Facts] = {}
        for row in rows:
            for position, name in enumerate(row.owners):
                given = row.extra if position == 0 else {}
                known = self._ids.get(org_key(name))
                if known is None:
                    _, noted = unknown.setdefault(org_key(name), (name, {}))
                    noted.update({k: v for k, v in given.items() if k not in noted})
                else:
                    self._complete(known, given, facts)
        if unknown:
            self._add(unknown, facts)
        organisation_queries.complete_facts(self._session, facts)

    def ids(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the ids of known names, without repetitions, in order."""
        return tuple(dict.fromkeys(self._ids[org_key(name)] for name in names))

    def _add(self, unknown: dict[str, tuple[str, Facts]], facts: dict[int, Facts]) -> None:
        """Find or make a record for every name that no spelling is known of."""
        if self._directory is None:
            self._directory = _Directory(self._session)
        news = _News()
        for name, given in unknown.values():
            self._directory.place(name, given, news)
        added = organisation_queries.add_organisations(
            self._session, news.records, self._default_type
        )
        for key, new_id in added.items():
            self._missing[new_id] = set(organisation_queries.FACTS) - set(unknown[key][1])
        self._ids.update(added)
        self._directory.note_ids(list(added.values()))
        self._write(news, self._directory)
        for reference, name in news.aliases:
            known = self._directory.id_of(reference)
            self._ids[org_key(name)] = known
            self._complete(known, unknown[org_key(name)][1], facts)

    def _write(self, news: "_News", directory: "_Directory") -> None:
        id_of = directory.id_of
        organisation_queries.add_aliases(
            self._session, [(id_of(reference), name) for reference, name in news.aliases]
        )
        organisation_queries.set_parents(
            self._session, {id_of(part): id_of(whole) for part, whole in news.parents.items()}
        )
        organisation_queries.add_reviews(
            self._session,
            [
                {
                    "organisation_id": id_of(made),
                    "candidate_id": id_of(candidate),
                    "score": score,
                    "reason": reason,
                }
                for made, candidate, score, reason in news.reviews
            ],
        )

    def _complete(self, known: int, given: Facts, facts: dict[int, Facts]) -> None:
        news = {name: value for name, value in given.items() if name in self._missing[known]}
        if news:
            facts.setdefault(known, {}).update(news)
            self._missing[known] -= set(news)
            if self._directory is not None:
                self._directory.learn(known, news)


@dataclass
class _News:
    """What a chunk brings: records to make, spellings of known ones, parents, doubtful pairs."""

    records: list[tuple[str, Facts]] = field(default_factory=list)
    aliases: list[tuple[int, str]] = field(default_factory=list)
    parents: dict[int, int] = field(default_factory=dict)
    reviews: list[tuple[int, int, float, str]] = field(default_factory=list)


class _Directory:
    """The organisations that a name may mean, the new ones of this import among them.

    A reference is an id, or a negative number for a record that this import makes.
    """

    def __init__(self, session: Session) -> None:
        self._index = CandidateIndex()
        self._parents = organisation_queries.parents_by_id(session)
        self._made: list[int] = []
        self._pending = 0
        self._references: dict[int, int] = {}
        for known, identity in organisation_queries.identities(session).items():
            self._index.add(known, identity)

    def id_of(self, reference: int) -> int:
        """Return the id of a reference whose record has been made."""
        return reference if reference > 0 else self._made[-reference - 1]

    def note_ids(self, ids: Sequence[int]) -> None:
        """Take the ids of the records that the last chunk asked for, in its order."""
        for new_id in ids:
            self._made.append(new_id)
            self._references[new_id] = -len(self._made)

    def learn(self, known: int, news: Facts) -> None:
        """Take up facts of a known organisation by which it may be recognised."""
        reference = self._references.get(known, known)
        self._index.learn(reference, news.get("uscc"), news.get("city_code"))

    def place(self, name: str, given: Facts, news: _News) -> None:
        """Say in the news what becomes of a name that no spelling is known of."""
        org_type = guess_org_type(name)
        if org_type is OrgType.INDIVIDUAL:
            self._make(name, given, news)
            return
        identity = OrgIdentity(name, given.get("uscc"), given.get("city_code"), org_type)
        compared = [
            (compare(identity, self._index.get(reference)), reference)
            for reference in self._index.find_candidates(identity)
        ]
        compared.sort(key=lambda pair: -pair[0].score)
        for comparison, reference in compared:
            if comparison.verdict is Verdict.SAME:
                news.aliases.append((reference, name))
                self._index.add_name(reference, name)
                return
        made = self._make(name, given, news)
        self._note_parents(made, identity, news)
        doubtful = [pair for pair in compared if pair[0].verdict is Verdict.DOUBTFUL]
        for comparison, candidate in doubtful[:REVIEWS_PER_NAME]:
            news.reviews.append((made, candidate, comparison.score, comparison.reason))
        self._index.add(made, identity)

    def _make(self, name: str, given: Facts, news: _News) -> int:
        news.records.append((name, given))
        self._pending += 1
        return -self._pending

    def _note_parents(self, made: int, identity: OrgIdentity, news: _News) -> None:
        whole = self._index.find_whole(identity)
        if whole is not None:
            self._parents[made] = news.parents[made] = whole
        for part in self._index.list_parts(identity):
            if part not in self._parents:
                self._parents[part] = news.parents[part] = made
