"""Files at the office: sent, tried, loaded; and the work that does it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session, select

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from matchmaker.services.work import WorkRequest, submit
from matchmaker.settings import KIB
from models.account_enums import Role
from models.enums import ScheduleKind, ScheduleState
from models.patent import Patent
from models.schedule import ScheduledRun
from models.session import make_session
from models.upload import Upload, UploadState
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.ingest.writing import PATENT_HEADERS, csv_text, patent_row
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
ROWS = [[*PATENT_HEADERS, "申请日"], patent_row(1, "2017-03-05"), patent_row(2, "坏")]
SHEET = csv_text(ROWS).encode()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(ORGANISER)
        yield site


def send(site: Site, content: bytes = SHEET, **form: str) -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', site.client.get("/office/imports").text)
    assert token is not None
    # As a browser without scripts sends it: the token in the form, before the file.
    header = site.client.headers.pop("x-csrf-token")
    fields = {"csrf_token": token[1], "kind": "patents", "owner": "", "source_date": "", **form}
    answer = site.client.post("/office/imports", data=fields, files={"file": ("专利.csv", content)})
    site.client.headers["x-csrf-token"] = header
    return answer


def do_work(site: Site) -> None:
    app = site.client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(site.engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(site.engine, KINDS):
        WorkRunner(setup, lane).drain()


def stored(session: Session) -> Upload:
    return session.exec(select(Upload)).one()


def test_file_is_sent_tried_loaded_and_its_refused_rows_had_back(site: Site) -> None:
    page = send(site)
    assert page.url.path == "/office/imports/1"
    assert "文件已收到，正在试读" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    do_work(site)
    page = site.client.get("/office/imports/1")
    for text in ("<b>1</b>行新增", "<b>1</b>行会被拒收", "申请日", "确认导入"):
        assert text in page.text
    assert "hx-trigger" not in page.text
    with make_session(site.engine) as session:
        assert session.exec(select(Patent)).all() == []
    page = site.client.post("/office/imports/1/confirm")
    assert "已开始导入" in page.text
    do_work(site)
    page = site.client.get("/office/imports/1")
    assert "新增 1，更改 0，没有变化 0，拒收 1" in page.text
    assert site.client.get("/api/v1/imports/1/refused.xlsx").content[:2] == b"PK"
    with make_session(site.engine) as session:
        assert len(session.exec(select(Patent)).all()) == 1
        assert stored(session).state is UploadState.LOADED
    history = site.client.get("/office/imports").text
    assert 'href="/api/v1/imports/1/refused.xlsx"' in history
    assert "已经导入" in site.client.post("/office/imports/1/confirm").text
    assert "没有重复收下" in send(site).text


def test_live_part_is_told_alone(site: Site) -> None:
    send(site)
    part = site.client.get("/office/imports/1", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="standing"')
    assert "<html" not in part


def test_file_that_is_none_is_refused_and_what_was_typed_stays(site: Site) -> None:
    page = send(site, b"", owner="武汉大学", kind="demands", source_date="2024-01-02")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert 'value="武汉大学"' in page.text
    assert '<option value="demands" selected>' in page.text
    assert 'value="2024-01-02"' in page.text
    with make_session(site.engine) as session:
        assert session.exec(select(Upload)).all() == []


def test_file_is_taken_away(site: Site) -> None:
    send(site)
    page = site.client.post("/office/imports/1/remove").text
    assert "文件“专利.csv”已删除" in page
    with make_session(site.engine) as session:
        assert stored(session).state is UploadState.REMOVED


def test_file_of_the_province_is_not_seen_by_a_city(site: Site) -> None:
    send(site)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "zhao")
    assert "专利.csv" not in site.client.get("/office/imports").text
    assert site.client.get("/office/imports/1").status_code == 403
    assert site.client.post("/office/imports/1/confirm").status_code == 403


def test_whoever_imports_nothing_is_refused(site: Site) -> None:
    site.enter(Position(Role.AUDITOR), "sun")
    assert site.client.get("/office/imports").status_code == 403


def ask(site: Site, who: int | None, kind: WorkKind = WorkKind.INDEX) -> int:
    with make_session(site.engine) as session:
        made = submit(session, WorkRequest(kind, {}, "别人", who), NOW)
        session.commit()
        return made.id or 0


def test_work_is_listed_by_state_and_cancelled(site: Site) -> None:
    known = ask(site, None)
    page = site.client.get("/office/work?state=waiting").text
    assert f'href="/office/work/{known}"' in page
    assert "没有符合条件的后台任务" in site.client.get("/office/work?state=failed").text
    page = site.client.get(f"/office/work/{known}").text
    assert ("取消任务" in page, 'hx-trigger="every 2s"' in page) == (True, True)
    assert "已取消" in site.client.post(f"/office/work/{known}/cancel").text
    with make_session(site.engine) as session:
        assert session.get_one(Work, known).state is WorkState.CANCELLED


def test_work_comes_fifty_a_page(site: Site) -> None:
    for _ in range(52):
        ask(site, None)
    page = site.client.get("/office/work").text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    rest = site.client.get(following[1].replace("&amp;", "&")).text
    assert (page.count('<td class="number"><a'), rest.count('<td class="number"><a')) == (50, 2)


def test_work_of_others_is_not_there_for_who_sees_only_his_own(site: Site) -> None:
    known = ask(site, None)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "zhao")
    assert "没有符合条件的后台任务" in site.client.get("/office/work").text
    assert site.client.get(f"/office/work/{known}").status_code == 404
    assert site.client.post(f"/office/work/{known}/cancel").status_code == 404


def test_planned_run_that_failed_is_begun_anew(site: Site) -> None:
    with make_session(site.engine) as session:
        run = ScheduledRun(
            kind=ScheduleKind.INDEX,
            due=NOW,
            next_try_at=NOW,
            state=ScheduleState.FAILED,
            message="磁盘已满",
        )
        session.add(run)
        session.commit()
        known = run.id
    page = site.client.get("/office/work").text
    assert ("磁盘已满" in page, "眼下没有进程负责运行" in page) == (True, True)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    page = site.client.post("/office/work/planned/retry", data={"key": key[1]}).text
    assert "已安排重做" in page
    with make_session(site.engine) as session:
        assert session.get_one(ScheduledRun, known).state is ScheduleState.PLANNED
    page = site.client.post("/office/work/planned/retry", data={"key": key[1]}).text
    assert "只有失败的运行可以重做" in page


def test_file_may_be_larger_than_other_forms(site: Site) -> None:
    rows = SHEET + SHEET.splitlines(keepends=True)[1] * (site.settings.max_body_kb * KIB // 40)
    # The token in a header: here, unlike on a line, a body comes in one piece.
    page = site.client.post(
        "/office/imports", data={"kind": "patents"}, files={"file": ("专利.csv", rows)}
    )
    assert (page.status_code, page.url.path) == (200, "/office/imports/1")
    with make_session(site.engine) as session:
        assert stored(session).size == len(rows) > site.settings.max_body_kb * KIB
