"""A province of two cities, in each a university, a firm and an event, and people of every role.

Ours are those of Wuhan, theirs those of Shiyan; whoever belongs to a city or an organisation
belongs to ours.
"""

import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matchmaker.jobs.database import database
from matchmaker.jobs.secret_file import load_secret
from matchmaker.jobs.uploads import Parcel, receive_upload
from matchmaker.jobs.webhook_sending import check_address
from matchmaker.services.accounts.registration import Registration, register
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import Client, open_session
from matchmaker.services.accounts.tokens import NewToken, add_token
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.consents import agree_to_pair
from matchmaker.services.demand_edits import add_demand, edit_demand
from matchmaker.services.edits import edit_patent
from matchmaker.services.feedback import Speaker
from matchmaker.services.improvements import ImprovementWords, request_improvement
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting
from matchmaker.services.listings import ListingWords, propose
from matchmaker.services.privacy_requests import Asked, receive_request
from matchmaker.services.service_secret import ServiceSecret
from matchmaker.services.uploads import Sender
from matchmaker.services.webhooks import WebhookTerms, allow_webhook, send_test
from matchmaker.services.work import WorkRequest, cancel, submit
from matchmaker.settings import Settings
from models.account_enums import Role
from models.demand import Demand
from models.enums import ImportKind
from models.meeting_enums import DeclineReason, Side
from models.organisation import Organisation
from models.patent import Patent
from models.privacy_enums import RequestKind
from models.queries import accounts as account_queries
from models.session import make_engine, make_session
from models.webhook import WebhookDelivery, WebhookTopic
from models.work import WorkKind
from tests.conftest import NOW
from tests.factories import PATENTS, number, write_csv, write_patents
from tests.lines import make_line
from tests.matchmaker.services.accounts.cases import PASSWORD, STORED
from tests.matchmaker.services.licence_cases import license_openly
from tests.matchmaker.services.product_cases import tell_of_product
from tests.matchmaker.web.matrix.campaign_world import Campaign, fill_campaign
from tests.matchmaker.web.matrix.case_world import Cases, fill_cases
from tests.matchmaker.web.matrix.events_file import EVENTS
from tests.matchmaker.web.matrix.firm_world import fill_firm_lists
from tests.matchmaker.web.matrix.ledger_world import Ledger, fill_ledger
from tests.matchmaker.web.matrix.organisation_world import add_doubt, merge_two
from tests.matchmaker.web.matrix.request_world import Requests, fill_requests
from tests.matchmaker.web.matrix.services_world import PublicServices, fill_services

# All roles ask from one address, and its clock stands still: no allowance is ever filled again.
UNLIMITED = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
GUEST, PROGRAM = "guest", "program"
WHO = (*(role.value for role in Role), PROGRAM, GUEST)
OURS, THEIRS = "ours", "theirs"
SIDES = (OURS, THEIRS)
BY = Author("测试", NOW)
HERE = Client("10.0.0.7", "测试浏览器")

UNIVERSITY = {OURS: "武汉科技大学", THEIRS: "湖北汽车工业学院"}
FIRM = {OURS: "武汉轧机制造有限公司", THEIRS: "十堰电池有限公司"}
PATENT = {OURS: number(PATENTS[0][1]), THEIRS: number(PATENTS[3][1])}
DEMAND = {OURS: "X-1", THEIRS: "X-2"}
EVENT = {OURS: "wuhan", THEIRS: "roadshow", "province": "docking"}
ROADSHOW = {OURS: "wuhan-show", THEIRS: "roadshow"}
CHAIN = {OURS: "wuhan-chain", THEIRS: "shiyan-chain"}
CITY = {OURS: "武汉", THEIRS: "十堰"}

# Of the demands that not everybody may read: a word of the text and a telephone of their own.
NAMED, HIDDEN = "定向", "不公开"
CANARIES = {
    (NAMED, OURS): ("鹡鸰", "13911110001"),
    (NAMED, THEIRS): ("鸬鹚", "13911110002"),
    (HIDDEN, OURS): ("鸲鹆", "13911110003"),
    (HIDDEN, THEIRS): ("鹧鸪", "13911110004"),
}

# A sheet to be sent; what follows its end is another row, which is refused.
SHEET = f"申请号,专利名称,申请人\n{number('202110000077')},一种阀门,{UNIVERSITY[OURS]}\n"
DEMAND_HEADERS = ("技术需求编号", "企业名称", "市州", "技术需求名称", "主要问题", "公开范围")
DEMANDS = (
    ("X-1", FIRM[OURS], "武汉", "轧辊裂纹修复", "轧辊用久了表面开裂，想用激光修好。", "公开"),
    ("X-2", FIRM[THEIRS], "十堰", "电池包热失控预警", "电池包热失控之前没有提示。", "公开"),
)


