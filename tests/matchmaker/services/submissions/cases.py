"""What cities hand in, as they say it."""

from datetime import date

from sqlmodel import Session

from matchmaker.services.list_hands import Author
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.words import PlannedActivity, SubmissionWords
from models.enums import EventKind
from models.event import Event
from models.ledger_enums import ActivityKind
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind
from tests.conftest import NOW
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG

CITY = Author("李", NOW.replace(month=5, day=20))
LATE = Author("李", NOW.replace(month=6, day=10))
AUTUMN = Author("李", NOW.replace(month=10, day=15))
OFFICE = Author("王", NOW.replace(month=10, day=25))
PLAN = Place(SubmissionKind.PLAN, 2024, YICHANG)
REPORT = Place(SubmissionKind.REPORT, 2024, YICHANG)
WUHAN_REPORT = Place(SubmissionKind.REPORT, 2024, WUHAN)
DOCKING = PlannedActivity(ActivityKind.DOCKING, "6月18日", "化工专利对接会", "宜昌", "市局")
PLANNED = SubmissionWords(
    figures={"transfers": 120, "pledge_amount": 150_000_001},
    activities=(DOCKING,),
    texts={"organisation": "成立专班。\n每月通报。"},
)
UNTIL = date(2024, 10, 15)
STATED = SubmissionWords(
    figures={"briefing_sessions": 2, "transfers": 1},
    texts={"practice": "逐企上门。", "advice": "统一费率。"},
    counted_until=UNTIL,
)


def docking(held_on: date) -> Event:
    """Return an event of the province."""
    kind = EventKind.PROVINCIAL_DOCKING
    return Event(slug="docking", name="对接会", kind=kind, held_on=held_on, city_code=WUHAN)


def sent(
    session: Session, place: Place, words: SubmissionWords, author: Author = CITY
) -> CitySubmission:
    """Write and send it."""
    made = keep.save(session, place, 0, words, author)
    return keep.send(session, place, made.revision or 0, author)


def filed(
    session: Session, place: Place, words: SubmissionWords, author: Author = CITY
) -> CitySubmission:
    """Write and send it, and have it filed."""
    made = sent(session, place, words, author)
    return keep.file(session, place, made.revision or 0, OFFICE)
