"""The stock that questions are answered from, as it is kept in a process."""

import gc
from pathlib import Path

import pytest

from matchmaker.jobs.database import database
from matchmaker.web import desk
from matchmaker.web.desk import DeskKeeper
from models.session import make_session
from tests.matchmaker.web.server import make_campaign

# As the program has it, before tests do without.
SET_ASIDE = desk._set_aside


def test_collector_does_not_go_through_an_open_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_set_aside", SET_ASIDE)
    settings = make_campaign(tmp_path)
    keeper = DeskKeeper(settings)
    with database(settings) as engine, make_session(engine) as session:
        opened = keeper.get(session)
    keeper.close()
    assert [one for one in gc.get_objects() if one is opened or one is opened.desk] == []
    gc.unfreeze()
    assert [one for one in gc.get_objects() if one is opened] == [opened]
    gc.freeze()
