"""What of feedback and requests a viewer may see and say: of whose pair, and what is released."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.secrecy import Sight, demand_sight
from matchmaker.access.viewer import Viewer
from matchmaker.services.feedback import Speaker
from matchmaker.services.feedback_view import FeedbackView, view_feedback
from matchmaker.services.list_hands import Author
from matchmaker.services.ownership import owned_demand, owned_organisation, owned_patent
from matchmaker.services.released_demand import SOME_FIRM
from models.demand import Demand
from models.feedback import Feedback, ImprovementRequest
from models.meeting_enums import Side
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


def speak_for(
    session: Session,
    viewer: Viewer,
    permission: Permission,
    organisation_id: int,
    author: Author,
) -> Speaker:
    """Return who speaks for an organisation.

    Raises NotFound for one that does not exist, and Forbidden where the viewer may not.
    """
    organisation_queries.get_organisation(session, organisation_id)
    body = organisation_queries.get_survivor(session, organisation_id)
    viewer.require(permission, owned_organisation(body))
    return Speaker(body.id or 0, author, viewer.account_id)


def find_demand(session: Session, viewer: Viewer, number: str) -> str:
    """Return the id, as ``#12``, of the demand that a number names for the viewer.

    Demands of which the viewer is to know nothing are not there: raises NotFound and Conflict as
    get_demand does without them.
    """
    known = [
        demand
        for demand in demand_queries.numbered(session, number)
        if _sight(session, viewer, demand) is not Sight.NONE
    ]
    return f"#{demand_queries.only_demand(number, known).id}"


def readable_patents(session: Session, viewer: Viewer, patent_ids: Iterable[int]) -> set[int]:
    """Return those of the patents of which the viewer may read what is said."""
    wanted = set(patent_ids)
    reach = viewer.reach(Permission.FEEDBACK_READ)
    if reach is Reach.ALL:
        return wanted
    if reach is Reach.OWN:
        owners = patent_queries.owner_ids(session, sorted(wanted))
        return {one for one in wanted if not viewer.organisations.isdisjoint(owners.get(one, ()))}
    patents = patent_queries.by_ids(session, wanted)
    return {
        number
        for number, patent in patents.items()
        if viewer.may(Permission.FEEDBACK_READ, owned_patent(session, patent))
    }


def readable_feedback(session: Session, viewer: Viewer, said: Sequence[Feedback]) -> list[Feedback]:
    """Return those of the words that the viewer may read."""
    readable = readable_patents(session, viewer, {word.patent_id for word in said})
    return [word for word in said if word.patent_id in readable]


def tell_feedback(session: Session, viewer: Viewer, said: Sequence[Feedback]) -> list[FeedbackView]:
    """Return the words as the viewer may read them.

    Of a demand that is not released neither it nor its firm nor the firm's own words are told. Who
    spoke is told to the own organisation and to organisers.
    """
    demands = demand_queries.by_ids(session, {word.demand_id for word in said})
    seen = {
        number: _sight(session, viewer, demand) is Sight.FULL for number, demand in demands.items()
    }
    told = []
    for word, view in zip(said, view_feedback(session, said), strict=True):
        own = word.organisation_id in viewer.organisations
        shown = view if own or viewer.is_organiser else replace(view, actor="")
        if not seen[word.demand_id]:
            shown = replace(shown, demand="", demand_title="")
            if word.side is Side.ENTERPRISE and not own:
                shown = replace(shown, organisation=SOME_FIRM, note="", actor="")
        told.append(shown)
    return told


def readable_requests(
    session: Session, viewer: Viewer, requests: Sequence[ImprovementRequest]
) -> list[ImprovementRequest]:
    """Return those of the requests that the viewer may answer."""
    reach = viewer.reach(Permission.IMPROVEMENT_ANSWER)
    if reach is Reach.ALL:
        return list(requests)
    patents = patent_queries.by_ids(session, {request.patent_id for request in requests})
    readable = {
        number
        for number, patent in patents.items()
        if viewer.may(Permission.IMPROVEMENT_ANSWER, owned_patent(session, patent))
    }
    return [request for request in requests if request.patent_id in readable]


def own_requests(
    session: Session, viewer: Viewer, requests: Sequence[ImprovementRequest]
) -> list[ImprovementRequest]:
    """Return those of the requests that a firm in the viewer's reach has made."""
    asking = {request.organisation_id for request in requests}
    bodies = {one: organisation_queries.get_survivor(session, one) for one in sorted(asking)}
    reached = {
        one
        for one, body in bodies.items()
        if viewer.may(Permission.IMPROVEMENT_ASK, owned_organisation(body))
    }
    return [request for request in requests if request.organisation_id in reached]


def _sight(session: Session, viewer: Viewer, demand: Demand) -> Sight:
    return demand_sight(viewer, demand.confidentiality, owned_demand(session, demand))
