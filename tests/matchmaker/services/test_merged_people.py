"""Two records of one body made one: its invitations, wishes, meetings and outcomes go along."""

from sqlmodel import Session, select

from matchmaker.services.invitations import invite
from matchmaker.services.organisation_merges import merge_organisations, undo_merge
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.services.participants import WishWords, make_wish
from matchmaker.services.timetables import plan_timetable
from models.meeting import MeetingOutcome, MeetingRow
from models.meeting_enums import OutcomeResult, Side, Wanting
from models.participant import Participant, Wish
from models.queries import organisations as organisation_queries
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, confirm_all, make_world, set_hall

TABLES = ((Participant, "organisation_id"), (Wish, "enterprise_id"), (MeetingRow, "enterprise_id"))


def test_a_merge_moves_them_and_its_undoing_gives_them_back(session: Session) -> None:
    world = make_world(session)
    set_hall(session, world)
    invite(session, world.event, None, NOW)
    confirm_all(session, world)
    make_wish(
        session, world.event, WishWords(FIRMS[0], Side.ENTERPRISE, OWNERS[2], Wanting.WANT), NOW
    )
    plan_timetable(session, world.event, "李", NOW)
    record_outcome(
        session, world.event, OutcomeWords(FIRMS[0], OWNERS[2], OutcomeResult.CONTACT), "李", NOW
    )
    (kept,) = organisation_queries.add_organisations(session, [("武汉轧机厂", {})], None).values()
    tables = (*TABLES, (MeetingOutcome, "enterprise_id"))

    def held_by(body: int) -> list[int]:
        return [
            len(session.exec(select(table).where(getattr(table, column) == body)).all())
            for table, column in tables
        ]

    before = held_by(world.firms[0])
    assert before == [1, 1, 3, 1]
    merge = merge_organisations(session, kept, world.firms[0], "同一家", "李", NOW)
    assert (held_by(kept), held_by(world.firms[0])) == (before, [0, 0, 0, 0])
    undo_merge(session, merge.id or 0, "李", NOW)
    assert (held_by(kept), held_by(world.firms[0])) == ([0, 0, 0, 0], before)


def test_where_both_are_at_an_event_each_stays_what_it_is(session: Session) -> None:
    world = make_world(session)
    invite(session, world.event, None, NOW)
    merge = merge_organisations(session, world.firms[0], world.firms[1], "同一家", "李", NOW)
    found = {p.organisation_id for p in session.exec(select(Participant))}
    assert set(world.firms) <= found
    undo_merge(session, merge.id or 0, "李", NOW)
    assert {p.organisation_id for p in session.exec(select(Participant))} == found
