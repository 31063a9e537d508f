"""The first page of the office: what waits comes first, and leads to where it is done."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from matchmaker.services.accounts.registration import Registration, register
from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.todo_view import view_todo
from models.account_enums import Role
from models.enums import ImportKind, ScheduleKind, ScheduleState
from models.import_batch import ImportBatch
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult
from models.organisation import OrganisationReview
from models.queries import accounts as account_queries
from models.queries.organisations import add_organisations
from models.schedule import Reminder, ScheduledRun
from models.session import make_session
from models.upload import MediaType, Upload, UploadState
from models.values.org_name import OrgType
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.accounts.cases import ADMIN, PASSWORD
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(ORGANISER)
        yield site


def upload(session: Session, digest: str, state: UploadState, refused: int | None = None) -> None:
    batch = None
    if refused is not None:
        batch = ImportBatch(
            kind=ImportKind.PATENTS,
            file_name="a.csv",
            file_digest=digest,
            source="表",
            row_count=5,
            new_count=5 - refused,
            changed_count=0,
            unchanged_count=0,
            refused_count=refused,
            created_at=NOW,
        )
        session.add(batch)
        session.flush()
    session.add(
        Upload(
            kind=ImportKind.PATENTS,
            file_name="a.csv",
            stored_name=digest,
            size=1,
            sha256=digest,
            media_type=MediaType.CSV,
            sender_key="name:别人",
            uploaded_by="别人",
            uploaded_at=NOW,
            state=state,
            import_batch_id=batch.id if batch else None,
        )
    )


def fill(session: Session) -> None:
    """Leave something of everything to be done."""
    registration = Registration(
        login="zhang",
        password=PASSWORD,
        name="张三",
        phone="",
        role=Role.ENTERPRISE_MEMBER,
        organisation="武汉星辰机械有限公司",
        uscc="91420100MA4KXXXX1A",
        city="武汉",
    )
    register(session, registration, ADMIN)
    upload(session, "a", UploadState.LOADED, 2)
    upload(session, "b", UploadState.LOADED, 0)
    upload(session, "c", UploadState.REFUSED)
    upload(session, "d", UploadState.PREVIEWED)
    upload(session, "e", UploadState.REMOVED, 1)
    made = add_organisations(session, [("甲厂", {}), ("甲工厂", {})], OrgType.ENTERPRISE)
    first, second = made.values()
    session.add(
        OrganisationReview(organisation_id=first, candidate_id=second, score=0.5, reason="近")
    )
    session.add(
        ScheduledRun(kind=ScheduleKind.INDEX, due=NOW, next_try_at=NOW, state=ScheduleState.FAILED)
    )
    session.add(
        Work(
            kind=WorkKind.INDEX,
            state=WorkState.FAILED,
            requested_by="别人",
            created_at=NOW,
            finished_at=NOW,
        )
    )


def remind(site: Site) -> int:
    with make_session(site.engine) as session:
        made = Reminder(key="a", kind=ScheduleKind.LOCK, text="请核对名单", due=NOW, created_at=NOW)
        session.add(made)
        session.commit()
        return made.id or 0


def test_nothing_to_do_is_said_so(site: Site) -> None:
    page = site.client.get("/office").text
    assert "眼下没有要办的事" in page
    assert "还没有活动" in page


def test_what_waits_is_counted_with_where_it_is_done(site: Site) -> None:
    with make_session(site.engine) as session:
        fill(session)
        session.commit()
    page = site.client.get("/office").text
    for count, path, text in (
        (1, "/office/people?state=pending", "个账号注册后等待审核"),
        (2, "/office/imports", "个导入文件有被拒收的行，要改正后重传"),
        (1, "/office/imports", "个文件已上传、尚未确认导入"),
        (1, "/office/organisations/doubtful", "对单位名称疑似同一单位，要判断"),
        (1, "/office/work#planned", "次到点自动运行失败"),
        (1, "/office/work?state=failed", "项后台任务近 7 天内失败"),
    ):
        line = f'<a href="{path}"><b>{count}</b> {text}</a>'
        assert line in page
    assert "眼下没有要办的事" not in page


def test_held_events_wait_for_their_outcomes(site: Site) -> None:
    with make_session(site.engine) as session:
        world = make_world(session)
        world.event.held_on = NOW.date() - timedelta(days=1)
        session.commit()
        event = world.event
        slug, name = event.slug, event.name
    line = "场活动已经举办，还没有登记对接结果"
    page = site.client.get("/office").text
    assert f'<a href="/office/events?untold=true"><b>1</b> {line}</a>' in page
    assert "锁定后即为定稿" in page
    listed = site.client.get("/office/events?untold=true").text
    assert f'<a href="/office/events/{slug}/outcomes">{name}</a>' in listed
    site.enter(OF_YICHANG, "zhao")
    assert line not in site.client.get("/office").text
    site.enter(ORGANISER, "qian")
    with make_session(site.engine) as session:
        session.add(
            MeetingOutcome(
                event_id=world.event.id or 0,
                enterprise_id=world.firms[0],
                institution_id=world.owners[0],
                held=False,
                result=OutcomeResult.NONE,
                actor="测试",
                recorded_at=NOW,
            )
        )
        session.commit()
    assert line not in site.client.get("/office").text
    assert "没有这样的活动" in site.client.get("/office/events?untold=true").text


def test_others_are_counted_only_within_their_reach(site: Site) -> None:
    with make_session(site.engine) as session:
        fill(session)
        session.commit()
    known = site.enter(OF_YICHANG, "zhao")
    with make_session(site.engine) as session:
        viewer = account_viewer(session, account_queries.get_account(session, known))
        todo = view_todo(session, viewer, NOW)
    assert (todo.waiting_accounts, todo.refused_files, todo.open_files) == (0, 0, 0)
    assert (todo.doubtful, todo.failed_work, todo.failed_runs) == (None, 0, 0)
    known = site.enter(Position(Role.AUDITOR), "sun")
    with make_session(site.engine) as session:
        viewer = account_viewer(session, account_queries.get_account(session, known))
        todo = view_todo(session, viewer, NOW)
    assert (todo.waiting_accounts, todo.refused_files, todo.listings) == (None, None, None)
    assert (todo.failed_work, todo.failed_runs) == (1, 1)


def test_reminder_is_shown_until_somebody_has_seen_to_it(site: Site) -> None:
    known = remind(site)
    page = site.client.get("/office").text
    assert "2024-05-06 09:30" in page
    assert "请核对名单" in page
    page = site.client.post(f"/office/reminders/{known}/seen").text
    assert "提醒已标为办过" in page
    assert "请核对名单" not in page


def test_auditor_reads_reminders_and_ticks_none(site: Site) -> None:
    known = remind(site)
    site.enter(Position(Role.AUDITOR), "sun")
    page = site.client.get("/office").text
    assert ("请核对名单" in page, "办过" in page) == (True, False)
    assert site.client.post(f"/office/reminders/{known}/seen").status_code == 403
