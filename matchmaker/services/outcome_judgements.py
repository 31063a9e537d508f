"""What came of meetings as judgements of pairs, in the files that evaluate and train read."""

from sqlmodel import Session

from matchmaker.services.pair_judgements import Judgements, make_judgements
from models.meeting_enums import DeclineReason, OutcomeResult
from models.queries import outcomes as outcome_queries
from models.queries.outcomes import PairOutcome

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


def judgements(session: Session) -> Judgements:
    """Return what holds of all meetings, by demand and patent; of several events the last word."""
    return make_judgements(
        session,
        {
            (outcome.demand_id, outcome.patent_id): _relevance(outcome)
            for outcome in outcome_queries.pair_outcomes(session)
        },
    )


def _relevance(outcome: PairOutcome) -> int | None:
    if not outcome.held:
        return None
    if outcome.reason is not None:
        return _RELEVANCE_OF_NO.get(outcome.reason)
    return _RELEVANCE.get(outcome.result)
