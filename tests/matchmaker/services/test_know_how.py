"""Results without a patent number: a kind of listing of their own."""

from pathlib import Path

from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import ImportReport, import_file
from models.enums import ImportKind
from models.know_how import KnowHow
from tests.conftest import NOW
from tests.factories import number, write_csv

HEADERS = ("成果名称", "成果持有单位", "成果简介", "专利号", "成果成熟度", "拟转化金额(万)")
SEEDER = ("免耕播种技术", "华中农业大学", "一次完成开沟与覆土。", "", "通过中试", "20")
DRYER = ("茶叶烘干工艺", "华中农业大学", "分段控温。", "", "", "面议")


def load(session: Session, path: Path, *rows: tuple[str, ...], kind: str) -> ImportReport:
    write_csv(path, HEADERS, rows)
    return import_file(session, path, ParseOptions(ImportKind(kind)), NOW)


def test_know_how_is_known_again_by_owner_and_title(session: Session, tmp_path: Path) -> None:
    first = load(session, tmp_path / "a.csv", SEEDER, DRYER, kind="know_how")
    again = load(session, tmp_path / "a.csv", SEEDER, DRYER, kind="know_how")
    changed = ("免耕  播种技术", *SEEDER[1:2], "一次完成三道工序。", *SEEDER[3:])
    third = load(session, tmp_path / "b.csv", changed, kind="know_how")
    assert (first.new, again.new, again.unchanged) == (2, 0, 2)
    assert (third.new, third.changed) == (0, 1)
    found = session.exec(select(KnowHow).order_by(KnowHow.title)).all()  # type: ignore[arg-type]
    assert [item.description for item in found] == ["一次完成三道工序。", "分段控温。"]
    assert (found[0].maturity_trl, found[0].price_low_cny) == (7, 200_000)
    assert found[1].price_negotiable is True


def test_the_same_title_of_another_owner_is_another(session: Session, tmp_path: Path) -> None:
    other = (SEEDER[0], "长江大学", *SEEDER[2:])
    report = load(session, tmp_path / "a.csv", SEEDER, other, kind="know_how")
    assert report.new == 2


def test_a_row_with_a_number_is_no_know_how(session: Session, tmp_path: Path) -> None:
    patent = (*SEEDER[:3], number("202010000001"), *SEEDER[4:])
    report = load(session, tmp_path / "a.csv", patent, DRYER, kind="know_how")
    (refusal,) = report.rejected[0].refusals
    assert (report.new, report.refused) == (1, 1)
    assert (refusal.column, refusal.reason) == ("专利号", "成果带有专利号")
    assert "请作为专利导入" in refusal.remedy


def test_a_patent_row_without_a_number_is_told_of_know_how(
    session: Session, tmp_path: Path
) -> None:
    report = load(session, tmp_path / "a.csv", SEEDER, kind="patents")
    (refusal,) = report.rejected[0].refusals
    assert (refusal.column, refusal.reason) == ("专利号", "必填项为空")
    assert "请作为成果导入" in refusal.remedy
