"""What is said of the pairs of the small event."""

from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.services.feedback import FeedbackWords, Said, Speaker, add_feedback
from matchmaker.services.list_hands import Author
from models.demand import Demand
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.patent import Patent
from tests.conftest import NOW
from tests.matchmaker.people_world import World

HOUR = timedelta(hours=1)
UNCLEAR = DeclineReason.DESCRIPTION_UNCLEAR


def by(body: int, at: datetime = NOW, actor: str = "王") -> Speaker:
    return Speaker(body, Author(actor, at))


def words(
    session: Session,
    world: World,
    pair: int,
    opinion: Opinion,
    *reasons: DeclineReason,
    note: str = "",
    event: str = "",
) -> FeedbackWords:
    demand_id, patent_id = world.pairs[pair]
    return FeedbackWords(
        session.get_one(Demand, demand_id).display_number,
        session.get_one(Patent, patent_id).display_number,
        opinion,
        reasons,
        note,
        event,
    )


def firm_says(
    session: Session,
    world: World,
    pair: int,
    opinion: Opinion,
    *reasons: DeclineReason,
    at: datetime = NOW,
) -> Said:
    firm = session.get_one(Demand, world.pairs[pair][0]).organisation_id
    return add_feedback(session, by(firm, at), words(session, world, pair, opinion, *reasons))
