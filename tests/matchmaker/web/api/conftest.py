"""A server over a small event: three firms, three institutions, a list that joins them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.queries import candidate_lists as list_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import World, make_world, set_hall
from tests.matchmaker.web.people import sign_in

# Somebody who means no good sends more than anybody is allowed to.
UNLIMITED = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
RULES = {
    "per_demand": 5,
    "per_patent": 3,
    "institution_share": 1.0,
    "per_enterprise": 1,
    "per_city": 0,
    "total": None,
    "quotas": {},
    "min_score": 0.0,
}


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, **UNLIMITED)


@pytest.fixture
def world(engine: Engine) -> World:
    """The event docking in Wuhan, with times and tables, and nobody invited yet."""
    with make_session(engine) as session:
        world = make_world(session)
        set_hall(session, world)
        version = list_queries.get_version(session, world.event, None)
        version.settings = RULES
        session.add(version)
        session.commit()
    return world


@pytest.fixture
def client(settings: Settings, engine: Engine, world: World) -> Iterator[TestClient]:
    """An organiser of the province has signed in."""
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client
