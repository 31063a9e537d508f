"""Listings that several people decide on at once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from matchmaker.services.listings import pass_proposal, propose
from models.account_enums import Role
from models.audit import AuditKind
from models.errors import MatchmakerError
from models.queries import listings as listing_queries
from models.queries.listings import WantedProposals
from models.session import make_session
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.listing_cases import (
    MACHINES,
    MEMBER,
    UNIVERSITY,
    acts,
    made,
    person,
    words,
)


def test_of_two_who_pass_at_once_one_applies_it(engine: Engine) -> None:
    with make_session(engine) as session:
        world = make_world(session)
        proposal = made(session, world, person(session, world, MEMBER))
        person(session, world, UNIVERSITY)
        person(session, world, Role.PROVINCIAL_ORGANISER)
        session.commit()

    def run(role: Role) -> str:
        with make_session(engine) as session:
            try:
                pass_proposal(session, person(session, world, role), proposal)
                session.commit()
            except MatchmakerError as error:
                return type(error).__name__
        return "passed"

    roles = [UNIVERSITY, Role.PROVINCIAL_ORGANISER, UNIVERSITY, Role.PROVINCIAL_ORGANISER]
    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(run, roles))
    assert found == ["Conflict", "Conflict", "Conflict", "passed"]
    with make_session(engine) as session:
        assert acts(session, proposal) == ["申报", "院校审核通过"]
        assert sum(one[1] is AuditKind.LISTING_CHANGED for one in told(session)) == 1


def test_of_two_proposals_at_once_one_waits(engine: Engine) -> None:
    with make_session(engine) as session:
        world = make_world(session)
        for department in ("", MACHINES):
            person(session, world, MEMBER, department)
        session.commit()

    def run(department: str) -> None:
        with make_session(engine) as session:
            propose(session, person(session, world, MEMBER, department), words(session, world))
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, ["", MACHINES, "", MACHINES]))
    with make_session(engine) as session:
        found = listing_queries.page_proposals(session, WantedProposals(), None, 10)
    assert sorted(one.state.is_open for one in found) == [False, False, False, True]
