"""The ledger of the world: on each side an activity, a contract, what proves it, a listed firm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from matchmaker.jobs.evidence import receive_evidence
from matchmaker.services.ledger.activities import ActivityWords, record_activity
from matchmaker.services.ledger.deal_words import DealWords
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.words import PlannedActivity, SubmissionWords
from matchmaker.settings import Settings
from models.finance_demand import FinanceDemand
from models.finance_enums import FinanceKind
from models.kept_record import RecordKind
from models.ledger_enums import ActivityKind, DealKind
from models.session import make_session
from models.submission_enums import SubmissionKind
from models.values.region import get_city
from models.white_list import WhiteListBatch, WhiteListEntry
from tests.factories import number

PDF = b"%PDF-1.7\n"
PLANNED = SubmissionWords(
    figures={"visits": 2},
    activities=(PlannedActivity(ActivityKind.VISIT, "6月", "走访企业"),),
)
STATED = SubmissionWords(figures={"visits": 1}, counted_until=date(2024, 5, 5))


@dataclass(frozen=True)
class Ledger:
    """Ids and revisions by side; file: of the activity; listed: a firm of the white list.

    finance: a finance demand; plan, report: revisions; batch, batch_revision: of the white list,
    which both sides share.
    """

    activity: dict[str, int]
    activity_revision: dict[str, int]
    deal: dict[str, int]
    deal_revision: dict[str, int]
    file: dict[str, int]
    listed: dict[str, int]
    listed_revision: dict[str, int]
    finance: dict[str, int]
    finance_revision: dict[str, int]
    plan: dict[str, int]
    report: dict[str, int]
    batch: int = 0
    batch_revision: int = 0


def fill_ledger(
    engine: Engine,
    settings: Settings,
    named: Mapping[str, tuple[str, str, str]],
    by: Author,
) -> Ledger:
    """Record on each side what its city has; named: side → city, university, firm."""
    batch = _publish(engine, by)
    sides: list[dict[str, int]] = [{} for _ in range(11)]
    ledger = Ledger(*sides, batch.id or 0, batch.revision or 0)
    day = date(2024, 4, 1)
    for serial, (side, (city, university, firm)) in enumerate(named.items(), start=1):
        code = get_city(city).code
        words = ActivityWords(ActivityKind.BRIEFING, f"{city}宣讲", code, day, heads=30)
        deal = DealWords(
            kind=DealKind.ASSIGNMENT,
            giver=university,
            giver_city=city,
            taker=firm,
            taker_city=city,
            patents=(number(f"20211000009{serial}"),),
            signed_on=day,
        )
        with make_session(engine) as session:
            made = record_activity(session, words, by)
            contract = record_deal(session, deal, code, by).deal
            listed = WhiteListEntry(
                batch_id=ledger.batch,
                key=side,
                organisation_id=get_by_name(session, firm).id or 0,
                firm_name=firm,
                city_code=code,
                actor=by.actor,
                recorded_at=by.at,
            )
            session.add(listed)
            asked = FinanceDemand(
                organisation_id=listed.organisation_id,
                kind=FinanceKind.EQUITY,
                amount_cny=1_000_000,
                purpose="扩产",
                actor=by.actor,
                made_at=by.at,
                changed_at=by.at,
            )
            session.add(asked)
            session.commit()
            ledger.finance[side] = asked.id or 0
            ledger.finance_revision[side] = asked.revision or 0
            ledger.listed[side], ledger.listed_revision[side] = listed.id or 0, listed.revision or 0
            plan = keep.save(session, Place(SubmissionKind.PLAN, 2024, code), 0, PLANNED, by)
            report = Place(SubmissionKind.REPORT, 2024, code)
            stated = keep.save(session, report, 0, STATED, by)
            stated = keep.send(session, report, stated.revision or 0, by)
            session.commit()
            ledger.plan[side], ledger.report[side] = plan.revision or 0, stated.revision or 0
            ledger.activity[side], ledger.deal[side] = made.id or 0, contract.id or 0
            ledger.activity_revision[side] = made.revision or 0
            ledger.deal_revision[side] = contract.revision or 0
        record = RecordKind.ACTIVITY, ledger.activity[side]
        sent = "签到表.pdf", [PDF + side.encode()]
        ledger.file[side] = receive_evidence(engine, settings, record, sent, by).id or 0
    return ledger


def _publish(engine: Engine, by: Author) -> WhiteListBatch:
    with make_session(engine) as session:
        batch = WhiteListBatch(
            year=2024, number=1, listed_on=date(2024, 3, 1), actor=by.actor, recorded_at=by.at
        )
        session.add(batch)
        session.commit()
        session.refresh(batch)
        return batch
