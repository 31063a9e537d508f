"""What was done for the campaign: found, recorded, corrected, taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.activities import correct_activity, record_activity, void_activity
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.api.ledger import activity_records, read_day_cursor, write_day_cursor
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.ledger_activity_form import (
    ActivityCorrection,
    ActivityForm,
    empty_form,
    field_context,
    read_form,
    told_counts,
    write_form,
)
from matchmaker.web.pages.office.ledger_evidence import evidence_context
from matchmaker.web.pages.office.ledger_frame import (
    ACTIVITIES,
    ACTIVITIES_PATH,
    CRUMBS,
    OF_PROVINCE,
    PAGE,
    PATH,
    REFUSALS,
    Known,
    VoidForm,
    city_choices,
    is_whole,
    opens_event,
    own_city,
    parts,
    read_year,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.kept_record import RecordKind
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import ledger as ledger_queries
from models.queries.ledger import ActivityFilter

NEW_PATH = f"{ACTIVITIES_PATH}/new"
_KINDS = {one.value: one for one in ActivityKind}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


class ActivitiesQuery(BaseModel):
    """Which activities; what is empty bounds nothing; void: "yes" for those taken back, too."""

    kind: Known = ""
    city: Known = ""
    year: Known = ""
    void: Known = ""
    after: Annotated[Text, Field(max_length=500)] = ""


class NewQuery(BaseModel):
    """Of which kind the new activity is; empty: that is to be chosen."""

    kind: Known = ""


@router.get(PATH, response_class=HTMLResponse)
def list_activities(
    request: Request,
    query: Annotated[ActivitiesQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show the activities of a filter, the newest first, and what they add up to."""
    of_province = query.city == OF_PROVINCE and is_whole(viewer)
    wanted = ActivityFilter(
        _KINDS.get(query.kind),
        sight.listed_for(viewer, "" if query.city == OF_PROVINCE else query.city),
        read_year(query.year),
        with_void=query.void == "yes",
        of_province=of_province,
    )
    after = read_day_cursor(query.after or None)
    found = ledger_queries.page_activities(session, wanted, after, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    context = {
        "parts": parts(viewer, PATH),
        "rows": activity_records(session, shown),
        "totals": ledger_queries.sum_activities(session, wanted),
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "kinds": _kinds(),
        "cities": city_choices(province=True) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "may_add": viewer.may(Permission.LEDGER_WRITE),
        "first": query_path(PATH, chosen) if query.after else "",
        "next": query_path(PATH, {**chosen, "after": write_day_cursor(shown[-1])}) if more else "",
        "void_path": query_path(PATH, {**chosen, "void": "" if query.void == "yes" else "yes"}),
    }
    return render(request, "office/ledger_activities.html", context, crumbs=CRUMBS)


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(
    request: Request,
    query: Annotated[NewQuery, Query()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the kinds to choose from and, once one is chosen, the form of its fields."""
    kind = _KINDS.get(query.kind)
    context: dict[str, Any] = {"kind": kind, "kinds": _kinds(), "flaw": ""}
    if kind is not None:
        context |= _fields(session, viewer, empty_form(kind, viewer), now)
    crumbs = [*CRUMBS, ACTIVITIES]
    return render(request, "office/ledger_activity_new.html", context, crumbs=crumbs)


@router.post(NEW_PATH, response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[ActivityForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Record an activity, or show the form again with what is wrong."""
    try:
        made = record_activity(session, read_form(viewer, typed), author)
    except REFUSALS as error:
        session.rollback()
        context = {
            "kind": typed.kind,
            "kinds": _kinds(),
            "flaw": told(error),
            **_fields(session, viewer, typed, author.at),
        }
        crumbs = [*CRUMBS, ACTIVITIES]
        return render(
            request, "office/ledger_activity_new.html", context, crumbs=crumbs, status=422
        )
    title, at = made.title, f"{ACTIVITIES_PATH}/{made.id}"
    session.commit()
    return go_on(request, at, Done(f"已登记“{title}”。可在本页附上照片、签到表等证明材料"))


@router.get(f"{ACTIVITIES_PATH}/{{activity_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, activity_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show an activity with its history, what proves it, and the forms to put it right."""
    found = sight.get_activity(session, viewer, Permission.LEDGER_READ, activity_id)
    context = _one(request, session, viewer, found)
    context |= _fields(session, viewer, write_form(session, found), now)
    crumbs = [*CRUMBS, ACTIVITIES]
    return render(request, "office/ledger_activity.html", context, crumbs=crumbs)


@router.post(f"{ACTIVITIES_PATH}/{{activity_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    activity_id: PathId,
    typed: Annotated[ActivityCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Correct an activity, or show the form again with what is wrong."""
    sight.get_activity(session, viewer, Permission.LEDGER_WRITE, activity_id)
    try:
        words = read_form(viewer, typed)
        correct_activity(session, activity_id, typed.revision, words, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        found = sight.get_activity(session, viewer, Permission.LEDGER_WRITE, activity_id)
        context = _one(request, session, viewer, found)
        context |= {"flaw": told(error), "reason": typed.reason, "revision": typed.revision}
        context |= _fields(session, viewer, typed, author.at)
        crumbs = [*CRUMBS, ACTIVITIES]
        return render(request, "office/ledger_activity.html", context, crumbs=crumbs, status=422)
    session.commit()
    at = f"{ACTIVITIES_PATH}/{activity_id}"
    return go_on(request, at, Done("已更正，原来的内容保留在更正记录中"))


@router.post(f"{ACTIVITIES_PATH}/{{activity_id}}/void")
def take_back(
    request: Request,
    activity_id: PathId,
    typed: Annotated[VoidForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take an activity back for good."""
    at = f"{ACTIVITIES_PATH}/{activity_id}"
    sight.get_activity(session, viewer, Permission.LEDGER_WRITE, activity_id)
    try:
        void_activity(session, activity_id, typed.revision, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有作废：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已作废，不再计数；记录仍可查看"))


def _one(
    request: Request,
    session: Session,
    viewer: Viewer,
    found: Activity,
) -> dict[str, Any]:
    record = activity_records(session, [found])[0]
    may_write = sight.may_write(session, viewer, found)
    return {
        "record": record,
        "city": city_name(found.city_code),
        "told_counts": told_counts(found),
        "history": view_changes(session, RecordKind.ACTIVITY, record.id),
        "opens_event": opens_event(session, viewer, found.event_id),
        "may_write": may_write and not found.is_void,
        "flaw": "",
        "reason": "",
        "revision": record.revision,
        **evidence_context(request, session, RecordKind.ACTIVITY, record.id),
    }


def _fields(
    session: Session, viewer: Viewer, typed: ActivityForm, now: datetime
) -> Mapping[str, Any]:
    cities = city_choices(province=True) if is_whole(viewer) else []
    context = field_context(session, typed, now.date())
    return {**context, "cities": cities, "own_city": own_city(viewer)}


def _kinds() -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in ActivityKind]
