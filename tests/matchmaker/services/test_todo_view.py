"""What waits at the office, as counts: the pages show the rest of it."""

from datetime import date, timedelta

from sqlmodel import Session, select

from matchmaker.access.viewer import person
from matchmaker.services.finance_demands import FinanceWords, state_finance
from matchmaker.services.list_hands import Author
from matchmaker.services.todo_view import FAILED_DAYS, MOST_EVENTS, view_near_events, view_todo
from models.account_enums import Role
from models.enums import EventKind
from models.event import Event
from models.finance_enums import FinanceKind
from models.organisation import Organisation
from models.values.org_name import OrgType
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.matchmaker.people_world import PAIRS, SLUG, make_world

PROVINCE = person(0, "王", Role.PROVINCIAL_ORGANISER)
OF_YICHANG = person(0, "赵", Role.CITY_ORGANISER, city_code="420500")


def add_event(session: Session, slug: str, held_on: date, city: str = "420100") -> None:
    kind = EventKind.LOCAL_DOCKING
    session.add(Event(slug=slug, name=slug, kind=kind, held_on=held_on, city_code=city))
    session.flush()


def test_next_events_come_first_then_the_last_ones(session: Session) -> None:
    today = NOW.date()
    for days in (-30, -1, 0, 7):
        add_event(session, f"e{days}", today + timedelta(days=days))
    found = [row.event.slug for row in view_near_events(session, PROVINCE, NOW)]
    assert found == ["e0", "e7", "e-1", "e-30"]
    for number in range(MOST_EVENTS):
        add_event(session, f"f{number}", today + timedelta(days=8 + number))
    assert len(view_near_events(session, PROVINCE, NOW)) == MOST_EVENTS


def test_a_city_sees_its_own_events_and_those_of_the_province(session: Session) -> None:
    for slug, city in (("wuhan", "420100"), ("yichang", "420500"), ("province", "420100")):
        add_event(session, slug, NOW.date(), city)
    docking = session.exec(select(Event).where(Event.slug == "province")).one()
    docking.kind = EventKind.PROVINCIAL_DOCKING
    session.flush()
    rows = [(row.event.slug, row.readable) for row in view_near_events(session, OF_YICHANG, NOW)]
    assert rows == [("province", False), ("yichang", True)]


def test_the_next_step_is_the_first_that_is_not_done(session: Session) -> None:
    today = NOW.date()
    # Its draft was due a week ago, and nobody made it.
    add_event(session, "soon", today + timedelta(days=9))
    add_event(session, "later", today + timedelta(days=60))
    add_event(session, "over", today - timedelta(days=1))
    steps = {row.event.slug: row.next_step for row in view_near_events(session, PROVINCE, NOW)}
    soon, later = steps["soon"], steps["later"]
    assert soon is not None
    assert later is not None
    assert (soon.label, soon.state) == ("初稿", "late")
    assert (later.label, later.state, later.day > today) == ("初稿", "next", True)
    assert steps["over"] is None


def test_pairs_are_told_only_to_who_reads_the_list(session: Session) -> None:
    make_world(session)
    session.get_one(Event, 1).kind = EventKind.PROVINCIAL_DOCKING
    session.flush()
    counted = {}
    for viewer in (PROVINCE, OF_YICHANG):
        (row,) = view_near_events(session, viewer, NOW)
        assert row.event.slug == SLUG
        counted[viewer.name] = (row.readable, row.version is not None, row.entries)
    assert counted == {"王": (True, True, len(PAIRS)), "赵": (False, False, 0)}


def test_finance_demands_wait_for_the_city_of_their_firm(session: Session) -> None:
    firm = Organisation(name="甲厂", org_type=OrgType.ENTERPRISE, city_code="420500")
    session.add(firm)
    session.flush()
    words = FinanceWords(FinanceKind.EQUITY, "扩建", 1_000_000)
    state_finance(session, PROVINCE, firm.id or 0, words, Author("王", NOW))
    of_wuhan = person(0, "钱", Role.CITY_ORGANISER, city_code="420100")
    auditor = person(0, "孙", Role.AUDITOR)
    waiting = [
        view_todo(session, viewer, NOW).finance
        for viewer in (PROVINCE, OF_YICHANG, of_wuhan, auditor)
    ]
    assert waiting == [1, 1, 0, None]


def test_failures_of_long_ago_no_longer_count(session: Session) -> None:
    for days in (1, FAILED_DAYS + 1):
        session.add(
            Work(
                kind=WorkKind.INDEX,
                state=WorkState.FAILED,
                requested_by="别人",
                created_at=NOW,
                finished_at=NOW - timedelta(days=days),
            )
        )
    session.flush()
    assert view_todo(session, PROVINCE, NOW).failed_work == 1
