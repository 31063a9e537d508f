"""Requests for the tests, as far as they have come."""

from datetime import timedelta

from sqlmodel import Session

from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.keep import RequestWords
from matchmaker.services.city_requests.outcome import OutcomeWords, say_outcome
from matchmaker.services.list_hands import Author
from models.city_request import CityRequest
from models.request_enums import RequestOutcome
from tests.conftest import NOW

WUHAN, YICHANG = "420100", "420500"
BY = Author("王", NOW)
WORDS = RequestWords(
    subject="请派激光加工的专家",
    text="企业缺专家。",
    topic="专家和技术经纪人",
    wanted_by=NOW.date() + timedelta(days=10),
)


def draft(session: Session, words: RequestWords = WORDS, city: str = YICHANG) -> CityRequest:
    return keep.write_request(session, city, words, BY)


def submitted(session: Session, words: RequestWords = WORDS, city: str = YICHANG) -> CityRequest:
    one = draft(session, words, city)
    return keep.submit_request(session, one.id or 0, one.revision or 0, BY)


def taken_on(session: Session, words: RequestWords = WORDS, city: str = YICHANG) -> CityRequest:
    one = submitted(session, words, city)
    return keep.take_on(session, one.id or 0, one.revision or 0, "李明", BY)


def answered(session: Session, words: RequestWords = WORDS, city: str = YICHANG) -> CityRequest:
    one = taken_on(session, words, city)
    return keep.answer_request(session, one.id or 0, one.revision or 0, "已请两位专家。", BY)


def tell(
    session: Session,
    one: CityRequest,
    outcome: RequestOutcome = RequestOutcome.SOLVED,
    visit: int | None = None,
    by: Author = BY,
) -> CityRequest:
    """Say whether an answer helped."""
    words = OutcomeWords(outcome, "说明", visit)
    return say_outcome(session, one.id or 0, one.revision or 0, words, by)
