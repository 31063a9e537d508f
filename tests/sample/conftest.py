"""The sample campaign carried through once on each database."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from matchmaker.jobs.database import database
from matchmaker.jobs.lists import ListOutcome
from matchmaker.services.list_types import ListView
from matchmaker.services.list_view import view_list
from matchmaker.settings import Settings
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session
from tests.lines import make_line

SAMPLE = Path(__file__).parents[2] / "matchmaker" / "data" / "sample"


@dataclass(frozen=True)
class Campaign:
    settings: Settings
    outcomes: list[ListOutcome]
    views: dict[str, ListView]


def run_campaign(folder: Path, url: str) -> Campaign:
    settings = Settings(data_dir=folder, database_url=url)
    outcomes = make_line(
        settings, SAMPLE / "patents.csv", SAMPLE / "demands.csv", SAMPLE / "campaign.toml"
    )
    views = {}
    with database(settings) as engine, make_session(engine) as session:
        for outcome in outcomes:
            event = event_queries.get_event(session, outcome.slug)
            version = list_queries.get_version(session, event, None)
            views[outcome.slug] = view_list(session, event, version)
    return Campaign(settings, outcomes, views)


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Campaign:
    folder = tmp_path_factory.mktemp("campaign")
    shutil.copy(sqlite_template, folder / "matchmaker.db")
    return run_campaign(folder, f"sqlite:///{folder / 'matchmaker.db'}")


@pytest.fixture(scope="session")
def planted() -> list[dict[str, str]]:
    with (SAMPLE / "planted.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
