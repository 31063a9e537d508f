"""The sample as people load it, served by a process of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from models.account_enums import Role
from models.session import make_session
from scripts.serving.entry import Entry, first_entry
from scripts.serving.records import with_records
from scripts.serving.server import load_sample
from scripts.serving.visits import EVENT
from tests.matchmaker.web.people import open_account
from tests.matchmaker.web.server import Server, serving


@dataclass(frozen=True)
class Sample:
    """A server with the sample, and the records that addresses name."""

    server: Server
    entry: Entry

    def cookie(self, role: Role | None) -> str:
        """Return the session of somebody with a role, empty for nobody."""
        if role is None:
            return ""
        organisation = self.entry.body_of(role)
        city = "武汉" if role is Role.CITY_ORGANISER else ""
        with database(self.server.settings) as engine:
            position = Position(role, organisation, city)
            return open_account(engine, position, at=datetime.now(CHINA))

    def address(self, path: str) -> str:
        """Return a path with its parts filled in, as an address."""
        return self.server.url + path.format(**self.entry.names)


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
    with database(settings) as engine:
        with make_session(engine) as session:
            entry = first_entry(session, EVENT)
        entry = with_records(engine, settings, entry, datetime.now(CHINA))
    with serving(settings) as server:
        yield Sample(server, entry)
