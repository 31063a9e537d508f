"""Patents that owners offer, as rows for another platform; contacts and what is unsure left out."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session

from matchmaker.exchange.fields import NO, YES, Amount, Row
from matchmaker.services.exchange.request import SheetRequest, bodies
from matchmaker.services.industry_editions import industries_in_force
from models.enums import RecordKind
from models.patent import Patent
from models.queries import exchange as exchange_queries
from models.queries import industries as industry_queries
from models.queries.exchange import OfferedFilter
from models.values.legal_status import LegalState
from models.values.region import find_region
from models.values.transfer_mode import TransferMode

ROWS_AT_ONCE = 500
_YES_OR_NO: Mapping[bool | None, str] = {None: "", True: YES, False: NO}
_AS_THEY_STAND = (
    "publication_number",
    "title",
    "abstract",
    "first_claim",
    "effect",
    "department",
    "address",
    "filing_date",
    "publication_date",
    "grant_date",
    "expiry_date",
    "classification_main",
    "industry_text",
    "scenario",
    "implementation_text",
    "open_licence_text",
    "open_licence_fee",
    "open_licence_term",
    "open_licence_scope",
    "claim_count",
    "family_size",
    "cited_by_count",
    "value_text",
    "value_source",
)
_SEVERAL = ("keywords", "inventors", "classifications", "cpc")


class OfferedPatents:
    """The patents of a request that are offered on a day; some hundred are in memory."""

    def __init__(self, session: Session, request: SheetRequest, today: date) -> None:
        self._session = session
        self._wanted = OfferedFilter(
            today, request.city_code, request.industry, bodies(session, request.organisation_id)
        )
        self._industries = industries_in_force(session).names
        self.left_out = 0
        self.total = exchange_queries.count_offered(session, self._wanted)

    def rows(self) -> Iterator[Row]:
        """Yield the rows by the ids of the patents."""
        after = 0
        while True:
            found = exchange_queries.page_offered(self._session, self._wanted, after, ROWS_AT_ONCE)
            if not found:
                return
            after = found[-1].id or 0
            ids = [patent.id or 0 for patent in found]
            owners = exchange_queries.owners_of(self._session, ids)
            tags = industry_queries.stored_tags(self._session, RecordKind.PATENT, ids)
            for patent in found:
                of_patent = tags.get(patent.id or 0, {})
                names = tuple(name for slug, name in self._industries.items() if slug in of_patent)
                yield _row(patent, owners.get(patent.id or 0, []), names)
            self._session.expunge_all()


def _row(patent: Patent, owners: list[tuple[str, str, str]], industries: tuple[str, ...]) -> Row:
    _, uscc, district = owners[0] if owners else ("", "", "")
    region = find_region(patent.city_code) if patent.city_code else None
    state = patent.legal_state
    known = "" if state is LegalState.UNKNOWN else state.label
    return {
        **{name: getattr(patent, name) for name in _AS_THEY_STAND},
        **{name: tuple(getattr(patent, name)) for name in _SEVERAL},
        "application_number": patent.display_number,
        "kind": patent.kind.label,
        "owners": tuple(name for name, _, _ in owners),
        "owner_uscc": uscc,
        "city": region.name if region else "",
        "district": district,
        "industries": industries,
        "legal_text": patent.legal_text or known,
        "legal_state": state.label,
        "licence_kind": patent.licence_kind.label if patent.licence_kind else "",
        "maturity": patent.maturity_text,
        "transfer_modes": tuple(TransferMode(mode).label for mode in patent.transfer_modes),
        "price": Amount(patent.price_low_cny, patent.price_high_cny, patent.price_negotiable),
        "state_funded": _YES_OR_NO[patent.state_funded],
    }
