"""Roles, permissions, and how far each reaches."""

import pytest

from matchmaker.access.grants import GRANTS, SCOPES
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import GUEST, Owned, on_behalf, person, program
from matchmaker.errors import Forbidden, NotSignedIn
from models.account_enums import Role

WUHAN, YICHANG = "420100", "420500"
OURS = Owned(frozenset({WUHAN}), frozenset({7}))
THEIRS = Owned(frozenset({YICHANG}), frozenset({8}))
PROVINCE = Owned()


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role)


def test_nobody_who_has_not_signed_in_may_do_more_than_what_is_public() -> None:
    assert dict(GUEST.grants) == {Permission.PUBLIC: Reach.ALL}
    with pytest.raises(NotSignedIn):
        GUEST.require(Permission.PATENT_READ)


def test_a_city_organiser_reaches_the_own_city_only() -> None:
    viewer = person(1, "李", Role.CITY_ORGANISER, city_code=WUHAN)
    reached = [viewer.may(Permission.LIST_WRITE, owned) for owned in (OURS, THEIRS, PROVINCE)]
    assert reached == [True, False, False]


def test_a_provincial_organiser_reaches_everything() -> None:
    viewer = person(1, "王", Role.PROVINCIAL_ORGANISER)
    assert all(viewer.may(Permission.LIST_WRITE, owned) for owned in (OURS, THEIRS, PROVINCE))


def test_a_member_reaches_what_is_of_the_own_organisation_or_its_parts() -> None:
    viewer = person(1, "张", Role.UNIVERSITY_REVIEWER, city_code=YICHANG, organisations=(7, 9))
    reached = [viewer.may(Permission.PATENT_WRITE, owned) for owned in (OURS, THEIRS, PROVINCE)]
    assert reached == [True, False, False]


def test_what_is_refused_says_so_to_whoever_has_signed_in() -> None:
    viewer = person(1, "张", Role.ENTERPRISE_MEMBER, organisations=(7,))
    with pytest.raises(Forbidden):
        viewer.require(Permission.LIST_WRITE)
    with pytest.raises(Forbidden):
        viewer.require(Permission.DEMAND_WRITE, THEIRS)
    viewer.require(Permission.DEMAND_WRITE, OURS)


def test_whoever_acts_for_an_organisation_is_of_it_but_for_what_is_its_own_peoples() -> None:
    member = person(1, "李（代甲公司）", Role.ENTERPRISE_MEMBER, organisations=(7,))
    viewer = on_behalf(member, "甲公司")
    viewer.require(Permission.DEMAND_WRITE, OURS)
    left_out = {may for may in member.grants if not viewer.may(may)}
    assert left_out == {Permission.CONTACT_OPEN, Permission.IMPORT, Permission.COURSE_JOIN}
    for refused, owned in ((Permission.CONTACT_OPEN, OURS), (Permission.DEMAND_WRITE, THEIRS)):
        with pytest.raises(Forbidden, match="正在代“甲公司”办理，这件事不能代办"):
            viewer.require(refused, owned)


def test_organisers_alone_act_for_others_and_programs_never() -> None:
    roles = {role for role in Role if Permission.ACT_FOR in GRANTS[role]}
    assert roles == {Role.PROVINCIAL_ORGANISER, Role.CITY_ORGANISER}
    assert Permission.ACT_FOR not in SCOPES


WRITES = {
    permission
    for permission in Permission
    if permission.endswith((":write", ":approve", ":review", ":ask", ":answer", ":open"))
} | {Permission.IMPORT, Permission.JUDGE, Permission.BACKUP, Permission.ACT_FOR}


def test_an_auditor_changes_nothing_and_alone_reads_the_log() -> None:
    assert WRITES.isdisjoint(GRANTS[Role.AUDITOR])
    readers = {role for role in Role if Permission.AUDIT_READ in GRANTS[role]}
    assert readers == {Role.AUDITOR}


def test_whoever_manages_accounts_opens_no_contacts_and_makes_no_lists() -> None:
    held = GRANTS[Role.PROVINCIAL_ADMIN]
    assert {Permission.CONTACT_OPEN, Permission.LIST_WRITE, Permission.JUDGE}.isdisjoint(held)


def test_nobody_of_a_city_or_an_organisation_reaches_beyond_it_when_writing() -> None:
    far = {
        (role, permission)
        for role in Role
        if role.is_of_organisation or role is Role.CITY_ORGANISER
        for permission, reach in GRANTS[role].items()
        if permission in WRITES and reach is Reach.ALL
    }
    assert far == set()


def test_a_program_reaches_as_far_as_its_token_is_bound_to() -> None:
    scopes = [Permission.DEMAND_WRITE, Permission.PATENT_READ]
    of_all = program(1, "统计平台", scopes)
    of_city = program(2, "武汉平台", scopes, city_code=WUHAN)
    of_firm = program(3, "企业系统", scopes, organisations=(8,))
    reached = [
        [viewer.may(Permission.DEMAND_WRITE, owned) for owned in (OURS, THEIRS)]
        for viewer in (of_all, of_city, of_firm)
    ]
    assert reached == [[True, True], [True, False], [False, True]]
    assert of_firm.may(Permission.PATENT_READ, OURS)
    assert not of_all.may(Permission.LIST_READ)


def test_no_program_is_given_persons_accounts_or_the_log() -> None:
    kept = {
        Permission.CONTACT_OPEN,
        Permission.ACCOUNT_READ,
        Permission.ACCOUNT_WRITE,
        Permission.ACCOUNT_APPROVE,
        Permission.PROGRAM_WRITE,
        Permission.AUDIT_READ,
        Permission.DISCLOSURE_READ,
        Permission.BACKUP,
        Permission.PARTICIPANT_READ,
    }
    assert kept.isdisjoint(SCOPES)
