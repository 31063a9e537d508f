"""The audit log and the disclosures of contacts, for the auditor."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.services import audit as audit_services
from matchmaker.services.audit_words import tell_details
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.web.access import May
from matchmaker.web.api.fields import MOST_ID, Day, Line
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from models.audit import AuditKind
from models.queries import audit as audit_queries
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries
from models.queries.audit import RecordFilter
from models.queries.privacy import DisclosureFilter
from models.values.audit_chain import Entry

PATH = "/office/audit"
DISCLOSURES = f"{PATH}/disclosures"
AUDIT = Crumb("审计", PATH)
PAGE = 50
# Names of details of any kind of record; the others are told as they stand in the log.

router = APIRouter(include_in_schema=False)

Auditor = Annotated[Viewer, Depends(May(Permission.AUDIT_READ))]
Inspector = Annotated[Viewer, Depends(May(Permission.DISCLOSURE_READ))]


class AuditQuery(BaseModel):
    """Which records; before: the number of the last that was had."""

    kind: AuditKind | Literal[""] = ""
    actor: Line = ""
    since: Day | Literal[""] = ""
    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class DisclosureQuery(BaseModel):
    """Which disclosures; before: the id of the last that was had."""

    viewer: Line = ""
    since: Day | Literal[""] = ""
    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[AuditQuery, Query()], _viewer: Auditor, session: SessionDep
) -> Response:
    """Show records, the newest first."""
    wanted = RecordFilter(
        query.kind or None,
        query.actor.strip() or None,
        _morning(query.since),
        PAGE + 1,
        before=query.before or None,
    )
    found = audit_queries.list_records(session, wanted)
    shown, industries = found[:PAGE], industries_in_force(session).names
    kept = {"kind": query.kind, "actor": query.actor, "since": str(query.since)}
    following = urlencode({**kept, "before": shown[-1].number}) if len(found) > PAGE else ""
    context = {
        "query": query,
        "records": [
            (one, _label(one), _moment(one.made_at), tell_details(one.details, industries))
            for one in shown
        ],
        "kinds": [(kind.value, kind.label) for kind in AuditKind],
        "first": f"{PATH}?{urlencode(kept)}" if query.before else "",
        "next": f"{PATH}?{following}" if following else "",
    }
    return render(request, "office/audit.html", context, crumbs=[HOME])


@router.get(f"{PATH}/verification", response_class=HTMLResponse)
def verify(request: Request, _viewer: Auditor, session: SessionDep) -> Response:
    """Check the chain of all records and say what was found."""
    found = audit_services.verify(session)
    flaw = audit_services.describe(found.broken) if found.broken is not None else ""
    context = {"flaw": flaw, "count": found.count, "first_number": found.start.number + 1}
    return render(request, "office/verification.html", context, crumbs=[HOME, AUDIT])


@router.get(DISCLOSURES, response_class=HTMLResponse)
def show_disclosures(
    request: Request,
    query: Annotated[DisclosureQuery, Query()],
    _viewer: Inspector,
    session: SessionDep,
) -> Response:
    """Show who was shown which contact or hidden text, the newest first."""
    wanted = DisclosureFilter(viewer=query.viewer.strip(), since=_morning(query.since), limit=PAGE)
    found = privacy_queries.page_disclosures(session, wanted, query.before or None)
    shown = found[:PAGE]
    kept = {"viewer": query.viewer, "since": str(query.since)}
    following = urlencode({**kept, "before": shown[-1].id or 0}) if len(found) > PAGE else ""
    bodies = {one.organisation_id for one in shown if one.organisation_id is not None}
    context = {
        "query": query,
        "disclosures": shown,
        "names": organisation_queries.names_by_id(session, bodies),
        "first": f"{DISCLOSURES}?{urlencode(kept)}" if query.before else "",
        "next": f"{DISCLOSURES}?{following}" if following else "",
    }
    return render(request, "office/disclosures.html", context, crumbs=[HOME, AUDIT])


def _morning(day: date | Literal[""]) -> datetime | None:
    return datetime.combine(day, time(), CHINA) if isinstance(day, date) else None


def _label(entry: Entry) -> str:
    """Return the kind of a record in words; one that was altered may have none."""
    return AuditKind(entry.kind).label if entry.kind in set(AuditKind) else entry.kind


def _moment(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
