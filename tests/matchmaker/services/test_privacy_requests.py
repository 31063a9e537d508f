"""Requests of persons: due in fifteen working days, answered once."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.working_days import working_days_after
from matchmaker.services.list_hands import Author
from matchmaker.services.privacy_requests import (
    Asked,
    answer_request,
    is_late,
    receive_request,
)
from models.errors import Conflict, NotFound
from models.privacy_enums import RequestKind
from models.queries import privacy as privacy_queries
from tests.conftest import NOW
from tests.matchmaker.people_world import make_world

BY = Author("李四", NOW)


def asked(session: Session) -> Asked:
    return Asked(make_world(session).firms[0], RequestKind.ERASURE, " 张伟 ", "请删除")


def test_a_request_is_due_and_becomes_late(session: Session) -> None:
    made = receive_request(session, asked(session), BY)
    assert (made.applicant, made.due_on) == ("张伟", working_days_after(NOW.date(), 15).day)
    assert not is_late(made, made.due_on)
    assert is_late(made, date(2024, 7, 1))
    assert privacy_queries.list_requests(session, answered=False) == [made]


def test_the_day_is_chinas(session: Session) -> None:
    late = datetime.fromisoformat("2024-05-06T17:00:00+00:00")
    made = receive_request(session, asked(session), Author("a", late))
    assert made.due_on == working_days_after(date(2024, 5, 7), 15).day


def test_it_is_answered_once(session: Session) -> None:
    made = receive_request(session, asked(session), BY)
    answer_request(session, made.id or 0, "已删除", BY)
    assert (made.answered_by, made.answered_at, is_late(made, date(2030, 1, 1))) == (
        "李四",
        NOW,
        False,
    )
    with pytest.raises(Conflict, match="已由 李四 答复"):
        answer_request(session, made.id or 0, "再答", BY)
    assert privacy_queries.list_requests(session, answered=False) == []
    assert privacy_queries.list_requests(session, answered=True) == [made]


def test_empty_words_are_refused(session: Session) -> None:
    known = asked(session)
    with pytest.raises(BadQuery, match="申请人"):
        receive_request(session, Asked(known.organisation_id, RequestKind.ACCESS, " "), BY)
    made = receive_request(session, known, BY)
    with pytest.raises(BadQuery, match="答复"):
        answer_request(session, made.id or 0, " ", BY)
    with pytest.raises(NotFound):
        answer_request(session, 10**6, "x", BY)
