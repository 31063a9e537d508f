"""The ledger of activities at the office: found, recorded, corrected, taken back, proved."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.ledger.activities import COUNTS, record_activity
from matchmaker.web.pages.office.ledger_activity_form import ActivityForm
from models.account_enums import Role
from models.audit import AuditKind
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, YICHANG
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

PATH = "/office/ledger"
NEW = f"{PATH}/activities/new"
TYPED = {
    "kind": "docking",
    "title": "宜昌化工专场对接会",
    "city": YICHANG,
    "held_on": "2024-05-05",
    "sessions": "1",
    "heads": "120",
    "docking_firms": "30",
    "intents": "4",
    "intent_amount": "1,250.5",
}
JPEG = b"\xff\xd8\xff\xe0" + b"photo"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def add(site: Site, **changes: object) -> str:
    """Record a briefing; return the address of its page."""
    with make_session(site.engine) as session:
        made = record_activity(session, replace(BRIEFING, **changes), AUTHOR)  # type: ignore[arg-type]
        session.commit()
        return f"{PATH}/activities/{made.id}"


def stored(site: Site, path: str) -> Activity:
    with make_session(site.engine) as session:
        found = session.get_one(Activity, int(path.rpartition("/")[2]))
        session.expunge(found)
    return found


def revision(page: str) -> str:
    """The revision that the form of a page sends."""
    (found,) = set(re.findall(r'name="revision" value="(\d+)"', page))
    return found


def test_every_figure_of_every_kind_has_a_field() -> None:
    wanted = {slug for slugs in COUNTS.values() for slug in slugs}
    assert wanted <= set(ActivityForm.model_fields)


@pytest.mark.parametrize("kind", ActivityKind)
def test_the_form_has_the_fields_of_its_kind(site: Site, kind: ActivityKind) -> None:
    assert 'name="title"' not in site.client.get(NEW).text
    page = site.client.get(f"{NEW}?kind={kind.value}").text
    shown = set(re.findall(r'name="(\w+)"', page)) & {s for one in COUNTS.values() for s in one}
    assert shown == set(COUNTS[kind])


def test_an_activity_is_recorded_with_the_figures_of_its_kind(site: Site) -> None:
    page = site.client.post(NEW, data=TYPED).text
    assert "已登记“宜昌化工专场对接会”" in page
    assert "意向金额（万元）</dt><dd>1250.5</dd>" in page
    (row,) = re.findall(r'href="(/office/ledger/activities/\d+)"', site.client.get(PATH).text)
    made = stored(site, row)
    assert (made.city_code, made.heads, made.held_on) == (YICHANG, 120, date(2024, 5, 5))
    assert made.counts == {"docking_firms": 30, "intents": 4, "intent_amount": 12_505_000}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, "请写明活动名称"),
        ({"held_on": ""}, "请填写活动日期"),
        ({"held_on": "五月"}, "“五月”不是日期"),
        ({"held_on": "2024-05-07"}, "还没有到"),
        ({"docking_firms": "三十"}, "参加企业“三十”不是数字"),
        ({"intent_amount": "10-20"}, "应是一个数"),
        ({"city": "天上"}, "不认识的城市"),
        ({"event": "none"}, "没有活动"),
    ],
)
def test_what_cannot_be_is_told_and_what_is_typed_stays(
    site: Site, changes: dict[str, str], told: str
) -> None:
    answer = site.client.post(NEW, data=TYPED | changes)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert 'name="heads" type="text" value="120"' in answer.text
    assert "台账中还没有活动" in site.client.get(PATH).text


def test_activities_are_found_and_added_up(site: Site) -> None:
    add(site)
    add(site, city_code=YICHANG, heads=20, sessions=1)
    add(site, city_code=None, heads=7, sessions=1, held_on=date(2023, 5, 5))
    assert "共 3 项活动，4 场次，207 人次" in site.client.get(PATH).text
    assert "共 1 项活动，1 场次，20 人次" in site.client.get(f"{PATH}?city={YICHANG}").text
    assert "共 1 项活动，1 场次，7 人次" in site.client.get(f"{PATH}?city=province").text
    assert "共 2 项活动，3 场次，200 人次" in site.client.get(f"{PATH}?year=2024").text
    assert "没有这样的活动" in site.client.get(f"{PATH}?kind=training").text
    assert "共 3 项活动" in site.client.get(f"{PATH}?year=xx&kind=xx").text


def test_long_lists_are_turned_page_by_page(site: Site) -> None:
    with make_session(site.engine) as session:
        for number in range(60):
            record_activity(session, replace(BRIEFING, title=f"第{number}场"), AUTHOR)
        session.commit()
    page = site.client.get(PATH).text
    first = re.findall(r">(第\d+场)</a>", page)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    second = re.findall(r">(第\d+场)</a>", site.client.get(following.replace("&amp;", "&")).text)
    assert (len(first), len(second), len({*first, *second})) == (50, 10, 60)
    assert "共 60 项活动" in page


def test_a_correction_keeps_what_stood_there(site: Site) -> None:
    at = add(site)
    page = site.client.get(at).text
    typed = {
        "kind": "briefing",
        "title": BRIEFING.title,
        "city": "420100",
        "held_on": "2024-05-05",
        "sessions": "2",
        "heads": "200",
        "revision": revision(page),
    }
    answer = site.client.post(at, data=typed | {"reason": " "})
    assert (answer.status_code, "请写明更正或作废的原因" in answer.text) == (422, True)
    assert 'name="heads" type="text" value="200"' in answer.text
    page = site.client.post(at, data=typed | {"reason": "漏计线上"}).text
    assert "人次：180 → 200（原因：漏计线上）" in page
    assert stored(site, at).heads == 200
    # Somebody who has an older page before them.
    answer = site.client.post(at, data=typed | {"heads": "1", "reason": "再改"})
    assert "刚被别人修改过" in answer.text
    assert f'name="revision" value="{typed["revision"]}"' in answer.text
    assert stored(site, at).heads == 200


def test_what_is_void_stays_to_be_read_and_counts_no_more(site: Site) -> None:
    at = add(site)
    seen = revision(site.client.get(at).text)
    assert "请写明更正" in site.client.post(f"{at}/void", data={"revision": seen}).text
    said = {"revision": seen, "reason": "重复登记"}
    assert "已作废，不再计数" in site.client.post(f"{at}/void", data=said).text
    page = site.client.get(at).text
    assert ("已作废" in page, "重复登记" in page, 'name="reason"' in page) == (True, True, False)
    assert "台账中还没有活动" in site.client.get(PATH).text
    assert BRIEFING.title in site.client.get(f"{PATH}?void=yes").text
    assert "没有作废" in site.client.post(f"{at}/void", data=said).text


def test_a_citys_organiser_keeps_that_citys_ledger(site: Site) -> None:
    of_wuhan, of_yichang = add(site), add(site, city_code=YICHANG)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "li")
    page = site.client.get(PATH).text
    assert ("活动台账（宜昌）" in page, of_yichang in page, of_wuhan in page) == (True, True, False)
    assert 'name="city"' not in page
    assert site.client.get(of_wuhan).status_code == 403
    typed = {name: text for name, text in TYPED.items() if name != "city"}
    assert "已登记" in site.client.post(NEW, data=typed).text
    assert site.client.post(NEW, data=typed | {"city": "420100"}).status_code == 403


def test_an_auditor_reads_and_has_no_form(site: Site) -> None:
    at = add(site)
    site.enter(Position(Role.AUDITOR), "shen")
    page = site.client.get(at).text
    assert (BRIEFING.title in page, 'method="post"' in page.partition("<main")[2]) == (True, False)
    assert site.client.get(NEW).status_code == 403


def test_what_proves_an_activity_is_sent_had_back_and_taken_off(site: Site) -> None:
    at = add(site)
    to = f"{PATH}/files/of/activity/{at.rpartition('/')[2]}"
    page = site.client.post(to, files={"file": ("会场 照片.jpg", JPEG)}).text
    assert "已附上“会场 照片.jpg”" in page
    (file,) = set(re.findall(r'href="(/office/ledger/files/\d+)"', page))
    answer = site.client.get(file)
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    with make_session(site.engine) as session:
        (record,) = audit_queries.list_records(session, RecordFilter(AuditKind.EXPORT))
    assert record.details["files"] == ["会场 照片.jpg"]
    page = site.client.post(f"{file}/remove").text
    assert ("已删除“会场 照片.jpg”，30 天内可以恢复" in page, file in page) == (True, True)
    assert site.client.get(file).status_code == 404
    assert "已恢复" in site.client.post(f"{file}/restore").text
    assert site.client.get(file).content == JPEG
    assert '<td class="number">1</td>' in site.client.get(PATH).text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"MZ\x90", "不是可以作证明材料的文件"),
        (b"", "文件是空的"),
        (b"<html><script>", "不是可以作证明材料的文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "旧格式的 Office 文件"),
        (b"PK\x03\x04", "没有附上"),
    ],
)
def test_other_files_are_turned_away_with_what_to_do(site: Site, content: bytes, told: str) -> None:
    at = add(site)
    to = f"{PATH}/files/of/activity/{at.rpartition('/')[2]}"
    page = site.client.post(to, files={"file": ("照片.jpg", content)}).text
    assert (told in page, "还没有附上材料" in page) == (True, True)
    assert "没有附上" in site.client.post(to, files={"other": ("a", b"x")}).text


def test_times_are_told_in_china(site: Site) -> None:
    assert f"{NOW:%Y-%m-%d %H:%M}" in site.client.get(add(site)).text
