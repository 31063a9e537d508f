"""Proposals to list a patent: who reviews them, what they change and when."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.accounts.registry import disable
from matchmaker.services.edits import describe_source, edit_patent
from matchmaker.services.erasure import erase
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import waiting_for
from matchmaker.services.listing_view import view_proposal
from matchmaker.services.listings import (
    pass_proposal,
    propose_many,
    return_proposal,
    withdraw_proposal,
)
from matchmaker.services.organisation_merges import merge_organisations, undo_merge
from matchmaker.services.personal_data import Subject
from matchmaker.services.personal_file import make_personal_file
from models.account import Account
from models.account_enums import Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue, NotFound
from models.listing_enums import ListingState
from models.patent import PatentOwner
from models.queries import listings as listing_queries
from models.queries.listings import WantedProposals
from tests.conftest import NOW
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.listing_cases import (
    DEPARTMENT,
    MACHINES,
    MATERIALS,
    MEMBER,
    UNIVERSITY,
    acts,
    made,
    patent,
    person,
    stored,
    words,
)

TODAY = date(2024, 5, 6)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def state(session: Session, proposal_id: int) -> ListingState:
    return stored(session, proposal_id).state


def waiting(session: Session, *who: object) -> list[int]:
    """How many wait for each."""
    return [
        listing_queries.count_proposals(
            session,
            WantedProposals(waiting=waiting_for(session, one)),  # type: ignore[arg-type]
        )
        for one in who
    ]


def test_a_member_is_heard_by_department_and_university_before_anything_changes(
    session: Session, world: World
) -> None:
    member = person(session, world, MEMBER, " 机械学院 ")
    department = person(session, world, DEPARTMENT, MACHINES)
    university = person(session, world, UNIVERSITY)
    before = patent(session, world).model_dump()
    proposal = made(session, world, member, listed_until=date(2025, 1, 31))
    assert state(session, proposal) is ListingState.DEPARTMENT
    assert waiting(session, member, department, university) == [0, 1, 0]
    assert pass_proposal(session, department, proposal).state is ListingState.UNIVERSITY
    session.refresh(patent(session, world))
    assert patent(session, world).model_dump() == before
    assert waiting(session, member, department, university) == [0, 0, 1]
    pass_proposal(session, university, proposal, "同意")
    found = patent(session, world)
    assert (found.price_low_cny, found.price_high_cny) == (500_000, 800_000)
    assert found.contact_phone == "13812345678"
    assert (found.listed_until, found.owner_consents) == (date(2025, 1, 31), True)
    assert university.author.actor in describe_source(session, found, "price_low_cny")
    assert university.author.actor in describe_source(session, found, "listed_until")
    assert acts(session, proposal) == ["申报", "院系审核通过", "院校审核通过"]
    assert waiting(session, member, department, university) == [0, 0, 0]
    (record,) = [one for one in told(session) if one[1] is AuditKind.LISTING_CHANGED]
    assert (record[0], record[2]) == (university.author.actor, found.display_number)
    assert record[3]["listed_until"] == "2025-01-31"
    # What could be applied again is gone, and the contact with it.
    assert stored(session, proposal).cells == {}
    assert stored(session, proposal).proposed["contact_phone"] == "138****5678"


@pytest.mark.parametrize(
    ("proposer", "department", "reviewer", "expected"),
    [
        (MEMBER, MACHINES, MACHINES, ListingState.DEPARTMENT),
        (MEMBER, "（机械学院）", "(机械学院)", ListingState.DEPARTMENT),
        (MEMBER, MACHINES, MATERIALS, ListingState.UNIVERSITY),
        (MEMBER, "", MACHINES, ListingState.UNIVERSITY),
        (DEPARTMENT, MACHINES, MACHINES, ListingState.UNIVERSITY),
        (DEPARTMENT, MATERIALS, MACHINES, ListingState.UNIVERSITY),
        (UNIVERSITY, "", MACHINES, ListingState.PASSED),
        (Role.PROVINCIAL_ORGANISER, "", MACHINES, ListingState.PASSED),
        (Role.CITY_ORGANISER, "", MACHINES, ListingState.PASSED),
    ],
)
def test_a_proposal_waits_for_the_next_one_above(
    session: Session,
    world: World,
    proposer: Role,
    department: str,
    reviewer: str,
    expected: ListingState,
) -> None:
    person(session, world, DEPARTMENT, reviewer)
    assert state(session, made(session, world, person(session, world, proposer, department))) is (
        expected
    )


def test_the_department_is_the_patents_before_the_proposers(session: Session, world: World) -> None:
    patent(session, world).department = MATERIALS
    materials = person(session, world, DEPARTMENT, MATERIALS)
    machines = person(session, world, DEPARTMENT, MACHINES)
    proposal = made(session, world, machines)
    assert state(session, proposal) is ListingState.DEPARTMENT
    assert waiting(session, materials, machines) == [1, 0]
    with pytest.raises(Forbidden):
        pass_proposal(session, machines, proposal)
    assert pass_proposal(session, materials, proposal).state is ListingState.UNIVERSITY


def test_without_its_reviewer_a_proposal_goes_on_to_the_university(
    session: Session, world: World
) -> None:
    member, university = (
        person(session, world, MEMBER, MACHINES),
        person(session, world, UNIVERSITY),
    )
    department = person(session, world, DEPARTMENT, MACHINES)
    proposal = made(session, world, member)
    with pytest.raises(Forbidden):
        pass_proposal(session, university, proposal)
    assert waiting(session, university) == [0]
    disable(session, session.get_one(Account, department.account_id), "调离", Author("测试", NOW))
    assert waiting(session, university) == [1]
    assert pass_proposal(session, university, proposal).state is ListingState.PASSED


def test_nobody_reviews_an_own_proposal(session: Session, world: World) -> None:
    member = person(session, world, MEMBER)
    proposal = made(session, world, member)
    session.get_one(Account, member.account_id).role = UNIVERSITY
    risen = person(session, world, MEMBER)
    assert risen.viewer.role is UNIVERSITY
    assert waiting(session, risen, person(session, world, UNIVERSITY)) == [0, 1]
    with pytest.raises(Forbidden):
        pass_proposal(session, risen, proposal)
    with pytest.raises(Forbidden):
        return_proposal(session, risen, proposal, "不妥")


def test_reviewers_of_others_and_members_review_nothing(session: Session, world: World) -> None:
    proposal = made(session, world, person(session, world, MEMBER))
    with pytest.raises(NotFound):
        pass_proposal(session, person(session, world, UNIVERSITY, owner=1), proposal)
    with pytest.raises(Forbidden):
        pass_proposal(session, person(session, world, MEMBER, MACHINES), proposal)
    with pytest.raises(NotFound):
        pass_proposal(session, person(session, world, Role.AUDITOR), proposal)
    assert state(session, proposal) is ListingState.UNIVERSITY


def test_the_other_owner_of_a_patent_sees_a_proposal_and_does_not_review_it(
    session: Session, world: World
) -> None:
    session.add(
        PatentOwner(patent_id=world.pairs[0][1], organisation_id=world.owners[1], position=1)
    )
    proposal = made(session, world, person(session, world, MEMBER))
    other = person(session, world, UNIVERSITY, owner=1)
    seen = view_proposal(session, other.viewer, stored(session, proposal))
    assert (seen.summary.proposed_by, [one.actor for one in seen.steps]) == ("", [""])
    with pytest.raises(Forbidden):
        pass_proposal(session, other, proposal)
    # Each owner has one of its own.
    theirs = made(session, world, person(session, world, MEMBER, owner=1))
    assert stored(session, theirs).organisation_id == world.owners[1]
    assert state(session, proposal) is ListingState.UNIVERSITY


def test_who_speaks_for_several_owners_says_for_which(session: Session, world: World) -> None:
    session.add(
        PatentOwner(patent_id=world.pairs[0][1], organisation_id=world.owners[1], position=1)
    )
    office = person(session, world, Role.PROVINCIAL_ORGANISER)
    with pytest.raises(BadQuery, match="多个权利人"):
        made(session, world, office)
    with pytest.raises(BadQuery, match="不是这件专利的权利人"):
        made(session, world, office, organisation_id=world.owners[2])
    proposal = made(session, world, office, organisation_id=world.owners[1])
    assert stored(session, proposal).organisation_id == world.owners[1]


def test_a_later_proposal_supersedes_the_one_that_waits(session: Session, world: World) -> None:
    member, other = person(session, world, MEMBER), person(session, world, MEMBER, MACHINES)
    first = made(session, world, member)
    second = made(session, world, other, cells={"price": "面议"})
    assert [state(session, one) for one in (first, second)] == [
        ListingState.SUPERSEDED,
        ListingState.UNIVERSITY,
    ]
    assert acts(session, first) == ["申报", "被新的申报代替"]
    with pytest.raises(Conflict):
        pass_proposal(session, person(session, world, UNIVERSITY), first)


def test_a_reviewer_returns_with_a_reason(session: Session, world: World) -> None:
    university = person(session, world, UNIVERSITY)
    proposal = made(session, world, person(session, world, MEMBER))
    with pytest.raises(BadQuery):
        return_proposal(session, university, proposal, " ")
    return_proposal(session, university, proposal, "价格缺少依据")
    assert state(session, proposal) is ListingState.RETURNED
    steps = listing_queries.steps_of(session, [proposal])[proposal]
    assert (steps[-1].note, steps[-1].role) == ("价格缺少依据", UNIVERSITY)
    for act in (pass_proposal, withdraw_proposal):
        with pytest.raises(Conflict):
            act(session, university, proposal)
    assert patent(session, world).price_low_cny is None


def test_only_who_has_made_a_proposal_withdraws_it(session: Session, world: World) -> None:
    member = person(session, world, MEMBER)
    proposal = made(session, world, member)
    for other in (person(session, world, MEMBER, MACHINES), person(session, world, UNIVERSITY)):
        with pytest.raises(Forbidden):
            withdraw_proposal(session, other, proposal)
    assert withdraw_proposal(session, member, proposal).state is ListingState.WITHDRAWN
    again = made(session, world, member)
    office = person(session, world, Role.CITY_ORGANISER)
    assert withdraw_proposal(session, office, again).state is ListingState.WITHDRAWN


@pytest.mark.parametrize(
    ("more", "kind", "named"),
    [
        ({"cells": {"maturity": "差不多了"}}, InvalidValue, "maturity"),
        ({"cells": {"转化方式": "随便"}}, InvalidValue, "转化方式"),
        ({"cells": {"application_number": "1"}}, BadQuery, "application_number"),
        ({"listed_until": TODAY}, BadQuery, "listed_until"),
        ({"listed_until": date(2027, 5, 7)}, BadQuery, "36 个月"),
        ({"patent": "123"}, InvalidValue, "123"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_proposed(
    session: Session, world: World, more: dict[str, object], kind: type[Exception], named: str
) -> None:
    with pytest.raises(kind, match=named):
        made(session, world, person(session, world, MEMBER), **more)
    assert listing_queries.count_proposals(session, WantedProposals()) == 0


def test_a_listing_lasts_a_year_from_its_last_pass_unless_it_says_otherwise(
    session: Session, world: World
) -> None:
    proposal = made(session, world, person(session, world, MEMBER), cells={})
    later = NOW + timedelta(days=10)
    pass_proposal(session, person(session, world, UNIVERSITY, at=later), proposal)
    assert patent(session, world).listed_until == date(2025, 5, 16)
    longest = made(session, world, person(session, world, MEMBER), listed_until=date(2027, 5, 6))
    assert stored(session, longest).listed_until == date(2027, 5, 6)


def test_a_listing_whose_last_day_is_past_is_not_passed(session: Session, world: World) -> None:
    proposal = made(session, world, person(session, world, MEMBER), listed_until=date(2024, 5, 8))
    late = person(session, world, UNIVERSITY, at=NOW + timedelta(days=2))
    with pytest.raises(Conflict, match="2024-05-08"):
        pass_proposal(session, late, proposal)


def test_the_reviewer_sees_what_has_changed_since(session: Session, world: World) -> None:
    proposal = made(session, world, person(session, world, MEMBER))
    university = person(session, world, UNIVERSITY)

    def price() -> tuple[str, str, str, bool, bool]:
        view = view_proposal(session, university.viewer, stored(session, proposal))
        (row,) = [one for one in view.fields if one.field == "price_low_cny"]
        return row.label, row.present, row.proposed, row.changed, view.changed_since

    assert price() == ("价格", "", "50–80万元", False, False)
    edit_patent(session, patent(session, world).display_number, {"price": "90万元"}, "王", NOW)
    assert price() == ("价格", "90万元", "50–80万元", True, True)


def test_of_many_each_stands_for_itself(session: Session, world: World) -> None:
    member = person(session, world, MEMBER)
    asked = [
        words(session, world, 1),
        words(session, world, 0, cells={"maturity": "差不多了"}),
        words(session, world, 2),
        words(session, world, 5),
        words(session, world, 1),
    ]
    found = propose_many(session, member, asked)
    assert [one.patent for one in found] == [one.patent for one in asked]
    assert [bool(one.proposal) for one in found] == [True, False, False, True, False]
    assert [bool(one.error) for one in found] == [False, True, True, False, True]
    assert "重复" in found[4].error
    with pytest.raises(BadQuery):
        propose_many(session, member, asked * 41)


def test_proposals_follow_a_merge_of_their_institution_and_its_undoing(
    session: Session, world: World
) -> None:
    proposal = made(session, world, person(session, world, MEMBER))
    kept, merged = world.owners[1], world.owners[0]
    merge = merge_organisations(session, kept, merged, "更名", "李", NOW)
    assert stored(session, proposal).organisation_id == kept
    undo_merge(session, merge.id or 0, "李", NOW)
    session.expire_all()
    assert stored(session, proposal).organisation_id == merged


def test_a_proposed_contact_is_copied_and_erased_and_does_not_come_back(
    session: Session, world: World
) -> None:
    said = {"contact_name": "赵六", "contact_phone": "13800005555", "scenario": "电 13800005555"}
    proposal = made(session, world, person(session, world, MEMBER), cells=said)
    subject = Subject(world.owners[0], "赵六")
    copy = make_personal_file(session, subject, NOW)
    (history,) = [one for one in copy.sections if one.name == "history"]
    assert [row[4] for row in history.rows] == ["赵六", "13800005555"]
    assert erase(session, subject, Author("李", NOW)).history == 1
    session.expire_all()
    pass_proposal(session, person(session, world, UNIVERSITY), proposal)
    found = patent(session, world)
    assert (found.contact_name, found.contact_phone) == ("", "")
    assert "13800005555" not in found.scenario + str(stored(session, proposal).model_dump())
