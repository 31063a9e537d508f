"""All demands against the whole stock: stored once, gone on with, the same whoever works."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.access.secrecy import Sight
from matchmaker.jobs import match_runs
from matchmaker.jobs.match_runs import StockRunOutcome, StockRunRequest, match_all
from matchmaker.matching.algorithms import ALGORITHMS, DEFAULT_ALGORITHM
from matchmaker.matching.store import load_index
from matchmaker.services.answers import rank_patents
from matchmaker.services.chunk_work import ChunkResult
from matchmaker.services.desk import Desk
from matchmaker.services.match_runs import demands_of, get_newest_run, patents_of
from matchmaker.services.ranking import RankOptions
from matchmaker.services.stock import load_demands, load_offers
from matchmaker.settings import Settings
from models.errors import Conflict, NotFound
from models.matching import Match, MatchChunk, MatchExplanation, MatchRun
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.jobs.run_cases import AS_OF, FEWER, REQUEST, stored

ALGORITHM = ALGORITHMS[DEFAULT_ALGORITHM]


def run(engine: Engine, settings: Settings, request: StockRunRequest = REQUEST) -> StockRunOutcome:
    return match_all(engine, settings, request, lambda: NOW, lambda *_: None)


def test_what_is_stored_is_what_a_ranking_of_all_demands_gives(
    engine: Engine, settings: Settings
) -> None:
    outcome = run(engine, settings)
    with make_session(engine) as session:
        demands = load_demands(session)
        shown = [d.doc for d in demands]
        options = RankOptions(
            AS_OF, settings.province, 3, anywhere=True, any_state=True, algorithm=ALGORITHM
        )
        desk = Desk(load_index(settings.index_dir), load_offers(session))
        answers = rank_patents(session, desk, shown, options)
        newest = get_newest_run(session)
        for doc, answer in zip(shown, answers, strict=True):
            found = patents_of(session, newest, doc.id, Sight.FULL)
            assert [m.match.score for m in found] == [row.score for row in answer]
            assert [list(m.rows) for m in found] == [row.rows for row in answer]
            assert [m.reason for m in found] == [row.reason for row in answer]
    assert (outcome.demands, outcome.stored, outcome.resumed) == (len(shown), len(shown), 0)


def test_the_other_side_finds_the_same_pairs(engine: Engine, settings: Settings) -> None:
    run(engine, settings)
    with make_session(engine) as session:
        newest = get_newest_run(session)
        matches = session.exec(select(Match).where(Match.run_id == newest.id)).all()
        by_patent = {
            (m.match.demand_id, m.match.patent_id, m.match.score)
            for patent_id in {match.patent_id for match in matches}
            for m in demands_of(session, newest, patent_id)
        }
        assert by_patent == {(m.demand_id, m.patent_id, m.score) for m in matches}
        best = demands_of(session, newest, matches[0].patent_id)
        assert [m.match.score for m in best] == sorted((m.match.score for m in best), reverse=True)


def test_nothing_is_done_again_where_nothing_changed(engine: Engine, settings: Settings) -> None:
    first = run(engine, settings)
    second = run(engine, settings)
    assert (second.run_id, second.stored, second.resumed) == (first.run_id, 0, first.demands)


def test_a_newer_run_takes_the_place_of_the_older(engine: Engine, settings: Settings) -> None:
    first = run(engine, settings)
    second = run(engine, settings, FEWER)
    with make_session(engine) as session:
        assert {m.run_id for m in session.exec(select(MatchExplanation))} == {second.run_id}
        assert {m.run_id for m in session.exec(select(MatchChunk))} == {second.run_id}
        assert session.get(MatchRun, first.run_id) is None


class Stopped(Exception):
    """The process was told to stop."""


def test_a_run_that_was_stopped_goes_on_with_what_is_left(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(engine, settings)
    expected = stored(engine)
    fewer = run(engine, settings, FEWER)
    kept = match_runs.store_result
    calls: list[int] = []

    def stop_at_the_second(session: Session, run: MatchRun, result: object) -> int:
        if calls:
            raise Stopped
        calls.append(1)
        return kept(session, run, result)  # type: ignore[arg-type]

    monkeypatch.setattr(match_runs, "store_result", stop_at_the_second)
    with pytest.raises(Stopped):
        run(engine, settings)
    with make_session(engine) as session:
        assert get_newest_run(session).id == fewer.run_id
    monkeypatch.setattr(match_runs, "store_result", kept)
    outcome = run(engine, settings)
    assert (outcome.resumed, outcome.stored) == (1, outcome.demands - 1)
    assert stored(engine) == expected


def test_two_runs_of_the_same_input_do_not_mix(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = match_runs.store_result

    def come_second(session: Session, run: MatchRun, result: ChunkResult) -> int:
        with make_session(engine) as other:
            other.add(MatchChunk(run_id=run.id, number=result.number, demands=1))
            other.commit()
        return kept(session, run, result)

    monkeypatch.setattr(match_runs, "store_result", come_second)
    with pytest.raises(Conflict, match="运行全库匹配"):
        run(engine, settings)


def test_processes_and_one_alone_store_the_same_bytes(engine: Engine, settings: Settings) -> None:
    alone = run(engine, settings)
    expected = stored(engine)
    run(engine, settings, FEWER)
    together = run(engine, settings, replace(REQUEST, workers=2))
    assert together.stored == alone.stored
    assert stored(engine) == expected


def test_before_the_first_run_there_is_a_hint_what_to_do(
    engine: Engine, settings: Settings
) -> None:
    with make_session(engine) as session, pytest.raises(NotFound, match="运行全库匹配"):
        get_newest_run(session)
