"""What people leave behind in a loaded sample, so that there is a record for every page."""

from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.access.viewer import person
from matchmaker.jobs.evidence import receive_evidence
from matchmaker.jobs.uploads import Parcel, receive_upload
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.chain_places import place_records
from matchmaker.services.edits import get_patent
from matchmaker.services.feedback import Speaker
from matchmaker.services.halls import HallSettings, save_hall
from matchmaker.services.improvements import ImprovementWords, request_improvement
from matchmaker.services.industry_editions import (
    ListChange,
    edition_in_force,
    industries_in_force,
    put_in_force,
)
from matchmaker.services.industry_words import with_industry, write_industry
from matchmaker.services.ledger.activities import ActivityWords, record_activity
from matchmaker.services.ledger.deal_words import DealWords
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting, acting
from matchmaker.services.listings import ListingWords, propose
from matchmaker.services.open_licence_uses import ask_to_use
from matchmaker.services.open_licence_words import ANSWERS
from matchmaker.services.open_licences import Declaration, Move, declare
from matchmaker.services.open_licences import move as move_licence
from matchmaker.services.participants import answer, get_participant, invite_one
from matchmaker.services.privacy_requests import Asked, receive_request
from matchmaker.services.products import ProductMove, ProductWords, move, tell_new
from matchmaker.services.timetables import plan_timetable, publish
from matchmaker.services.uploads import Sender
from matchmaker.services.work import WorkRequest, cancel, submit
from matchmaker.settings import Settings
from models.account_enums import Role
from models.demand import Demand
from models.enums import ImportKind, LicenceKind
from models.kept_record import RecordKind
from models.ledger import BaseFigure
from models.ledger_enums import ActivityKind, DealKind
from models.licence_enums import OpenLicenceAct
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult, ParticipantStatus, Side
from models.privacy_enums import RequestKind
from models.product_enums import PatentRole, ProductAct
from models.queries import base_figures
from models.queries import events as event_queries
from models.session import make_session
from models.values.dates import months_after
from models.values.region import HUBEI_CITIES
from models.work import WorkKind
from scripts.serving.cases import choose_cases
from scripts.serving.entry import Entry, first_entry
from scripts.serving.finance import ask_for_finance, publish_white_list
from scripts.serving.firms import show_firms
from scripts.serving.public_services import add_public_services
from scripts.serving.requests import ask_the_province
from scripts.serving.somebody import PERSON, on_behalf_of
from scripts.serving.submissions import hand_in_plans
from scripts.serving.visits import BASE_YEAR, MEETING

# One row that can be loaded, and one without a number.
SHEET = """申请号,专利名称,申请人,摘要
202110009901.7,一种轧辊激光熔覆喷嘴,{owner},用于轧辊修复。
,一种阀门,{owner},开关。
"""
HALL = HallSettings(
    starts_at=time(9),
    minutes_per_slot=20,
    pause_minutes=5,
    slot_count=4,
    breaks=(),
    tables=("A区", "A区"),
    walk_minutes=0,
    allowed_groups=(),
    most_meetings=4,
)


def with_records(engine: Engine, settings: Settings, entry: Entry, now: datetime) -> Entry:
    """Add one record of each kind that a page is about; return the entry with their names.

    Raises LookupError where no demand of the firm names a contact.
    """
    by = Author(PERSON, now)
    with make_session(engine) as session:
        names = {
            **_ask_about_data(session, entry, by),
            "improvement": str(_ask_for_better(session, entry, by)),
            "proposal": str(_propose(session, entry, by)),
            **_keep_ledger(session, entry, by),
            **publish_white_list(session, entry, by),
            **add_public_services(session, by),
            "request": str(ask_the_province(session, by)),
            "licence": str(_license(session, entry, by)),
            "product": str(_tell_of_products(session, entry, by)),
            "work": str(_cancelled_work(session, now)),
            "token": _plan_meeting(session, now),
        }
        names["finance"] = str(ask_for_finance(session, entry, by))
        names |= choose_cases(session, entry, by)
        _hand_in_last_year(session, by)
        place_records(session, now)
        show_firms(session, entry, by)
        hand_in_plans(session, by)
        # Last, since whoever writes into the audit log keeps others from doing so.
        _name_industry(session, by)
        session.commit()
    sheet = SHEET.format(owner=entry.institution.name).encode()
    senders = {
        "office": Sender("组织者"),
        "own": Sender("科研处", organisation_id=entry.institution.id),
    }
    for side, sender in senders.items():
        parcel = Parcel(ImportKind.PATENTS, "专利清单.csv", sender, [sheet])
        names[f"{side}_upload"] = str(receive_upload(engine, settings, parcel, now).id)
    record = RecordKind.ACTIVITY, int(names["activity"])
    receive_evidence(engine, settings, record, ("签到表.pdf", [b"%PDF-1.7"]), by)
    return replace(entry, names={**entry.names, **names})


