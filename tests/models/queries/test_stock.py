"""Plain columns say of the stock what its objects say."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, SQLModel, select

from models.demand import Demand, DemandIndustry
from models.enums import ImportKind, LicenceKind
from models.import_batch import ImportBatch
from models.organisation import Organisation
from models.patent import Patent, PatentIndustry, PatentOwner
from models.queries import stock
from models.queries.stock import DemandRow, FirstOwner, PatentRow
from models.values.legal_status import LegalState
from models.values.org_name import OrgType
from models.values.patent_kind import PatentKind
from models.values.secrecy import Confidentiality


@pytest.fixture(autouse=True)
def few_rows_per_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "ROWS_PER_FETCH", 2)


def bare_patent(number: int, **values: object) -> Patent:
    return Patent(
        id=number,
        application_number=f"20201000000{number}",
        title=f"专利{number}",
        kind=PatentKind.INVENTION,
        **values,
    )


def add(session: Session, records: Iterable[SQLModel]) -> None:
    session.add_all(records)
    session.flush()


@pytest.fixture
def batch(session: Session) -> ImportBatch:
    batch = make_batch(7, None)
    add(session, [batch])
    return batch


def make_batch(number: int, source_date: date | None) -> ImportBatch:
    return ImportBatch(
        id=number,
        kind=ImportKind.PATENTS,
        file_name="a.csv",
        file_digest="0",
        source="patent_sheet",
        row_count=0,
        new_count=0,
        changed_count=0,
        unchanged_count=0,
        refused_count=0,
        source_date=source_date,
        created_at=datetime(2024, 5, 6, 9, 30, tzinfo=UTC),
    )


def make_patents(batch: ImportBatch) -> list[Patent]:
    full = bare_patent(
        3,
        abstract="摘要",
        first_claim="权利要求",
        effect="效果",
        keywords=["电池", "隔膜"],
        scenario="场景",
        classifications=["H01M50/446", "C01B32/00"],
        legal_state=LegalState.DEAD,
        filing_date=date(2020, 1, 2),
        expiry_date=date(2040, 1, 2),
        licence_kind=LicenceKind.SOLE,
        owner_consents=False,
        listed_until=date(2025, 3, 4),
        transfer_modes=["assignment"],
        city_code="420100",
        maturity_trl=7,
        price_low_cny=1,
        price_high_cny=5_000_000_000,
        price_negotiable=True,
        import_batch_id=batch.id,
        duplicate_of_id=1,
    )
    return [bare_patent(1), full, bare_patent(2)]


def make_demands() -> list[Demand]:
    full = Demand(
        id=3,
        key="c",
        organisation_id=1,
        title="需求",
        description="描述",
        problem="难题",
        key_technique="技术",
        target="指标",
        keywords=["电池"],
        budget_low_cny=1,
        budget_high_cny=5_000_000_000,
        budget_negotiable=True,
        cooperation_modes=["assignment"],
        deadline=date(2025, 3, 4),
        confidentiality=Confidentiality.HIDDEN,
        city_code="420100",
        duplicate_of_id=1,
    )
    bare = [Demand(id=n, key=str(n), organisation_id=2, title=f"需求{n}") for n in (1, 2)]
    return [bare[0], full, bare[1]]


def add_organisations(session: Session) -> None:
    for number, city in ((1, "420100"), (2, None)):
        session.merge(
            Organisation(
                id=number, name=f"单位{number}", org_type=OrgType.UNIVERSITY, city_code=city
            )
        )
    session.flush()


def as_objects_have_them(
    session: Session, table: type[SQLModel], fields: tuple[str, ...]
) -> list[tuple[object, ...]]:
    session.expire_all()
    records = sorted(session.exec(select(table)), key=lambda record: record.id)
    return [tuple(getattr(record, name) for name in fields) for record in records]


def test_patents_are_read_by_id_as_their_objects_have_them(
    session: Session, batch: ImportBatch
) -> None:
    add(session, make_patents(batch))
    found = list(stock.iter_patents(session))
    assert [row.id for row in found] == [1, 2, 3]
    assert found == as_objects_have_them(session, Patent, PatentRow._fields)
    assert (found[0].legal_state, found[2].legal_state) == (LegalState.UNKNOWN, LegalState.DEAD)
    assert isinstance(found[2].licence_kind, LicenceKind)


def test_demands_are_read_by_id_as_their_objects_have_them(session: Session) -> None:
    add_organisations(session)
    add(session, make_demands())
    found = list(stock.iter_demands(session))
    assert [row.id for row in found] == [1, 2, 3]
    assert found == as_objects_have_them(session, Demand, DemandRow._fields)
    assert isinstance(found[2].confidentiality, Confidentiality)


def test_what_is_not_yet_written_is_read_too(session: Session) -> None:
    session.add(bare_patent(1))
    [row] = stock.iter_patents(session)
    assert row.title == "专利1"


def _patents(numbers: Iterable[int]) -> list[SQLModel]:
    return [bare_patent(number) for number in numbers]


def _demands(numbers: Iterable[int]) -> list[SQLModel]:
    return [Demand(id=n, key=str(n), organisation_id=1, title="需求") for n in numbers]


@pytest.mark.parametrize(
    ("owners", "table", "column", "read"),
    [
        (_patents, PatentIndustry, "patent_id", stock.patent_industries),
        (_demands, DemandIndustry, "demand_id", stock.demand_industries),
    ],
)
def test_industries_come_surest_first_and_then_by_name(
    session: Session,
    owners: Callable[[Iterable[int]], list[SQLModel]],
    table: type[SQLModel],
    column: str,
    read: Callable[[Session], dict[int, stock.Industries]],
) -> None:
    add_organisations(session)
    add(session, owners((1, 2, 3)))
    tags = [(1, "materials", 0.25), (1, "ai", 0.5), (1, "beidou", 0.5), (3, "ai", 1.0)]
    add(
        session,
        [
            table(**{column: owner, "industry_slug": slug, "confidence": sure, "reason": ""})
            for owner, slug, sure in tags
        ],
    )
    assert read(session) == {
        1: (("ai", 0.5), ("beidou", 0.5), ("materials", 0.25)),
        3: (("ai", 1.0),),
    }


def test_first_owner_is_the_one_at_the_first_place(session: Session) -> None:
    add_organisations(session)
    add(session, _patents((1, 2, 3)))
    places = [(1, 2, 0), (1, 1, 1), (2, 1, 0)]
    add(
        session,
        [
            PatentOwner(patent_id=patent, organisation_id=owner, position=place)
            for patent, owner, place in places
        ],
    )
    assert stock.first_owners(session) == {1: FirstOwner(2, None), 2: FirstOwner(1, "420100")}


def test_an_import_is_of_the_day_of_its_file_else_of_its_loading(session: Session) -> None:
    add(session, [make_batch(1, date(2024, 1, 31)), make_batch(2, None)])
    assert stock.import_days(session) == {1: date(2024, 1, 31), 2: date(2024, 5, 6)}
