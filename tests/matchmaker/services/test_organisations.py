"""Organisations met in imports, doubtful pairs, and merges that can be undone to the byte."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matchmaker.services.organisation_evaluation import judge_pairs, load_pairs, measure
from matchmaker.services.organisations import (
    decide_review,
    history,
    list_reviews,
    merge_organisations,
    undo_merge,
)
from matchmaker.services.reference import load_universities, seed_reference
from models.enums import ReviewStatus
from models.errors import Conflict, NotFound
from models.know_how import KnowHow
from models.organisation import Organisation, OrganisationAlias, OrganisationReview
from models.queries.organisations import OrganisationFilter, list_organisations
from models.session import make_session
from models.values.org_match import OrgIdentity, Verdict, compare
from models.values.org_name import OrgType, org_key
from models.values.uscc import Uscc
from tests.conftest import NOW
from tests.ingest.importing import count, import_demands, import_patents, owner_names
from tests.ingest.writing import application_number

ACTOR = "王芳"
TABLES = (
    "organisation",
    "organisation_alias",
    "organisation_review",
    "patent_owner",
    "demand",
    "know_how",
)
CODE_A, CODE_B = "91420100MA4KXQ3R7N", "91420500MA4KXQ3R8K"


def with_check(code: str) -> str:
    """Return a code with the check character that fits it."""
    return next(
        code[:17] + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if Uscc(code[:17] + c).check_ok
    )


def import_owners(
    session: Session, folder: Path, *owners: str, codes: tuple[str, ...] = ()
) -> None:
    """Import one patent of each owner, in one file."""
    rows: list[list[Any]] = [["申请号", "专利名称", "申请人", "统一社会信用代码"]]
    for serial, owner in enumerate(owners, start=1):
        code = codes[serial - 1] if codes else ""
        rows.append([application_number(serial), f"一种第{serial}号装置", owner, code])
    import_patents(session, folder / "owners.csv", rows)


def known(session: Session, name: str) -> Organisation:
    """Return the organisation of a spelling."""
    alias = session.exec(
        select(OrganisationAlias).where(OrganisationAlias.key == org_key(name))
    ).one()
    body = session.get(Organisation, alias.organisation_id)
    assert body is not None
    return body


def known_id(session: Session, name: str) -> int:
    return known(session, name).id or 0


def dump(engine: Engine) -> str:
    """Return every row of the tables that a merge touches, as one text."""
    with engine.connect() as connection:
        rows = {
            name: sorted(
                json.dumps(dict(row), ensure_ascii=False, default=str, sort_keys=True)
                for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()
            )
            for name in TABLES
        }
    return json.dumps(rows, ensure_ascii=False)


def test_universities_are_known_from_the_start(session: Session) -> None:
    assert count(session, Organisation) == len(load_universities()) == 134
    body = known(session, "华中理工大学")
    assert (body.name, body.org_type, body.city_code) == (
        "华中科技大学",
        OrgType.UNIVERSITY,
        "420100",
    )
    assert known(session, "三峡大学科技学院").parent_id == known_id(session, "三峡大学")
    assert known(session, "武汉大学东湖分校").name == "武汉东湖学院"
    assert known(session, "武汉东湖学院").parent_id is None


def test_seeding_again_changes_nothing(session: Session, engine: Engine) -> None:
    before = dump(engine)
    seed_reference(session)
    session.commit()
    assert dump(engine) == before


def test_seeding_completes_what_is_known_and_leaves_the_rest(session: Session) -> None:
    body = known(session, "武汉大学")
    body.city_code, body.org_type, body.address = None, OrgType.OTHER, "珞珈山"
    session.add(body)
    session.commit()
    seed_reference(session)
    session.commit()
    session.refresh(body)
    assert (body.city_code, body.org_type, body.address) == ("420100", "university", "珞珈山")
    assert count(session, Organisation) == 134


def test_no_two_universities_are_same() -> None:
    bodies = [
        OrgIdentity(seed.name, None, seed.city_code, seed.org_type, seed.aliases)
        for seed in load_universities()
    ]
    found = dict.fromkeys(Verdict, 0)
    for first, second in combinations(bodies, 2):
        found[compare(first, second).verdict] += 1
    assert found == {
        Verdict.SAME: 0,
        Verdict.DOUBTFUL: 0,
        Verdict.PART: 13,
        Verdict.DIFFERENT: 134 * 133 // 2 - 13,
    }


def test_labelled_pairs_reach_the_figures_that_are_promised() -> None:
    pairs = load_pairs()
    quality = measure(judge_pairs(pairs))
    assert len(pairs) >= 320
    assert len([pair for pair in pairs if pair.note.startswith("难")]) >= 120
    assert {pair.label for pair in pairs} == {Verdict.SAME, Verdict.PART, Verdict.DIFFERENT}
    assert quality.precision >= 0.99
    assert quality.recall >= 0.95
    assert quality.part_recall >= 0.95
    assert quality.handed_over <= 0.15
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    assert f"On the {len(pairs)} labelled pairs" in readme
    assert f"right in {quality.precision:.0%}".replace("%", " %") in readme
    assert f"{quality.recall:.1%} of the".replace("%", " %") in readme
    assert f"{quality.handed_over:.1%} of all pairs".replace("%", " %") in readme


def test_another_spelling_is_added_to_the_record(session: Session, tmp_path: Path) -> None:
    owners = ["武汉某某激光有限公司", "武汉市某某激光有限责任公司", "武汉科技学院", "华中科大"]
    import_owners(session, tmp_path, *owners)
    assert owner_names(session) == [owners[0], owners[0], "武汉纺织大学", "华中科技大学"]
    assert count(session, Organisation) == 135
    assert count(session, OrganisationReview) == 0


def test_a_part_is_a_record_of_its_own_with_its_parent(session: Session, tmp_path: Path) -> None:
    part = "华中科技大学同济医学院附属协和医院"
    import_owners(session, tmp_path, part, "华中科技大学同济医学院", "华中科技大学")
    assert owner_names(session) == [part, "华中科技大学同济医学院", "华中科技大学"]
    assert known(session, part).parent_id == known_id(session, "华中科技大学")


def test_a_whole_that_comes_after_its_part_becomes_its_parent(
    session: Session, tmp_path: Path
) -> None:
    import_owners(session, tmp_path, "宜昌某某化工有限公司荆门分公司", "宜昌某某化工有限公司")
    whole = known_id(session, "宜昌某某化工有限公司")
    assert known(session, "宜昌某某化工有限公司荆门分公司").parent_id == whole


def test_a_doubtful_name_is_a_new_record_and_a_question(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "华中科枝大学", "华中农业大学")
    assert owner_names(session) == ["华中科枝大学", "华中农业大学"]
    (view,) = list_reviews(session)
    assert (view.name, view.candidate) == ("华中科枝大学", "华中科技大学")
    assert (view.reason, view.status) == ("长名称中只有一字之差", ReviewStatus.OPEN)
    assert 0.5 <= view.score < 1


def test_one_credit_code_joins_names_within_and_across_files(
    session: Session, tmp_path: Path
) -> None:
    code = with_check(CODE_A)
    first, second, third = "宜昌某某柴油机厂", "湖北船海动力股份有限公司", "船海重工（宜昌）"
    import_owners(session, tmp_path, first, second, codes=(code, code))
    assert owner_names(session) == [first, first]
    rows = [["申请号", "专利名称", "申请人", "统一社会信用代码"]]
    rows.append([application_number(9), "一种装置", third, code])
    import_patents(session, tmp_path / "b.csv", rows)
    assert known(session, third).name == first
    assert known(session, first).uscc == code


def test_equal_names_of_two_codes_are_two_records_and_a_question(
    session: Session, tmp_path: Path
) -> None:
    codes = (with_check(CODE_A), with_check(CODE_B))
    import_owners(session, tmp_path, "武汉某某有限公司", "武汉市某某有限公司", codes=codes)
    assert owner_names(session) == ["武汉某某有限公司", "武汉市某某有限公司"]
    assert [view.reason for view in list_reviews(session)] == ["名称相同，信用代码冲突"]


def test_persons_are_matched_by_their_exact_names_only(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "张伟", "张玮", "张 伟")
    assert owner_names(session) == ["张伟", "张玮", "张伟"]
    assert count(session, OrganisationReview) == 0


def test_the_same_files_again_change_nothing(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    owners = [
        "华中科枝大学",
        "武汉某某激光有限公司",
        "武汉某某激光股份有限公司",
        "华中科技大学无锡研究院",
    ]
    import_owners(session, tmp_path, *owners)
    before = dump(engine)
    import_owners(session, tmp_path, *owners)
    assert dump(engine) == before


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
