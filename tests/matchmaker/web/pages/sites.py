"""A site over an empty database of its own, for tests of pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.session import make_engine, make_session
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import ADMIN, HOME, STORED
from tests.matchmaker.web.people import leave, let_in

UNLIMITED = "0/60"


@dataclass(frozen=True)
class Site:
    """A browser, the database behind it, and its settings."""

    client: TestClient
    engine: Engine
    settings: Settings
    now: datetime = NOW

    def enter(self, position: Position, login: str = "wang") -> int:
        """Let somebody in with a password that tests know; return the account's id."""
        with make_session(self.engine) as session:
            account, _ = add_account(session, NewAccount(login, "王某某", position), ADMIN)
            account.password_hash, account.must_change = STORED, False
            token = open_session(session, account, HOME, self.now)
            session.commit()
            known = account.id or 0
        let_in(self.client, token)
        return known


@contextmanager
def open_site(folder: Path, template: Path, now: datetime = NOW) -> Iterator[Site]:
    """Give a site over a copy of a database; to start it takes longer than a test."""
    settings = Settings(
        data_dir=folder / "data",
        database_url="",
        limit_read=UNLIMITED,
        limit_write=UNLIMITED,
        limit_ask=UNLIMITED,
    )
    settings.data_dir.mkdir(parents=True)
    shutil.copy(template, settings.data_dir / "matchmaker.db")
    engine = make_engine(settings.resolved_database_url)
    with TestClient(create_app(settings, lambda: now)) as client:
        yield Site(client, engine, settings, now)
    engine.dispose()


@contextmanager
def renewed(site: Site, folder: Path, template: Path) -> Iterator[Site]:
    """Give a running site over a fresh copy of a database, with nobody signed in."""
    path = folder / "fresh.db"
    shutil.copy(template, path)
    engine = make_engine(f"sqlite:///{path}")
    app = site.client.app
    assert isinstance(app, FastAPI)
    app.state.engine, before = engine, app.state.engine
    leave(site.client)
    try:
        yield Site(site.client, engine, site.settings)
    finally:
        app.state.engine = before
        engine.dispose()
