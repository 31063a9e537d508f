"""What has been kept for as long as it may be goes, and what has not stays."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from matchmaker.services.list_hands import Author
from matchmaker.services.retention import (
    Expired,
    RetentionTerms,
    apply_retention,
    describe_kept,
)
from models.audit import AuditKind
from models.demand import Demand
from models.import_batch import RefusedRow
from models.know_how import KnowHow
from models.participant import Participant
from models.patent import Patent
from models.privacy import Disclosure
from models.privacy_enums import Disclosed, DisclosureGround, DisclosurePurpose, HeldIn
from tests.conftest import NOW
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.licence_cases import declared
from tests.matchmaker.services.listing_cases import MEMBER, made, person, stored
from tests.matchmaker.services.privacy_world import make_privacy_world

TERMS = RetentionTerms(contact_months=6, refused_row_days=90)
NOTHING = Expired(0, 0, 0, 0, 0, 0, 0, 0, 0)


def at(day: date) -> Author:
    return Author("定时任务", datetime.combine(day, NOW.timetz()))


def disclose(session: Session, moment: datetime) -> None:
    session.add(
        Disclosure(
            viewer="李四",
            what=Disclosed.CONTACT,
            record_kind=HeldIn.DEMAND,
            record_id=1,
            purpose=DisclosurePurpose.DOCKING,
            purpose_text="对接",
            ground=DisclosureGround.ROLE,
            made_at=moment,
        )
    )
    session.flush()


def test_nothing_is_due_yet_and_nothing_is_told(session: Session) -> None:
    make_privacy_world(session)
    assert apply_retention(session, Author("a", NOW), TERMS) == NOTHING
    assert told(session) == []
    assert describe_kept(NOTHING) == "没有到期的个人信息"


@pytest.mark.parametrize(
    ("day", "participants", "demands"),
    [
        # The event is on 18 June, the deadline on 30 June.
        (date(2024, 12, 18), 0, 0),
        (date(2024, 12, 19), 1, 0),
        (date(2025, 1, 1), 1, 1),
    ],
)
def test_contacts_go_six_months_after_event_or_deadline(
    session: Session, day: date, participants: int, demands: int
) -> None:
    make_privacy_world(session)
    done = apply_retention(session, at(day), TERMS)
    assert (done.participants, done.demands) == (participants, demands)
    gone = {participant.contact_phone for participant in session.exec(select(Participant))}
    assert (gone == {""}) is bool(participants)


def test_old_values_go_with_the_contact_and_demands_without_a_deadline_keep_theirs(
    session: Session,
) -> None:
    make_privacy_world(session)
    done = apply_retention(session, at(date(2030, 1, 1)), TERMS)
    assert (done.demands, done.history, done.refused_rows) == (1, 2, 2)
    kept = [d.contact_name for d in session.exec(select(Demand)) if d.contact_name]
    assert kept == ["李娜"]
    assert apply_retention(session, at(date(2030, 1, 1)), TERMS) == NOTHING
    ((actor, kind, subject, details),) = told(session)
    assert (actor, kind, subject) == ("定时任务", AuditKind.DELETION, "保存期限")
    assert details["refused_rows"] == 2
    assert describe_kept(done).startswith("已清理到期信息：参会单位联系人 1 条，需求联系人 1 条")


def test_listings_that_have_run_out_lose_their_contact(session: Session) -> None:
    world = make_privacy_world(session)
    patent = session.get_one(Patent, world.people.pairs[0][1])
    patent.contact_email, patent.listed_until = "a@b.cn", date(2024, 1, 31)
    know_how = KnowHow(
        owner_id=world.people.owners[0],
        title="办法",
        title_key="办法",
        contact_name="王芳",
        listed_until=date(2024, 1, 31),
    )
    session.add_all([patent, know_how])
    session.flush()
    done = apply_retention(session, at(date(2024, 8, 1)), TERMS)
    assert (done.patents, done.know_how) == (1, 1)
    assert (patent.contact_email, know_how.contact_name) == ("", "")


def test_a_listing_that_waits_for_half_a_year_loses_its_contact(session: Session) -> None:
    world = make_privacy_world(session).people
    proposal = made(session, world, person(session, world, MEMBER))
    apply_retention(session, at(date(2024, 11, 6)), TERMS)
    assert stored(session, proposal).cells["contact_phone"] == "13812345678"
    history = apply_retention(session, at(date(2024, 11, 7)), TERMS).history
    assert (history, "contact_phone" in stored(session, proposal).cells) == (1, False)
    assert stored(session, proposal).cells["price"] == "50-80万元"
    assert apply_retention(session, at(date(2024, 11, 7)), TERMS) == NOTHING


def test_an_open_licence_loses_its_contact_half_a_year_after_it_was_over(session: Session) -> None:
    world = make_world(session)
    licence = declared(session, world)
    licence.withdrawn_on = date(2024, 6, 1)
    session.add(licence)
    session.flush()
    assert apply_retention(session, at(date(2024, 12, 1)), TERMS) == NOTHING
    done = apply_retention(session, at(date(2024, 12, 2)), TERMS)
    assert (done.open_licences, done.history) == (1, 1)
    assert (licence.contact_name, licence.contact_phone) == ("", "")
    assert describe_kept(done) == "已清理到期信息：开放许可联系人 1 条，联系方式的旧值 1 条"


def test_cells_of_refused_rows_go_and_what_was_wrong_stays(session: Session) -> None:
    make_privacy_world(session)
    assert apply_retention(session, Author("a", NOW + timedelta(days=90)), TERMS) == NOTHING
    done = apply_retention(session, Author("a", NOW + timedelta(days=91)), TERMS)
    assert done.refused_rows == 2
    rows = [(r.row_number, r.cells, r.value, r.reason) for r in session.exec(select(RefusedRow))]
    assert sorted(rows) == [(2, [], "", "x"), (3, [], "", "x")]


def test_disclosures_are_kept_for_three_years(session: Session) -> None:
    now = datetime(2027, 5, 6, 9, 30, tzinfo=NOW.tzinfo)
    disclose(session, NOW)
    disclose(session, NOW - timedelta(minutes=1))
    assert apply_retention(session, Author("a", now), TERMS).disclosures == 1
    assert [row.made_at for row in session.exec(select(Disclosure))] == [NOW]