def _ask_about_data(session: Session, entry: Entry, by: Author) -> dict[str, str]:
    """Have whom the firm's demand names ask about their own data; return the ids by kind."""
    firm = entry.enterprise.id
    contact = session.exec(
        select(Demand.contact_name).where(Demand.organisation_id == firm, Demand.contact_name != "")
    ).first()
    if contact is None:
        raise LookupError(f"no demand of {entry.enterprise.name} names a contact")
    return {
        kind.value: str(receive_request(session, Asked(firm, kind, contact), by).id)
        for kind in (RequestKind.CORRECTION, RequestKind.ERASURE)
    }


def _keep_ledger(session: Session, entry: Entry, by: Author) -> dict[str, str]:
    """Record an activity, a contract that two cities report otherwise, and one that is signed."""
    today = by.at.date()
    activity = record_activity(
        session,
        ActivityWords(
            ActivityKind.DOCKING,
            "高校专利进企业对接会",
            "420100",
            today,
            heads=86,
            counts={"docking_firms": 32, "intents": 5, "intent_amount": 12_800_000},
        ),
        by,
    )
    words = DealWords(
        kind=DealKind.LICENCE,
        licence_kind=LicenceKind.ORDINARY,
        giver=entry.institution.name,
        giver_city="武汉",
        taker=entry.enterprise.name,
        taker_city="宜昌",
        patents=(entry.names["patent"],),
        amount_cny=500_000,
        signed_on=today,
        registered_on=today,
    )
    deal = record_deal(session, words, "420100", by).deal
    record_deal(session, replace(words, amount_cny=600_000), "420500", by)
    pair = first_entry(session, MEETING)
    session.add(
        MeetingOutcome(
            event_id=event_queries.get_event(session, MEETING).id or 0,
            enterprise_id=pair.enterprise.id,
            institution_id=pair.institution.id,
            held=True,
            result=OutcomeResult.CONTRACT,
            amount_cny=800_000,
            actor=by.actor,
            recorded_at=by.at,
        )
    )
    return {"activity": str(activity.id), "deal": str(deal.id)}


def _ask_for_better(session: Session, entry: Entry, by: Author) -> int:
    demand, patent = f"#{entry.names['demand']}", entry.names["patent"]
    words = ImprovementWords(patent, (DeclineReason.PRICE,), demand)
    asked = request_improvement(session, Speaker(entry.enterprise.id, by), words)
    return asked.request.id or 0


def _propose(session: Session, entry: Entry, by: Author) -> int:
    position = Position(Role.INSTITUTION_MEMBER, entry.institution.id)
    account, _ = add_account(session, NewAccount("lister", PERSON, position), by)
    account.must_change = False
    who = acting(session, account_viewer(session, account), by)
    words = ListingWords(entry.names["patent"], {"price": "30万元"})
    return propose(session, who, words).id or 0


def _name_industry(session: Session, by: Author) -> None:
    """Give the ninth industry another name that sheets may use, so that there is a history."""
    slug = "ninth"
    listed = industries_in_force(session)
    typed = write_industry(listed, slug)
    words = {**typed.words, "aliases": f"{typed.words['aliases']}、低空产业"}
    _, industries = with_industry(listed, replace(typed, words=words))
    change = ListChange(edition_in_force(session), industries, "企业常用的说法", by.at.date())
    put_in_force(session, change, by)


