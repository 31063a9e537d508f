"""The builder of an event's candidate list: its rules on the left, the list on the right."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import campaigns
from matchmaker.services.campaigns import RULES
from matchmaker.services.event_words import read_words, write_words
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_difference import compare_versions, lines_of
from matchmaker.services.list_undo import undoable_log
from matchmaker.services.list_view import industry_order
from matchmaker.services.ownership import owned_event
from matchmaker.services.visible_lists import known_acted, own_filter, page_list, shown_list
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathSlug, Text
from matchmaker.web.api.held import ask_for_work, held_event, whole_event
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.deps import BoardDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    PAGE,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.pages.office.event_work import find_work, go_to_work, work_context
from matchmaker.web.templating import render
from models.candidate_list import CandidateList
from models.enums import ListStatus
from models.event import Event
from models.queries import candidate_lists as list_queries
from models.queries import list_pages
from models.work import WorkKind

BY_PLACE = "place"
SHOWN_ACTS = 5
TEMPLATE = "office/event_list.html"

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]
Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Organiser = Annotated[Viewer, Depends(May(Permission.EVENT_WRITE))]
Number = Annotated[Text, Field(max_length=20)]


class ListQuery(BaseModel):
    """Which part of which version; industry: slug; after: the cursor of the page before."""

    version: Id | None = None
    industry: Annotated[Text, Field(max_length=100)] = ""
    after: Annotated[Text, Field(max_length=500)] = ""
    work: Id | None = None


class VersionQuery(BaseModel):
    """Which version, the newest where none is named; since: an earlier one."""

    version: Id | None = None
    since: Id | None = None


class TypedRules(BaseModel):
    """The rules as they are typed; then: generate, to make the list at once."""

    per_demand: Number = ""
    per_patent: Number = ""
    institution_share: Number = ""
    per_enterprise: Number = ""
    per_city: Number = ""
    total: Number = ""
    repeats: Number = ""
    quotas: Annotated[Text, Field(max_length=5_000)] = ""
    then: Number = ""


@dataclass(frozen=True)
class Rules:
    """What the form of the rules shows, and field → what is wrong with it."""

    words: dict[str, str]
    wrong: dict[str, str]


@router.get(f"{EVENTS_PATH}/{{slug}}", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[ListQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Show a version of an event's list, the newest where none is named, with its reasons."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    work = find_work(session, board, viewer, event, query.work)
    context = _context(session, viewer, event, query) | work_context(event, work)
    rules = Rules(write_words(event, industries_in_force(session)), {})
    return _page(request, event, context, rules)


@router.post(f"{EVENTS_PATH}/{{slug}}/rules", response_class=HTMLResponse)
def set_rules(
    request: Request,
    slug: PathSlug,
    typed: Annotated[TypedRules, Form()],
    viewer: Organiser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change the rules of an event's lists, and make its list by them if that is wanted."""
    event = held_event(session, viewer, Permission.EVENT_WRITE, slug)
    words = typed.model_dump(include=set(RULES))
    entry, wrong = read_words(words, industries_in_force(session))
    if not wrong:
        try:
            campaigns.change_event(session, event, entry, author)
        except REFUSALS as error:
            session.rollback()
            wrong = {"": str(error)}
    if wrong:
        event = whole_event(session, viewer, Permission.EVENT_WRITE, slug)
        context = _context(session, viewer, event, ListQuery()) | work_context(event, None)
        return _page(request, event, context, Rules(words, wrong))
    session.commit()
    if typed.then == "generate" and viewer.may(Permission.LIST_WRITE, owned_event(event)):
        ticket = ask_for_work(request, viewer, WorkKind.LIST, {"event": event.slug})
        return go_to_work(request, event, WorkKind.LIST, ticket)
    return go_on(request, event_path(event), Done("名单规则已保存，下次更新名单时生效"))


