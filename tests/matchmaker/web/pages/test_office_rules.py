"""Rules and the log at the office: words, industries, records, disclosures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.enums import ProposalStatus, WordingOrigin
from models.patent import Patent
from models.privacy import Disclosure
from models.privacy_enums import Disclosed, DisclosureGround, DisclosurePurpose, HeldIn
from models.session import make_session
from models.taxonomy import IndustryCorrection
from models.thesaurus import ThesaurusEntry
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
AUDITOR = Position(Role.AUDITOR)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(ORGANISER)
        yield site


def propose(session: Session, term: str, other: str, support: int = 3) -> int:
    entry = ThesaurusEntry(
        kind="same",
        term=term,
        other=other,
        status=ProposalStatus.PROPOSED,
        origin=WordingOrigin.BRACKETS,
        support=support,
        example=f"{term}（{other}）",
        created_at=NOW,
    )
    session.add(entry)
    session.flush()
    return entry.id or 0


def test_words_are_decided_together_and_noted_in_the_log(site: Site) -> None:
    with make_session(site.engine) as session:
        ids = [propose(session, "轧辊", "辊轮"), propose(session, "阀门", "阀体")]
        session.commit()
    page = site.client.get("/office/rules?status=proposed").text
    assert ("轧辊（辊轮）" in page, page.count('name="ids"')) == (True, 2)
    page = site.client.post(
        "/office/rules/decisions", data={"ids": [str(one) for one in ids], "status": "accepted"}
    ).text
    assert "2 个词条已采用" in page
    with make_session(site.engine) as session:
        stored = session.exec(select(ThesaurusEntry.status)).all()
        record = session.exec(
            select(AuditRecord).where(AuditRecord.kind == AuditKind.RULE_CHANGE)
        ).one()
    assert list(stored) == [ProposalStatus.ACCEPTED] * 2
    assert record.details == {"status": "accepted", "ids": ids}
    assert "轧辊 → 辊轮" in site.client.get("/office/rules?text=轧辊表面开裂").text


def test_nothing_chosen_is_said_so(site: Site) -> None:
    page = site.client.post("/office/rules/decisions", data={"status": "accepted"}).text
    assert "没有选中词条" in page


def test_pair_of_words_is_added_and_a_wrong_one_stays_in_the_form(site: Site) -> None:
    typed = {"term": "辊", "other": "滚子", "kind": "same", "decision": "accepted"}
    wrong = site.client.post("/office/rules", data=typed)
    assert wrong.status_code == 422
    assert "太短" in wrong.text
    assert 'value="滚子"' in wrong.text
    page = site.client.post("/office/rules", data={**typed, "term": "轧辊"}).text
    assert "“轧辊”与“滚子”已采用" in page


def test_whoever_only_reads_rules_has_no_forms(site: Site) -> None:
    with make_session(site.engine) as session:
        propose(session, "轧辊", "辊轮")
        session.commit()
    site.enter(AUDITOR, "sun")
    page = site.client.get("/office/rules").text
    assert ("辊轮" in page, 'name="ids"' in page) == (True, False)
    answers = [
        site.client.post("/office/rules/decisions", data={"ids": "1", "status": "accepted"}),
        site.client.post("/office/rules", data={"term": "轧辊", "other": "滚子"}),
        site.client.post("/office/rules/industries", data={"number": "1"}),
    ]
    assert [one.status_code for one in answers] == [403, 403, 403]


def test_industry_of_a_patent_is_corrected(site: Site) -> None:
    with make_session(site.engine) as session:
        patent = Patent(
            application_number=PatentNumber.parse(number("202010000001")).key,
            title="一种轧辊",
            kind=PatentKind.INVENTION,
        )
        session.add(patent)
        session.commit()
        shown = patent.display_number
    typed = {"number": "没有这个号", "industry": "equipment", "belongs": "true"}
    wrong = site.client.post("/office/rules/industries", data=typed)
    assert wrong.status_code == 422
    assert 'value="没有这个号"' in wrong.text
    page = site.client.post("/office/rules/industries", data={**typed, "number": shown}).text
    assert f"已登记：{shown} 属于" in page
    with make_session(site.engine) as session:
        said = session.exec(select(IndustryCorrection)).one()
    assert (said.industry_slug, said.belongs) == ("equipment", True)
    page = site.client.get("/office/rules/industries").text
    assert "一种轧辊" in page


def test_records_are_found_by_kind_actor_and_day(site: Site) -> None:
    with make_session(site.engine) as session:
        by = Author("陈管理", NOW)
        append(session, AuditKind.EXPORT, "docking", {"files": ["a.xlsx"]}, by)
        later = Author("李审核", NOW + timedelta(days=2))
        append(session, AuditKind.DELETION, "旧表.xlsx", {"upload": 3}, later)
        session.commit()
    site.enter(AUDITOR, "sun")
    page = site.client.get("/office/audit").text
    assert ("docking" in page, "旧表.xlsx" in page) == (True, True)
    page = site.client.get("/office/audit?kind=export&actor=&since=").text
    assert ("a.xlsx" in page, "旧表.xlsx" in page) == (True, False)
    page = site.client.get("/office/audit?actor=李审核&since=2024-05-08").text
    assert ("docking" in page, "旧表.xlsx" in page) == (False, True)
    page = site.client.get("/office/audit?actor=没有这个人").text
    assert "没有符合条件的记录" in page


def test_log_is_found_whole(site: Site) -> None:
    site.enter(AUDITOR, "sun")
    page = site.client.get("/office/audit/verification").text
    assert "日志完整" in page


def test_disclosures_are_shown_to_the_auditor(site: Site) -> None:
    with make_session(site.engine) as session:
        session.add(
            Disclosure(
                viewer="王小二",
                role=Role.CITY_ORGANISER,
                what=Disclosed.CONTACT,
                record_kind=HeldIn.DEMAND,
                record_id=7,
                purpose=DisclosurePurpose.DOCKING,
                purpose_text="约定试验时间",
                ground=DisclosureGround.ROLE,
                made_at=NOW,
            )
        )
        session.commit()
    site.enter(AUDITOR, "sun")
    page = site.client.get("/office/audit/disclosures").text
    for text in ("王小二", "需求 7 的联系方式", "约定试验时间", "岗位职责"):
        assert text in page
    page = site.client.get("/office/audit/disclosures?viewer=别人&since=").text
    assert "没有查看记录" in page


def test_log_is_the_auditors_alone(site: Site) -> None:
    for path in ("/office/audit", "/office/audit/verification", "/office/audit/disclosures"):
        assert site.client.get(path).status_code == 403
