"""The sample as people load it, served by a process of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.services.accounts.registry import Position
from matchmaker.services.list_hands import Author
from matchmaker.services.privacy_requests import Asked, receive_request
from matchmaker.settings import Settings
from models.account_enums import Role
from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand
from models.event import Event
from models.matching import Match
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from models.privacy_enums import RequestKind
from models.session import make_session
from scripts.serving.server import load_sample
from tests.matchmaker.web.pages.visits import EVENT
from tests.matchmaker.web.people import open_account
from tests.matchmaker.web.server import Server, serving


@dataclass(frozen=True)
class Body:
    """An organisation."""

    id: int
    name: str


@dataclass(frozen=True)
class Sample:
    """A server with the sample; names: what stands for a part of an address."""

    server: Server
    names: dict[str, str]
    institution: Body
    enterprise: Body

    def cookie(self, role: Role | None) -> str:
        """Return the session of somebody with a role, empty for nobody."""
        if role is None:
            return ""
        organisation = None
        if role.is_of_organisation:
            organisation = self.institution.id if role.is_of_institution else self.enterprise.id
        city = "武汉" if role is Role.CITY_ORGANISER else ""
        with database(self.server.settings) as engine:
            position = Position(role, organisation, city)
            return open_account(engine, position, at=datetime.now(CHINA))

    def address(self, path: str) -> str:
        """Return a path with its parts filled in, as an address."""
        return self.server.url + path.format(**self.names)


def load(folder: Path) -> Path:
    """Load the sample into a folder; return that of its data."""
    settings = Settings(data_dir=folder / "data", database_url="")
    load_sample(settings)
    return settings.data_dir


@contextmanager
def serving_copy(loaded: Path, folder: Path) -> Iterator[Sample]:
    """Serve a copy of a loaded sample."""
    settings = Settings(data_dir=folder / "data", database_url="")
    shutil.copytree(loaded, settings.data_dir)
    with database(settings) as engine, make_session(engine) as session:
        names, institution, enterprise = _first_entry(session)
        names |= _ask(session, enterprise)
        session.commit()
    with serving(settings) as server:
        yield Sample(server, names, institution, enterprise)


def _first_entry(session: Session) -> tuple[dict[str, str], Body, Body]:
    """Return what stands for parts of addresses, the owner and the firm of the first of a list."""
    event = session.exec(select(Event).where(Event.slug == EVENT)).one()
    demand, patent, owner_id = session.exec(
        select(Demand, Patent, PatentOwner.organisation_id)
        .join(Match, col(Match.demand_id) == col(Demand.id))
        .join(Patent, col(Patent.id) == col(Match.patent_id))
        .join(PatentOwner, col(PatentOwner.patent_id) == col(Patent.id))
        .join(CandidateEntry, col(CandidateEntry.match_id) == col(Match.id))
        .join(CandidateList, col(CandidateList.id) == col(CandidateEntry.list_id))
        .where(CandidateList.event_id == event.id, PatentOwner.position == 0)
        .order_by(col(CandidateEntry.id))
    ).first() or pytest.fail("the sample has no list")
    bodies = [session.get_one(Organisation, one) for one in (owner_id, demand.organisation_id)]
    institution, enterprise = (Body(body.id or 0, body.name) for body in bodies)
    names = {
        "patent": patent.application_number,
        "institution": str(institution.id),
        "demand": str(demand.id),
    }
    return names, institution, enterprise


def _ask(session: Session, firm: Body) -> dict[str, str]:
    """Have whom a firm's demand names ask about their own data; return the ids by what is asked."""
    contact = session.exec(
        select(Demand.contact_name).where(
            Demand.organisation_id == firm.id, Demand.contact_name != ""
        )
    ).first() or pytest.fail("no demand of the firm names a contact")
    by = Author("测试", datetime.now(CHINA))
    asked = (RequestKind.CORRECTION, RequestKind.ERASURE)
    return {
        kind.value: str(receive_request(session, Asked(firm.id, kind, contact), by).id)
        for kind in asked
    }
