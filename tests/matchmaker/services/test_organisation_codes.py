"""Credit codes that contradict names: visible to a person, and never a silent merge."""

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matchmaker.services.organisations import decide_review, list_reviews
from models.enums import ReviewStatus
from models.organisation import Organisation, OrganisationReview
from tests.conftest import NOW
from tests.ingest.importing import count, import_demands, owner_names
from tests.matchmaker.services.organisation_cases import (
    ACTOR,
    CODE_A,
    CODE_B,
    dump,
    import_owners,
    known,
    known_id,
    with_check,
)

A, B = with_check(CODE_A), with_check(CODE_B)
CLASH = "名称相同，信用代码冲突"


def namesakes(session: Session, name: str) -> list[tuple[str, str | None]]:
    """Return name and code of every record of a name, the first one first."""
    statement = select(Organisation.name, Organisation.uscc).where(Organisation.name == name)
    return list(session.exec(statement.order_by(col(Organisation.id))).all())


def questions(session: Session) -> list[tuple[str, str, str]]:
    return [(view.name, view.candidate, view.reason) for view in list_reviews(session)]


def test_one_code_copied_down_merges_no_unlike_firms(session: Session, tmp_path: Path) -> None:
    owners = ["武汉甲乙激光有限公司", "宜昌丙丁药业有限公司", "黄石戊己电器有限公司"]
    import_owners(session, tmp_path, *owners, codes=(A, A, A))
    assert owner_names(session) == owners
    assert {reason for *_, reason in questions(session)} == {
        "信用代码相同，但名称看不出关联，疑为代码误填"
    }


def test_a_known_name_with_another_code_is_a_question(session: Session, tmp_path: Path) -> None:
    name = "武汉某某激光有限公司"
    import_owners(session, tmp_path, name, codes=(A,))
    rows = [["企业名称", "统一社会信用代码", "需求编号", "需求名称"], [name, B, "1", "焊接"]]
    import_demands(session, tmp_path / "d.csv", rows)
    assert namesakes(session, name) == [(name, A), (name, B)]
    assert questions(session) == [(name, name, CLASH)]
    assert known(session, name).uscc == A


def test_two_codes_of_one_name_in_one_file_are_a_question(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    name = "武汉某某激光有限公司"
    import_owners(session, tmp_path, name, name, codes=(A, B))
    assert questions(session) == [(name, name, CLASH)]
    before = dump(engine)
    import_owners(session, tmp_path, name, name, codes=(A, B))
    assert dump(engine) == before


def test_another_spelling_finds_the_namesake_of_its_code(session: Session, tmp_path: Path) -> None:
    name, spelling = "武汉某某激光有限公司", "武汉市某某激光有限责任公司"
    import_owners(session, tmp_path, name, name, spelling, codes=(A, B, B))
    assert known(session, spelling).uscc == B
    assert known(session, name).uscc == A


def test_an_answered_clash_is_not_asked_again(session: Session, tmp_path: Path) -> None:
    name = "武汉某某激光有限公司"
    import_owners(session, tmp_path, name, name, codes=(A, B))
    (view,) = list_reviews(session)
    decide_review(session, view.id, ReviewStatus.SAME, ACTOR, NOW)
    session.commit()
    import_owners(session, tmp_path, name, name, codes=(B, A))
    assert list_reviews(session) == []
    assert count(session, OrganisationReview) == 1


def test_the_code_of_another_record_is_a_question_to_both(session: Session, tmp_path: Path) -> None:
    first, second = "武汉甲乙激光有限公司", "宜昌丙丁药业有限公司"
    import_owners(session, tmp_path, first, second, codes=(A, B))
    rows = [["企业名称", "统一社会信用代码", "需求编号", "需求名称"], [first, B, "1", "焊接"]]
    import_demands(session, tmp_path / "d.csv", rows)
    assert questions(session) == [(second, first, "名称已知，所附信用代码属于另一单位")]
    assert count(session, Organisation) == 136


def test_a_code_that_completes_a_second_record_is_a_question(
    session: Session, tmp_path: Path
) -> None:
    first, second = "武汉甲乙激光有限公司", "武汉甲乙激光技术股份公司"
    import_owners(session, tmp_path, first, second, codes=(A, ""))
    (view,) = list_reviews(session)
    decide_review(session, view.id, ReviewStatus.DIFFERENT, ACTOR, NOW)
    third = "宜昌丙丁药业有限公司"
    import_owners(session, tmp_path, third)
    import_owners(session, tmp_path, third, codes=(A,))
    assert known(session, third).uscc == A
    assert questions(session) == [
        (third, first, "信用代码相同，但名称看不出关联，疑为代码误填"),
    ]


def test_a_department_may_give_the_code_of_its_university(session: Session, tmp_path: Path) -> None:
    whole, part = "某某大学", "某某大学机械学院"
    import_owners(session, tmp_path, whole, part, part, codes=(A, B, A))
    assert questions(session) == []
    assert known(session, part).parent_id == known_id(session, whole)


def test_a_code_that_fails_its_check_asks_nothing(session: Session, tmp_path: Path) -> None:
    name = "武汉某某激光有限公司"
    import_owners(session, tmp_path, name, name, codes=(A, B[:17] + ("1" if B[17] != "1" else "2")))
    assert questions(session) == []
    assert namesakes(session, name) == [(name, A)]
