"""What a run has stored for the patents of an institution, read as it may be told by now."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.access.viewer import Viewer, person
from matchmaker.jobs.match_runs import StockRunRequest, match_all
from matchmaker.matching.gates import Gate
from matchmaker.services.demands_for import DemandsFor, demands_for
from matchmaker.services.feedback import FeedbackWords, Speaker, add_feedback
from matchmaker.services.firms_for import FirmsFor, firms_for
from matchmaker.services.list_hands import Author
from matchmaker.services.match_runs import get_newest_run
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.ranking import RankOptions
from matchmaker.services.run_store import StoredRun, load_owners, load_stored_pairs
from matchmaker.services.stored_fits import stored_demands_for, stored_firms_for
from matchmaker.settings import Settings
from models.account_enums import Role
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries import demands as demand_queries
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.services.direction_cases import GAS, HEAD, OPTIONS, Stocked, make_stocked

OWNER = "武汉纺织大学"
STEEL = "黄石钢铁有限公司"


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path, database_url: str) -> Stocked:
    """Match the whole stock once."""
    stocked = make_stocked(engine, session, tmp_path)
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    assert settings.index_dir == stocked.folder
    request = StockRunRequest(as_of=OPTIONS.as_of, workers=1)
    match_all(engine, settings, request, lambda: NOW, lambda *_: None)
    return stocked


def owner(stocked: Stocked) -> Viewer:
    body = get_by_name(stocked.session, OWNER).id or 0
    return person(7, "钱", Role.UNIVERSITY_REVIEWER, organisations=[body])


def options(stocked: Stocked) -> RankOptions:
    return RankOptions(
        OPTIONS.as_of, OPTIONS.province, algorithm=OPTIONS.algorithm, viewer=owner(stocked)
    )


def kept(stocked: Stocked) -> StoredRun:
    session, run = stocked.session, get_newest_run(stocked.session)
    return StoredRun(run, load_stored_pairs(session, run), load_owners(session))


def firms(stocked: Stocked) -> FirmsFor:
    viewer = owner(stocked)
    return stored_firms_for(
        stocked.session, stocked.desk, kept(stocked), viewer, viewer.organisations, options(stocked)
    )


def demands(stocked: Stocked, number: str) -> DemandsFor:
    return stored_demands_for(
        stocked.session, stocked.desk, kept(stocked), owner(stocked), number, options(stocked)
    )


def test_firms_are_those_of_an_answer_of_the_moment(stocked: Stocked) -> None:
    viewer = owner(stocked)
    live = firms_for(
        stocked.session, stocked.desk, stocked.demands, viewer.organisations, options(stocked)
    )
    assert firms(stocked) == live
    assert len(live.firms) == 3


def test_demands_are_those_of_an_answer_of_the_moment(stocked: Stocked) -> None:
    live = demands_for(stocked.session, stocked.desk, stocked.demands, HEAD, options(stocked))
    assert demands(stocked, HEAD) == live
    assert len(live.demands) == 3


def test_a_demand_that_has_been_hidden_or_is_over_is_told_no_more(stocked: Stocked) -> None:
    assert STEEL in [firm.enterprise for firm in firms(stocked).firms]
    stocked.change_demand("X-4", confidentiality=Confidentiality.HIDDEN)
    assert STEEL not in [firm.enterprise for firm in firms(stocked).firms]
    assert "X-4" not in [one.demand_number for one in demands(stocked, HEAD).demands]
    stocked.change_demand("X-3", deadline=date(2024, 5, 31))
    assert "X-3" not in [one.demand_number for one in demands(stocked, HEAD).demands]


def test_a_pair_that_has_been_turned_down_is_told_no_more_but_counted(stocked: Stocked) -> None:
    demand = stocked.demand("X-4")
    speaker = Speaker(demand.organisation_id, Author("孙", NOW))
    words = FeedbackWords("X-4", HEAD, Opinion.UNFIT, (DeclineReason.PRICE,))
    add_feedback(stocked.session, speaker, words)
    stocked.session.commit()
    found = demands(stocked, HEAD)
    assert "X-4" not in [one.demand_number for one in found.demands]
    assert found.left_out == 1
    pairs = [(firm.demand_number, firm.application_number) for firm in firms(stocked).firms]
    assert ("X-4", HEAD) not in pairs


def test_a_patent_that_has_lapsed_is_counted_and_fits_nothing(stocked: Stocked) -> None:
    stocked.change_patent(HEAD, legal_state=LegalState.DEAD)
    found = firms(stocked)
    assert found.stopped == {Gate.DEAD: 1}
    assert HEAD not in [firm.application_number for firm in found.firms]
    assert demands(stocked, HEAD).gate is Gate.DEAD


def test_a_directed_demand_is_told_to_whom_it_is_meant_for(stocked: Stocked) -> None:
    stocked.change_demand("X-2", confidentiality=Confidentiality.NAMED)
    assert "X-2" not in [one.demand_number for one in demands(stocked, GAS).demands]
    body = get_by_name(stocked.session, OWNER).id or 0
    demand_queries.replace_recipients(stocked.session, stocked.demand("X-2").id or 0, {body: True})
    stocked.session.commit()
    found = demands(stocked, GAS).demands
    assert found[0].demand_number == "X-2"
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert ("X-2", GAS) in [(f.demand_number, f.application_number) for f in firms(stocked).firms]
