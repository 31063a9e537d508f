"""A small stock whose demands come in chunks of one, and a bench for runners of the schedule."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from matchmaker.matching import chunks
from matchmaker.settings import Settings
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.jobs.schedule_cases import Bench, Clock, at


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(chunks.make_chunks, "__defaults__", (1,))
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    return settings


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    """Runners at noon of 20 May, and an event p1 on 18 June."""
    made = Bench(engine, tmp_path, Clock(at("2024-05-20T12:00")))
    made.register("p1", "2024-06-18")
    return made
