"""Contacts and hidden texts: who gets them, on what ground, and what is written down."""

import pytest
from sqlmodel import Session, select

from matchmaker.access.viewer import GUEST, Viewer, person, program
from matchmaker.errors import BadQuery, Forbidden, NotSignedIn
from matchmaker.services.consents import (
    agree_to_pair,
    has_objected,
    say_consent,
    withdraw_from_pair,
)
from matchmaker.services.contact_records import Contact, RecordKey
from matchmaker.services.contacts import Purpose, open_contact, open_hidden_text
from matchmaker.services.list_hands import Author
from matchmaker.services.visible_demands import get_visible
from models.account_enums import Role
from models.audit import AuditKind
from models.demand import Demand
from models.errors import MatchmakerError, NotFound
from models.meeting_enums import Side
from models.participant import Participant
from models.patent import Patent
from models.privacy import Consent, Disclosure, PairConsent
from models.privacy_enums import (
    ConsentPurpose,
    Disclosed,
    DisclosureGround,
    DisclosurePurpose,
    HeldIn,
)
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.audit_cases import told

BY = Author("李四", NOW)
WHY = Purpose(DisclosurePurpose.DOCKING, " 约定试验时间 ")
PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    demand_id, patent_id = made.pairs[0]
    demand = session.get_one(Demand, demand_id)
    patent = session.get_one(Patent, patent_id)
    demand.contact_name, demand.contact_phone = "张伟", "13812341234"
    patent.contact_name, patent.contact_email = "王芳", "wang@wust.edu.cn"
    session.add_all(
        [
            demand,
            patent,
            Participant(
                event_id=made.event.id or 0,
                organisation_id=made.firms[0],
                side=Side.ENTERPRISE,
                invited_at=NOW,
                contact_name="赵六",
                contact_phone="13900001111",
            ),
        ]
    )
    session.flush()
    return made


def of_demand(world: World) -> RecordKey:
    return RecordKey(HeldIn.DEMAND, world.pairs[0][0])


def of_patent(world: World) -> RecordKey:
    return RecordKey(HeldIn.PATENT, world.pairs[0][1])


def firm(world: World, place: int = 0) -> Viewer:
    return person(2, "企", Role.ENTERPRISE_MEMBER, organisations=[world.firms[place]])


def owner(world: World, place: int = 0) -> Viewer:
    return person(3, "校", Role.INSTITUTION_MEMBER, organisations=[world.owners[place]])


def refused(session: Session, viewer: Viewer, key: RecordKey, error: type[MatchmakerError]) -> None:
    """Assert that a contact is refused, and that nothing is written of it."""
    before = len(session.exec(select(Disclosure)).all())
    with pytest.raises(error):
        open_contact(session, viewer, key, WHY, BY)
    assert len(session.exec(select(Disclosure)).all()) == before


def test_an_organiser_opens_a_contact_and_both_books_tell_of_it(
    session: Session, world: World
) -> None:
    found = open_contact(session, PROVINCE, of_demand(world), WHY, BY)
    assert found == Contact("张伟", "13812341234")
    made = session.exec(select(Disclosure)).one()
    assert (made.account_id, made.viewer, made.role) == (1, "李四", Role.PROVINCIAL_ORGANISER)
    assert (made.what, made.record_kind, made.record_id) == (
        Disclosed.CONTACT,
        HeldIn.DEMAND,
        world.pairs[0][0],
    )
    assert (made.organisation_id, made.purpose, made.purpose_text, made.ground) == (
        world.firms[0],
        DisclosurePurpose.DOCKING,
        "约定试验时间",
        DisclosureGround.ROLE,
    )
    ((actor, kind, subject, details),) = told(session)
    assert (actor, kind, subject) == ("李四", AuditKind.CONTACT_VIEW, f"需求 {world.pairs[0][0]}")
    assert details == {
        "purpose": "docking",
        "purpose_text": "约定试验时间",
        "ground": "role",
        "account": 1,
    }
    session.rollback()
    assert (session.exec(select(Disclosure)).all(), told(session)) == ([], [])


@pytest.mark.parametrize("text", ["", "  ", "长" * 501])
def test_without_a_purpose_nothing_is_opened(session: Session, world: World, text: str) -> None:
    with pytest.raises(BadQuery, match="用途"):
        open_contact(
            session, PROVINCE, of_demand(world), Purpose(DisclosurePurpose.OTHER, text), BY
        )


def test_a_city_organiser_reaches_its_own_city(session: Session, world: World) -> None:
    wuhan = person(4, "市", Role.CITY_ORGANISER, city_code="420100")
    yichang = person(5, "市", Role.CITY_ORGANISER, city_code="420500")
    assert open_contact(session, wuhan, of_demand(world), WHY, BY).name == "张伟"
    refused(session, yichang, of_demand(world), Forbidden)


@pytest.mark.parametrize(
    ("viewer", "error"),
    [
        (GUEST, NotSignedIn),
        (person(6, "管", Role.PROVINCIAL_ADMIN), Forbidden),
        (person(7, "审", Role.AUDITOR), Forbidden),
        (program(8, "程", []), Forbidden),
    ],
    ids=["guest", "admin", "auditor", "program"],
)
def test_nobody_else_opens_contacts(
    session: Session, world: World, viewer: Viewer, error: type[MatchmakerError]
) -> None:
    refused(session, viewer, of_demand(world), error)


