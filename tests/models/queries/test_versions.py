"""Two processes that make a version of one number."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.candidate_list import CandidateList
from models.enums import EventKind
from models.errors import Conflict
from models.event import Event
from models.matching import MatchRun
from models.queries.versions import add_version
from models.session import make_session
from tests.conftest import NOW

DAY = date(2024, 6, 1)


def test_second_to_come_is_told_and_the_first_one_stands(engine: Engine) -> None:
    with make_session(engine) as session:
        event = Event(slug="a", name="a", kind=EventKind.ROADSHOW, held_on=DAY, city_code="420100")
        run = MatchRun(
            algorithm="x",
            index_version="y",
            as_of=DAY,
            created_at=NOW,
            demand_count=0,
            patent_count=0,
        )
        session.add_all([event, run])
        session.commit()
        ids = (event.id or 0, run.id or 0)
    with make_session(engine) as session:
        add_version(session, make_version(*ids), "名单")
        session.commit()
    with (
        make_session(engine) as session,
        pytest.raises(Conflict, match="另一个进程刚刚生成了名单第 1 版。请查看后再试"),
    ):
        add_version(session, make_version(*ids), "名单")


def make_version(event_id: int, run_id: int) -> CandidateList:
    return CandidateList(
        event_id=event_id, version=1, run_id=run_id, as_of=DAY, created_at=NOW, input_digest=""
    )
