"""Organisers who act for an organisation, in one session, with a reason, and told of in the log."""

import pytest
from sqlmodel import Session, col, delete, select

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.accounts.acting import begin, end, session_viewer
from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting
from matchmaker.services.organisation_merges import merge_organisations
from models.account import Account, LoginSession
from models.account_enums import Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue, NotFound
from models.organisation import Organisation, OrganisationAlias
from models.queries.organisations import add_organisations, set_parents
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import ADMIN, HOME, add
from tests.matchmaker.services.audit_cases import told

WUHAN, YICHANG = "420100", "420500"
FIRM, OTHER = "武汉星辰机械有限公司", "武汉北斗泵业有限公司"
WHY = "企业来电，请代填需求"


class Office:
    """An organiser with a session, and the organisations they may be asked to act for."""

    def __init__(self, session: Session, position: Position) -> None:
        self.session = session
        self.account = add(session, "zhang", position)
        self.opened = self.sign_in()

    def sign_in(self) -> LoginSession:
        before = set(self.session.exec(select(LoginSession.id)))
        open_session(self.session, self.account, HOME, NOW)
        (opened,) = (one for one in self.session.exec(select(LoginSession)) if one.id not in before)
        return opened

    def viewer(self, opened: LoginSession | None = None) -> Viewer:
        return session_viewer(self.session, self.account, opened or self.opened)

    def begin(self, body: Organisation, reason: str = WHY) -> Role:
        viewer = account_viewer(self.session, self.account)
        author = Author(viewer.name, NOW)
        return begin(self.session, viewer, self.opened.id or 0, body, reason, author)

    def end(self) -> str:
        viewer = self.viewer()
        ended = end(self.session, viewer, self.opened.id or 0, Author(viewer.name, NOW))
        return ended.organisation.name


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session, Position(Role.PROVINCIAL_ORGANISER))


def body(
    session: Session, name: str = FIRM, kind: OrgType = OrgType.ENTERPRISE, city: str = WUHAN
) -> Organisation:
    (made,) = add_organisations(session, [(name, {"city_code": city})], kind).values()
    return session.get_one(Organisation, made)


def test_whoever_acts_for_a_firm_is_a_member_of_it_by_both_names(office: Office) -> None:
    firm = body(office.session)
    assert office.begin(firm) is Role.ENTERPRISE_MEMBER
    viewer = office.viewer()
    assert (viewer.name, viewer.acting_for) == (f"王某某（代{FIRM}）", FIRM)
    assert (viewer.role, viewer.account_id) == (Role.ENTERPRISE_MEMBER, office.account.id)
    assert (viewer.organisation_id, viewer.organisations) == (firm.id, {firm.id})
    assert (viewer.city_code, office.opened.acting_reason) == (WUHAN, WHY)
    left_out = (Permission.CONTACT_OPEN, Permission.LIST_WRITE, Permission.ACT_FOR)
    assert [viewer.may(one) for one in left_out] == [False, False, False]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("江城工业大学", OrgType.UNIVERSITY),
        ("江城材料研究所", OrgType.INSTITUTE),
        ("江城中心医院", OrgType.OTHER),
    ],
)
def test_for_an_institution_one_proposes_and_reviews_nothing(
    office: Office, name: str, kind: OrgType
) -> None:
    whole = body(office.session, name, kind)
    part = body(office.session, f"{name}附属医院", OrgType.OTHER)
    set_parents(office.session, {part.id or 0: whole.id or 0})
    assert office.begin(whole) is Role.INSTITUTION_MEMBER
    viewer = office.viewer()
    assert viewer.organisations == {whole.id, part.id}
    assert viewer.may(Permission.PATENT_WRITE)
    assert not viewer.may(Permission.PATENT_REVIEW)


def test_whoever_acts_is_of_no_department(office: Office) -> None:
    office.account.department = "机械学院"
    office.begin(body(office.session, "江城工业大学", OrgType.UNIVERSITY))
    assert acting(office.session, office.viewer(), ADMIN).department == ""


def test_another_session_of_the_account_acts_for_nobody(office: Office) -> None:
    elsewhere = office.sign_in()
    office.begin(body(office.session))
    viewer = office.viewer(elsewhere)
    assert (viewer.acting_for, viewer.role) == ("", Role.PROVINCIAL_ORGANISER)


