"""Figures of the office, which the database counts: on each kind of database."""

from datetime import timedelta

from sqlmodel import Session, select

from matchmaker.access.viewer import person
from matchmaker.services.progress_view import view_progress
from matchmaker.services.supply_map_view import Places, view_supply_map
from matchmaker.services.work import WorkRequest, submit
from models.account_enums import Role
from models.demand import Demand, DemandIndustry
from models.enums import EventKind
from models.event import Event
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult, Side
from models.patent import Patent, PatentIndustry
from models.queries import work as work_queries
from models.queries.supply_map import patent_cells
from models.work import WorkKind
from tests.conftest import NOW
from tests.matchmaker.people_world import INDUSTRY, PAIRS, World, make_world

PROVINCE = person(0, "王", Role.PROVINCIAL_ORGANISER)


def outcome(world: World, number: int, result: OutcomeResult, amount: int | None) -> MeetingOutcome:
    return MeetingOutcome(
        event_id=world.event.id or 0,
        enterprise_id=world.firms[0],
        institution_id=world.owners[0],
        number=number,
        held=True,
        result=result,
        amount_cny=amount,
        actor="测试",
        recorded_at=NOW,
    )


def word(world: World, opinion: Opinion, minutes: int) -> Feedback:
    return Feedback(
        demand_id=world.pairs[0][0],
        patent_id=world.pairs[0][1],
        side=Side.ENTERPRISE,
        organisation_id=world.firms[0],
        opinion=opinion,
        actor="测试",
        said_at=NOW + timedelta(minutes=minutes),
    )


def test_supply_and_demand_are_counted_where_they_are(session: Session) -> None:
    make_world(session)
    for demand in session.exec(select(Demand)).all():
        session.add(
            DemandIndustry(
                demand_id=demand.id or 0, industry_slug=INDUSTRY, confidence=1, reason="测试"
            )
        )
    for patent in session.exec(select(Patent)).all():
        session.add(
            PatentIndustry(
                patent_id=patent.id or 0, industry_slug=INDUSTRY, confidence=1, reason="测试"
            )
        )
    session.flush()
    found = view_supply_map(session, PROVINCE, Places.CITY, patent_cells(session))
    counted = {
        cell.place: (cell.demands, cell.patents)
        for cells in found.rows
        for cell in cells
        if cell.demands or cell.patents
    }
    assert sum(demands for demands, _ in counted.values()) == len(PAIRS)
    assert sum(patents for _, patents in counted.values()) == len(PAIRS)
    # All firms are of Wuhan, and of the owners one is of Shiyan.
    assert counted["武汉"] == (6, 5)
    assert counted["十堰"] == (0, 1)
    assert [(gap.place, gap.gap) for gap in found.gaps] == [("武汉", 16.7)]


def test_progress_counts_the_records_that_hold_and_the_newest_words(session: Session) -> None:
    world = make_world(session)
    session.add_all(
        [
            outcome(world, 1, OutcomeResult.INTENT, None),
            outcome(world, 2, OutcomeResult.CONTRACT, 3_000_000_000),
            word(world, Opinion.FIT, 5),
            word(world, Opinion.UNFIT, 0),
        ]
    )
    session.flush()
    found = view_progress(session, PROVINCE)
    (event,) = found.events
    assert (event.pairs, event.held, event.results[OutcomeResult.CONTRACT]) == (len(PAIRS), 1, 1)
    assert (found.amount_cny, found.total(OutcomeResult.INTENT)) == (3_000_000_000, 0)
    assert found.opinions == {Opinion.FIT: 1, Opinion.UNFIT: 0, Opinion.UNSURE: 0}


def test_targets_count_what_has_been_and_what_is_planned(session: Session) -> None:
    days = [
        (EventKind.PROVINCIAL_DOCKING, "420100", -1),
        (EventKind.PROVINCIAL_DOCKING, "420500", 0),
        (EventKind.LOCAL_DOCKING, "420100", -1),
        (EventKind.ROADSHOW, "420100", 5),
        (EventKind.ROADSHOW, "420300", 5),
    ]
    for place, (kind, city, after) in enumerate(days):
        held_on = NOW.date() + timedelta(days=after)
        session.add(
            Event(slug=f"e-{place}", name="活动", kind=kind, held_on=held_on, city_code=city)
        )
    session.flush()
    provincial, cities = view_progress(session, PROVINCE).targets(NOW.date())
    assert (provincial.aim, provincial.done, provincial.planned, provincial.missing) == (4, 1, 1, 2)
    assert (cities.aim, cities.done, cities.planned, cities.missing) == (17, 1, 1, 15)


def test_last_work_on_a_file_is_found_by_the_file(session: Session) -> None:
    ids = [
        submit(session, WorkRequest(kind, {"upload": upload}, "王"), NOW).id
        for kind, upload in ((WorkKind.TRIAL, 7), (WorkKind.UPLOAD, 7), (WorkKind.TRIAL, 8))
    ]
    submit(session, WorkRequest(WorkKind.INDEX, {}, "王"), NOW)
    found = [work_queries.newest_of_upload(session, upload, None) for upload in (7, 8, 9)]
    assert [one.id if one else None for one in found] == [ids[1], ids[2], None]
    assert work_queries.newest_of_upload(session, 7, 1) is None
