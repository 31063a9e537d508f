"""Whose requests are: a city's own, which it alone writes; the province reads and answers all."""

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import Forbidden
from models.city_request import CityRequest
from models.queries import city_requests as request_queries


def get_seen(session: Session, viewer: Viewer, request_id: int) -> CityRequest:
    """Return a request that the viewer may read; raise NotFound or Forbidden."""
    found = request_queries.get_request(session, request_id)
    viewer.require(Permission.LEDGER_READ, _owned(found))
    return found


def get_written(session: Session, viewer: Viewer, request_id: int) -> CityRequest:
    """Return a request of the viewer's own city; raise NotFound or Forbidden."""
    found = request_queries.get_request(session, request_id)
    viewer.require(Permission.LEDGER_WRITE, _owned(found))
    writing_city(viewer)
    return found


def get_judged(session: Session, viewer: Viewer, request_id: int) -> CityRequest:
    """Return a request that the viewer may take on, answer, return; raise NotFound or Forbidden."""
    found = request_queries.get_request(session, request_id)
    viewer.require(Permission.LEDGER_WRITE, Owned())
    return found


def writing_city(viewer: Viewer) -> str:
    """Return for which city a viewer asks; raise Forbidden for the province, which is asked."""
    viewer.require(Permission.LEDGER_WRITE)
    if viewer.reach(Permission.LEDGER_WRITE) is not Reach.CITY or viewer.city_code is None:
        raise Forbidden("诉求由市州的账号提出、提交和反馈。省级账号在诉求页面受理、答复或退回")
    return viewer.city_code


def may_write(viewer: Viewer, request: CityRequest | None = None) -> bool:
    """Whether a viewer asks for a city; request: whether it is that city's."""
    if viewer.reach(Permission.LEDGER_WRITE) is not Reach.CITY:
        return False
    return request is None or viewer.city_code == request.city_code


def may_judge(viewer: Viewer) -> bool:
    """Whether a viewer may take on, answer and return what cities ask."""
    return viewer.may(Permission.LEDGER_WRITE, Owned())


def _owned(request: CityRequest) -> Owned:
    return Owned(frozenset({request.city_code}))
