"""What gates and features read comes in columns as it comes row by row."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import import_file
from matchmaker.services.stock import load_offers, load_patents, make_offers
from models.enums import ImportKind, LicenceKind
from models.patent import Patent
from models.queries.bulk import update_rows
from models.values.legal_status import LegalState
from tests.conftest import NOW
from tests.factories import write_patents

CHANGES: list[dict[str, object]] = [
    {
        "licence_kind": LicenceKind.EXCLUSIVE,
        "transfer_modes": ["assignment", "equity"],
        "price_low_cny": 3_000_000_000,
        "price_high_cny": None,
        "maturity_trl": 7,
    },
    {
        "legal_state": LegalState.DEAD,
        "owner_consents": False,
        "listed_until": date(2024, 5, 1),
        "city_code": None,
        "price_negotiable": True,
    },
    {"expiry_date": date(2040, 2, 29), "filing_date": None, "transfer_modes": ["ordinary_licence"]},
]


@pytest.fixture
def stocked(session: Session, tmp_path: Path) -> Session:
    path = write_patents(tmp_path / "p.csv")
    import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    ids = session.exec(select(col(Patent.id)).order_by(col(Patent.id))).all()
    update_rows(session, Patent, list(zip(ids, CHANGES, strict=False)))
    session.commit()
    return session


def test_offers_of_the_database_are_those_of_its_patents(stocked: Session) -> None:
    columns, rows = load_offers(stocked), make_offers(load_patents(stocked))
    assert columns.ids.tolist() == rows.ids.tolist()
    assert len(columns.ids) > len(CHANGES)
    for there, here in ((columns.gates, rows.gates), (columns.terms, rows.terms)):
        for field in fields(here):
            ours, theirs = getattr(here, field.name), getattr(there, field.name)
            assert np.asarray(ours).dtype == np.asarray(theirs).dtype
            assert np.array_equal(ours, theirs, equal_nan=field.name.startswith("price"))


def test_an_empty_database_has_no_offers(session: Session) -> None:
    offers = load_offers(session)
    assert offers.ids.tolist() == []
    assert offers.gates.is_dead.tolist() == []
    assert offers.terms.trl.tolist() == []
