"""What an import would do, told beforehand; and mappings that are remembered."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from ingest.errors import SourceError
from ingest.labels import FIELD_LABELS, VALUE_LABELS
from ingest.mapping import headers_digest
from ingest.pipeline import ParseOptions
from matchmaker.services.edits import edit_patent
from matchmaker.services.imports import import_file
from matchmaker.services.previews import preview_file, remember, understood, with_memory
from models.enums import ImportKind
from models.header_mapping import HeaderMapping
from models.patent import Patent
from models.provenance import ImportDifference
from models.queries.header_mappings import find_mapping
from tests.conftest import NOW
from tests.ingest.importing import count, counts, import_patents
from tests.ingest.writing import (
    PATENT_HEADERS,
    Parsed,
    application_number,
    demand_with,
    parse,
    patent_row,
    patent_with,
    write_csv,
)

PATENTS = ParseOptions(ImportKind.PATENTS)
HEADERS = [*PATENT_HEADERS, "申请日", "技术稳定性", "专利名", "得分"]


def rows_of_a_stock() -> list[list[str]]:
    good = [patent_row(n, "2017-03-05", "9", "", "5") for n in range(1, 8)]
    bad = [patent_row(n, "坏日期", "9", "", "5") for n in (11, 12, 13, 14)]
    return [HEADERS, *good, *bad, ["坏号", "一种阀门", "武汉大学", "2017-03-05", "", "", ""]]


def test_preview_tells_headers_counts_and_first_rows(session: Session, tmp_path: Path) -> None:
    import_patents(session, tmp_path / "a.csv", rows_of_a_stock()[:3])
    path = write_csv(tmp_path / "b.csv", rows_of_a_stock())
    preview = preview_file(session, path, PATENTS, NOW)
    session.rollback()
    assert counts(preview.report) == (12, 5, 0, 2, 5)
    assert count(session, Patent) == 2
    [sheet] = preview.sheets
    assert (sheet.source, sheet.source_label, sheet.header_row) == ("patent_sheet", "专利表", 1)
    assert [(c.header, c.field, c.label) for c in sheet.columns][:2] == [
        ("申请号", "application_number", "申请号"),
        ("专利名称", "title", "名称"),
    ]
    assert sheet.noted == ("技术稳定性",)
    assert sheet.unknown["专利名"][0] == "专利名称"
    assert sheet.unknown["得分"] == []
    assert len(preview.rows) == 5
    assert (preview.source_date, preview.report.kept) == (NOW.date(), 0)
    assert preview.rows[0] == {
        "单位": "武汉大学",
        "名称": "一种第1号装置",
        "申请日": "2017-03-05",
        "专利类型": "发明",
    }


def test_refusals_are_grouped_with_the_most_frequent_first(
    session: Session, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", rows_of_a_stock())
    preview = preview_file(session, path, PATENTS, NOW)
    dates, numbers = preview.refusals
    assert (dates.column, dates.reason, dates.count) == ("申请日", "不是日期", 4)
    assert dates.examples == ("第 9 行", "第 10 行", "第 11 行")
    assert dates.remedy.startswith("请填写形如")
    assert (numbers.column, numbers.count) == ("申请号", 1)


def test_preview_of_a_file_that_cannot_be_read_says_why(session: Session, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="文件不存在"):
        preview_file(session, tmp_path / "none.csv", PATENTS, NOW)


def test_preview_counts_what_a_newer_source_or_a_person_keeps(
    session: Session, tmp_path: Path
) -> None:
    headers = [*PATENT_HEADERS, "摘要", "技术成熟度"]
    import_patents(session, tmp_path / "a.csv", [headers, patent_row(1, "新", "通过小试")])
    edit_patent(session, application_number(1), {"maturity": "通过中试"}, "王", NOW)
    session.commit()
    path = write_csv(tmp_path / "b.csv", [headers, patent_row(1, "旧", "正在研发")])
    earlier = NOW.date() - timedelta(days=1)
    older = preview_file(session, path, PATENTS, NOW, source_date=earlier)
    session.rollback()
    newer = preview_file(session, path, PATENTS, NOW)
    session.rollback()
    assert (older.source_date, older.report.kept) == (earlier, 3)
    assert (newer.source_date, newer.report.kept) == (NOW.date(), 2)
    assert count(session, ImportDifference) == 0


def shown(parsed: Parsed) -> dict[str, str]:
    return understood(parsed.valid[0])


def test_values_are_shown_as_understood(tmp_path: Path) -> None:
    columns = {
        "当前法律状态": "授权",
        "发明人": "张三;李四",
        "转让价格": "5-8万元（可议）",
        "可接受的转化方式": "转让；独占许可",
        "技术成熟度": "通过中试",
        "是否财政资助": "是",
        "许可类型": "普通许可",
        "质权人": "某银行",
        "关键词": "阀门；密封",
        "合享价值度": 9,
        "地址": "湖北省武汉市洪山区",
        "摘要": "长" * 100,
    }
    told = shown(patent_with(tmp_path, columns))
    assert told["价格"] == "5–8万元（可议）"
    assert told["转化方式"] == "转让；独占许可"
    assert (told["法律状态"], told["法律状态判定"]) == ("授权", "有效")
    assert (told["技术成熟度"], told["成熟度等级（TRL）"]) == ("通过中试", "7")
    assert (told["是否财政资助"], told["许可类型"]) == ("是", "普通许可")
    assert (told["质权人"], told["城市"]) == ("某银行", "武汉市")
    assert (told["关键词"], told["价值度"], told["价值度出处"]) == ("阀门；密封", "9", "合享价值度")
    assert (told["发明人"], told["摘要"]) == ("张三；李四", "长" * 60 + "…")
    assert set(told) <= set(FIELD_LABELS.values()) | set(VALUE_LABELS.values())


def test_values_of_a_demand_are_shown_as_understood(tmp_path: Path) -> None:
    columns = {
        "投入预算(万元)": "面议",
        "市州": "宜昌",
        "高新技术企业": "是",
        "保密级别": "限定",
        "需求时限": "2024年6月",
        "技术需求合作模式": "委托研发",
    }
    told = shown(demand_with(tmp_path, columns))
    assert (told["投入预算"], told["城市"], told["企业标签"]) == ("面议", "宜昌市", "高新技术企业")
    assert (told["需求时限"], told["合作方式"]) == ("2024-06-30", "合作开发")
    assert set(told) <= set(FIELD_LABELS.values()) | set(VALUE_LABELS.values())


STRANGE = ["专利的号码", "专利题目", "哪个学校"]
MAPPING = {"专利的号码": "申请号", "专利题目": "title", "哪个学校": "applicants"}


def test_mapping_is_remembered_for_files_with_the_same_headers(
    session: Session, tmp_path: Path
) -> None:
    first = write_csv(tmp_path / "a.csv", [STRANGE, patent_row(1)])
    report = import_file(session, first, replace(PATENTS, mapping=MAPPING), NOW)
    remember(session, ImportKind.PATENTS, report.headers, MAPPING, NOW)
    session.commit()
    kept = {"专利的号码": "application_number", "专利题目": "title", "哪个学校": "applicants"}
    assert find_mapping(session, ImportKind.PATENTS, headers_digest(STRANGE)) == kept
    assert find_mapping(session, ImportKind.DEMANDS, headers_digest(STRANGE)) is None
    second = write_csv(tmp_path / "b.csv", [STRANGE[::-1], patent_row(2)[::-1]])
    again = import_file(session, second, with_memory(session, PATENTS), NOW)
    assert counts(again) == (1, 1, 0, 0, 0)
    other = write_csv(tmp_path / "c.csv", [[*STRANGE, "备注"], patent_row(3, "无")])
    with pytest.raises(SourceError):
        import_file(session, other, with_memory(session, PATENTS), NOW)


def test_mapping_is_kept_once_and_added_to(session: Session, tmp_path: Path) -> None:
    headers = parse(write_csv(tmp_path / "a.csv", [[*PATENT_HEADERS, "甲"], patent_row(1)])).headers
    for moment, mapping in enumerate([{"甲": "摘要"}, {"申请人": "-"}, {"甲": "scenario"}]):
        remember(session, ImportKind.PATENTS, headers, mapping, NOW + timedelta(days=moment))
    [stored] = session.exec(select(HeaderMapping)).all()
    assert stored.mapping == {"甲": "scenario", "申请人": "-"}
    assert stored.updated_at == NOW + timedelta(days=2)


def test_mapping_of_other_headers_is_not_kept(session: Session, tmp_path: Path) -> None:
    headers = parse(write_csv(tmp_path / "a.csv", [PATENT_HEADERS, patent_row(1)])).headers
    remember(session, ImportKind.PATENTS, headers, {"别的": "title"}, NOW)
    assert count(session, HeaderMapping) == 0
