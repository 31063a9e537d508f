"""A firm with a demand, patents that fit it, an event that it is invited to; who works there."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.jobs.database import database
from matchmaker.services.accounts.registry import Position
from matchmaker.services.halls import save_hall
from matchmaker.services.participants import invite_one
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.notices import NOTICE_COOKIE, Notice
from models.account_enums import Role
from models.demand import Demand
from models.meeting_enums import Side
from models.organisation import Organisation
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.factories import CAMPAIGN, PATENTS, number, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.people_world import HALL
from tests.matchmaker.web.people import sign_in

UNLIMITED = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
FIRM, OTHER_FIRM, OWNER = "武汉轧机制造有限公司", "十堰电池有限公司", "武汉科技大学"
SLUG = "docking"
# The one that fits and two more that are in force.
ROLL, LASER, BATTERY = (number(PATENTS[place][1]) for place in (0, 1, 3))


@dataclass(frozen=True)
class World:
    """What is served; demand, other: that of the firm and one of another firm."""

    client: TestClient
    engine: Engine
    firm: int
    other_firm: int
    demand: int
    other: int
    participant: int
    index_dir: Path

    def session(self) -> Session:
        """Return a session to look at what pages have changed."""
        return make_session(self.engine)

    def enter(self, position: Position | None = None) -> TestClient:
        """Let somebody in, a member of the firm if nobody else is named."""
        sign_in(self.client, self.engine, position or Position(Role.ENTERPRISE_MEMBER, self.firm))
        return self.client


@contextmanager
def enterprise_world(folder: Path) -> Iterator[World]:
    """Serve a firm over a database of its own."""
    settings = Settings(data_dir=folder / "data", database_url="", **UNLIMITED)
    (folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    make_line(
        settings,
        write_patents(folder / "p.csv"),
        write_demands(folder / "d.csv"),
        folder / "campaign.toml",
    )
    with database(settings) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        save_hall(session, event, HALL)
        participant, _ = invite_one(session, event, FIRM, Side.ENTERPRISE, NOW)
        invite_one(session, event, OWNER, Side.INSTITUTION, NOW)
        participant_id = participant.id or 0
        bodies = dict(session.exec(select(Organisation.name, Organisation.id)).all())
        demands = dict(session.exec(select(Demand.demand_number, Demand.id)).all())
        session.commit()
    with TestClient(create_app(settings, lambda: NOW), follow_redirects=False) as client:
        app = client.app
        assert isinstance(app, FastAPI)
        yield World(
            client=client,
            engine=app.state.engine,
            firm=bodies[FIRM] or 0,
            other_firm=bodies[OTHER_FIRM] or 0,
            demand=demands["X-1"] or 0,
            other=demands["X-2"] or 0,
            participant=participant_id,
            index_dir=settings.index_dir,
        )


def told(answer: Response) -> Notice:
    """What the next page is going to say of what was done."""
    assert answer.status_code == 303, answer.text
    cookie = answer.cookies[NOTICE_COOKIE].strip('"')
    return Notice.model_validate_json(urlsafe_b64decode(cookie))
