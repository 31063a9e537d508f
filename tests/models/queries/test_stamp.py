"""The stamp changes with everything that an answer depends on."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from models.enums import ImportKind, RecordKind
from models.import_batch import ImportBatch
from models.queries.stamp import stock_stamp
from models.taxonomy import IndustryCorrection, IndustryEdition
from tests.conftest import NOW


def add_batch(session: Session) -> None:
    session.add(
        ImportBatch(
            kind=ImportKind.PATENTS,
            file_name="p.csv",
            file_digest="x",
            source="patent_sheet",
            row_count=1,
            new_count=1,
            changed_count=0,
            unchanged_count=0,
            refused_count=0,
            created_at=NOW,
        )
    )


def add_correction(session: Session) -> None:
    session.add(
        IndustryCorrection(
            record_kind=RecordKind.PATENT,
            record_id=1,
            industry_slug="beidou",
            belongs=True,
            actor="王",
            made_at=NOW,
        )
    )


def add_edition(session: Session) -> None:
    session.add(
        IndustryEdition(
            follows=0,
            version="2024-06",
            valid_from=NOW.date(),
            industries=[],
            bundled="2024-05",
            digest="x",
            note="试",
            actor="王",
            made_at=NOW,
        )
    )


@pytest.mark.parametrize("change", [add_batch, add_correction, add_edition])
def test_a_change_changes_the_stamp(session: Session, change: Callable[[Session], None]) -> None:
    before = stock_stamp(session)
    assert stock_stamp(session) == before
    change(session)
    session.flush()
    assert stock_stamp(session) != before