@dataclass(frozen=True)
class World:
    """A filled database, to be copied for each request, and what opens its doors.

    cookies: who → session token; waiting: account that waits for approval, improvement: what the
    firm asks of the university, listing: what a member of it proposes for the review of the
    university, licence: an open one of it that is announced, product: a draft of the firm, by
    side; named, hidden: demands of those levels;
    privacy_request: of a person who wants to be erased, copy_request and correction_request: who
    wants something else; doubtful: a pair of firms to be decided; merge: of two records;
    delivery: of webhook, which waits; work: ended, so that following it comes to an end.
    """

    settings: Settings
    path: Path
    cookies: dict[str, str]
    secret: str
    organisation: dict[str, int]
    firm: dict[str, int]
    patent: dict[str, int]
    demand: dict[str, int]
    named: dict[str, int]
    hidden: dict[str, int]
    doubtful: int
    merge: int
    waiting: dict[str, int]
    members: dict[str, int]
    program_id: int
    webhook: int
    delivery: int
    work: dict[str, int]
    improvement: dict[str, int]
    listing: dict[str, int]
    licence: dict[str, int]
    product: dict[str, int]
    upload: dict[str, int]
    removable: dict[str, int]
    privacy_request: dict[str, int]
    copy_request: dict[str, int]
    correction_request: dict[str, int]
    campaign: Campaign
    ledger: Ledger
    services: PublicServices
    cases: Cases
    requests: Requests

    def copy(self) -> Engine:
        """Return the engine of a copy of the database, which is made afresh."""
        target = self.path.with_name("copy.db")
        for leftover in target.parent.glob("copy.*"):
            leftover.unlink()
        shutil.copy(self.path, target)
        return copy_engine(f"sqlite:///{target}")


@cache
def copy_engine(url: str) -> Engine:
    """Return the engine of an address, which keeps no connection but what it has compiled."""
    return make_engine(url)


def make_world(folder: Path) -> World:
    """Fill a database; everybody has signed in."""
    settings = Settings(data_dir=folder / "data", database_url="", **UNLIMITED)
    (folder / "campaign.toml").write_text(EVENTS, encoding="utf-8")
    make_line(
        settings,
        write_patents(folder / "p.csv"),
        write_csv(folder / "d.csv", DEMAND_HEADERS, DEMANDS),
        folder / "campaign.toml",
    )
    slugs = {side: EVENT[side] for side in SIDES}
    with database(settings) as engine:
        campaign = fill_campaign(
            engine, settings, (slugs, tuple(ROADSHOW.values())), (FIRM, UNIVERSITY)
        )
        named = {side: (CITY[side], UNIVERSITY[side], FIRM[side]) for side in SIDES}
        ledger = fill_ledger(engine, settings, named, BY)
        services = fill_services(engine, settings, CITY, BY)
        requests = fill_requests(engine, CITY, BY)
        fill_firm_lists(engine, CHAIN, FIRM, BY)
    with database(settings) as engine, make_session(engine) as session:
        body = dict(session.exec(select(Organisation.name, Organisation.id)).all())
        university = {side: body[name] or 0 for side, name in UNIVERSITY.items()}
        firm = {side: body[name] or 0 for side, name in FIRM.items()}
        waiting = {side: _register(session, side) for side in SIDES}
        members = {side: _add_member(session, side, firm[side]) for side in SIDES}
        cookies = {role.value: _enter(session, role, university[OURS], firm[OURS]) for role in Role}
        scopes = ["patent:read", "demand:read", "event:read", "recommend:patents"]
        token, secret = add_token(session, NewToken("测试程序", scopes, 30), BY)
        delivery = _add_webhook(session, load_secret(settings))
        world = World(
            settings=settings,
            path=settings.data_dir / "matchmaker.db",
            cookies=cookies,
            secret=secret,
            organisation=university,
            firm=firm,
            patent={side: _patent(session, PATENT[side]) for side in SIDES},
            demand={side: _demand(session, DEMAND[side]) for side in SIDES},
            named={side: _add_demand(session, side, firm[side], NAMED) for side in SIDES},
            hidden={side: _add_demand(session, side, firm[side], HIDDEN) for side in SIDES},
            doubtful=add_doubt(session, firm[OURS], firm[THEIRS]),
            merge=merge_two(session, BY),
            waiting=waiting,
            members=members,
            program_id=token.id or 0,
            webhook=delivery.webhook_id,
            delivery=delivery.id or 0,
            work=_work(session, members[THEIRS]),
            improvement={side: _ask(session, side, firm[side]) for side in SIDES},
            listing={side: _list(session, side, university[side]) for side in SIDES},
            licence={
                side: license_openly(session, _patent(session, PATENT[side]), university[side])
                for side in SIDES
            },
            product={side: tell_of_product(session, firm[side]) for side in SIDES},
            upload={},
            removable={},
            privacy_request=_ask_of(session, firm, RequestKind.ERASURE),
            copy_request=_ask_of(session, firm, RequestKind.ACCESS),
            correction_request=_ask_of(session, firm, RequestKind.CORRECTION),
            campaign=campaign,
            ledger=ledger,
            services=services,
            cases=Cases(*({} for _ in range(7))),
            requests=requests,
        )
        _leave_contacts(session)
        session.commit()
        for side in SIDES:
            world.upload[side] = _send(engine, settings, university[side], SHEET + side)
            world.removable[side] = _send(engine, settings, university[side], SHEET + side * 2)
        world = replace(world, cases=fill_cases(engine, settings, CITY))
    with make_engine(settings.resolved_database_url).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return world


