"""What bodies said of pairs, with names, for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from matchmaker.services.pair_words import PairWord, load_words
from models.feedback import Feedback
from models.meeting_enums import DeclineReason
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class FeedbackView:
    """A word; state: whether it counts; event: its slug, empty for none."""

    id: int
    demand: str
    demand_title: str
    patent: str
    patent_title: str
    side: str
    organisation: str
    opinion: str
    reasons: str
    note: str
    event: str
    algorithm: str
    score: float | None
    rank: int | None
    actor: str
    said_at: datetime
    state: str


def view_feedback(session: Session, said: Sequence[Feedback]) -> list[FeedbackView]:
    """Return words with names, in their order."""
    counting = {(word.key, word.organisation_id): word for word in load_words(session)}
    bodies = body_labels(session, {word.organisation_id for word in said})
    demands = demand_queries.by_ids(session, {word.demand_id for word in said})
    patents = patent_queries.labels(session, {word.patent_id for word in said})
    slugs = {event.id: event.slug for event in event_queries.list_events(session)}
    return [
        FeedbackView(
            id=word.id or 0,
            demand=demands[word.demand_id].display_number,
            demand_title=demands[word.demand_id].title,
            patent=patents[word.patent_id].display_number,
            patent_title=patents[word.patent_id].title,
            side=word.side.label,
            organisation=bodies[word.organisation_id].name,
            opinion=word.opinion.label,
            reasons="、".join(DeclineReason(reason).label for reason in word.reasons),
            note=word.note,
            event=slugs[word.event_id] if word.event_id else "",
            algorithm=word.algorithm,
            score=word.score,
            rank=word.rank,
            actor=word.actor,
            said_at=word.said_at,
            state=_state(word, counting),
        )
        for word in said
    ]


def _state(word: Feedback, counting: dict[tuple[tuple[int, int], int], PairWord]) -> str:
    holds = counting[(word.demand_id, word.patent_id), word.organisation_id]
    if holds.said_at != word.said_at or holds.met_at is not None:
        return "已有后来的意见"
    return "已改进，可再推介一次" if holds.asked_again_at else "有效"
