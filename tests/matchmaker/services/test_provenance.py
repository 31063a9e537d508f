"""Whose value stands: newer sources, people's edits, and what is kept as a difference."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery
from matchmaker.services.edits import describe_source, edit_patent, get_patent, open_differences
from matchmaker.services.imports import ImportReport, import_file
from models.enums import DifferenceReason, ImportKind
from models.errors import InvalidValue, NotFound
from models.patent import Patent
from models.provenance import ImportDifference
from tests.conftest import NOW
from tests.factories import number, write_csv

HEADERS = (
    "专利名称",
    "申请号",
    "申请人",
    "摘要",
    "当前法律状态",
    "技术成熟度",
    "预期交易价格(万元)",
)
NUMBER = number("202010000001")


def load(session: Session, path: Path, *cells: str, day: date | None = None) -> ImportReport:
    title, owner, abstract, legal, maturity, price = cells
    write_csv(path, HEADERS, [(title, NUMBER, owner, abstract, legal, maturity, price)])
    report = import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW, source_date=day)
    session.commit()
    return report


def test_a_newer_source_wins_and_is_named(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "", "", day=date(2024, 1, 1))
    load(session, tmp_path / "b.csv", "阀", "武汉大学", "新", "", "", "", day=date(2024, 2, 1))
    patent = get_patent(session, NUMBER)
    assert patent.abstract == "新"
    assert describe_source(session, patent, "abstract") == "b.csv（2024-02-01）"
    assert describe_source(session, patent, "legal_text") == "a.csv（2024-01-01）"


def test_an_older_source_only_fills_what_is_unknown(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "新", "", "", "", day=date(2024, 2, 1))
    report = load(
        session, tmp_path / "b.csv", "阀", "三峡大学", "旧", "授权", "", "", day=date(2024, 1, 1)
    )
    patent = get_patent(session, NUMBER)
    assert (patent.abstract, patent.legal_text) == ("新", "授权")
    assert (report.changed, report.kept) == (1, 2)
    reasons = {(d.field, d.reason) for d in open_differences(session, patent)}
    assert reasons == {
        ("abstract", DifferenceReason.NEWER_SOURCE),
        ("owners", DifferenceReason.NEWER_SOURCE),
    }


def test_sources_of_one_day_follow_each_other(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "一", "", "", "", day=date(2024, 1, 1))
    load(session, tmp_path / "b.csv", "阀", "武汉大学", "二", "", "", "", day=date(2024, 1, 1))
    assert get_patent(session, NUMBER).abstract == "二"


def test_an_edit_stays_and_the_import_becomes_a_difference(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "10")
    edits = edit_patent(session, NUMBER, {"maturity": "通过中试", "price": "30万元"}, "王", NOW)
    assert {(e.field, e.old_value, e.new_value) for e in edits} == {
        ("maturity_text", "通过小试", "通过中试"),
        ("maturity_trl", 6, 7),
        ("price_low_cny", 100_000, 300_000),
        ("price_high_cny", 100_000, 300_000),
    }
    load(session, tmp_path / "b.csv", "阀", "武汉大学", "新", "授权", "正在研发", "50")
    patent = get_patent(session, NUMBER)
    assert (patent.abstract, patent.maturity_text, patent.price_low_cny) == (
        "新",
        "通过中试",
        300_000,
    )
    kept = {(d.field, d.kept, d.offered) for d in open_differences(session, patent)}
    assert ("maturity_text", "通过中试", "正在研发") in kept
    assert describe_source(session, patent, "maturity_text") == "王 2024-05-06 修改"


def test_the_same_file_again_leaves_no_second_difference(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "")
    edit_patent(session, NUMBER, {"maturity": "通过中试"}, "王", NOW)
    for _ in range(2):
        load(session, tmp_path / "b.csv", "阀", "武汉大学", "旧", "授权", "正在研发", "")
    assert len(session.exec(select(ImportDifference)).all()) == 2


def test_an_empty_text_clears_and_an_import_does_not_fill_it_again(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "10")
    edits = edit_patent(session, NUMBER, {"maturity": "", "price": " "}, "王", NOW)
    assert {(e.field, e.old_value, e.new_value) for e in edits} == {
        ("maturity_text", "通过小试", ""),
        ("maturity_trl", 6, None),
        ("price_low_cny", 100_000, None),
        ("price_high_cny", 100_000, None),
    }
    load(session, tmp_path / "b.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "50")
    patent = get_patent(session, NUMBER)
    assert (patent.maturity_text, patent.price_low_cny) == ("", None)
    with pytest.raises(InvalidValue, match="title"):
        edit_patent(session, NUMBER, {"title": ""}, "王", NOW)


def test_an_edit_is_checked_like_a_cell(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "")
    with pytest.raises(InvalidValue, match="maturity"):
        edit_patent(session, NUMBER, {"maturity": "差不多了"}, "王", NOW)
    with pytest.raises(BadQuery, match="不能修改“application_number”"):
        edit_patent(session, NUMBER, {"application_number": "1"}, "王", NOW)
    with pytest.raises(BadQuery, match="修改人"):
        edit_patent(session, NUMBER, {"title": "泵"}, " ", NOW)
    with pytest.raises(NotFound):
        edit_patent(session, number("202010000002"), {"title": "泵"}, "王", NOW)


def test_an_edit_names_fields_in_chinese_or_by_header(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "", "")
    cells = {"技术功效": "省料", "预期交易价格(万元)": "3", "licence_kind": "独占许可"}
    edits = edit_patent(session, NUMBER, {**cells, "合享价值度": "9"}, "王", NOW)
    assert {(e.field, e.new_value) for e in edits} == {
        ("effect", "省料"),
        ("price_low_cny", 30_000),
        ("price_high_cny", 30_000),
        ("licence_kind", "exclusive"),
        ("value_text", "9"),
        ("value_source", "合享价值度"),
    }
    with pytest.raises(InvalidValue, match="权利要求数：不是非负整数"):
        edit_patent(session, NUMBER, {"权利要求数": "-1"}, "王", NOW)


def test_an_edit_to_the_same_value_is_none(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "旧", "授权", "通过小试", "")
    assert edit_patent(session, NUMBER, {"title": "阀"}, "王", NOW) == []
    assert get_patent(session, NUMBER).field_sources == {}


def test_a_change_of_state_enters_the_history(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path / "a.csv", "阀", "武汉大学", "", "实质审查", "", "")
    day = NOW.date() + timedelta(days=30)
    load(session, tmp_path / "b.csv", "阀", "武汉大学", "", "授权", "", "", day=day)
    from matchmaker.services.history import list_history  # noqa: PLC0415

    patent = get_patent(session, NUMBER)
    (event,) = list_history(session, [patent.id or 0])[patent.id or 0]
    assert (event.kind.label, event.occurred_on, event.detail) == (
        "法律状态",
        day,
        "实质审查 → 授权",
    )


PUBLICATIONS = ("专利名称", "申请号", "申请人", "公开(公告)号", "公开(公告)日", "摘要")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_publication_and_grant_of_one_application_become_one_record(
    session: Session, tmp_path: Path, order: tuple[int, int]
) -> None:
    rows = [
        ("一种阀", NUMBER, "武汉大学", "CN111111111A", "2020-06-01", "公开文本"),
        ("一种阀门", NUMBER, "武汉大学", "CN111111111B", "2022-06-01", "授权文本"),
    ]
    path = write_csv(tmp_path / "a.csv", PUBLICATIONS, [rows[i] for i in order])
    first = import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    second = import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    patent = session.exec(select(Patent)).one()
    assert (patent.title, patent.abstract) == ("一种阀门", "授权文本")
    assert patent.publication_number == "CN111111111B"
    assert (first.new, first.refused, first.rows) == (1, 0, 2)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)


TWINS = ("专利名称", "申请号", "申请人", "申请日")


def test_an_invention_and_its_utility_model_are_linked(session: Session, tmp_path: Path) -> None:
    invention, model = number("202110000011"), number("202120000012")
    rows = [
        ("一种管道清淤机器人及其控制方法", invention, "武汉大学", "2021-03-01"),
        ("一种管道清淤机器人", model, "武汉大学", "2021-03-01"),
        ("一种水稻插秧机", number("202120000013"), "武汉大学", "2021-03-01"),
        ("一种管道清淤机器人", number("202120000014"), "三峡大学", "2021-03-01"),
        ("一种管道清淤机器人", number("202120000015"), "武汉大学", "2021-03-02"),
    ]
    path = write_csv(tmp_path / "a.csv", TWINS, rows)
    import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    linked = session.exec(select(Patent).where(Patent.duplicate_of_id != None)).all()  # noqa: E711
    assert [patent.display_number for patent in linked] == [model]
    assert linked[0].duplicate_of_id == get_patent(session, invention).id


def test_an_older_source_does_not_replace_a_price_of_nothing(
    session: Session, tmp_path: Path
) -> None:
    cells = ("阀", "武汉大学", "", "", "")
    load(session, tmp_path / "a.csv", *cells, "免费", day=date(2024, 2, 1))
    load(session, tmp_path / "b.csv", *cells, "30", day=date(2024, 1, 1))
    assert get_patent(session, NUMBER).price_low_cny == 0
