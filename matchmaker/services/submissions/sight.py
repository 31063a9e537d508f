"""Whose plans and reports are: a city's own, the province's all; returned and filed by it alone."""

from dataclasses import dataclass

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.submissions.keep import Place
from models.submission_enums import SubmissionKind
from models.values.region import get_city


@dataclass(frozen=True)
class Asked:
    """A plan or report, and who asks for it."""

    place: Place
    viewer: Viewer


def seen_place(viewer: Viewer, kind: SubmissionKind, year: int, city: str) -> Place:
    """Return a place that the viewer may read; city: name or code.

    Raises Forbidden, InvalidValue for what is no city, BadQuery for what is none of the province.
    """
    return _place(viewer, Permission.LEDGER_READ, kind, year, city)


def written_place(viewer: Viewer, kind: SubmissionKind, year: int, city: str) -> Place:
    """Return the same of one that the viewer may write and send."""
    return _place(viewer, Permission.LEDGER_WRITE, kind, year, city)


def require_province(viewer: Viewer) -> None:
    """Raise Forbidden where a viewer may not return and file what cities hand in."""
    viewer.require(Permission.LEDGER_WRITE, Owned())


def may_judge(viewer: Viewer) -> bool:
    """Whether a viewer may return and file what cities hand in."""
    return viewer.may(Permission.LEDGER_WRITE, Owned())


def require_whole(viewer: Viewer) -> None:
    """Raise Forbidden where a viewer does not see what all cities hand in."""
    viewer.require(Permission.LEDGER_READ, Owned())


def seen_cities(viewer: Viewer) -> tuple[str, ...]:
    """Return the cities whose plans and reports a viewer sees."""
    if viewer.reach(Permission.LEDGER_READ) is Reach.ALL:
        return CITIES
    return (viewer.city_code,) if viewer.city_code is not None else ()


def _place(
    viewer: Viewer, permission: Permission, kind: SubmissionKind, year: int, city: str
) -> Place:
    code = get_city(city).code
    if code not in CITIES:
        raise BadQuery(f"“{city}”不是湖北省的 17 个市州")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadQuery(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，不能是 {year}")
    viewer.require(permission, Owned(frozenset({code})))
    return Place(kind, year, code)
