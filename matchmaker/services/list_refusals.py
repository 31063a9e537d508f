"""Pairs that are not offered again: at an earlier event, or because a meeting settled them."""

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from models.event import Event
from models.meeting_enums import OutcomeResult
from models.queries import candidate_lists as list_queries
from models.queries import outcomes as outcome_queries


def load_refusals(session: Session, event: Event) -> dict[PairKey, str]:
    """Return pair → why it is not offered at an event, in Chinese.

    What was merely offered before may be offered again where the event allows repeats; what a firm
    has turned down, or signed for, may not.
    """
    found: dict[PairKey, str] = {}
    if not event.repeats:
        for key, name in list_queries.offered_before(session, event).items():
            found[key] = f"已在“{name}”推介"
    for key, reason in outcome_queries.declined_pairs(session).items():
        found[key] = f"企业此前未接受：{reason.label}"
    for outcome in outcome_queries.pair_outcomes(session):
        if outcome.result is OutcomeResult.CONTRACT:
            found[outcome.demand_id, outcome.patent_id] = "双方已签约"
    return found
