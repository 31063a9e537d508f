"""The real exports of the reference material."""

from pathlib import Path

import pytest
from sqlmodel import Session

from models.enums import ImportKind
from models.import_batch import ImportBatch
from models.patent import Patent
from tests.ingest.importing import count, counts, import_and_commit
from tests.ingest.writing import error_of, parse, parse_demands

pytestmark = pytest.mark.reference


def test_patents_of_a_city_are_read_without_a_refusal(reference: Path) -> None:
    parsed = parse(reference / "data" / "patents_taian.csv")
    assert (len(parsed.valid), parsed.refusals) == (7384, [])


def test_workbook_gives_the_same_patents_as_the_text_file(reference: Path) -> None:
    plain = parse(reference / "data" / "patents_taian.csv")
    book = parse(reference / "data" / "patents_taian_export.xlsx")
    assert book.refusals == []
    assert [(r.key, r.row_number, r.values, r.owners) for r in book.valid] == [
        (r.key, r.row_number, r.values, r.owners) for r in plain.valid
    ]


def test_national_export_is_read_whole(reference: Path) -> None:
    parsed = parse(reference / "data" / "cnipa_export_199.xlsx")
    assert (len(parsed.valid), parsed.refusals) == (199, [])
    assert parsed.headers[0].source == "cnipa_export"
    assert parsed.headers[0].repeated == ("专利号",)


def test_demands_of_a_city_are_read_with_an_owner(reference: Path) -> None:
    path = reference / "data" / "demands_zhengzhou.csv"
    parsed = parse_demands(path, owner="郑州市科学技术局")
    assert (len(parsed.valid), parsed.refusals) == (371, [])
    assert error_of(path, ImportKind.DEMANDS).reason.startswith("没有写明单位的列")


def test_patents_without_numbers_are_refused_as_a_file(reference: Path) -> None:
    error = error_of(reference / "data" / "patents_bdci.jsonl")
    assert (error.file, error.remedy) == ("patents_bdci.jsonl", "请让表头所在行包含：申请号")
    assert error.reason.startswith("缺少必需的列“申请号”")


def test_stock_of_a_city_imported_twice_changes_nothing(session: Session, reference: Path) -> None:
    path = reference / "data" / "patents_taian.csv"
    first = import_and_commit(session, path, ImportKind.PATENTS)
    second = import_and_commit(session, path, ImportKind.PATENTS)
    assert (counts(first)[0], counts(first)[2], counts(first)[4]) == (7384, 0, 0)
    assert counts(second) == (7384, 0, 0, 7384, 0)
    assert (count(session, Patent), count(session, ImportBatch)) == (first.new, 1)
