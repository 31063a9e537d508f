"""What each body thinks of each pair now, said in a meeting or outside of one."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from models.feedback import Feedback
from models.feedback_enums import IMPROVABLE, ImprovementState, Opinion
from models.meeting_enums import DeclineReason, OutcomeResult, Side
from models.queries import feedback as feedback_queries
from models.queries import improvements as improvement_queries
from models.queries import outcomes as outcome_queries
from models.queries.improvements import WantedRequests
from models.queries.outcomes import PairOutcome


@dataclass(frozen=True)
class PairWord:
    """The word of a body on a pair that counts.

    met_at: the event at whose meeting it was said, None outside of one; asked_again_at: since when
    an unfit is set aside, because the owner has answered all that it was for; None where it stands.
    """

    key: PairKey
    side: Side
    organisation_id: int
    opinion: Opinion
    reasons: tuple[DeclineReason, ...]
    said_at: datetime
    met_at: int | None = None
    asked_again_at: datetime | None = None

    @property
    def declines(self) -> bool:
        """Whether it keeps the pair from being offered."""
        return self.opinion is Opinion.UNFIT and self.asked_again_at is None

    @property
    def reason_labels(self) -> str:
        """The reasons in Chinese."""
        return "、".join(reason.label for reason in self.reasons)


def load_words(session: Session) -> list[PairWord]:
    """Return the newest word of every body on every pair, by pair and body.

    What came of a meeting is a word of the firm: a result is a fit, a reason an unfit. What came to
    something at any event outweighs what other meetings came to; of those the latest event counts.
    Between meetings and what is said outside of them the later word counts.
    """
    newest = {(word.key, word.organisation_id): word for word in _from_meetings(session)}
    for said in map(_from_feedback, feedback_queries.newest(session)):
        before = newest.get((said.key, said.organisation_id))
        if before is None or before.said_at <= said.said_at:
            newest[said.key, said.organisation_id] = said
    answered = _answered_points(session)
    return [_set_aside(word, answered) for _, word in sorted(newest.items())]


def _from_feedback(said: Feedback) -> PairWord:
    return PairWord(
        (said.demand_id, said.patent_id),
        said.side,
        said.organisation_id,
        said.opinion,
        tuple(map(DeclineReason, said.reasons)),
        said.said_at,
    )


def _from_meetings(session: Session) -> Iterator[PairWord]:
    told: dict[PairKey, list[PairOutcome]] = defaultdict(list)
    for outcome in outcome_queries.pair_outcomes(session):
        if outcome.reason is not None or outcome.result is not OutcomeResult.NONE:
            told[outcome.demand_id, outcome.patent_id].append(outcome)
    for key, outcomes in told.items():
        wanted = [outcome for outcome in outcomes if outcome.result is not OutcomeResult.NONE]
        last = (wanted or outcomes)[-1]
        yield PairWord(
            key,
            Side.ENTERPRISE,
            last.enterprise_id,
            Opinion.FIT if wanted else Opinion.UNFIT,
            (last.reason,) if last.reason else (),
            max(outcome.recorded_at for outcome in wanted or [last]),
            met_at=last.event_id,
        )


# Firm, patent, demand (None for the patent as such) → point → when it was answered last.
_Answered = dict[tuple[int, int, int | None], dict[DeclineReason, datetime]]


def _answered_points(session: Session) -> _Answered:
    found: _Answered = defaultdict(dict)
    wanted = WantedRequests(ImprovementState.ANSWERED)
    for request in improvement_queries.list_requests(session, wanted):
        points = found[request.organisation_id, request.patent_id, request.demand_id]
        for point in map(DeclineReason, request.points):
            if request.closed_at is not None:
                points[point] = max(request.closed_at, points.get(point, request.closed_at))
    return found


def _set_aside(word: PairWord, answered: _Answered) -> PairWord:
    """Return a word, set aside where all its reasons were answered after it was said."""
    if word.opinion is not Opinion.UNFIT or not set(word.reasons) <= set(IMPROVABLE):
        return word
    demand_id, patent_id = word.key
    told = [
        answered.get((word.organisation_id, patent_id, about), {}) for about in (demand_id, None)
    ]
    moments = [
        max((points[reason] for points in told if reason in points), default=word.said_at)
        for reason in word.reasons
    ]
    if not moments or min(moments) <= word.said_at:
        return word
    return replace(word, asked_again_at=max(moments))
