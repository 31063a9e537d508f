"""A city says whether an answer helped; what is solved counts once, here or in a visit."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.outcome import OutcomeWords, list_visits, say_outcome
from matchmaker.services.ledger.activities import ActivityWords, record_activity, void_activity
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.list_hands import Author
from models.errors import Conflict
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.request_enums import RequestOutcome, RequestState
from tests.conftest import NOW
from tests.matchmaker.services.city_requests.cases import (
    BY,
    WUHAN,
    YICHANG,
    answered,
    taken_on,
    tell,
)
from tests.matchmaker.services.ledger.cases import figures

FIGURE = "problems_solved"
UNSOLVED = RequestOutcome.UNSOLVED


def visit(session: Session, solved: int, city: str = YICHANG) -> Activity:
    words = ActivityWords(
        ActivityKind.VISIT, "走访企业", city, date(2024, 4, 2), counts={FIGURE: solved}
    )
    return record_activity(session, words, BY)


def test_a_solved_request_counts_once_on_the_day_its_city_says_so(session: Session) -> None:
    one = answered(session)
    assert (FIGURE, YICHANG) not in figures(session)
    tell(session, one)
    (part,) = [
        part
        for part in load_contributions(session, date(2024, 1, 1), date(2024, 12, 31))
        if part.indicator == FIGURE
    ]
    assert (part.city_code, part.day, part.value) == (YICHANG, NOW.date(), 1)
    (row,) = source_rows(session, [part])
    assert (row.kind, row.name) == ("市州诉求", one.subject)
    assert row.path == f"/office/requests/{one.id}"
    with pytest.raises(BadQuery, match="没有改动反馈"):
        tell(session, one)


def test_what_is_said_again_keeps_its_day_and_opens_nothing(session: Session) -> None:
    one = tell(session, answered(session))
    later = Author("王", NOW + timedelta(days=9))
    words = OutcomeWords(RequestOutcome.SOLVED, "补充说明")
    say_outcome(session, one.id or 0, one.revision or 0, words, later)
    assert (one.solved_on, one.state) == (NOW.date(), RequestState.ANSWERED)
    with pytest.raises(Conflict, match="答复不再改动"):
        keep.answer_request(session, one.id or 0, one.revision or 0, "再答", BY)
    tell(session, one, UNSOLVED)
    assert one.solved_on is None
    assert (FIGURE, YICHANG) not in figures(session)


def test_what_is_not_answered_has_no_outcome(session: Session) -> None:
    with pytest.raises(Conflict, match="省局答复后再反馈"):
        tell(session, taken_on(session))
    one = answered(session)
    with pytest.raises(BadQuery, match="还有什么没有解决"):
        say_outcome(session, one.id or 0, one.revision or 0, OutcomeWords(UNSOLVED), BY)


def test_what_a_visit_counts_is_not_counted_twice(session: Session) -> None:
    gone_to = visit(session, 2)
    first, second, third = (answered(session) for _ in range(3))
    tell(session, first, visit=gone_to.id)
    tell(session, second, visit=gone_to.id)
    tell(session, third)
    assert figures(session)[FIGURE, YICHANG] == 3
    assert list_visits(session, third) == []
    assert list_visits(session, first) == [gone_to]
    void_activity(session, gone_to.id or 0, gone_to.revision or 0, "重复登记", BY)
    assert figures(session)[FIGURE, YICHANG] == 3


def test_a_visit_that_does_not_count_it_cannot_be_named(session: Session) -> None:
    full, others, none = visit(session, 1), visit(session, 4, WUHAN), visit(session, 0)
    tell(session, answered(session), visit=full.id)
    one = answered(session)
    for other in (full, others, none):
        with pytest.raises(BadQuery, match="没有计入更多"):
            tell(session, one, visit=other.id)
    with pytest.raises(BadQuery, match="没有解决的不计入走访"):
        tell(session, one, UNSOLVED, visit=full.id)
