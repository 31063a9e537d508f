"""Many rows at once: each keeps what it says, whatever the first of them says."""

import pytest
from sqlmodel import Session, select

from models.event import Event
from models.patent import Patent
from models.queries.bulk import insert_keyed_rows, insert_rows
from models.values.patent_kind import PatentKind

TOLD = {
    "application_number": "202010000001",
    "title": "甲",
    "kind": PatentKind.INVENTION,
    "keywords": ["轧辊"],
    "field_sources": {"title": "a.csv"},
}
BARE = {"application_number": "202010000002", "title": "乙", "kind": PatentKind.INVENTION}


@pytest.mark.parametrize("rows", [[TOLD, BARE], [BARE, TOLD]], ids=["told first", "bare first"])
def test_lists_of_one_row_are_neither_lost_nor_asked_of_another(
    session: Session, rows: list[dict[str, object]]
) -> None:
    insert_keyed_rows(session, Patent, rows, "application_number")
    found = {one.title: (one.keywords, one.field_sources) for one in session.exec(select(Patent))}
    assert found == {"甲": (["轧辊"], {"title": "a.csv"}), "乙": ([], {})}


def test_what_is_drawn_differs_from_row_to_row(session: Session) -> None:
    insert_keyed_rows(session, Patent, [TOLD, BARE], "application_number")
    first, second = session.exec(select(Patent.revision))
    assert first != second


def test_no_rows_are_no_statement(session: Session) -> None:
    insert_rows(session, Event, [])
    assert session.exec(select(Event)).all() == []
