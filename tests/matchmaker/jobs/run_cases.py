"""Runs over the whole stock as tests ask for them, and what a run has stored."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.jobs.match_runs import StockRunRequest
from matchmaker.services.match_runs import get_newest_run
from models.matching import Match, MatchExplanation
from models.session import make_session

AS_OF = date(2024, 5, 6)
REQUEST = StockRunRequest(as_of=AS_OF, top=3, anywhere=True, any_state=True, workers=1)
FEWER = replace(REQUEST, top=2)
Stored = list[tuple[int, int, int, float, str, bytes]]


def stored(engine: Engine) -> Stored:
    """Return every pair of the newest run with the packed reasons of its demand."""
    with make_session(engine) as session:
        newest = get_newest_run(session)
        explanations = session.exec(
            select(MatchExplanation).where(MatchExplanation.run_id == newest.id)
        )
        packed = {e.demand_id: e.packed for e in explanations}
        matches = session.exec(select(Match).where(Match.run_id == newest.id))
        return sorted(
            (m.demand_id, m.rank, m.patent_id, m.score, m.industry_slug, packed[m.demand_id])
            for m in matches
        )
