"""Figures of patent products: counted from their day, once, and each down to its products."""

from datetime import date

from sqlmodel import Session

from matchmaker.services.ledger.activities import COUNTS
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.products import ProductMove, move
from models.product_enums import ProductAct
from models.values.indicator import INDICATORS, Group
from tests.matchmaker.people_world import FIRMS, make_world
from tests.matchmaker.services.ledger.cases import WUHAN, figures
from tests.matchmaker.services.product_cases import (
    RECOGNISED,
    drafted,
    filed,
    of_office,
    submitted,
)

OF_PRODUCTS = {one.slug for one in INDICATORS if one.group is Group.PRODUCT}


def told(session: Session, year: int = 2024) -> dict[str, int]:
    found = figures(session, year)
    return {
        slug: value
        for (slug, city), value in found.items()
        if city == WUHAN and slug in OF_PRODUCTS
    }


def test_a_draft_that_nobody_handed_in_counts_for_nothing(session: Session) -> None:
    drafted(session, make_world(session))
    assert told(session) == {}


def test_products_count_from_survey_filing_and_recognition(session: Session) -> None:
    world = make_world(session)
    product = filed(session, world)
    submitted(session, world, name="辊套")
    submitted(session, world, firm=1)
    assert told(session) == {
        "product_firms": 2,
        "products_filed": 1,
        "product_output": 86_000_000,
    }
    move(session, of_office(), product.id or 0, RECOGNISED)
    assert told(session)["products_recognised"] == 1


def test_what_is_undone_or_withdrawn_counts_no_longer(session: Session) -> None:
    world = make_world(session)
    product = filed(session, world)
    move(session, of_office(), product.id or 0, ProductMove(ProductAct.FILING_UNDONE))
    assert told(session) == {"product_firms": 1}
    move(session, of_office(), product.id or 0, ProductMove(ProductAct.WITHDRAWN))
    assert told(session) == {}


def test_a_firm_counts_once_in_a_year_whatever_part_is_asked_for(session: Session) -> None:
    world = make_world(session)
    first, second = submitted(session, world), submitted(session, world, name="辊套")
    first.surveyed_on, second.surveyed_on = date(2024, 3, 1), date(2024, 6, 1)
    session.add_all([first, second])
    session.flush()

    def firms(since: date, until: date) -> list[date]:
        parts = load_contributions(session, since, until)
        return [one.day for one in parts if one.indicator == "product_firms"]

    assert firms(date(2024, 1, 1), date(2024, 12, 31)) == [date(2024, 3, 1)]
    assert firms(date(2024, 5, 1), date(2024, 10, 31)) == []
    second.surveyed_on = date(2025, 1, 1)
    session.add(second)
    session.flush()
    assert firms(date(2024, 1, 1), date(2025, 12, 31)) == [date(2024, 3, 1), date(2025, 1, 1)]


def test_a_figure_opens_onto_its_products(session: Session) -> None:
    product = filed(session, make_world(session))
    parts = load_contributions(session, date(2024, 1, 1), date(2024, 12, 31))
    rows = {row.indicator.slug: row for row in source_rows(session, parts)}
    assert rows["product_output"].name == f"{FIRMS[0]}：激光熔覆轧辊（2023 年）"
    assert rows["products_filed"].path == f"/office/products/{product.id}"
    assert rows["products_filed"].kind == "专利产品"


def test_no_activity_tells_what_products_do() -> None:
    assert sorted(OF_PRODUCTS) == [
        "product_firms",
        "product_output",
        "products_filed",
        "products_recognised",
    ]
    assert all(OF_PRODUCTS.isdisjoint(slugs) for slugs in COUNTS.values())
