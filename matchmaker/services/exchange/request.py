"""What somebody wants for another platform, and whether they may have it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.exchange.fields import SheetKind
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from models.queries import organisations as organisation_queries
from models.report_template import ReportKind
from models.values.region import find_region

_NEEDS = {
    SheetKind.PATENTS: Permission.PATENT_READ,
    SheetKind.DEMANDS: Permission.DEMAND_READ,
    SheetKind.LIST: Permission.LIST_READ,
    SheetKind.DEALS: Permission.LEDGER_READ,
}


@dataclass(frozen=True)
class SheetRequest:
    """A sheet for a platform; None for no bound.

    industry: a slug; organisation_id: an owner of patents, a firm of demands, a side of deals, its
    parts included. Of a list event (its slug) and version alone count, None for the newest that is
    locked.
    """

    platform: ReportKind
    sheet: SheetKind
    city_code: str | None = None
    industry: str | None = None
    organisation_id: int | None = None
    event: str | None = None
    version: int | None = None


def within_reach(viewer: Viewer, request: SheetRequest) -> SheetRequest:
    """Return the request as far as the viewer reaches: an office of a city has what is its city's.

    Raises NotSignedIn, Forbidden for another city's or without the permission to read what the
    sheet holds.
    """
    viewer.require(Permission.EXCHANGE)
    viewer.require(_NEEDS[request.sheet])
    reach = viewer.reach(Permission.EXCHANGE)
    if reach is Reach.ALL:
        return request
    if reach is Reach.OWN or viewer.city_code is None:
        raise Forbidden("只有省、市组织方可以导出平台交换表。如有需要，请联系省级管理员")
    # A list is asked for by its event, whose city is looked at when it is read.
    if request.sheet is SheetKind.LIST:
        return request
    if request.city_code not in (None, viewer.city_code):
        raise Forbidden("只能导出本市州的数据。请把市州改为本市州或留空")
    return replace(request, city_code=viewer.city_code)


def require_sense(request: SheetRequest) -> None:
    """Raise BadQuery for bounds that a sheet has nothing to do with: none is passed over."""
    if request.sheet is SheetKind.LIST:
        if not request.event:
            raise BadQuery("导出候选名单要选一场活动。请选择活动")
        if request.city_code or request.industry or request.organisation_id:
            raise BadQuery("候选名单整份导出，不按市州、产业或单位筛选。请清除这些条件")
        return
    if request.event or request.version is not None:
        raise BadQuery(f"“{request.sheet.label}”不按活动导出。请清除活动和版次")
    if request.sheet is SheetKind.DEALS and request.industry:
        raise BadQuery("成交合同不归产业，不能按产业筛选。请清除产业")


def bodies(session: Session, organisation_id: int | None) -> frozenset[int] | None:
    """Return all records of an organisation and its parts, None for no organisation."""
    if organisation_id is None:
        return None
    return load_kin(session).down([organisation_id])


def tell_request(session: Session, request: SheetRequest) -> str:
    """Return in words which part of the data is asked for."""
    told = []
    if request.city_code:
        region = find_region(request.city_code)
        told.append(region.short_name if region else request.city_code)
    if request.industry:
        told.append(industries_in_force(session).names.get(request.industry, request.industry))
    if request.organisation_id is not None:
        told.append(organisation_queries.get_organisation(session, request.organisation_id).name)
    if request.event:
        told.append(
            f"{request.event} 第 {request.version} 版" if request.version else request.event
        )
    return "，".join(told) or "全部"