def _work(session: Session, other: int) -> dict[str, int]:
    """Add a piece of work that the city organiser has cancelled, and one that another has."""
    city = account_queries.find_account(session, Role.CITY_ORGANISER.value)
    assert city is not None
    asked = {OURS: city.id or 0, THEIRS: other}
    found = {}
    for side, account_id in asked.items():
        request = WorkRequest(WorkKind.INDEX, {}, "测试人", account_id)
        found[side] = submit(session, request, NOW).id or 0
        cancel(session, session, found[side], NOW)
    return found


def _send(engine: Engine, settings: Settings, organisation_id: int, sheet: str) -> int:
    sender = Sender("同事", organisation_id=organisation_id)
    parcel = Parcel(ImportKind.PATENTS, "专利.csv", sender, [sheet.encode()])
    return receive_upload(engine, settings, parcel, NOW).id or 0


def _enter(session: Session, role: Role, university: int, firm: int) -> str:
    position = Position(
        role,
        firm if role is Role.ENTERPRISE_MEMBER else university,
        CITY[OURS] if role is Role.CITY_ORGANISER else "",
        "机械学院" if role is Role.DEPARTMENT_REVIEWER else "",
    )
    if not role.is_of_organisation:
        position = Position(role, city=position.city)
    account, _ = add_account(session, NewAccount(role.value, "测试人", position), BY)
    account.password_hash, account.must_change = STORED, False
    return open_session(session, account, HERE, NOW)


def _add_demand(session: Session, side: str, firm: int, level: str) -> int:
    word, phone = CANARIES[level, side]
    cells = {
        "demand_number": level,
        "title": f"{word}的难题",
        "problem": f"轧辊裂纹{word}，电池热失控{word}。",
        "contact_phone": phone,
        "公开级别": level,
    }
    return add_demand(session, session.get_one(Organisation, firm), cells, BY).id or 0


def _add_webhook(session: Session, secret: ServiceSecret) -> WebhookDelivery:
    terms = WebhookTerms("https://10.20.0.9/hooks", [WebhookTopic.DEAL_RECORDED.value])
    webhook, _ = allow_webhook(session, terms, BY, check_address, secret)
    return send_test(session, webhook, BY)


def _leave_contacts(session: Session) -> None:
    """Write contacts into demands and patents; of our pair both sides let the other see them."""
    cells = {"contact_name": "张三", "contact_phone": "13800138000"}
    for side in SIDES:
        demand = session.get_one(Demand, _demand(session, DEMAND[side]))
        edit_demand(session, demand, cells, BY)
        edit_patent(session, PATENT[side], cells, BY.actor, BY.at)
    pair = _demand(session, DEMAND[OURS]), _patent(session, PATENT[OURS])
    for party in Side:
        agree_to_pair(session, *pair, party, BY)


def _register(session: Session, side: str) -> int:
    given = Registration(
        login=f"waiting-{side}",
        password=PASSWORD,
        name="候补人",
        phone="",
        role=Role.ENTERPRISE_MEMBER,
        organisation=FIRM[side],
        uscc="91420100MA4KXXXX1A" if side == OURS else "91420300MA4KXXXX1B",
        city=CITY[side],
    )
    return register(session, given, BY).id or 0


def _ask(session: Session, side: str, firm: int) -> int:
    words = ImprovementWords(PATENT[side], (DeclineReason.PRICE,), DEMAND[side])
    return request_improvement(session, Speaker(firm, BY), words).request.id or 0


def _list(session: Session, side: str, university: int) -> int:
    """Propose to list a patent: ours is proposed by the member who signs in."""
    login = Role.INSTITUTION_MEMBER.value if side == OURS else f"lister-{side}"
    account = account_queries.find_account(session, login)
    if account is None:
        position = Position(Role.INSTITUTION_MEMBER, university)
        account, _ = add_account(session, NewAccount(login, "成员", position), BY)
        account.must_change = False
    viewer = account_viewer(session, account)
    return propose(session, acting(session, viewer, BY), ListingWords(PATENT[side])).id or 0


def _ask_of(session: Session, firm: dict[str, int], kind: RequestKind) -> dict[str, int]:
    """Have a person at each firm ask for something about their own data."""
    return {
        side: receive_request(session, Asked(firm[side], kind, "张三"), BY).id or 0
        for side in SIDES
    }


def _add_member(session: Session, side: str, firm: int) -> int:
    position = Position(Role.ENTERPRISE_MEMBER, firm)
    account, _ = add_account(session, NewAccount(f"member-{side}", "成员", position), BY)
    return account.id or 0


def _patent(session: Session, shown: str) -> int:
    digits = shown.removeprefix("CN").split(".")[0]
    statement = select(Patent.id).where(col(Patent.application_number).contains(digits))
    return session.exec(statement).one() or 0


def _demand(session: Session, shown: str) -> int:
    return session.exec(select(Demand.id).where(Demand.demand_number == shown)).one() or 0
