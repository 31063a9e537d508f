"""Contracts of the ledger as rows for another platform; remarks and void ones left out."""

from collections.abc import Iterator

from sqlmodel import Session

from matchmaker.exchange.fields import Amount, Row
from matchmaker.services.exchange.request import SheetRequest, bodies
from models.ledger import Deal, DealPatent
from models.queries import event_figures
from models.queries import ledger as ledger_queries
from models.queries.ledger import DealFilter
from models.values.region import find_region

ROWS_AT_ONCE = 500


class LedgerDeals:
    """The contracts and intents of a request, those recorded last first."""

    total = None
    left_out = 0

    def __init__(self, session: Session, request: SheetRequest) -> None:
        self._session = session
        self._wanted = DealFilter(city_code=request.city_code)
        self._bodies = bodies(session, request.organisation_id)

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        before = None
        while True:
            found = ledger_queries.page_deals(self._session, self._wanted, before, ROWS_AT_ONCE)
            if not found:
                return
            before = found[-1].id
            shown = [deal for deal in found if self._is_wanted(deal)]
            patents = ledger_queries.patents_of(self._session, [one.id or 0 for one in shown])
            events = event_figures.event_names(
                self._session, {one.event_id for one in shown if one.event_id is not None}
            )
            for deal in shown:
                yield _row(deal, patents.get(deal.id or 0, []), events.get(deal.event_id or 0, ""))
            self._session.expunge_all()

    def _is_wanted(self, deal: Deal) -> bool:
        return self._bodies is None or not self._bodies.isdisjoint(
            {deal.giver_id, deal.taker_id} - {None}
        )


def _row(deal: Deal, patents: list[DealPatent], event: str) -> Row:
    return {
        "kind": deal.kind.label,
        "licence_kind": deal.licence_kind.label if deal.licence_kind else "",
        "title": deal.title,
        "giver": deal.giver_name,
        "giver_city": _city(deal.giver_city),
        "taker": deal.taker_name,
        "taker_city": _city(deal.taker_city),
        "patent_numbers": tuple(one.number for one in patents),
        "patent_titles": tuple(one.title for one in patents if one.title),
        "patent_count": len(patents),
        "amount": Amount(deal.amount_cny, deal.amount_cny),
        "signed_on": deal.signed_on,
        "registered_on": deal.registered_on,
        "number": deal.number,
        "event": event,
    }


def _city(code: str | None) -> str:
    region = find_region(code) if code else None
    return region.name if region else ""
