"""A small event, and people of its universities at their desk; on SQLite, each world anew."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.services.edits import get_patent
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.patent import Patent
from models.session import make_engine, make_session
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.web.people import sign_in

# Of the first university, which owns the pairs 1, 2 and 6; the last is another's.
FIRST, SECOND, THEIRS = (number(f"20201000000{place}") for place in (1, 2, 3))
MEMBER, DEPARTMENT, UNIVERSITY = (
    Role.INSTITUTION_MEMBER,
    Role.DEPARTMENT_REVIEWER,
    Role.UNIVERSITY_REVIEWER,
)
UNLIMITED = "0/60"
TAGS = re.compile(r"<[^>]*>")


class Desk:
    """Whoever asks, by role; requests that change something say that a page sent them."""

    def __init__(self, client: TestClient, engine: Engine, world: World) -> None:
        self.client, self.engine, self.world = client, engine, world

    def be(self, role: Role, owner: int = 0) -> None:
        bodies = self.world.firms if role is Role.ENTERPRISE_MEMBER else self.world.owners
        body = bodies[owner] if role.is_of_organisation else None
        department = "机械学院" if role in (MEMBER, DEPARTMENT) else ""
        sign_in(self.client, self.engine, Position(role, body, "", department))

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, **form: Any) -> Response:
        """Send a form and go on to where it leads."""
        return self.client.post(path, data=form)

    def patent(self, shown: str) -> Patent:
        """Return a patent as it stands."""
        with make_session(self.engine) as session:
            found = get_patent(session, shown)
            session.expunge(found)
        return found


@contextmanager
def open_desk(folder: Path, template: Path) -> Iterator[Desk]:
    path = folder / "matchmaker.db"
    shutil.copy(template, path)
    engine = make_engine(f"sqlite:///{path}")
    with make_session(engine) as session:
        world = make_world(session)
        session.commit()
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{path}",
        limit_read=UNLIMITED,
        limit_write=UNLIMITED,
        limit_ask=UNLIMITED,
    )
    with TestClient(create_app(settings, lambda: NOW)) as client:
        desk = Desk(client, engine, world)
        # That there are reviewers decides for whom a proposal waits.
        for role in (MEMBER, DEPARTMENT, UNIVERSITY):
            desk.be(role)
        yield desk
    engine.dispose()


def words(page: str) -> str:
    """Return the text of a page without its tags."""
    return " ".join(TAGS.sub(" ", page).split())