@router.get(f"{EVENTS_PATH}/{{slug}}/list/changes", response_class=HTMLResponse)
def show_changes(
    request: Request,
    slug: PathSlug,
    query: Annotated[VersionQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show what a version changes against an earlier one, and why."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    versions = list_queries.list_versions(session, event)
    found = None
    if len(versions) > 1:
        found = compare_versions(
            session, event, query.since, query.version, lambda one: shown_list(session, viewer, one)
        )
    context = {
        **frame(viewer, event, ""),
        "versions": versions,
        "found": found,
        "lines": lines_of(found) if found else [],
    }
    crumbs = event_crumbs(event, "changes")
    return render(request, "office/event_list_changes.html", context, crumbs=crumbs)


@router.get(f"{EVENTS_PATH}/{{slug}}/list/log", response_class=HTMLResponse)
def show_log(
    request: Request,
    slug: PathSlug,
    viewer: Reader,
    session: SessionDep,
    page: Annotated[Id, Query()] = 1,
) -> Response:
    """Show who did what to the list, the newest first, with what can be taken back."""
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    lines = undoable_log(session, event, known_acted(session, viewer, event))
    first = (page - 1) * PAGE
    context = {
        **frame(viewer, event, ""),
        "lines": lines[first : first + PAGE],
        "may_edit": viewer.may(Permission.LIST_WRITE, owned_event(event)),
        "back": event_path(event, "/list/log", page=page - 1) if page > 1 else "",
        "on": event_path(event, "/list/log", page=page + 1) if first + PAGE < len(lines) else "",
    }
    crumbs = event_crumbs(event, "log")
    return render(request, "office/event_list_log.html", context, crumbs=crumbs)


def _context(session: Session, viewer: Viewer, event: Event, query: ListQuery) -> dict[str, Any]:
    latest = list_queries.find_latest(session, event)
    context: dict[str, Any] = {
        **frame(viewer, event, ""),
        "may_edit": viewer.may(Permission.LIST_WRITE, owned_event(event)),
        "version": latest,
        "industry": query.industry,
    }
    if latest is None:
        return context
    if query.version is not None:
        context["version"] = list_queries.get_version(session, event, query.version)
    return context | _shown(session, viewer, event, query, (context["version"], latest))


def _shown(
    session: Session,
    viewer: Viewer,
    event: Event,
    query: ListQuery,
    versions: tuple[CandidateList, CandidateList],
) -> dict[str, Any]:
    """Return what is shown of a version; versions: it, and the newest one."""
    version, latest = versions
    counts = list_pages.count_by_industry(session, own_filter(session, viewer, version))
    names = industries_in_force(session).names
    industry = query.industry if query.industry in counts else None
    after = read_cursor(query.after or None, BY_PLACE, (int, int, int))
    wanted = own_filter(session, viewer, version, industry)
    page = page_list(session, viewer, version, wanted, after, PAGE)
    groups: dict[str, list[object]] = {}
    for entry in page.view.entries:
        groups.setdefault(entry.industry, []).append(entry)
    asked = None if version is latest else version.version
    kept: dict[str, object] = {"version": asked, "industry": industry}
    following = write_cursor(BY_PLACE, page.ended) if page.ended else ""
    order = industry_order(session)
    acts = undoable_log(session, event, known_acted(session, viewer, event))
    return {
        "view": page.view,
        "groups": groups,
        "sizes": {names[slug]: count for slug, count in counts.items()},
        "sheets": [
            (names[slug], counts[slug], event_path(event, version=asked, industry=slug), slug)
            for slug in sorted(counts, key=lambda slug: order[slug])
        ],
        "all_sheets": event_path(event, version=asked),
        "total": sum(counts.values()),
        "versions": list_queries.list_versions(session, event),
        "is_latest": version is latest,
        "is_draft": version is latest and version.status is ListStatus.DRAFT,
        "acts": acts[:SHOWN_ACTS],
        "act_path": event_path(event, "/list/act", industry=industry, after=query.after),
        "first": event_path(event, **kept) if query.after else "",
        "following": event_path(event, **kept, after=following) if following else "",
    }


def _page(request: Request, event: Event, context: dict[str, Any], rules: Rules) -> Response:
    shown = {**context, "words": rules.words, "wrong": rules.wrong}
    status = 422 if rules.wrong else 200
    return render(request, TEMPLATE, shown, crumbs=event_crumbs(event), status=status)
