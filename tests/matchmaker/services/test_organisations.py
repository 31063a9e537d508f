"""Organisations met in imports, and what is known of them from the start."""

from itertools import combinations
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.organisation_evaluation import judge_pairs, load_pairs, measure
from matchmaker.services.organisations import (
    list_reviews,
)
from matchmaker.services.reference import load_universities, seed_reference
from models.enums import ReviewStatus
from models.organisation import Organisation, OrganisationReview
from models.values.org_match import OrgIdentity, Verdict, compare
from models.values.org_name import OrgType
from tests.ingest.importing import count, import_patents, owner_names
from tests.ingest.writing import application_number
from tests.matchmaker.services.organisation_cases import (
    CODE_A,
    CODE_B,
    dump,
    import_owners,
    known,
    known_id,
    with_check,
)


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
    # That one firm is another's daughter, their names alone do not say.
    assert quality.part_recall >= 0.85
    # Most pairs are hard ones; what matters of those handed over is that few need no person.
    assert quality.handed_over <= 0.25
    assert quality.needless <= 0.05
    told = (Path(__file__).parents[3] / "docs" / "files.md").read_text("utf-8")
    assert f"On the {len(pairs)} labelled pairs" in told
    assert f"right in {quality.precision:.0%}".replace("%", " %") in told
    assert f"{quality.recall:.1%} of the".replace("%", " %") in told
    assert f"{quality.handed_over:.1%} of all pairs".replace("%", " %") in told


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


def test_a_known_short_name_is_no_person_and_joins_the_record(
    session: Session, tmp_path: Path
) -> None:
    import_owners(session, tmp_path, "哈尔滨工业大学", "哈工大", "哈尔滨建筑大学", "哈尔滨工程大学")
    assert owner_names(session) == ["哈尔滨工业大学"] * 3 + ["哈尔滨工程大学"]
    assert count(session, OrganisationReview) == 0


def test_a_part_under_a_former_name_gets_the_whole_of_today(
    session: Session, tmp_path: Path
) -> None:
    import_owners(session, tmp_path, "北京交通大学", "北方交通大学计算机学院")
    assert known(session, "北方交通大学计算机学院").parent_id == known_id(session, "北京交通大学")


def test_one_credit_code_joins_names_within_and_across_files(
    session: Session, tmp_path: Path
) -> None:
    code = with_check(CODE_A)
    first, second, third = "宜昌船海柴油机厂", "湖北船海动力股份有限公司", "船海动力（宜昌）公司"
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
