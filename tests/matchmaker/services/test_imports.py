"""A file into the database: every row counted, nothing erased, nothing written twice."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, select

from ingest.errors import SourceError
from ingest.pipeline import ParseOptions
from matchmaker.services import imports
from matchmaker.services.imports import import_file
from models.demand import Demand, DemandIndustry
from models.enums import ImportKind, LicenceKind
from models.import_batch import ImportBatch, RefusedRow
from models.organisation import Organisation, OrganisationAlias
from models.patent import Patent, PatentIndustry, PatentOwner
from models.values.legal_status import LegalState
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.ingest.importing import (
    count,
    counts,
    import_and_commit,
    import_demands,
    import_patents,
    only_patent,
    owner_names,
)
from tests.ingest.writing import application_number, patent_row, write_csv

HEADERS = ("申请号", "专利名称", "申请人", "申请日", "摘要", "当前法律状态")


@pytest.fixture(autouse=True)
def no_known_universities(session: Session) -> None:
    """Begin without the universities that every database knows."""
    session.execute(delete(OrganisationAlias))
    session.execute(delete(Organisation))
    session.commit()


def test_every_row_is_new_changed_unchanged_or_refused(session: Session, tmp_path: Path) -> None:
    first = [HEADERS, *(patent_row(n, "2017-03-05", "旧", "授权") for n in (1, 2, 3))]
    assert counts(import_patents(session, tmp_path / "a.csv", first)) == (3, 3, 0, 0, 0)
    second = [
        HEADERS,
        patent_row(1, "2017-03-05", "新", "授权"),
        patent_row(2, "2017-03-05", "旧", "授权"),
        patent_row(4, "2017-03-05", "旧", "授权"),
        patent_row(4, "2017-03-05", "旧", "授权"),
        patent_row(5, "2017-02-30", "旧", "授权"),
        patent_row(4, "2017-03-05", "别的", "授权"),
    ]
    report = import_patents(session, tmp_path / "b.csv", second)
    assert counts(report) == (6, 1, 1, 2, 2)
    assert count(session, Patent) == 4
    batch = session.exec(select(ImportBatch).order_by(col(ImportBatch.id).desc())).first()
    assert batch is not None
    assert (batch.file_name, batch.kind, batch.source) == ("b.csv", "patents", "patent_sheet")
    assert (batch.row_count, batch.new_count, batch.changed_count) == (6, 1, 1)
    assert (batch.unchanged_count, batch.refused_count, batch.created_at) == (2, 2, NOW)
    assert batch.mapping["申请号"] == "application_number"


def test_second_import_leaves_no_trace(session: Session, tmp_path: Path) -> None:
    rows = [HEADERS, patent_row(1, "2017-03-05", "摘要", "授权"), patent_row(2, "坏", "", "")]
    import_patents(session, tmp_path / "a.csv", rows)
    before = only_patent(session).model_dump()
    report = import_patents(session, tmp_path / "a.csv", rows)
    assert counts(report) == (2, 0, 0, 1, 1)
    assert (count(session, ImportBatch), count(session, RefusedRow)) == (1, 1)
    assert only_patent(session).model_dump() == before


def test_same_rows_in_another_file_are_unchanged(session: Session, tmp_path: Path) -> None:
    rows = [HEADERS, patent_row(1, "2017-03-05", "摘要", "授权")]
    import_patents(session, tmp_path / "a.csv", rows)
    report = import_patents(session, tmp_path / "b.csv", [*rows, []])
    assert (counts(report), count(session, ImportBatch)) == ((1, 0, 0, 1, 0), 2)


def test_changed_cell_keeps_the_other_fields(session: Session, tmp_path: Path) -> None:
    import_patents(
        session, tmp_path / "a.csv", [HEADERS, patent_row(1, "2017-03-05", "旧", "授权")]
    )
    report = import_patents(session, tmp_path / "b.csv", [HEADERS, patent_row(1, "", "新", "")])
    assert counts(report) == (1, 0, 1, 0, 0)
    patent = only_patent(session)
    assert (patent.abstract, patent.filing_date) == ("新", date(2017, 3, 5))
    assert (patent.legal_state, patent.legal_text) == (LegalState.IN_FORCE, "授权")
    assert patent.expiry_date == date(2037, 3, 5)
    made, changed = session.exec(select(ImportBatch).order_by(col(ImportBatch.id))).all()
    assert (made.file_name, changed.file_name) == ("a.csv", "b.csv")
    assert patent.import_batch_id == made.id
    assert patent.field_sources == {"abstract": f"b{changed.id}"}


@pytest.mark.parametrize("blank", ["", " ", "-", '=""'])
def test_empty_cell_does_not_erase(session: Session, tmp_path: Path, blank: str) -> None:
    import_patents(
        session, tmp_path / "a.csv", [HEADERS, patent_row(1, "2017-03-05", "旧", "授权")]
    )
    report = import_patents(
        session, tmp_path / "b.csv", [HEADERS, patent_row(1, blank, blank, blank)]
    )
    assert counts(report) == (1, 0, 0, 1, 0)
    assert only_patent(session).abstract == "旧"


def change(session: Session, folder: Path, header: str, before: Any, after: Any) -> Patent:
    """Import one patent with a cell, then again with another, and return what is stored."""
    rows = [[*HEADERS[:4], header], patent_row(1, "2017-03-05", before)]
    import_patents(session, folder / "before.csv", rows)
    rows = [[*HEADERS[:4], header], patent_row(1, "2017-03-05", after)]
    assert import_patents(session, folder / "after.csv", rows).changed == 1
    return only_patent(session)


def test_price_open_to_talks_takes_the_place_of_an_amount(session: Session, tmp_path: Path) -> None:
    patent = change(session, tmp_path, "转让价格", "50-80万元", "面议")
    assert (patent.price_low_cny, patent.price_high_cny) == (None, None)
    assert patent.price_negotiable is True


def test_licence_that_has_ended_is_taken_off(session: Session, tmp_path: Path) -> None:
    patent = change(session, tmp_path, "许可类型", "独占许可", "普通许可")
    assert patent.licence_kind is LicenceKind.ORDINARY
    assert change(session, tmp_path, "许可类型", "排他许可", "无").licence_kind is None


def test_stated_expiry_outlives_a_sheet_without_it(session: Session, tmp_path: Path) -> None:
    row = patent_row(1, "2017-03-05")
    import_patents(session, tmp_path / "a.csv", [[*HEADERS[:4], "失效日"], [*row, "2020-05-01"]])
    report = import_patents(session, tmp_path / "b.csv", [HEADERS[:4], row])
    assert (report.unchanged, only_patent(session).expiry_date) == (1, date(2020, 5, 1))


def test_computed_expiry_follows_the_filing_date(session: Session, tmp_path: Path) -> None:
    import_patents(session, tmp_path / "a.csv", [HEADERS[:4], patent_row(1, "2017-03-05")])
    import_patents(session, tmp_path / "b.csv", [HEADERS[:4], patent_row(1, "2017-04-06")])
    assert only_patent(session).expiry_date == date(2037, 4, 6)


def test_main_class_alone_keeps_the_other_classes(session: Session, tmp_path: Path) -> None:
    full = [[*HEADERS[:3], "IPC分类号"], patent_row(1, "H01M10/0525;H01M4/36")]
    import_patents(session, tmp_path / "a.csv", full)
    assert only_patent(session).classification_main == "H01M10/0525"
    main = [[*HEADERS[:3], "主分类号"], patent_row(1, "H01M4/36")]
    assert import_patents(session, tmp_path / "b.csv", main).changed == 1
    assert only_patent(session).classifications == ["H01M4/36", "H01M10/0525"]
    assert import_patents(session, tmp_path / "c.csv", [*main, []]).unchanged == 1
    assert import_patents(session, tmp_path / "d.csv", [*full, []]).changed == 1
    assert only_patent(session).classification_main == "H01M4/36"


def test_gap_is_filled_by_a_later_sheet(session: Session, tmp_path: Path) -> None:
    import_patents(session, tmp_path / "a.csv", [HEADERS[:3], patent_row(1)])
    rows = [[*HEADERS[:4], "IPC"], patent_row(1, "2017-03-05", "H01M4/36")]
    assert import_patents(session, tmp_path / "b.csv", rows).changed == 1
    patent = only_patent(session)
    assert patent.expiry_date == date(2037, 3, 5)
    assert (patent.classification_main, patent.classifications) == ("H01M4/36", ["H01M4/36"])


def test_changed_owner_is_a_change(session: Session, tmp_path: Path) -> None:
    import_patents(session, tmp_path / "a.csv", [HEADERS[:3], patent_row(1)])
    headers = [*HEADERS[:3], "当前权利人"]
    rows = [headers, patent_row(1, "武汉钢铁公司；武汉 大学")]
    assert counts(import_patents(session, tmp_path / "b.csv", rows)) == (1, 0, 1, 0, 0)
    assert owner_names(session) == ["武汉钢铁公司", "武汉大学"]
    rows = [headers, patent_row(1, "武汉大学；武汉钢铁公司")]
    assert counts(import_patents(session, tmp_path / "c.csv", rows)) == (1, 0, 1, 0, 0)
    assert owner_names(session) == ["武汉大学", "武汉钢铁公司"]


def test_organisation_is_one_in_any_width_or_blanks(session: Session, tmp_path: Path) -> None:
    names = ["某某（武汉）科技有限公司", "某某(武汉)科技有限公司", "某某(武汉) 科技有限公司"]
    names += ["武汉大学", "王五", "ＡＢＣ研究院", "abc 研究院"]
    rows = [HEADERS[:3], *([application_number(n), "甲", name] for n, name in enumerate(names, 1))]
    assert import_patents(session, tmp_path / "a.csv", rows).new == 7
    stored = session.exec(select(Organisation).order_by(col(Organisation.id))).all()
    assert [(body.name, body.org_type) for body in stored] == [
        ("某某（武汉）科技有限公司", OrgType.ENTERPRISE),
        ("武汉大学", OrgType.UNIVERSITY),
        ("王五", OrgType.INDIVIDUAL),
        ("ABC研究院", OrgType.INSTITUTE),
    ]
    assert count(session, OrganisationAlias) == 4


def test_facts_of_an_organisation_are_not_overwritten(session: Session, tmp_path: Path) -> None:
    headers = [*HEADERS[:3], "地址", "统一社会信用代码"]
    rows = [
        headers,
        patent_row(1, "湖北省武汉市武昌区珞珈山", ""),
        patent_row(2, "湖北省宜昌市某路", "91420100MA4KXXXX0X"),
    ]
    import_patents(session, tmp_path / "a.csv", rows)
    body = session.exec(select(Organisation)).one()
    assert (body.city_code, body.district) == ("420100", "武昌区")
    assert (body.address, body.uscc) == ("湖北省武汉市武昌区珞珈山", "91420100MA4KXXXX0X")
    cities = session.exec(select(Patent.city_code).order_by(col(Patent.id))).all()
    assert list(cities) == ["420100", "420500"]
    import_patents(
        session, tmp_path / "b.csv", [headers, patent_row(3, "宜昌市", "91420100MA4KXXXX1X")]
    )
    session.refresh(body)
    assert (body.city_code, body.uscc) == ("420100", "91420100MA4KXXXX0X")


def test_unknown_fact_is_completed_by_a_later_file(session: Session, tmp_path: Path) -> None:
    import_patents(session, tmp_path / "a.csv", [HEADERS[:3], patent_row(1)])
    import_patents(
        session, tmp_path / "b.csv", [[*HEADERS[:3], "地址"], patent_row(2, "武汉市某路")]
    )
    assert session.exec(select(Organisation.city_code)).one() == "420100"


def test_refused_rows_are_stored_with_their_reasons(session: Session, tmp_path: Path) -> None:
    bad = ["ZL2013106997443", "甲", "武汉大学", "2013-02-30", "摘要", "授权"]
    import_patents(session, tmp_path / "a.csv", [HEADERS, bad])
    number, day = session.exec(select(RefusedRow).order_by(col(RefusedRow.id))).all()
    assert (number.sheet, number.row_number, number.column) == ("", 2, "申请号")
    assert (number.value, number.reason) == ("ZL2013106997443", "申请号的校验位不符")
    assert "201310699744.2" in number.remedy
    assert (day.row_number, day.column, day.reason) == (2, "申请日", "日期不存在")
    assert (number.cells, day.cells, count(session, Patent)) == (bad, bad, 0)


def test_unstorable_characters_do_not_stop_an_import(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    cells = r'"申请号": "\u0000\ud800坏", "专利名称": "a\u0000b", "申请人": "甲"'
    path.write_text(f'{{{cells}, "列\\u0000": "\\ud800"}}', encoding="utf-8")
    report = import_and_commit(session, path, ImportKind.PATENTS)
    assert counts(report) == (1, 0, 0, 0, 1)
    stored = session.exec(select(RefusedRow)).one()
    assert (stored.value, stored.cells[1]) == ("坏", "ab")


def test_error_of_the_file_leaves_the_database_as_it_was(session: Session, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADERS, patent_row(1, "", "", "")])
    path.write_text(path.read_text("utf-8") + '2,"未闭合', encoding="utf-8")
    with pytest.raises(SourceError, match="文本第 3 行"):
        import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    session.rollback()
    tables = (Patent, Organisation, ImportBatch, RefusedRow, PatentOwner)
    assert [count(session, table) for table in tables] == [0, 0, 0, 0, 0]


def test_industries_are_tagged_with_reasons(session: Session, tmp_path: Path) -> None:
    row = [application_number(1), "一种磷酸铁锂动力电池包的热失控预警方法", "甲大学", "", "电池"]
    import_patents(session, tmp_path / "a.csv", [[*HEADERS[:5], "IPC"], [*row, "H01M10/42"]])
    tags = session.exec(select(PatentIndustry)).all()
    assert len(tags) >= 1
    assert all(0 < tag.confidence <= 1 and tag.reason for tag in tags)
    rows = [["企业名称", "需求名称"], ["甲公司", "动力电池热失控预警"]]
    import_demands(session, tmp_path / "b.csv", rows)
    wanted = session.exec(select(DemandIndustry)).all()
    assert {tag.industry_slug for tag in wanted} & {tag.industry_slug for tag in tags} != set()
    assert all(0 < tag.confidence <= 1 and tag.reason for tag in wanted)


def test_rows_of_several_batches_are_counted_once(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH_ROWS", 2)
    serials = (1, 2, 3, 1, 4, 5, 2)
    write_csv(tmp_path / "a.csv", [HEADERS[:3], *(patent_row(n) for n in serials), ["坏", "", ""]])
    told: list[tuple[int, int | None]] = []
    options = ParseOptions(ImportKind.PATENTS)
    report = import_file(
        session, tmp_path / "a.csv", options, NOW, lambda done, total: told.append((done, total))
    )
    session.commit()
    assert counts(report) == (8, 5, 0, 2, 1)
    # The header is counted among the lines, whose number is told beforehand.
    assert (told, count(session, Patent)) == ([(2, 9), (4, 9), (6, 9), (8, 9)], 5)
    assert count(session, Organisation) == 1


def test_demands_are_stored_changed_and_left_alone(session: Session, tmp_path: Path) -> None:
    headers = ["企业名称", "需求编号", "需求名称", "需求描述", "关键词", "预算金额", "市州"]
    first = ["甲公司", "1", "轴承", "长寿命", "轴承；高温", "50-80万元", "宜昌"]
    assert counts(import_demands(session, tmp_path / "a.csv", [headers, first])) == (1, 1, 0, 0, 0)
    second = ["甲 公司", "1", "轴承", "", "", "面议", ""]
    report = import_demands(session, tmp_path / "b.csv", [headers, second])
    assert counts(report) == (1, 0, 1, 0, 0)
    stored = session.exec(select(Demand)).one()
    assert (stored.description, stored.keywords) == ("长寿命", ["轴承", "高温"])
    assert (stored.budget_low_cny, stored.budget_high_cny) == (None, None)
    assert (stored.budget_negotiable, stored.city_code) == (True, "420500")
    again = import_demands(session, tmp_path / "b.csv", [headers, second])
    assert (counts(again), count(session, ImportBatch)) == ((1, 0, 0, 1, 0), 2)
    body = session.exec(select(Organisation)).one()
    assert (body.org_type, body.city_code) == (OrgType.ENTERPRISE, "420500")


def test_demands_of_no_one_belong_to_the_owner(session: Session, tmp_path: Path) -> None:
    rows = [["title", "content"], ["轴承", "长寿命"], ["阀门", "耐蚀"]]
    report = import_demands(session, tmp_path / "a.csv", rows, owner=" 郑州某某厂 ")
    assert counts(report) == (2, 2, 0, 0, 0)
    assert session.exec(select(Organisation.name)).one() == "郑州某某厂"
    with pytest.raises(SourceError, match="没有写明单位的列“企业名称”"):
        import_demands(session, tmp_path / "a.csv", rows)