def test_begin_and_end_stand_in_the_log_with_the_reason(office: Office) -> None:
    firm = body(office.session)
    office.begin(firm, f" {WHY} ")
    assert office.end() == FIRM
    details = {"organisation": firm.id, "reason": WHY, "account": office.account.id}
    begun = ("王某某（zhang）", AuditKind.ACTING_BEGUN, FIRM, details)
    ended = (f"王某某（代{FIRM}）", AuditKind.ACTING_ENDED, FIRM, details)
    assert told(office.session)[-2:] == [begun, ended]
    assert (office.opened.acting_for, office.opened.acting_reason) == (None, "")
    assert office.viewer().may(Permission.LIST_WRITE)
    with pytest.raises(Conflict, match="现在没有在代办"):
        office.end()


def test_to_begin_for_another_ends_what_went_before(office: Office) -> None:
    office.begin(body(office.session))
    office.begin(body(office.session, OTHER))
    assert office.viewer().acting_for == OTHER
    done = [(kind, name) for _, kind, name, _ in told(office.session)[-3:]]
    assert done == [
        (AuditKind.ACTING_BEGUN, FIRM),
        (AuditKind.ACTING_ENDED, FIRM),
        (AuditKind.ACTING_BEGUN, OTHER),
    ]


@pytest.mark.parametrize("reason", ["", " 急 ", "代" * 201])
def test_a_reason_is_asked_for(office: Office, reason: str) -> None:
    with pytest.raises(InvalidValue, match="代办事由不合要求"):
        office.begin(body(office.session), reason)
    assert office.viewer().acting_for == ""


def test_a_city_organiser_acts_for_the_own_city_alone(session: Session) -> None:
    office = Office(session, Position(Role.CITY_ORGANISER, city="宜昌"))
    with pytest.raises(Forbidden):
        office.begin(body(session))
    ours = body(session, "宜昌星辰机械有限公司", city=YICHANG)
    office.begin(ours)
    assert office.viewer().acting_for == ours.name
    # It has moved away: nothing more is done for it.
    ours.city_code = WUHAN
    assert (office.viewer().acting_for, office.viewer().role) == ("", Role.CITY_ORGANISER)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PROVINCIAL_ADMIN])
def test_whoever_does_not_organise_acts_for_nobody(session: Session, role: Role) -> None:
    with pytest.raises(Forbidden):
        Office(session, Position(role)).begin(body(session))


def test_a_member_acts_for_nobody_not_even_their_own(session: Session) -> None:
    firm = body(session)
    with pytest.raises(Forbidden):
        Office(session, Position(Role.ENTERPRISE_MEMBER, firm.id)).begin(firm)


def test_nobody_acts_for_a_person_or_for_a_record_that_was_merged_away(office: Office) -> None:
    with pytest.raises(Conflict, match="是个人，不能代办"):
        office.begin(body(office.session, "李四", OrgType.INDIVIDUAL))
    kept, gone = body(office.session), body(office.session, OTHER)
    merge_organisations(office.session, kept.id or 0, gone.id or 0, "更名", "测试", NOW)
    with pytest.raises(Conflict, match=f"“{OTHER}”已并入“{FIRM}”"):
        office.begin(gone)


def test_what_is_merged_meanwhile_is_acted_for_under_the_name_it_has_now(office: Office) -> None:
    kept, gone = body(office.session), body(office.session, OTHER)
    office.begin(gone)
    merge_organisations(office.session, kept.id or 0, gone.id or 0, "更名", "测试", NOW)
    viewer = office.viewer()
    assert (viewer.acting_for, viewer.organisation_id) == (FIRM, kept.id)


def test_an_organisation_that_goes_ends_it(office: Office) -> None:
    firm = body(office.session)
    office.begin(firm)
    office.session.exec(
        delete(OrganisationAlias).where(col(OrganisationAlias.organisation_id) == firm.id)
    )
    office.session.delete(firm)
    office.session.flush()
    office.session.refresh(office.opened)
    assert (office.opened.acting_for, office.viewer().acting_for) == (None, "")


def test_before_a_new_password_nobody_acts(office: Office) -> None:
    office.begin(body(office.session))
    office.account.must_change = True
    assert set(office.viewer().grants) == {Permission.PUBLIC, Permission.SELF}


def test_nobody_begins_in_the_session_of_another(office: Office) -> None:
    other: Account = add(office.session, "zhao")
    viewer = account_viewer(office.session, other)
    with pytest.raises(NotFound):
        begin(office.session, viewer, office.opened.id or 0, body(office.session), WHY, ADMIN)
