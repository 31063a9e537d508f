"""Figures of earlier years that two people write at the same moment."""

import pytest
from sqlmodel import Session

from models.errors import Conflict
from models.ledger import BaseFigure
from models.queries.base_figures import add_figures, base_figures
from tests.conftest import NOW


def figure(value: int) -> BaseFigure:
    return BaseFigure(
        year=2023,
        month=5,
        city_code="420100",
        indicator="visits",
        value=value,
        actor="王",
        recorded_at=NOW,
    )


def test_a_figure_that_was_written_meanwhile_is_told_and_stays(session: Session) -> None:
    add_figures(session, [figure(3)])
    session.commit()
    with pytest.raises(Conflict, match="请再导入一次"):
        add_figures(session, [figure(4)])
    session.rollback()
    assert base_figures(session, 2023) == {("visits", "420100"): {5: 3}}
