"""Rows of others in a file: refused with a reason, kept nowhere, and nothing of others changed."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from ingest.types import RejectedRow
from matchmaker.access.import_rows import RowLimit
from matchmaker.services.imports import ImportReport, import_file
from matchmaker.services.row_owners import with_limit
from models.demand import Demand
from models.enums import ImportKind
from models.import_batch import RefusedRow
from models.know_how import KnowHow
from models.organisation import Organisation
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from tests.conftest import NOW
from tests.ingest.writing import application_number, csv_text

WUHAN, SHIYAN = "420100", "420300"
PATENTS = ("申请号", "专利名称", "当前权利人", "统一社会信用代码")
DEMANDS = ("企业名称", "需求名称", "需求描述", "市州")
OURS, THEIRS = "武汉科技大学", "湖北汽车工业学院"
OUR_FIRM, THEIR_FIRM = "武汉轧机制造有限公司", "十堰电池有限公司"


@dataclass
class World:
    """A database with a university and a firm of ours, and one of each of theirs."""

    session: Session
    folder: Path

    def load(
        self, kind: ImportKind, rows: list[tuple[str, ...]], limit: RowLimit | None = None
    ) -> ImportReport:
        heads = {ImportKind.DEMANDS: DEMANDS, ImportKind.PATENTS: PATENTS}
        headers = heads.get(kind, ("成果名称", "成果持有单位"))
        path = self.folder / "rows.csv"
        path.write_text(csv_text([headers, *rows]), encoding="utf-8")
        options = with_limit(self.session, ParseOptions(kind), limit)
        return import_file(self.session, path, options, NOW)

    def body(self, name: str) -> int:
        found = organisation_queries.find_by_name(self.session, name)
        assert found is not None
        return found.id or 0

    def own(self, name: str) -> RowLimit:
        return RowLimit(organisations=frozenset({self.body(name)}))

    def title(self, serial: int) -> str | None:
        key = application_number(serial).split(".")[0].removeprefix("CN")
        wanted = select(Patent.title).where(col(Patent.application_number).contains(key))
        return self.session.exec(wanted).first()


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    world = World(session, tmp_path)
    world.load(
        ImportKind.PATENTS,
        [patent(1, "甲装置", OURS), patent(2, "乙装置", THEIRS), patent(3, "丙装置", OURS, THEIRS)],
    )
    world.load(
        ImportKind.DEMANDS,
        [(OUR_FIRM, "轧辊裂纹", "开裂", "武汉"), (THEIR_FIRM, "热失控", "预警", "十堰")],
    )
    for name, city in ((OURS, WUHAN), (THEIRS, SHIYAN)):
        session.get_one(Organisation, world.body(name)).city_code = city
    session.flush()
    return world


def patent(serial: int, title: str, *owners: str) -> tuple[str, ...]:
    return application_number(serial), title, "；".join(owners), ""


def refusals(report: ImportReport) -> list[tuple[int, str, str, str]]:
    return [(row.row_number, *told(row)) for row in report.rejected]


def told(row: RejectedRow) -> tuple[str, str, str]:
    (refusal,) = row.refusals
    assert refusal.remedy
    return refusal.column, refusal.value, refusal.reason


def count(session: Session, table: type[object]) -> int:
    return len(session.exec(select(table)).all())


def test_a_university_loads_what_it_owns_alone_or_with_others(world: World) -> None:
    rows = [
        patent(1, "甲装置改", OURS),
        patent(3, "丙装置改", THEIRS, OURS),
        patent(4, "丁装置", OURS),
        patent(5, "戊装置", THEIRS),
        patent(6, "己装置", "新成立的研究院"),
    ]
    report = world.load(ImportKind.PATENTS, rows, world.own(OURS))
    assert (report.new, report.changed, report.refused) == (1, 2, 2)
    assert refusals(report) == [
        (5, "当前权利人", THEIRS, "权利人不是本单位"),
        (6, "当前权利人", "新成立的研究院", "权利人不是本单位"),
    ]
    assert [world.title(serial) for serial in (1, 3, 4, 5, 6)] == [
        "甲装置改",
        "丙装置改",
        "丁装置",
        None,
        None,
    ]
    assert organisation_queries.find_by_name(world.session, "新成立的研究院") is None


def test_a_record_of_others_is_not_overwritten_by_a_row_that_says_it_is_ours(world: World) -> None:
    report = world.load(ImportKind.PATENTS, [patent(2, "乙装置改", OURS)], world.own(OURS))
    assert refusals(report) == [
        (2, "申请号", application_number(2), "库中已有这条记录，登记在其他单位名下")
    ]
    assert world.title(2) == "乙装置"
    (known,) = patent_queries.by_numbers(
        world.session, [world.session.exec(select(Patent.application_number)).all()[1]]
    ).values()
    owners = patent_queries.owner_ids(world.session, [known.id or 0])
    assert owners == {known.id: (world.body(THEIRS),)}


def test_a_city_loads_rows_of_organisations_that_are_known_to_be_its_own(world: World) -> None:
    rows = [
        (OUR_FIRM, "轧辊裂纹", "开裂很深", "武汉"),
        (THEIR_FIRM, "热失控", "改过", "武汉"),
        ("武汉新办有限公司", "新需求", "说明", "武汉"),
        ("外地新办有限公司", "新需求", "说明", "十堰"),
        ("何处新办有限公司", "新需求", "说明", ""),
    ]
    report = world.load(ImportKind.DEMANDS, rows, RowLimit(city_code=WUHAN))
    assert (report.new, report.changed) == (1, 1)
    assert [line[1:] for line in refusals(report)] == [
        ("企业名称", name, "需求单位不是本市的单位")
        for name in (THEIR_FIRM, "外地新办有限公司", "何处新办有限公司")
    ]
    said = world.session.exec(select(Demand.description).order_by(col(Demand.id))).all()
    assert said == ["开裂很深", "预警", "说明"]


def test_a_city_does_not_come_by_an_organisation_by_writing_its_city(world: World) -> None:
    body = world.session.get_one(Organisation, world.body(THEIR_FIRM))
    body.city_code = None
    world.session.flush()
    rows = [(THEIR_FIRM, "另一需求", "说明", "武汉")]
    assert world.load(ImportKind.DEMANDS, rows, RowLimit(city_code=WUHAN)).refused == 1
    world.session.refresh(body)
    assert body.city_code is None


def test_a_firm_loads_its_demands_under_any_known_spelling(world: World) -> None:
    rows = [
        (f" {OUR_FIRM} ", "新需求", "说明", ""),
        ("武汉市轧机制造有限公司", "又一需求", "说明", "武汉"),
        (THEIR_FIRM, "冒名", "说明", ""),
    ]
    report = world.load(ImportKind.DEMANDS, rows, world.own(OUR_FIRM))
    assert (report.new, [line[2] for line in refusals(report)]) == (2, [THEIR_FIRM])
    owners = set(world.session.exec(select(Demand.organisation_id)).all())
    assert owners == {world.body(OUR_FIRM), world.body(THEIR_FIRM)}


def test_know_how_goes_by_its_owner(world: World) -> None:
    rows = [("甲成果", OURS), ("乙成果", THEIRS)]
    report = world.load(ImportKind.KNOW_HOW, rows, world.own(OURS))
    assert (report.new, report.refused) == (1, 1)
    assert world.session.exec(select(KnowHow.title)).all() == ["甲成果"]


def test_of_a_partner_nothing_is_said_in_its_stead(world: World) -> None:
    code = "91420100MA4KXXXX1A"
    number, title, owners, _ = patent(7, "庚装置", THEIRS, OURS)
    report = world.load(ImportKind.PATENTS, [(number, title, owners, code)], world.own(OURS))
    assert report.new == 1
    world.session.expire_all()
    assert world.session.get_one(Organisation, world.body(THEIRS)).uscc is None


def test_a_row_that_another_import_took_is_judged_again(world: World) -> None:
    report = world.load(ImportKind.PATENTS, [patent(2, "乙装置", THEIRS)], world.own(OURS))
    assert (report.unchanged, report.refused) == (0, 1)


def test_refused_rows_are_kept_with_the_import_that_refused_them(world: World) -> None:
    rows = [patent(1, "甲装置", OURS), patent(2, "乙装置", THEIRS)]
    whole = world.load(ImportKind.PATENTS, rows)
    ours = world.load(ImportKind.PATENTS, rows, world.own(OURS))
    theirs = world.load(ImportKind.PATENTS, rows, world.own(THEIRS))
    assert len({whole.batch_id, ours.batch_id, theirs.batch_id}) == 3
    kept = world.session.exec(select(RefusedRow.batch_id, RefusedRow.row_number)).all()
    # Without an order the database gives them in any.
    assert sorted(tuple(row) for row in kept) == [(ours.batch_id, 3), (theirs.batch_id, 2)]
