"""Model cases on pages: written, sent, entered, marked, chosen, read by everybody."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.ledger.deals import record_deal
from models.account_enums import Role
from models.case_enums import CaseState
from models.queries import accounts as account_queries
from models.queries import model_cases as case_queries
from models.queries import organisations as organisation_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.cases.board import (
    TEXT,
    WUHAN,
    YEAR,
    YICHANG,
    entered,
    make_case,
    mark,
    opened,
    reviewer,
    sent,
)
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import HERE, leave, let_in, sign_in

PATH = "/office/ledger/cases"
ROUND = f"/office/case-rounds/{YEAR}"
PROVINCE = Position(Role.PROVINCIAL_ORGANISER)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        yield site


def revision(site: Site, case_id: int) -> str:
    with make_session(site.engine) as session:
        return str(case_queries.get_case(session, case_id).revision)


def state(site: Site, case_id: int) -> CaseState:
    with make_session(site.engine) as session:
        return case_queries.get_case(session, case_id).state


def test_a_case_is_written_of_a_contract_and_tells_what_it_lacks(site: Site) -> None:
    with make_session(site.engine) as session:
        deal = record_deal(session, DEAL, YICHANG, AUTHOR).deal.id
        session.commit()
    sign_in(site.client, site.engine, Position(Role.CITY_ORGANISER, city="宜昌"))
    form = site.client.get(f"{PATH}/new?deal={deal}").text
    assert "武汉大学、宜昌化工有限公司" in form
    typed = {"year": "2024", "title": "盘活一条产线", "category": "assignment", "deal": str(deal)}
    page = site.client.post(f"{PATH}/new", data=typed).text
    assert "没有填写“取得成效”" in page
    assert "没有附上佐证材料" in page
    again = site.client.post(f"{PATH}/new", data=typed)
    assert again.status_code == 422
    assert "一份合同写一个案例" in again.text


def test_a_city_sends_and_the_province_returns_or_enters(site: Site) -> None:
    with make_session(site.engine) as session:
        case = make_case(session, YICHANG).id or 0
        session.commit()
    sign_in(site.client, site.engine, Position(Role.CITY_ORGANISER, city="宜昌"))
    site.client.post(f"{PATH}/{case}/send", data={"revision": revision(site, case)})
    assert state(site, case) is CaseState.SENT
    sign_in(site.client, site.engine, PROVINCE)
    assert "个典型案例已报送，待列入参评或退回" in site.client.get("/office").text
    said = {"revision": revision(site, case), "reason": "成效没有数字"}
    site.client.post(f"{PATH}/{case}/return", data=said)
    sign_in(site.client, site.engine, Position(Role.CITY_ORGANISER, city="宜昌"))
    assert "个典型案例被省局退回" in site.client.get("/office").text
    typed = {"year": "2024", "title": "新名称", "category": "licence", "why": TEXT}
    site.client.post(f"{PATH}/{case}", data={**typed, "revision": revision(site, case)})
    assert "省局退回：成效没有数字" in site.client.get(f"{PATH}/{case}").text


def test_a_reviewer_marks_one_after_the_other(site: Site) -> None:
    with make_session(site.engine) as session:
        own, first, second = (entered(session, city) for city in (WUHAN, YICHANG, YICHANG))
        judge = reviewer(session, "r1", Role.CITY_ORGANISER, city="武汉")
        opened(session, judge)
        account = account_queries.get_account(session, judge.account_id or 0)
        token = open_session(session, account, HERE, NOW)
        session.commit()
    let_in(site.client, token)
    page = site.client.get("/reviewing").text
    assert "要评 2 个，已评完 0 个" in page
    assert "回避：本地区报送的案例" in page
    assert site.client.get(f"/reviewing/{own}").status_code == 403
    slugs = re.findall(r'name="slug" value="(\w+)"', site.client.get(f"/reviewing/{first}").text)
    typed = {"slug": slugs, "mark": ["80"] * len(slugs), "reason": ["有据"] * len(slugs)}
    wrong = site.client.post(f"/reviewing/{first}", data={**typed, "mark": ["八十"] * len(slugs)})
    assert wrong.status_code == 422
    assert "0 到 100 的整数" in wrong.text
    went = site.client.post(f"/reviewing/{first}", data=typed)
    assert went.url.path == f"/reviewing/{second}"
    assert "已评完，还有 1 个。下面是下一个" in went.text
    done = site.client.post(f"/reviewing/{second}", data=typed)
    assert done.url.path == "/reviewing"
    assert "已评完 2 个，还有 0 个" in done.text


def test_whom_a_round_can_appoint_is_offered(site: Site) -> None:
    with make_session(site.engine) as session:
        body = organisation_queries.find_by_name(session, "华中科技大学")
        assert body is not None
        entered(session, YICHANG)
        reviewer(session, "u1", Role.INSTITUTION_MEMBER, organisation_id=body.id)
        reviewer(session, "c1", Role.CITY_ORGANISER, city="宜昌")
        reviewer(session, "a1", Role.AUDITOR)
        opened(session, reviewer(session, "p1", PROVINCE.role))
        session.commit()
    sign_in(site.client, site.engine, PROVINCE)
    page = site.client.get(ROUND).text
    assert 'list="candidates"' in page
    (offered,) = re.findall(r'<datalist id="candidates">(.*?)</datalist>', page)
    assert re.findall(r'<option value="([^"]+)">([^<]+)<', offered) == [
        ("c1", "c1，宜昌"),
        ("provincial_organiser-0", "测试人，省本级"),
        ("u1", "u1，华中科技大学"),
    ]
    site.client.post(f"{ROUND}/reviewers", data={"login": "u1"})
    page = site.client.get(ROUND).text
    assert '<option value="u1">' not in page
    site.client.post(f"{ROUND}/close", data={"reason": "到期"})
    assert "datalist" not in site.client.get(ROUND).text


def test_a_reviewer_of_a_university_is_told_at_their_desk(site: Site) -> None:
    with make_session(site.engine) as session:
        body = organisation_queries.find_by_name(session, "华中科技大学")
        assert body is not None
        entered(session, YICHANG)
        position = {"organisation_id": body.id}
        judge, other = (
            reviewer(session, login, Role.INSTITUTION_MEMBER, **position) for login in ("u1", "u2")
        )
        opened(session, judge)
        tokens = [
            open_session(
                session, account_queries.get_account(session, one.account_id or 0), HERE, NOW
            )
            for one in (judge, other)
        ]
        session.commit()
    told = []
    for token in tokens:
        let_in(site.client, token)
        told.append("个案例等您评分" in site.client.get("/institution").text)
    assert told == [True, False]


def test_the_province_chooses_and_everybody_reads_what_is_published(site: Site) -> None:
    with make_session(site.engine) as session:
        best, last = (entered(session, YICHANG, title=f"案例{name}") for name in "甲乙")
        judges = [reviewer(session, f"r{number}", PROVINCE.role) for number in range(5)]
        opened(session, *judges)
        for place, judge in enumerate(judges):
            mark(session, judge, best, 80 + place)
            mark(session, judge, last, 70 - place)
        session.commit()
    sign_in(site.client, site.engine, PROVINCE)
    assert "评委已全部评完，可以结束评分" in site.client.get(ROUND).text
    site.client.post(f"{ROUND}/terms", data={"size": "1"})
    site.client.post(f"{ROUND}/close", data={})
    silent = site.client.post(f"{ROUND}/decide", data={"chosen": [str(last)]})
    assert silent.status_code == 422
    assert "还缺：案例甲、案例乙" in silent.text
    both = {"case_id": [str(best), str(last)], "reason": ["同类已有", "面广"]}
    site.client.post(f"{ROUND}/decide", data={"chosen": [str(last)], **both})
    assert [state(site, one) for one in (best, last)] == [CaseState.NOT_CHOSEN, CaseState.CHOSEN]
    book = load_workbook(BytesIO(site.client.get(f"{ROUND}/ranking.xlsx").content))
    (row,) = [row for row in book["名次"].iter_rows(values_only=True) if row[2] == "案例甲"]
    assert str(row[5]).startswith("=评分!")
    assert "COUNT" in str(row[10])
    words = "\n".join(
        paragraph.text
        for paragraph in Document(
            BytesIO(site.client.get(f"{ROUND}/booklet.docx").content)
        ).paragraphs
    )
    assert "案例乙" in words
    assert "武汉大学" not in words
    public = f"/cases/{last}"
    assert site.client.get(public).status_code == 404
    consent = {"consent_by": "武汉大学", "consent_on": "2024-05-01"}
    site.client.post(f"{PATH}/{last}/consent", data={**consent, "revision": revision(site, last)})
    shown = {"published": "yes", "revision": revision(site, last)}
    site.client.post(f"{PATH}/{last}/publish", data=shown)
    leave(site.client)
    assert "武汉大学" in site.client.get(public).text
    assert "案例乙" in site.client.get("/cases").text


def test_another_citys_case_is_not_shown(site: Site) -> None:
    with make_session(site.engine) as session:
        case = sent(session, make_case(session, YICHANG)).id or 0
        session.commit()
    sign_in(site.client, site.engine, Position(Role.CITY_ORGANISER, city="武汉"))
    assert site.client.get(f"{PATH}/{case}").status_code == 403
    assert "还没有典型案例" in site.client.get(PATH).text
