"""Which listings are turned down most and why, and what is told to whom of small numbers."""

import pytest
from sqlmodel import Session

from matchmaker.services.feedback_figures import UNKNOWN, FeedbackFigures, feedback_figures
from models.demand import Demand
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries import patents as patent_queries
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, World, make_world
from tests.matchmaker.services.feedback_cases import HOUR, UNCLEAR, firm_says

PRICE = DeclineReason.PRICE


@pytest.fixture
def world(session: Session) -> World:
    """Three firms speak of the patents of the first owner, one of the second's."""
    world = make_world(session)
    session.get_one(Demand, world.pairs[1][0]).organisation_id = world.firms[1]
    patent_queries.replace_industries(
        session,
        {
            world.pairs[0][1]: [("vehicles", 0.9, ""), ("materials", 0.5, "")],
            world.pairs[1][1]: [("vehicles", 0.8, "")],
        },
    )
    session.flush()
    firm_says(session, world, 0, Opinion.FIT)
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR, PRICE, at=NOW + HOUR)
    firm_says(session, world, 1, Opinion.UNFIT, UNCLEAR)
    firm_says(session, world, 5, Opinion.UNFIT, UNCLEAR)
    firm_says(session, world, 2, Opinion.UNSURE)
    return world


def counts(found: FeedbackFigures, kind: str) -> list[tuple[object, ...]]:
    return [
        (one.name, one.firms, one.words, one.fit, one.unsure, one.unfit, one.improved)
        for one in getattr(found, kind)
    ]


def test_what_is_turned_down_most_comes_first(session: Session, world: World) -> None:
    found = feedback_figures(session, for_organisers=True)
    assert counts(found, "institutions") == [
        (OWNERS[0], 3, 3, 0, 0, 3, 0),
        (OWNERS[1], 1, 1, 0, 1, 0, 0),
    ]
    assert [(one.name, one.unfit) for one in found.industries] == [
        ("新能源与智能网联汽车", 2),
        (UNKNOWN, 1),
    ]
    assert [(one.name, one.unfit) for one in found.patents] == [
        (number("202010000001"), 1),
        (number("202010000002"), 1),
        (number("202010000006"), 1),
        (number("202010000003"), 0),
    ]
    reasons = {r: n for r, n in found.institutions[0].reasons.items() if n}
    assert reasons == {UNCLEAR: 3, PRICE: 1}


def test_every_figure_opens_onto_the_words_behind_it(session: Session, world: World) -> None:
    rows = feedback_figures(session, for_organisers=True).rows
    assert len(rows) == 4
    assert (rows[0].enterprise, rows[0].opinion, rows[0].reasons, rows[0].where) == (
        FIRMS[0],
        "不合适",
        "描述不清、价格",
        "反馈",
    )


def test_small_numbers_are_kept_from_who_is_no_organiser(session: Session, world: World) -> None:
    found = feedback_figures(session, for_organisers=False)
    assert [one.name for one in found.institutions] == [OWNERS[0]]
    assert (found.industries, found.patents, found.rows) == ((), (), ())
    assert found.suppressed == 1 + 2 + 4
    reasons = found.institutions[0].reasons
    assert (reasons[UNCLEAR], reasons[PRICE], reasons[DeclineReason.OTHER]) == (3, None, 0)
