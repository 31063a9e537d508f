"""What came of meetings as judgements of pairs, in the files that evaluate and train read."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services.judged_files import JudgedPair
from matchmaker.services.stock import demand_body
from models.meeting_enums import DeclineReason, OutcomeResult
from models.queries import demands as demand_queries
from models.queries import outcomes as outcome_queries
from models.queries import patents as patent_queries
from models.queries.outcomes import PairOutcome
from models.values.secrecy import Confidentiality

# How related, from 1 to 4, a pair was found to be by those who met for its sake. A convention of
# this project: who signs is sure, who goes on talking thinks so.
_RELEVANCE = {OutcomeResult.CONTRACT: 4, OutcomeResult.INTENT: 4, OutcomeResult.CONTACT: 3}
# Of a firm that says no, these tell of the patent; a price or a bad moment tell nothing of it.
_RELEVANCE_OF_NO = {
    DeclineReason.OTHER_FIELD: 1,
    DeclineReason.TOO_EARLY: 3,
    DeclineReason.BENEFIT_UNCLEAR: 2,
    DeclineReason.ROUTE_UNCLEAR: 2,
    DeclineReason.DESCRIPTION_UNCLEAR: 2,
}


@dataclass(frozen=True)
class JudgedDemand:
    """A demand as a row of the file: its number, title and text."""

    demand_id: str
    title: str
    content: str


@dataclass(frozen=True)
class Judgements:
    """Demands with the judged pairs; silent: outcomes that say nothing of how related a pair is.

    withheld: outcomes on demands whose text is not public, which no file repeats.
    """

    demands: tuple[JudgedDemand, ...]
    pairs: tuple[JudgedPair, ...]
    silent: int
    withheld: int


def judgements(session: Session) -> Judgements:
    """Return what holds of all meetings, by demand and patent; of several events the last word."""
    latest = {
        (outcome.demand_id, outcome.patent_id): outcome
        for outcome in outcome_queries.pair_outcomes(session)
    }
    demands = demand_queries.by_ids(session, [demand_id for demand_id, _ in latest])
    patents = patent_queries.labels(session, [patent_id for _, patent_id in latest])
    told: dict[int, JudgedDemand] = {}
    pairs, silent, withheld = [], 0, 0
    for (demand_id, patent_id), outcome in sorted(latest.items()):
        demand, relevance = demands[demand_id], _relevance(outcome)
        if relevance is None:
            silent += 1
        elif demand.confidentiality is not Confidentiality.PUBLIC:
            withheld += 1
        else:
            number = demand.display_number
            told[demand_id] = JudgedDemand(number, demand.title, demand_body(demand))
            label = patents[patent_id]
            pairs.append(JudgedPair(number, label.display_number, label.title, relevance))
    return Judgements(tuple(told.values()), tuple(pairs), silent, withheld)


def _relevance(outcome: PairOutcome) -> int | None:
    if not outcome.held:
        return None
    if outcome.reason is not None:
        return _RELEVANCE_OF_NO.get(outcome.reason)
    return _RELEVANCE.get(outcome.result)
