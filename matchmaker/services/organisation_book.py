"""Organisations by any spelling that a file uses; doubtful ones are noted for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.organisation_codes import CodeBook, Facts
from models.queries import organisation_reviews as review_queries
from models.queries import organisations as organisation_queries
from models.values.org_match import OrgComparison, OrgIdentity, Verdict, compare
from models.values.org_match_block import CandidateIndex
from models.values.org_name import OrgType, guess_org_type, org_key

# A person sees the likeliest candidates of a name, not all.
REVIEWS_PER_NAME = 3


def compare_with(index: CandidateIndex, identity: OrgIdentity) -> list[tuple[OrgComparison, int]]:
    """Return the organisations that an identity may be, with what is to be said, likeliest first.

    An import takes it for the first one that is the SAME.
    """
    compared = [
        (compare(identity, index.get(reference)), reference)
        for reference in index.find_candidates(identity)
    ]
    return sorted(compared, key=lambda pair: -pair[0].score)


class OrganisationBook:
    """Finds organisations by any known spelling and adds those that are met first."""

    def __init__(self, session: Session, default_type: OrgType | None) -> None:
        self._session = session
        self._default_type = default_type
        self._ids = organisation_queries.alias_ids(session)
        self._missing = organisation_queries.missing_facts(session)
        self._codes = CodeBook(session)
        self._directory: _Directory | None = None
        self._held_in: SessionTransaction | None = None

    def resolve(self, rows: Sequence[ValidRow]) -> None:
        """Make sure that every owner of the rows is known, and complete what is known of it."""
        unknown: dict[str, tuple[str, Facts]] = {}
        facts: dict[int, Facts] = {}
        coded: dict[tuple[str, str], tuple[str, Facts]] = {}
        for row in rows:
            for position, name in enumerate(row.owners):
                key = org_key(name)
                given = row.extra if position == 0 else {}
                if given.get("uscc"):
                    coded.setdefault((key, given["uscc"]), (name, given))
                if key not in self._ids:
                    _, noted = unknown.setdefault(key, (name, {}))
                    noted.update({k: v for k, v in given.items() if k not in noted})
                else:
                    self._complete(name, given, facts)
        if unknown:
            self._hold_names()
            self._add(self._still_unknown(unknown, facts), facts)
        for name, given in coded.values():
            self._check_code(name, given)
        organisation_queries.complete_facts(self._session, facts)

    def ids(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the ids of known names, without repetitions, in order."""
        return tuple(dict.fromkeys(self._ids[org_key(name)] for name in names))

    def _hold_names(self) -> None:
        """See to it that no other import adds names before this one ends, and read them anew.

        Another import may have added a name since this one read them all.
        """
        if self._held_in is not None and self._held_in is self._session.get_transaction():
            return
        organisation_queries.lock_names(self._session)
        self._held_in = self._session.get_transaction()
        self._ids = organisation_queries.alias_ids(self._session)
        for known, missing in organisation_queries.missing_facts(self._session).items():
            self._missing.setdefault(known, missing)
        self._codes = CodeBook(self._session)
        self._directory = None

    def _still_unknown(
        self, unknown: dict[str, tuple[str, Facts]], facts: dict[int, Facts]
    ) -> dict[str, tuple[str, Facts]]:
        """Return what no other import has added meanwhile; complete the rest."""
        for key, (name, given) in unknown.items():
            if key in self._ids:
                self._complete(name, given, facts)
        return {key: noted for key, noted in unknown.items() if key not in self._ids}

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
            given = unknown[key][1]
            self._missing[new_id] = set(organisation_queries.FACTS) - set(given)
            self._codes.learn(new_id, given.get("uscc"))
        self._ids.update(added)
        self._directory.note_ids(list(added.values()))
        self._write(news, self._directory)
        for reference, name in news.aliases:
            self._ids[org_key(name)] = self._directory.id_of(reference)
            self._complete(name, unknown[org_key(name)][1], facts)

    def _check_code(self, name: str, given: Facts) -> None:
        """Put to a person what comes with another code than that of its name."""
        known = self._ids[org_key(name)]
        if not self._codes.contradicts(known, given):
            return
        self._hold_names()
        made = self._codes.note_clash(known, name, given, self._default_type)
        if made is None:
            return
        self._ids[org_key(made.alias)] = made.id
        self._missing[made.id] = set(organisation_queries.FACTS) - made.facts
        if self._directory is not None:
            self._directory.enter(made.id, made.identity)

    def _write(self, news: "_News", directory: "_Directory") -> None:
        id_of = directory.id_of
        organisation_queries.add_aliases(
            self._session, [(id_of(reference), name) for reference, name in news.aliases]
        )
        organisation_queries.set_parents(
            self._session, {id_of(part): id_of(whole) for part, whole in news.parents.items()}
        )
        self._codes.note_asked([(id_of(a), id_of(b)) for a, b, *_ in news.reviews])
        review_queries.add_reviews(
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

    def _complete(self, name: str, given: Facts, facts: dict[int, Facts]) -> None:
        """Take up what is not known yet, unless the code says that another body is meant."""
        known = self._ids[org_key(name)]
        news = {fact: value for fact, value in given.items() if fact in self._missing[known]}
        if not news or self._codes.contradicts(known, given):
            return
        facts.setdefault(known, {}).update(news)
        self._missing[known] -= set(news)
        if "uscc" in news:
            self._codes.ask_of_shared(known, name, news["uscc"])
            self._codes.learn(known, news["uscc"])
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

    def enter(self, known: int, identity: OrgIdentity) -> None:
        """Enter a record that was made under a name that is known."""
        self._index.add(known, identity)

    def place(self, name: str, given: Facts, news: _News) -> None:
        """Say in the news what becomes of a name that no spelling is known of."""
        org_type = guess_org_type(name)
        if org_type is OrgType.INDIVIDUAL:
            self._make(name, given, news)
            return
        identity = OrgIdentity(name, given.get("uscc"), given.get("city_code"), org_type)
        compared = compare_with(self._index, identity)
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
