"""Organisations by the names that people type."""

from pathlib import Path

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.organisation_merges import merge_organisations
from matchmaker.services.organisation_search import get_by_name, list_parts
from models.errors import NotFound
from models.queries import organisations as organisation_queries
from tests.conftest import NOW
from tests.matchmaker.services.organisation_cases import ACTOR, import_owners, known_id


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("武汉纺织大学", "武汉纺织大学"),
        (" 武汉纺织　大学", "武汉纺织大学"),
        ("武汉科技学院", "武汉纺织大学"),
        ("武大", "武汉大学"),
        ("武汉纺织大学外经贸学院", "武汉纺织大学外经贸学院"),
    ],
)
def test_any_known_spelling_is_found(session: Session, spelling: str, name: str) -> None:
    assert get_by_name(session, spelling).name == name


def test_merged_record_is_found_as_the_one_that_stands_for_it(
    session: Session, tmp_path: Path
) -> None:
    import_owners(session, tmp_path, "武汉甲乙激光有限公司", "武汉丙丁光电有限公司")
    kept, merged = (
        known_id(session, name) for name in ("武汉甲乙激光有限公司", "武汉丙丁光电有限公司")
    )
    merge_organisations(session, kept, merged, "吸收合并", ACTOR, NOW)
    assert get_by_name(session, "武汉丙丁光电有限公司").id == kept


def test_unknown_name_is_refused_with_the_nearest(session: Session) -> None:
    with pytest.raises(NotFound) as refused:
        get_by_name(session, "武汉纺职大学")
    assert str(refused.value).startswith("没有名为“武汉纺职大学”的单位。是否为：武汉纺织大学、")
    assert "请核对名称" in str(refused.value)
    assert str(refused.value).count("、") == 2


def test_name_like_no_other_is_refused_without_a_guess(session: Session) -> None:
    with pytest.raises(NotFound) as refused:
        get_by_name(session, "ZZZZ")
    assert "是否为" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "  ", "，。"])
def test_blank_name_is_refused(session: Session, name: str) -> None:
    with pytest.raises(BadQuery, match="单位名称是空的"):
        get_by_name(session, name)


def test_parts_are_found_at_any_depth(session: Session, tmp_path: Path) -> None:
    import_owners(session, tmp_path, "武汉纺织大学机电学院", "武汉纺织大学机电学院研究所")
    whole, part, deep = (
        known_id(session, name)
        for name in ("武汉纺织大学", "武汉纺织大学机电学院", "武汉纺织大学机电学院研究所")
    )
    organisation_queries.set_parents(session, {deep: part})
    session.expire_all()
    branch = known_id(session, "武汉纺织大学外经贸学院")
    assert list_parts(session, whole) == sorted((branch, part, deep))
    assert list_parts(session, part) == [deep]
    assert list_parts(session, deep) == []
