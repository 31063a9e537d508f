"""Rows that an earlier import took are known again, and only as long as nothing has changed."""

from pathlib import Path
from unittest.mock import patch

import pytest
from sqlmodel import Session, select

from ingest import pipeline
from matchmaker.services.edits import edit_patent
from matchmaker.services.imports import ImportReport
from matchmaker.services.organisations import merge_organisations, undo_merge
from models.patent import Patent
from models.queries.organisations import alias_ids
from models.read_row import ReadRow
from models.values.org_name import org_key
from tests.conftest import NOW
from tests.ingest.importing import count, counts, import_demands, import_patents, owner_names
from tests.ingest.writing import Table, application_number

HEADERS = ("申请号", "专利名称", "申请人", "公开(公告)号", "摘要")
ONE, TWO = application_number(1), application_number(2)
FIRST = (ONE, "减速器", "武汉大学", "", "齿轮箱")
SECOND = (TWO, "联轴器", "三峡大学", "", "弹性体")


def load(session: Session, folder: Path, *rows: tuple[str, ...]) -> ImportReport:
    return import_patents(session, folder / "a.csv", [HEADERS, *rows])


def read_again(session: Session, folder: Path, *rows: tuple[str, ...]) -> list[str]:
    """Import the rows and return the keys of those that had to be read again."""
    parsed: list[str] = []
    parse = pipeline._PARSERS

    def watched(cells, row, owner):
        found = parse_row(cells, row, owner)
        parsed.append(found.key if found else "")
        return found

    parse_row = parse[pipeline.ImportKind.PATENTS]
    with patch.dict(parse, {pipeline.ImportKind.PATENTS: watched}):
        load(session, folder, *rows)
    return parsed


def test_the_same_rows_are_not_read_again(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, FIRST, SECOND)
    assert count(session, ReadRow) == 2
    assert read_again(session, tmp_path, FIRST, SECOND) == []


def test_of_a_file_that_grew_only_the_new_rows_are_read(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, FIRST)
    assert read_again(session, tmp_path, SECOND, FIRST) == [TWO]
    assert count(session, Patent) == 2


def test_known_rows_count_as_unchanged(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, FIRST)
    assert counts(load(session, tmp_path, FIRST, FIRST)) == (2, 0, 0, 2, 0)


def test_a_row_is_read_again_after_another_import_changed_its_record(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path, FIRST, SECOND)
    changed = (*FIRST[:4], "行星齿轮箱")
    assert read_again(session, tmp_path, changed, SECOND) == [ONE]
    assert read_again(session, tmp_path, FIRST, SECOND) == [ONE]
    assert session.exec(select(Patent.abstract).order_by(Patent.id)).all() == ["齿轮箱", "弹性体"]


def test_a_row_that_contradicts_a_person_is_read_every_time(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path, FIRST)
    edit_patent(session, ONE, {"abstract": "谐波"}, "王", NOW)
    for _ in range(2):
        report = load(session, tmp_path, FIRST)
        assert (counts(report), report.kept) == ((1, 0, 0, 1, 0), 1)


def test_rows_are_read_again_after_organisations_were_merged_or_parted(
    session: Session, tmp_path: Path
) -> None:
    first = (ONE, "减速器", "武汉某某传动有限公司", "", "")
    second = (TWO, "联轴器", "宜昌别样传动有限公司", "", "")
    load(session, tmp_path, first, second)
    ids = alias_ids(session)
    merge = merge_organisations(
        session, ids[org_key(first[2])], ids[org_key(second[2])], "", "王", NOW
    )
    assert read_again(session, tmp_path, first, second) == [ONE, TWO]
    undo_merge(session, merge.id or 0, "王", NOW)
    assert read_again(session, tmp_path, first, second) == [ONE, TWO]
    assert owner_names(session) == [first[2], second[2]]


def test_a_known_row_contradicted_in_its_file_makes_the_other_refused(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path, FIRST)
    other = (*FIRST[:4], "蜗轮箱")
    report = load(session, tmp_path, FIRST, other)
    assert counts(report) == (2, 0, 0, 1, 1)
    (refusal,) = report.rejected[0].refusals
    assert refusal.reason == "与第 2 行是同一条记录，但内容不同"


def test_application_and_grant_in_one_file_stay_as_they_were(
    session: Session, tmp_path: Path
) -> None:
    application = (ONE, "减速器", "武汉大学", "CN105000001A", "齿轮箱")
    grant = (ONE, "减速器", "武汉大学", "CN105000001B", "斜齿轮箱")
    reports = [counts(load(session, tmp_path, application, grant)) for _ in range(3)]
    assert reports == [(2, 1, 1, 0, 0), (2, 0, 0, 2, 0), (2, 0, 0, 2, 0)]
    assert session.exec(select(Patent.abstract)).all() == ["斜齿轮箱"]


def test_other_rules_read_every_row_again(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, tmp_path, FIRST)
    monkeypatch.setattr(pipeline, "reading_digest", lambda: b"another release")
    assert read_again(session, tmp_path, FIRST) == [ONE]


def test_the_same_cells_under_other_headers_are_another_row(
    session: Session, tmp_path: Path
) -> None:
    cells = (ONE, "减速器", "武汉大学", "CN105000001A", "10")
    plain: Table = [(*HEADERS[:4], "预期交易价格(元)"), cells]
    large: Table = [(*HEADERS[:4], "预期交易价格(万元)"), cells]
    import_patents(session, tmp_path / "a.csv", plain)
    assert counts(import_patents(session, tmp_path / "b.csv", large)) == (1, 0, 1, 0, 0)
    assert session.exec(select(Patent.price_low_cny)).all() == [100_000]


def test_demands_are_known_again(session: Session, tmp_path: Path) -> None:
    rows: Table = [("企业名称", "需求编号", "需求名称"), ("武汉某某传动有限公司", "1", "齿轮降噪")]
    import_demands(session, tmp_path / "d.csv", rows)
    assert count(session, ReadRow) == 1
    assert counts(import_demands(session, tmp_path / "d.csv", rows)) == (1, 0, 0, 1, 0)
