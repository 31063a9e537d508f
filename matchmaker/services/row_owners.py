"""Whose the rows of a file are: rows of others are refused before anything is looked up or kept.

An owner is found by its spellings as an import finds it. The city of a known organisation is the
one that is known, not the one that the row gives: otherwise a row could make anybody's firm one's
own. A new organisation has the city that its row gives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlmodel import Session

from ingest.pipeline import ParseOptions
from ingest.types import Objection, ValidRow
from matchmaker.access.import_rows import RowLimit
from matchmaker.access.viewer import Owned
from matchmaker.services.organisation_book import compare_with
from matchmaker.services.ownership import city_of_record
from models.enums import ImportKind
from models.organisation import Organisation
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.org_match import OrgIdentity, Verdict
from models.values.org_match_block import CandidateIndex
from models.values.org_name import OrgType, guess_org_type, org_key

_OWNER_FIELDS = {
    ImportKind.PATENTS: ("current_owners", "applicants"),
    ImportKind.DEMANDS: ("organisation",),
    ImportKind.KNOW_HOW: ("current_owners", "applicants"),
    ImportKind.PRODUCTS: ("organisation",),
    ImportKind.WHITE_LIST: ("firm",),
}
_OWNER_WORDS = {
    ImportKind.PATENTS: "权利人",
    ImportKind.DEMANDS: "需求单位",
    ImportKind.KNOW_HOW: "权利人",
    ImportKind.PRODUCTS: "填报企业",
    ImportKind.WHITE_LIST: "企业",
}
_TAKEN = Objection(
    ("application_number", "demand_number", "title"),
    "库中已有这条记录，登记在其他单位名下",
    "请核对号码；权属有变更的，请联系省级组织者",
)
_OTHER_CITY = Objection(("city",), "不是本市州的数", "请删去这一行，或交给该市州或省级组织者导入")


def with_limit(session: Session, options: ParseOptions, limit: RowLimit | None) -> ParseOptions:
    """Return the options by which rows beyond a limit are refused; None for no limit."""
    if limit is None:
        return options
    if options.kind is ImportKind.FIGURES:
        return replace(options, admit=partial(_own_figures, limit))
    return replace(options, admit=RowGuard(session, options.kind, limit))


def _own_figures(limit: RowLimit, rows: Sequence[ValidRow]) -> list[ValidRow | Objection]:
    """Return each row of figures, or why it is not taken: they belong to a city and to no body."""
    return [
        row if limit.admits(Owned(frozenset({row.values["city_code"]}))) else _OTHER_CITY
        for row in rows
    ]


class RowGuard:
    """Tells rows that may be written from those that are others'."""

    def __init__(self, session: Session, kind: ImportKind, limit: RowLimit) -> None:
        self._session = session
        self._kind = kind
        self._limit = limit
        self._foreign = Objection(_OWNER_FIELDS[kind], *_foreign_words(_OWNER_WORDS[kind], limit))
        self._directory: CandidateIndex | None = None

    def __call__(self, rows: Sequence[ValidRow]) -> list[ValidRow | Objection]:
        """Return each row, without what is not one's own to say, or why it is not taken."""
        # No other import may give a new name to somebody else before this one has written.
        organisation_queries.lock_names(self._session)
        bodies = self._bodies(rows)
        taken = self._records_of_others(rows)
        return [self._judged(row, bodies, taken) for row in rows]

    def _judged(
        self, row: ValidRow, bodies: Mapping["_Named", Organisation | None], taken: set[str]
    ) -> ValidRow | Objection:
        owners = [bodies[named] for named in _owners(row)]
        cities = {body.city_code for body in owners if body is not None}
        if owners[0] is None:
            cities.add(row.extra.get("city_code"))
        found = frozenset(body.id or 0 for body in owners if body is not None)
        if not self._limit.admits(Owned(frozenset(city for city in cities if city), found)):
            return self._foreign
        if row.key in taken:
            return _TAKEN
        first = owners[0]
        if row.extra and first is not None and not self._limit.admits(_owned(first)):
            # Of the partner who owns it first, nothing is said in its stead.
            return replace(row, extra={}, cells_digest=b"")
        return row

    def _bodies(self, rows: Sequence[ValidRow]) -> dict["_Named", Organisation | None]:
        """Return the organisation of every owner as a row gives it, None for a new one."""
        named = list(dict.fromkeys(one for row in rows for one in _owners(row)))
        ids = organisation_queries.ids_of_keys(self._session, {org_key(one.name) for one in named})
        found: dict[_Named, Organisation | None] = {}
        for one in named:
            known = ids.get(org_key(one.name)) or self._same(one)
            found[one] = (
                None if known is None else organisation_queries.get_survivor(self._session, known)
            )
        return found

    def _same(self, named: "_Named") -> int | None:
        """Return the organisation that an import would take a new spelling for."""
        org_type = guess_org_type(named.name)
        if org_type is OrgType.INDIVIDUAL:
            return None
        if self._directory is None:
            self._directory = CandidateIndex()
            for known, identity in organisation_queries.identities(self._session).items():
                self._directory.add(known, identity)
        given = OrgIdentity(named.name, named.uscc, named.city_code, org_type)
        compared = compare_with(self._directory, given)
        return next((known for said, known in compared if said.verdict is Verdict.SAME), None)

    def _records_of_others(self, rows: Sequence[ValidRow]) -> set[str]:
        """Return the keys of rows whose records are there and others'.

        Know-how, products and firms of a list are known by their owner: never another's.
        """
        keys = [row.key for row in rows]
        if self._kind is ImportKind.PATENTS:
            return set(self._not_ours(self._patents(keys)))
        if self._kind is ImportKind.DEMANDS:
            return set(self._not_ours(self._demands(keys)))
        return set()

    def _not_ours(self, owned: Mapping[str, Owned]) -> Iterable[str]:
        return (key for key, owners in owned.items() if not self._limit.admits(owners))

    def _patents(self, keys: Sequence[str]) -> dict[str, Owned]:
        known = patent_queries.by_numbers(self._session, keys)
        ids = [patent.id or 0 for patent in known.values()]
        owners = patent_queries.owner_ids(self._session, ids)
        return {
            key: self._owned(patent.city_code, owners.get(patent.id or 0, ()))
            for key, patent in known.items()
        }

    def _demands(self, keys: Sequence[str]) -> dict[str, Owned]:
        known = demand_queries.by_keys(self._session, keys)
        return {
            key: self._owned(demand.city_code, (demand.organisation_id,))
            for key, demand in known.items()
        }

    def _owned(self, city_code: str | None, owners: Iterable[int]) -> Owned:
        bodies = [organisation_queries.get_survivor(self._session, one) for one in owners]
        return Owned(city_of_record(city_code, bodies), frozenset(body.id or 0 for body in bodies))


@dataclass(frozen=True, slots=True)
class _Named:
    """An owner as a row gives it; code and city are those of the first one only."""

    name: str
    uscc: str | None = None
    city_code: str | None = None


def _owners(row: ValidRow) -> list[_Named]:
    first, *others = row.owners
    given = row.extra
    return [
        _Named(first, given.get("uscc"), given.get("city_code")),
        *(_Named(name) for name in others),
    ]


def _owned(body: Organisation) -> Owned:
    return Owned(city_of_record(None, [body]), frozenset({body.id or 0}))


def _foreign_words(word: str, limit: RowLimit) -> tuple[str, str]:
    """Return what is wrong with a row of others, and what is to be done."""
    if limit.city_code is not None:
        return (
            f"{word}不是本市的单位",
            "请删去这一行，或交给其所在市州导入；新单位请写明市州，"
            "已登记而没有市州的单位请联系省级组织者补登",
        )
    return (
        f"{word}不是本单位",
        "请删去这一行；单位名称写法与登记的不同时，请改用登记的名称",
    )
