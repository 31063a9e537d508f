"""Declarations of open licences: prepared, filed, announced, withdrawn, each step kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.audit import verify
from matchmaker.services.contact_records import RecordKey
from matchmaker.services.erasure import erase
from matchmaker.services.list_hands import Author
from matchmaker.services.open_licence_view import public_licence, view_licences, view_newest
from matchmaker.services.open_licences import Move, declare, move, seen_licence
from matchmaker.services.personal_data import Subject
from matchmaker.services.personal_file import make_personal_file
from matchmaker.services.privacy_requests import Correction, correct_contact
from models.account_enums import Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue, NotFound
from models.licence_enums import MOVES, OpenLicenceAct, OpenLicenceState
from models.open_licence import OpenLicence
from models.patent import PatentOwner
from models.privacy_enums import HeldIn
from models.queries import open_licences as licence_queries
from models.values.legal_status import LegalState
from models.values.licence_fee import LicenceFee
from tests.conftest import NOW
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.licence_cases import (
    ANNOUNCED,
    FILED,
    NAME,
    PHONE,
    SAID,
    announced,
    declared,
    ready,
    reviewer,
)
from tests.matchmaker.services.listing_cases import person
from tests.matchmaker.services.privacy_world import everything

Act, State = OpenLicenceAct, OpenLicenceState
TODAY = NOW.date()


def acts(session: Session, licence: OpenLicence) -> list[OpenLicenceAct]:
    return [step.act for step in licence_queries.steps_of(session, licence.id or 0)]


def test_what_is_declared_is_kept_with_who_and_when(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world)
    assert found.state is State.INTENDED
    assert found.organisation_id == world.owners[0]
    assert found.fee == LicenceFee.parse(SAID.fee)
    assert (found.contact_name, found.contact_phone) == (NAME, PHONE)
    (step,) = licence_queries.steps_of(session, found.id or 0)
    assert (step.act, step.actor, step.made_at) == (Act.DECLARED, found.actor, NOW)
    assert step.after["contact_phone"] == "138****1234"
    assert step.after["fee"] == "按净销售额 3% 提成"


def test_a_change_tells_what_stood_before(session: Session) -> None:
    world = make_world(session)
    first = declared(session, world)
    changed = declared(session, world, fee="一次总付 5万元", contact_name=None, contact_phone=None)
    assert changed.id == first.id
    step = licence_queries.steps_of(session, first.id or 0)[-1]
    assert (step.before, step.after) == (
        {"fee": "按净销售额 3% 提成"},
        {"fee": "一次总付 5万元"},
    )
    assert changed.contact_phone == PHONE


def test_the_audit_log_tells_of_each_step(session: Session) -> None:
    world = make_world(session)
    shown = session.get(OpenLicence, announced(session, world).id)
    assert shown is not None
    records = [one for one in told(session) if one[1] is AuditKind.OPEN_LICENCE_CHANGED]
    assert [details["act"] for *_, details in records] == ["declared", "submitted", "announced"]
    assert PHONE not in repr(records)
    assert verify(session).broken is None


def test_what_says_the_same_is_told_of(session: Session) -> None:
    world = make_world(session)
    declared(session, world)
    with pytest.raises(BadQuery, match="没有改动"):
        declared(session, world)


def test_a_fee_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(InvalidValue, match="确定的数额"):
        declared(session, make_world(session), fee="面议")


def test_an_answer_that_is_not_asked_for_is_refused(session: Session) -> None:
    with pytest.raises(BadQuery, match="没有“weather”"):
        declared(session, make_world(session), answers={"weather": True})


def test_it_goes_the_way_that_the_law_has(session: Session) -> None:
    world = make_world(session)
    who, found = reviewer(session, world), declared(session, world)
    licence_id = found.id or 0
    assert move(session, who, licence_id, FILED).submitted_on == FILED.day
    back = move(session, who, licence_id, Move(Act.TAKEN_BACK, note="补正"))
    assert (back.state, back.submitted_on) == (State.INTENDED, None)
    move(session, who, licence_id, FILED)
    done = move(session, who, licence_id, ANNOUNCED)
    assert (done.state, done.announced_on, done.announcement_number) == (
        State.ANNOUNCED,
        ANNOUNCED.day,
        ANNOUNCED.number,
    )
    gone = move(session, who, licence_id, Move(Act.WITHDRAWN))
    assert (gone.state, gone.withdrawn_on) == (State.WITHDRAWN, TODAY)
    assert acts(session, gone) == [
        Act.DECLARED,
        Act.SUBMITTED,
        Act.TAKEN_BACK,
        Act.SUBMITTED,
        Act.ANNOUNCED,
        Act.WITHDRAWN,
    ]


@pytest.mark.parametrize("act", [Act.ANNOUNCED, Act.TAKEN_BACK, Act.ENDED])
def test_what_the_state_does_not_allow_is_refused(session: Session, act: OpenLicenceAct) -> None:
    world = make_world(session)
    found = declared(session, world)
    with pytest.raises(Conflict, match="拟开放许可"):
        move(session, reviewer(session, world), found.id or 0, Move(act, TODAY, "1"))


def test_every_state_but_the_last_two_can_be_left() -> None:
    assert {state for state, acts in MOVES.items() if not acts} == {State.WITHDRAWN, State.ENDED}


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Move(Act.ANNOUNCED, None, "1"), "公告日"),
        (Move(Act.ANNOUNCED, date(2024, 5, 5), " "), "公告编号"),
        (Move(Act.ANNOUNCED, date(2024, 5, 7), "1"), "还没有到"),
        (Move(Act.ANNOUNCED, date(2024, 4, 30), "1"), "早于提交日"),
    ],
)
def test_an_announcement_without_its_facts_is_refused(
    session: Session, step: Move, why: str
) -> None:
    world = make_world(session)
    who, found = reviewer(session, world), declared(session, world)
    move(session, who, found.id or 0, FILED)
    with pytest.raises(BadQuery, match=why):
        move(session, who, found.id or 0, step)


def test_what_the_law_bars_is_not_filed(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world, other_terms="国内第一的独家技术")
    with pytest.raises(BadQuery, match="宣传用语") as caught:
        move(session, reviewer(session, world), found.id or 0, FILED)
    assert "国内第一" in str(caught.value)
    assert found.state is State.INTENDED


def test_what_cannot_be_told_keeps_nobody_from_filing(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world, answers={})
    assert move(session, reviewer(session, world), found.id or 0, FILED).state is State.SUBMITTED


def test_what_was_filed_is_not_changed(session: Session) -> None:
    world = make_world(session)
    announced(session, world)
    with pytest.raises(Conflict, match="已公告"):
        declared(session, world, fee="免费")


def test_after_a_withdrawal_another_may_be_declared(session: Session) -> None:
    world = make_world(session)
    first = announced(session, world)
    move(session, reviewer(session, world), first.id or 0, Move(Act.WITHDRAWN))
    second = declared(session, world, fee="免费")
    assert second.id != first.id
    assert (first.state, second.state) == (State.WITHDRAWN, State.INTENDED)


def test_the_database_keeps_a_second_standing_one_out(session: Session) -> None:
    first = declared(session, make_world(session))
    values = first.model_dump(exclude={"id", "revision"})
    session.add(OpenLicence(**{**values, "state": State.ENDED}))
    session.flush()
    session.add(OpenLicence(**values))
    with pytest.raises(IntegrityError):
        session.flush()


def test_others_may_not_declare_and_learn_of_none(session: Session) -> None:
    world = make_world(session)
    found, theirs = declared(session, world), reviewer(session, world, 1)
    shown = ready(session, world).display_number
    with pytest.raises(Forbidden):
        declare(session, theirs, shown, replace(SAID, fee="免费"))
    with pytest.raises(NotFound):
        seen_licence(session, theirs.viewer, found.id or 0)
    with pytest.raises(NotFound):
        move(session, theirs, found.id or 0, FILED)


def test_a_member_prepares_and_the_university_files(session: Session) -> None:
    world = make_world(session)
    shown = ready(session, world).display_number
    member = person(session, world, Role.INSTITUTION_MEMBER)
    found = declare(session, member, shown, SAID)
    with pytest.raises(Forbidden):
        move(session, member, found.id or 0, FILED)


def test_a_second_owner_sees_it_and_changes_nothing(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world)
    session.add(PatentOwner(patent_id=found.patent_id, organisation_id=world.owners[1], position=1))
    session.flush()
    other = reviewer(session, world, 1)
    assert seen_licence(session, other.viewer, found.id or 0).id == found.id
    shown = ready(session, world).display_number
    with pytest.raises(Conflict, match="另一个专利权人"):
        declare(session, other, shown, replace(SAID, fee="免费"))
    with pytest.raises(Forbidden):
        move(session, other, found.id or 0, FILED)
    steps = view_newest(session, other.viewer, ready(session, world), TODAY).steps
    assert {step.actor for step in steps} == {""}


def test_a_co_owner_that_does_not_agree_bars_it(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world, answers={"co_owners_agree": False})
    session.add(PatentOwner(patent_id=found.patent_id, organisation_id=world.owners[1], position=1))
    session.flush()
    with pytest.raises(BadQuery, match="有共有人不同意"):
        move(session, reviewer(session, world), found.id or 0, FILED)


def test_only_what_is_announced_is_public(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world)
    assert public_licence(session, found.patent_id, TODAY) is None
    who = reviewer(session, world)
    move(session, who, found.id or 0, FILED)
    assert public_licence(session, found.patent_id, TODAY) is None
    move(session, who, found.id or 0, ANNOUNCED)
    shown = public_licence(session, found.patent_id, TODAY)
    assert shown is not None
    assert (shown.fee, shown.announcement_number) == ("按净销售额 3% 提成", ANNOUNCED.number)
    assert PHONE not in repr(shown)
    move(session, who, found.id or 0, Move(Act.WITHDRAWN))
    assert public_licence(session, found.patent_id, TODAY) is None


def test_one_whose_term_is_over_is_no_longer_public(session: Session) -> None:
    found = announced(session, make_world(session))
    last = date(2029, 5, 31)
    assert public_licence(session, found.patent_id, last) is not None
    assert public_licence(session, found.patent_id, last + timedelta(days=1)) is None
    states = [view_licences(session, [found], day)[0].is_over for day in (last, date(2029, 6, 1))]
    assert states == [False, True]


def test_a_row_tells_what_is_missing_and_unclear(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world, contact_phone="", answers={"annuity_paid": True})
    (row,) = view_licences(session, [found], TODAY)
    assert (row.missing, row.unclear) == (("声明的内容写全",), ("没有有效的独占或排他许可",))
    assert (row.institution, row.city) == ("武汉科技大学", "武汉")


def test_a_patent_without_a_declaration_is_checked_too(session: Session) -> None:
    world = make_world(session)
    found = ready(session, world)
    found.legal_state = LegalState.DEAD
    view = view_newest(session, reviewer(session, world).viewer, found, TODAY)
    verdicts = {one.rule.name: one.finding.verdict.value for one in view.checked}
    assert (verdicts["in_force"], verdicts["granted"], view.licence) == ("fail", "pass", None)


def test_what_is_saved_is_estimated_from_the_announcement(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    view = view_newest(session, reviewer(session, world).viewer, ready(session, world), TODAY)
    assert view.saving is not None
    assert [one.year for one in view.saving.years] == [6, 7, 8, 9, 10]
    assert view.saving.total_cny == 180 + 3 * 300 + 600
    assert found.announced_on == ANNOUNCED.day


def test_erasing_takes_the_contact_out_and_keeps_the_declaration(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world, other_terms=f"详询 {PHONE}")
    done = erase(session, Subject(world.owners[0], NAME), Author("李四", NOW))
    assert (done.records, done.history, done.texts) == (1, 1, 1)
    session.expire_all()
    kept = session.get_one(OpenLicence, found.id)
    assert (kept.contact_name, kept.contact_phone, kept.state) == ("", "", State.INTENDED)
    left = everything(session)
    assert [text for text in (PHONE, "138****1234") if text in left] == []


def test_a_person_gets_a_copy_of_the_contact_and_has_it_corrected(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world)
    by = Author("李四", NOW)
    file = make_personal_file(session, Subject(world.owners[0], NAME), NOW)
    (contacts,) = (one for one in file.sections if one.name == "contacts")
    assert [(row[0], *row[3:5]) for row in contacts.rows] == [("开放许可", NAME, PHONE)]
    key = RecordKey(HeldIn.OPEN_LICENCE, found.id or 0)
    correct_contact(session, key, Correction(phone="13900001111"), by)
    assert (found.contact_name, found.contact_phone) == (NAME, "13900001111")
    with pytest.raises(BadQuery, match="邮箱"):
        correct_contact(session, key, Correction(email="a@b.cn"), by)


def test_the_first_declaration_takes_the_contact_of_the_patent(session: Session) -> None:
    world = make_world(session)
    patent = ready(session, world)
    patent.contact_name, patent.contact_phone = "技术转移中心", "02787654321"
    found = declared(session, world, contact_name=None, contact_phone=None)
    assert (found.contact_name, found.contact_phone) == ("技术转移中心", "02787654321")