def test_members_see_each_others_contact_once_both_agree(session: Session, world: World) -> None:
    pair = world.pairs[0]
    refused(session, owner(world), of_demand(world), Forbidden)
    agree_to_pair(session, *pair, Side.INSTITUTION, BY)
    refused(session, owner(world), of_demand(world), Forbidden)
    agree_to_pair(session, *pair, Side.ENTERPRISE, BY)
    agree_to_pair(session, *pair, Side.ENTERPRISE, BY)
    assert open_contact(session, owner(world), of_demand(world), WHY, BY).name == "张伟"
    assert open_contact(session, firm(world), of_patent(world), WHY, BY).email == "wang@wust.edu.cn"
    grounds = [made.ground for made in session.exec(select(Disclosure))]
    assert grounds == [DisclosureGround.CONSENT] * 2
    assert len(session.exec(select(PairConsent)).all()) == 2


def test_of_a_pair_that_others_agreed_to_nothing_is_shown(session: Session, world: World) -> None:
    for side in Side:
        agree_to_pair(session, *world.pairs[0], side, BY)
    refused(session, owner(world, 1), of_demand(world), Forbidden)
    refused(session, firm(world, 1), of_patent(world), Forbidden)


def test_a_withdrawal_closes_the_contact_and_a_new_word_opens_it(
    session: Session, world: World
) -> None:
    pair = world.pairs[0]
    for side in Side:
        agree_to_pair(session, *pair, side, BY)
    withdraw_from_pair(session, *pair, Side.ENTERPRISE, BY)
    refused(session, owner(world), of_demand(world), Forbidden)
    with pytest.raises(NotFound, match="无需撤回"):
        withdraw_from_pair(session, *pair, Side.ENTERPRISE, BY)
    agree_to_pair(session, *pair, Side.ENTERPRISE, BY)
    assert open_contact(session, owner(world), of_demand(world), WHY, BY).name == "张伟"


def test_an_objection_goes_before_a_pairs_consent(session: Session, world: World) -> None:
    for side in Side:
        agree_to_pair(session, *world.pairs[0], side, BY)
    body, purpose = world.firms[0], ConsentPurpose.CONTACTS
    say_consent(session, body, purpose, BY, given=False)
    say_consent(session, body, purpose, BY, given=False)
    refused(session, owner(world), of_demand(world), Forbidden)
    say_consent(session, body, purpose, BY, given=True)
    assert open_contact(session, owner(world), of_demand(world), WHY, BY).name == "张伟"
    assert [row.given for row in session.exec(select(Consent))] == [False, True]
    assert not has_objected(session, body, ConsentPurpose.PUSH)


def test_ones_own_contact_is_shown_and_written_down(session: Session, world: World) -> None:
    assert open_contact(session, firm(world), of_demand(world), WHY, BY).name == "张伟"
    assert session.exec(select(Disclosure)).one().ground is DisclosureGround.OWN


def test_a_participants_contact_is_the_organisers_alone(session: Session, world: World) -> None:
    key = RecordKey(HeldIn.PARTICIPANT, session.exec(select(Participant)).one().id or 0)
    assert open_contact(session, PROVINCE, key, WHY, BY).phone == "13900001111"
    refused(session, owner(world), key, Forbidden)


def test_of_a_demand_that_may_not_be_known_of_the_contact_is_not_found(
    session: Session, world: World
) -> None:
    session.get_one(Demand, world.pairs[0][0]).confidentiality = Confidentiality.HIDDEN
    session.flush()
    refused(session, owner(world), of_demand(world), NotFound)
    refused(session, owner(world), RecordKey(HeldIn.DEMAND, 10**6), NotFound)


def test_a_record_without_a_contact_says_so(session: Session, world: World) -> None:
    refused(session, PROVINCE, RecordKey(HeldIn.DEMAND, world.pairs[1][0]), NotFound)


def test_a_contact_is_shown_masked_elsewhere() -> None:
    assert Contact("张伟", "13812341234", "a@b.cn").masked == Contact(
        "张**", "138****1234", "a***@b.cn"
    )


def test_a_hidden_text_is_opened_for_a_purpose_and_told_of(session: Session, world: World) -> None:
    demand = session.get_one(Demand, world.pairs[0][0])
    demand.confidentiality = Confidentiality.HIDDEN
    session.flush()
    view = open_hidden_text(session, PROVINCE, get_visible(session, PROVINCE, "需求1"), WHY, BY)
    assert view.texts is not None
    assert view.texts.title == "需求1的难题"
    assert session.exec(select(Disclosure)).one().what is Disclosed.HIDDEN_TEXT
    assert [record[1] for record in told(session)] == [AuditKind.HIDDEN_TEXT_VIEW]
    assert "难题" not in repr(told(session))
    with pytest.raises(NotFound):
        open_hidden_text(
            session, owner(world), get_visible(session, owner(world), "需求1"), WHY, BY
        )


def test_what_is_seen_anyhow_is_opened_without_a_record(session: Session, world: World) -> None:
    assert (
        open_hidden_text(
            session, firm(world), get_visible(session, firm(world), "需求1"), WHY, BY
        ).texts
        is not None
    )
    assert session.exec(select(Disclosure)).all() == []
