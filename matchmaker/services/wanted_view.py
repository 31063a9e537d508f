"""Which patents of an institution firms have spoken of: what they think, and what they ask."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.feedback_figures import Figures, feedback_figures
from matchmaker.services.feedback_sight import (
    readable_feedback,
    readable_patents,
    readable_requests,
)
from matchmaker.services.ownership import owned_patent
from matchmaker.services.pair_words import load_words
from models.feedback import ImprovementRequest
from models.feedback_enums import Opinion
from models.meeting_enums import Side
from models.patent import Patent
from models.queries import feedback as feedback_queries
from models.queries import improvements as improvement_queries
from models.queries import patents as patent_queries

MOST = 50


@dataclass(frozen=True)
class WantedPatent:
    """A patent with how many words of firms on it say what, and how many requests there are."""

    number: str
    title: str
    fit: int
    unsure: int
    unfit: int
    requests: int


@dataclass(frozen=True)
class WantedView:
    """The patents, the most wanted first, no more than MOST; all: how many there are in all.

    figures: what firms think of the institution's patents, with reasons, where enough have spoken.
    """

    patents: tuple[WantedPatent, ...]
    all: int
    figures: tuple[Figures, ...]


def view_wanted(session: Session, viewer: Viewer) -> WantedView:
    """Return what may be told to the owner of how its patents are received."""
    said = readable_feedback(session, viewer, feedback_queries.newest(session))
    counts = Counter((w.patent_id, w.opinion) for w in said if w.side is Side.ENTERPRISE)
    asked = readable_requests(session, viewer, improvement_queries.list_requests(session))
    requests = Counter(one.patent_id for one in asked)
    labels = patent_queries.labels(session, {patent for patent, _ in counts} | set(requests))
    found = [
        WantedPatent(
            *label,
            fit=counts[patent_id, Opinion.FIT],
            unsure=counts[patent_id, Opinion.UNSURE],
            unfit=counts[patent_id, Opinion.UNFIT],
            requests=requests[patent_id],
        )
        for patent_id, label in labels.items()
    ]
    found.sort(key=lambda one: (-one.fit, -one.requests, -one.unsure, one.number))
    judged = readable_patents(session, viewer, {word.key[1] for word in load_words(session)})
    figures = feedback_figures(session, for_organisers=False, patents=judged)
    return WantedView(tuple(found[:MOST]), len(found), figures.institutions)


def answering_body(session: Session, viewer: Viewer, request: ImprovementRequest) -> int | None:
    """Return as which owner of the patent somebody answers a request, None for as none."""
    owned = owned_patent(session, session.get_one(Patent, request.patent_id))
    return min(owned.organisations & viewer.organisations, default=None)
