"""Whose records of the ledger are: who may read them, put them right, and report them.

An activity is its city's, or the province's, and so is a model case; what a city hands in is that
city's. A contract is read by the cities of both sides and by all that have reported it, and put
right by the province, the giver's city, and whoever reported it first.
"""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.services.kept_records.kinds import Proved
from models.errors import NotFound
from models.kept_record import RecordKind
from models.ledger import Activity, Deal, DealReport
from models.model_case import ModelCase
from models.queries import ledger as ledger_queries
from models.queries import model_cases as case_queries
from models.queries import submissions as submission_queries
from models.submission import CitySubmission
from models.values.region import get_city


def owned_activity(activity: Activity) -> Owned:
    """Return the city whose activity it is, of none where it is the province's."""
    return _owned(activity.city_code)


def owned_case(case: ModelCase) -> Owned:
    """Return the city whose model case it is, of none where it is the province's."""
    return _owned(case.city_code)


def read_deal(deal: Deal, reports: list[DealReport]) -> Owned:
    """Return the cities that read a contract; reports: those of it, the first one first."""
    return _owned(deal.giver_city, deal.taker_city, *(one.city_code for one in reports))


def kept_deal(deal: Deal, reports: list[DealReport]) -> Owned:
    """Return the cities that correct a contract or take it back."""
    return _owned(deal.giver_city, *(one.city_code for one in reports[:1]))


def get_seen(session: Session, viewer: Viewer, kind: RecordKind, record_id: int) -> Proved:
    """Return a record that the viewer may read; raise NotFound or Forbidden."""
    return _get(session, viewer, Permission.LEDGER_READ, (kind, record_id))


def get_kept(session: Session, viewer: Viewer, kind: RecordKind, record_id: int) -> Proved:
    """Return a record that the viewer may put right; raise NotFound or Forbidden."""
    return _get(session, viewer, Permission.LEDGER_WRITE, (kind, record_id))


def get_activity(
    session: Session, viewer: Viewer, permission: Permission, activity_id: int
) -> Activity:
    """Return an activity for which a permission is given; raise NotFound or Forbidden."""
    activity = ledger_queries.get_activity(session, activity_id)
    viewer.require(permission, owned_activity(activity))
    return activity


def get_deal(session: Session, viewer: Viewer, permission: Permission, deal_id: int) -> Deal:
    """Return a contract for which a permission is given; raise NotFound or Forbidden."""
    deal = ledger_queries.get_deal(session, deal_id)
    viewer.require(permission, _owned_deal(session, permission, deal))
    return deal


def owned_submission(submission: CitySubmission) -> Owned:
    """Return the city that hands it in."""
    return _owned(submission.city_code)


def get_submission(
    session: Session, viewer: Viewer, permission: Permission, submission_id: int
) -> CitySubmission:
    """Return what a city hands in for which a permission is given; raise NotFound or Forbidden."""
    submission = submission_queries.get_submission(session, submission_id)
    viewer.require(permission, owned_submission(submission))
    return submission


def get_case(session: Session, viewer: Viewer, permission: Permission, case_id: int) -> ModelCase:
    """Return a model case for which a permission is given; raise NotFound or Forbidden."""
    found = case_queries.get_case(session, case_id)
    viewer.require(permission, owned_case(found))
    return found


def require_followed(
    session: Session, viewer: Viewer, follows: int | None, deal: Deal | None = None
) -> None:
    """Raise NotFound or Forbidden where a contract would take the place of one beyond reach.

    deal: the contract that is corrected; what it has taken the place of already stays.
    """
    if follows is not None and (deal is None or deal.follows_id != follows):
        get_deal(session, viewer, Permission.LEDGER_READ, follows)


def may_write(session: Session, viewer: Viewer, record: Activity | Deal) -> bool:
    """Whether the viewer may correct a record, take it back, and add what proves it."""
    if isinstance(record, Activity):
        return viewer.may(Permission.LEDGER_WRITE, owned_activity(record))
    owned = _owned_deal(session, Permission.LEDGER_WRITE, record)
    return viewer.may(Permission.LEDGER_WRITE, owned)


def recorded_for(viewer: Viewer, typed: str) -> str | None:
    """Return for which city a viewer records: a city for itself, the province for any or none.

    typed: name or code, empty for the own one. Raises Forbidden for another's city, InvalidValue
    for what is no city.
    """
    return _city(viewer, Permission.LEDGER_WRITE, typed)


def listed_for(viewer: Viewer, typed: str) -> str | None:
    """Return of which city a viewer lists records, None for all; raise as recorded_for does."""
    return _city(viewer, Permission.LEDGER_READ, typed)


def _get(
    session: Session, viewer: Viewer, permission: Permission, record: tuple[RecordKind, int]
) -> Proved:
    kind, record_id = record
    if kind not in _GETTERS:
        raise NotFound(f"{kind.label}不附材料。请在活动、合同、案例、方案或总结的页面附材料")
    return _GETTERS[kind](session, viewer, permission, record_id)


def _city(viewer: Viewer, permission: Permission, typed: str) -> str | None:
    text = typed.strip()
    if not text and viewer.reach(permission) is Reach.CITY:
        return viewer.city_code
    city = get_city(text).code if text else None
    viewer.require(permission, _owned(city))
    return city


def _owned_deal(session: Session, permission: Permission, deal: Deal) -> Owned:
    reports = ledger_queries.reports_of(session, [deal.id or 0]).get(deal.id or 0, [])
    owners = kept_deal if permission is Permission.LEDGER_WRITE else read_deal
    return owners(deal, reports)


def _owned(*codes: str | None) -> Owned:
    return Owned(frozenset(code for code in codes if code))


_GETTERS: Mapping[RecordKind, Callable[[Session, Viewer, Permission, int], Proved]] = {
    RecordKind.ACTIVITY: get_activity,
    RecordKind.DEAL: get_deal,
    RecordKind.SUBMISSION: get_submission,
    RecordKind.CASE: get_case,
}
