"""Doubtful pairs decided, and merges that can be undone to the byte."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matchmaker.services.organisations import (
    decide_review,
    history,
    list_reviews,
    merge_organisations,
    undo_merge,
)
from models.enums import ReviewStatus
from models.errors import Conflict, NotFound
from models.know_how import KnowHow
from models.organisation import Organisation
from models.queries.organisation_list import OrganisationFilter, list_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.ingest.importing import import_demands, import_patents, owner_names
from tests.ingest.writing import application_number
from tests.matchmaker.services.organisation_cases import (
    ACTOR,
    CODE_A,
    dump,
    import_owners,
    known,
    known_id,
    with_check,
)


@pytest.fixture
def two(session: Session, tmp_path: Path) -> tuple[int, int]:
    """Two records of one firm, with patents (one of them joint), demands and know-how."""
    names = ("武汉某某激光有限公司", "武汉某某激光股份有限公司")
    rows = [["申请号", "专利名称", "申请人", "地址"]]
    for serial, owners in enumerate(
        (names[0], names[1], f"{names[1]}；{names[0]}", f"{names[0]}；武汉大学；{names[1]}"),
        start=1,
    ):
        rows.append([application_number(serial), f"第{serial}号装置", owners, ""])
    import_patents(session, tmp_path / "p.csv", rows)
    rows = [["企业名称", "统一社会信用代码", "需求编号", "需求名称"]]
    rows.append([names[1], with_check(CODE_A), "1", "激光熔覆"])
    import_demands(session, tmp_path / "d.csv", rows)
    kept, merged = (known_id(session, name) for name in names)
    for owner, title in ((kept, "甲"), (merged, "甲"), (merged, "乙")):
        session.add(KnowHow(owner_id=owner, title=title, title_key=title))
    part = Organisation(name="某某激光实验室", org_type=OrgType.INSTITUTE, parent_id=merged)
    session.add(part)
    session.commit()
    return kept, merged


def test_a_merge_moves_everything_once(session: Session, two: tuple[int, int]) -> None:
    kept, merged = two
    merge = merge_organisations(session, kept, merged, "改制", ACTOR, NOW)
    session.commit()
    name = "武汉某某激光有限公司"
    assert owner_names(session) == [name, name, name, name, "武汉大学"]
    assert known_id(session, "武汉某某激光股份有限公司") == kept
    body = session.get(Organisation, kept)
    assert body is not None
    assert body.uscc == with_check(CODE_A)
    titles = session.exec(select(KnowHow.owner_id, KnowHow.title)).all()
    assert sorted(titles) == sorted([(kept, "甲"), (kept, "乙"), (merged, "甲")])
    (view,) = history(session)
    assert (view.id, view.kept_id, view.merged_id) == (merge.id, kept, merged)
    assert (view.aliases, view.patents, view.demands) == (1, 3, 1)
    assert (view.reason, view.actor, view.merged_at) == ("改制", ACTOR, NOW)
    listed = list_organisations(session, OrganisationFilter(text="某某激光股份"))
    assert [found.id for found in listed] == [kept]
    assert list_reviews(session) == []


def test_an_undone_merge_leaves_every_byte_as_it_was(
    session: Session, engine: Engine, two: tuple[int, int]
) -> None:
    before = dump(engine)
    merge = merge_organisations(session, *two, "改制", ACTOR, NOW)
    session.commit()
    assert dump(engine) != before
    undo_merge(session, merge.id or 0, "李娜", NOW)
    session.commit()
    assert dump(engine) == before
    (view,) = history(session)
    assert (view.undone_by, view.undone_at) == ("李娜", NOW)


def test_an_undone_merge_leaves_what_came_later_where_it_came(
    session: Session, two: tuple[int, int], tmp_path: Path
) -> None:
    kept, merged = two
    merge = merge_organisations(session, kept, merged, "改制", ACTOR, NOW)
    session.commit()
    rows = [["申请号", "专利名称", "申请人"]]
    rows.append([application_number(8), "后来的装置", "武汉某某激光股份有限公司"])
    rows.append([application_number(2), "第2号装置", "武汉大学"])
    import_patents(session, tmp_path / "later.csv", rows)
    undo_merge(session, merge.id or 0, ACTOR, NOW)
    session.commit()
    first, second = "武汉某某激光有限公司", "武汉某某激光股份有限公司"
    expected = [first, "武汉大学", second, first, first, "武汉大学", second, first]
    assert owner_names(session) == expected
    assert known_id(session, second) == merged


def test_a_merged_record_is_not_met_again(
    session: Session, two: tuple[int, int], tmp_path: Path
) -> None:
    kept, merged = two
    merge_organisations(session, kept, merged, "改制", ACTOR, NOW)
    session.commit()
    rows = [["企业名称", "需求编号", "需求名称"], ["武汉市某某激光股份公司", "7", "焊接"]]
    import_demands(session, tmp_path / "e.csv", rows)
    assert known_id(session, "武汉市某某激光股份公司") == kept
    assert list_reviews(session) == []


def test_merges_that_make_no_sense_are_conflicts(session: Session, two: tuple[int, int]) -> None:
    kept, merged = two
    with pytest.raises(Conflict, match="不能与自己合并"):
        merge_organisations(session, kept, kept, "", ACTOR, NOW)
    with pytest.raises(NotFound, match="没有编号为 999999 的单位"):
        merge_organisations(session, kept, 999999, "", ACTOR, NOW)
    first = merge_organisations(session, kept, merged, "", ACTOR, NOW)
    with pytest.raises(Conflict, match=f"已并入单位 {kept}"):
        merge_organisations(session, 1, merged, "", ACTOR, NOW)
    second = merge_organisations(session, 1, kept, "", ACTOR, NOW)
    with pytest.raises(Conflict, match=f"请先撤销合并 {second.id}"):
        undo_merge(session, first.id or 0, ACTOR, NOW)
    undo_merge(session, second.id or 0, ACTOR, NOW)
    undo_merge(session, first.id or 0, ACTOR, NOW)
    with pytest.raises(Conflict, match=f"已由 {ACTOR} 撤销"):
        undo_merge(session, first.id or 0, ACTOR, NOW)
    with pytest.raises(NotFound, match="没有编号为 77 的合并记录"):
        undo_merge(session, 77, ACTOR, NOW)


def test_two_merges_undone_in_turn_restore_everything(
    session: Session, engine: Engine, two: tuple[int, int]
) -> None:
    before = dump(engine)
    third = known_id(session, "武汉大学")
    first = merge_organisations(session, *two, "", ACTOR, NOW)
    second = merge_organisations(session, third, two[0], "", ACTOR, NOW)
    session.commit()
    assert set(owner_names(session)) == {"武汉大学"}
    for merge in (second, first):
        undo_merge(session, merge.id or 0, ACTOR, NOW)
    session.commit()
    assert dump(engine) == before


def test_a_record_merged_into_its_own_part_is_no_ones_part(
    session: Session, engine: Engine, two: tuple[int, int]
) -> None:
    part = session.exec(select(Organisation).where(Organisation.name == "某某激光实验室")).one()
    part_id, whole = part.id or 0, two[1]
    before = dump(engine)
    merge = merge_organisations(session, part_id, whole, "", ACTOR, NOW)
    session.commit()
    session.refresh(part)
    assert part.parent_id is None
    undo_merge(session, merge.id or 0, ACTOR, NOW)
    session.commit()
    assert dump(engine) == before


def test_same_merges_the_new_record_and_its_undoing_asks_again(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    import_owners(session, tmp_path, "华中科枝大学")
    before = dump(engine)
    (view,) = list_reviews(session)
    review = decide_review(session, view.id, ReviewStatus.SAME, ACTOR, NOW)
    session.commit()
    assert (review.status, review.actor, review.decided_at) == (ReviewStatus.SAME, ACTOR, NOW)
    assert owner_names(session) == ["华中科技大学"]
    assert list_reviews(session) == []
    with pytest.raises(Conflict, match="已由 王芳 定为“同一单位”"):
        decide_review(session, view.id, ReviewStatus.DIFFERENT, ACTOR, NOW)
    (merge,) = history(session)
    undo_merge(session, merge.id, ACTOR, NOW)
    session.commit()
    assert dump(engine) == before


def test_different_and_part_leave_two_records(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "华中科枝大学", "武汉理工太学")
    first, second = sorted(list_reviews(session), key=lambda view: view.name)
    decide_review(session, first.id, ReviewStatus.DIFFERENT, ACTOR, NOW)
    decide_review(session, second.id, ReviewStatus.PART, ACTOR, NOW)
    session.commit()
    assert owner_names(session) == ["华中科枝大学", "武汉理工太学"]
    assert known(session, "武汉理工太学").parent_id == known_id(session, "武汉理工大学")
    assert list_reviews(session) == []
    answers = [view.status for view in list_reviews(session, None)]
    assert sorted(answers) == [ReviewStatus.DIFFERENT, ReviewStatus.PART]
    import_owners(session, tmp_path, "华中科枝大学", "武汉理工太学")
    assert list_reviews(session) == []


def test_a_circle_of_parts_is_a_conflict(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "华中科枝大学")
    whole = known(session, "华中科技大学")
    whole.parent_id = known_id(session, "华中科枝大学")
    session.add(whole)
    (view,) = list_reviews(session)
    with pytest.raises(Conflict, match="不能互为上下级"):
        decide_review(session, view.id, ReviewStatus.PART, ACTOR, NOW)
    with pytest.raises(Conflict, match="请给出结论"):
        decide_review(session, view.id, ReviewStatus.OPEN, ACTOR, NOW)
    with pytest.raises(NotFound, match="没有编号为 77 的待核记录"):
        decide_review(session, 77, ReviewStatus.SAME, ACTOR, NOW)


def test_questions_follow_a_record_that_was_merged(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "华中科枝大学", "某某研究会")
    other = known_id(session, "某某研究会")
    merge_organisations(session, other, known_id(session, "华中科技大学"), "", ACTOR, NOW)
    (view,) = list_reviews(session)
    assert view.candidate_id == other
    decide_review(session, view.id, ReviewStatus.SAME, ACTOR, NOW)
    assert owner_names(session) == ["某某研究会", "某某研究会"]


def test_organisations_are_found_by_type_city_and_any_spelling(session: Session) -> None:
    found = list_organisations(session, OrganisationFilter(text="武汉科技学院"))
    assert [body.name for body in found] == ["武汉纺织大学", "武汉纺织大学外经贸学院"]
    found = list_organisations(session, OrganisationFilter(OrgType.UNIVERSITY, "420300", "医药"))
    assert [body.name for body in found] == ["湖北医药学院", "湖北医药学院药护学院"]
    assert list_organisations(session, OrganisationFilter(OrgType.ENTERPRISE)) == []
    assert list_organisations(session, OrganisationFilter(text="%")) == []


def test_sessions_see_each_others_merges(engine: Engine, two: tuple[int, int]) -> None:
    with make_session(engine) as first:
        merge_organisations(first, *two, "", ACTOR, NOW)
        first.commit()
    with make_session(engine) as second, pytest.raises(Conflict):
        merge_organisations(second, *two, "", ACTOR, NOW)
    with make_session(engine) as third:
        statement = select(Organisation.id).where(col(Organisation.merged_into_id) == two[0])
        assert third.exec(statement).all() == [two[1]]
