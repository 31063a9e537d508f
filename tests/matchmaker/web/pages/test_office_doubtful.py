"""Doubtful organisations at the office: decided, merged, taken apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.enums import ReviewStatus
from models.organisation import Organisation, OrganisationMerge, OrganisationReview
from models.queries.organisations import add_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

DOUBTFUL = "/office/organisations/doubtful"
MERGES = "/office/organisations/merges"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        with make_session(site.engine) as session:
            doubt(session, "襄阳轴承厂", "襄阳轴承集团有限公司")
            session.commit()
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def doubt(session: Session, name: str, candidate: str) -> None:
    made = add_organisations(session, [(name, {}), (candidate, {})], OrgType.ENTERPRISE)
    first, second = made.values()
    session.add(
        OrganisationReview(
            organisation_id=first, candidate_id=second, score=0.66, reason="名称相近"
        )
    )
    session.flush()


def review(site: Site) -> OrganisationReview:
    with make_session(site.engine) as session:
        return session.exec(select(OrganisationReview)).one()


def test_pair_is_shown_with_what_speaks_for_it(site: Site) -> None:
    page = site.client.get(DOUBTFUL).text
    for text in ("待核 1 对", "襄阳轴承厂", "襄阳轴承集团有限公司", "66%", "名称相近"):
        assert text in page


def test_one_body_is_merged_and_the_notice_undoes_it(site: Site) -> None:
    page = site.client.post(f"{DOUBTFUL}/1", data={"answer": "same"}).text
    assert "已定为“同一单位”" in page
    assert f'action="{MERGES}/1/undo"' in page
    assert "没有待核的单位" in page
    with make_session(site.engine) as session:
        merged = session.exec(select(Organisation).where(Organisation.name == "襄阳轴承厂")).one()
        assert merged.merged_into_id is not None
    page = site.client.post(f"{MERGES}/1/undo").text
    assert ("合并已撤销" in page, "待核 1 对" in page) == (True, True)
    assert review(site).status is ReviewStatus.OPEN


@pytest.mark.parametrize(("answer", "label"), [("different", "不同单位"), ("part", "上下级")])
def test_two_bodies_stay_two(site: Site, answer: str, label: str) -> None:
    page = site.client.post(f"{DOUBTFUL}/1", data={"answer": answer}).text
    assert (f"已定为“{label}”" in page, "/undo" in page) == (True, False)
    assert review(site).status is ReviewStatus(answer)
    with make_session(site.engine) as session:
        assert session.exec(select(OrganisationMerge)).all() == []
    decided = site.client.get(f"{DOUBTFUL}?status={answer}").text
    assert "王某某" in decided


def test_what_is_decided_is_not_decided_again(site: Site) -> None:
    site.client.post(f"{DOUBTFUL}/1", data={"answer": "different"})
    page = site.client.post(f"{DOUBTFUL}/1", data={"answer": "same"}).text
    assert "改判请先撤销相应的合并" in page
    assert review(site).status is ReviewStatus.DIFFERENT


def test_merges_are_listed_and_undone_there(site: Site) -> None:
    assert "还没有合并过单位" in site.client.get(MERGES).text
    site.client.post(f"{DOUBTFUL}/1", data={"answer": "same"})
    page = site.client.get(MERGES).text
    assert "襄阳轴承集团有限公司" in page
    site.client.post(f"{MERGES}/1/undo")
    assert "已撤销" in site.client.get(MERGES).text
    assert site.client.post(f"{MERGES}/1/undo").status_code == 200
    assert site.client.post(f"{MERGES}/99/undo").status_code == 404


def test_pairs_come_fifty_a_page(site: Site) -> None:
    with make_session(site.engine) as session:
        for number in range(54):
            doubt(session, f"第{number}机床厂", f"第{number}机床集团")
        session.commit()
    page = site.client.get(DOUBTFUL).text
    assert (page.count("data-row"), 'rel="next"' in page) == (50, True)


def test_organiser_of_a_city_does_not_decide(site: Site) -> None:
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "zhao")
    assert site.client.get(DOUBTFUL).status_code == 403
    answer = site.client.post(f"{DOUBTFUL}/1", data={"answer": "same"})
    assert answer.status_code == 403
    assert review(site).status is ReviewStatus.OPEN
