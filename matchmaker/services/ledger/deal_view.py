"""What is told of a contract beside its fields: who reported it, and what of it they told."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import snapshot
from matchmaker.services.kept_records.words import FIELDS, Teller
from matchmaker.services.ledger.deals import DIFFERING, Reported
from models.ledger import Deal, DealReport
from models.queries import ledger as ledger_queries


@dataclass(frozen=True)
class ReportView:
    """A report; number: 1 for the first; lines: field, as it stands, as it was said here."""

    number: int
    city: str
    actor: str
    reported_at: datetime
    lines: tuple[tuple[str, str, str], ...]


def view_reports(session: Session, deal: Deal) -> list[ReportView]:
    """Return who reported a contract, the first one first, and what they said otherwise."""
    reports = _reports(session, deal)
    stands = _stands(session, deal)
    teller = Teller(session, ())
    return [
        ReportView(
            number,
            city_name(one.city_code),
            one.actor,
            one.reported_at,
            # What a report leaves empty is not told otherwise.
            teller.lines(stands, {name: one.said[name] for name in DIFFERING if one.said[name]}),
        )
        for number, one in enumerate(reports, start=1)
    ]


def tell_reported(session: Session, reported: Reported) -> str:
    """Return what is said to whoever has just reported a contract."""
    deal = reported.deal
    if reported.made:
        return f"已登记为第 {deal.id} 号{'合同' if deal.kind.is_contract else '意向'}"
    reports = _reports(session, deal)
    first, last = reports[0], reports[-1]
    day = first.reported_at.astimezone(CHINA).date()
    said = (
        f"第 {deal.id} 号合同已由{city_name(first.city_code)}于 {day} 登记，"
        f"本次作为第 {len(reports)} 次报送附在其后，不重复计数"
    )
    if not reported.differs:
        return said
    stands, teller = _stands(session, deal), Teller(session, ())
    differs = "；".join(
        f"{FIELDS[name]}与已登记的不同：已登记 {teller.tell(name, stands[name])}，"
        f"本次 {teller.tell(name, last.said[name])}"
        for name in reported.differs
    )
    return f"{said}；{differs}。请核对"


def _reports(session: Session, deal: Deal) -> list[DealReport]:
    return ledger_queries.reports_of(session, [deal.id or 0]).get(deal.id or 0, [])


def _stands(session: Session, deal: Deal) -> dict[str, object]:
    patents = ledger_queries.patents_of(session, [deal.id or 0]).get(deal.id or 0, [])
    return snapshot(deal, tuple(one.number for one in patents))