def _license(session: Session, entry: Entry, by: Author) -> int:
    """Have the patent licensed openly, and the firm ask to use it; return the declaration."""
    member = on_behalf_of(Role.UNIVERSITY_REVIEWER, entry.institution)
    firm = on_behalf_of(Role.ENTERPRISE_MEMBER, entry.enterprise)
    patent = get_patent(session, entry.names["patent"])
    said = Declaration(
        fee="入门费 2万元，另按净销售额 3% 提成",
        term_from=by.at.date(),
        term_until=months_after(by.at.date(), 36),
        other_terms="许可在中国境内制造、使用和销售。",
        contact_name=PERSON,
        contact_phone="13812345678",
        evaluation_report="W2024001",
        answers=dict.fromkeys(ANSWERS, True),
    )
    licence = declare(session, Acting(member, by), patent.display_number, said)
    for act in (OpenLicenceAct.SUBMITTED, OpenLicenceAct.ANNOUNCED):
        move_licence(
            session, Acting(member, by), licence.id or 0, Move(act, by.at.date(), "KX2024-17")
        )
    ask_to_use(session, Acting(firm, by), patent.display_number, "想用在轧辊修复上")
    return licence.id or 0


def _tell_of_products(session: Session, entry: Entry, by: Author) -> int:
    """Have the firm tell of three products, one of them filed; return a draft with faults."""
    firm = Acting(on_behalf_of(Role.ENTERPRISE_MEMBER, entry.enterprise), by)
    year = by.at.year - 1
    number = get_patent(session, entry.names["patent"]).application_number
    whole = ProductWords(
        name="激光熔覆轧辊",
        year=year,
        description="用于热轧机的复合轧辊，辊面由激光熔覆而成，寿命比普通轧辊长一倍。",
        industry="高端装备",
        output_cny=86_000_000,
        sales_cny=81_500_000,
        firm_sales_cny=420_000_000,
        contact_name=PERSON,
        contact_phone="13812345678",
        patents={number: PatentRole.CORE},
    )
    flawed = replace(whole, name="耐磨辊套", output_cny=860, firm_sales_cny=81, description="")
    office = Acting(person(0, PERSON, Role.PROVINCIAL_ORGANISER), by)
    filed = tell_new(session, firm, entry.enterprise.id, whole).id or 0
    handed_in = replace(whole, name="熔覆修复服务包")
    for product in (filed, tell_new(session, firm, entry.enterprise.id, handed_in).id or 0):
        move(session, firm, product, ProductMove(ProductAct.SUBMITTED))
    move(session, office, filed, ProductMove(ProductAct.FILED, by.at.date(), "CP2026-0012"))
    return tell_new(session, firm, entry.enterprise.id, flawed).id or 0


def _cancelled_work(session: Session, now: datetime) -> int:
    work = submit(session, WorkRequest(WorkKind.INDEX, {}, PERSON), now)
    cancel(session, session, work.id or 0, now)
    return work.id or 0


def _plan_meeting(session: Session, now: datetime) -> str:
    """Have the first pair of an event's list meet there; return the token of the firm's card."""
    event = event_queries.get_event(session, MEETING)
    pair = first_entry(session, MEETING)
    save_hall(session, event, HALL)
    for body, side in ((pair.enterprise, Side.ENTERPRISE), (pair.institution, Side.INSTITUTION)):
        invite_one(session, event, body.name, side, now)
        participant = get_participant(session, event, body.name, side)
        answer(session, participant, ParticipantStatus.CONFIRMED, now)
    publish(session, event, plan_timetable(session, event, PERSON, now).version, now)
    return get_participant(session, event, pair.enterprise.name, Side.ENTERPRISE).token


def _hand_in_last_year(session: Session, by: Author) -> None:
    """Let two figures of each city's months of a year be known."""
    figures = [
        BaseFigure(
            year=BASE_YEAR,
            month=month,
            city_code=city.code,
            indicator=slug,
            value=month * scale,
            actor=by.actor,
            recorded_at=by.at,
        )
        for city in HUBEI_CITIES
        for slug, scale in (("visits", 1), ("pledge_amount", 1_234_500))
        for month in range(1, 13)
    ]
    base_figures.add_figures(session, figures)
