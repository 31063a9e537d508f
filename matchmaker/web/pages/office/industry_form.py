"""An industry of the list as it is read and edited, one that is added, and what that would move."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.industry.list_checks import GROUPS, STATUSES
from matchmaker.industry.list_difference import tell_difference
from matchmaker.industry.taxonomy import OTHER, Taxonomy
from matchmaker.services.industry_editions import (
    FlawedList,
    ListChange,
    checked_list,
    edition_in_force,
    industries_in_force,
    list_of,
    put_in_force,
)
from matchmaker.services.industry_preview import KindPreview, preview_list
from matchmaker.services.industry_words import (
    FIRST,
    TypedIndustry,
    empty_industry,
    flaws_by_field,
    with_industry,
    write_industry,
)
from matchmaker.services.list_hands import Author
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph, PathText, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.industries import INDUSTRIES, PATH, undo_of
from matchmaker.web.pages.office.rules import RULES
from matchmaker.web.templating import render
from models.errors import Conflict, NotFound

NEW_PATH = f"{PATH}/-/new"

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
Listed = Annotated[Text, Field(max_length=100_000)]


class IndustryForm(BaseModel):
    """What is typed; follows: the edition that was read; act: to see what it moves, or to save."""

    slug: Line = ""
    name: Line = ""
    group: Line = ""
    status: Line = ""
    ipc: Listed = ""
    ipc_related: Listed = ""
    terms: Listed = ""
    aliases: Listed = ""
    trades: Listed = ""
    after: Line = ""
    retired: Literal["", "yes"] = ""
    note: Paragraph = ""
    valid_from: Line = ""
    follows: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    act: Literal["look", "save"] = "save"

    def typed(self, slug: str) -> TypedIndustry:
        """Return what is said of the industry of a slug."""
        words = self.model_dump(include={"ipc", "ipc_related", "terms", "aliases", "trades"})
        return TypedIndustry(
            slug, self.name, self.group, self.status, words, self.after, self.retired == "yes"
        )


@dataclass(frozen=True)
class Shown:
    """What the form shows; slug: "" for a new industry; wrong: field → what is wrong with it.

    follows: the edition from which saving goes on; news: what others have changed meanwhile.
    """

    slug: str
    typed: TypedIndustry
    follows: int
    note: str = ""
    valid_from: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    preview: list[KindPreview] = field(default_factory=list)


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(request: Request, viewer: Writer, session: SessionDep, now: NowDep) -> Response:
    """Show the form for a new industry."""
    typed = empty_industry(industries_in_force(session))
    shown = Shown("", typed, edition_in_force(session), valid_from=_today(now))
    return _page(request, session, viewer, shown)


@router.post(NEW_PATH, response_class=HTMLResponse)
def add(
    request: Request,
    form: Annotated[IndustryForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Add an industry, or show what is wrong or what that would move."""
    return _save(request, session, (viewer, author), form, "")


@router.get(f"{PATH}/{{slug}}", response_class=HTMLResponse)
def show(
    request: Request, slug: PathText, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show an industry, to those who may write as a form."""
    typed = _write(industries_in_force(session), slug)
    shown = Shown(slug, typed, edition_in_force(session), valid_from=_today(now))
    return _page(request, session, viewer, shown)


@router.post(f"{PATH}/{{slug}}", response_class=HTMLResponse)
def change(
    request: Request,
    slug: PathText,
    form: Annotated[IndustryForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change an industry, or show what is wrong or what that would move."""
    _write(industries_in_force(session), slug)
    return _save(request, session, (viewer, author), form, slug)


def _write(taxonomy: Taxonomy, slug: str) -> TypedIndustry:
    try:
        return write_industry(taxonomy, slug)
    except BadConfiguration as error:
        raise NotFound(str(error)) from error


def _save(
    request: Request,
    session: Session,
    who: tuple[Viewer, Author],
    form: IndustryForm,
    path_slug: str,
) -> Response:
    viewer, author = who
    before = industries_in_force(session)
    typed = form.typed(path_slug or form.slug.strip())
    if not path_slug and typed.slug in before.names:
        taken = {"slug": f"代号“{typed.slug}”已用于“{before.names[typed.slug]}”。请换一个"}
        shown = Shown("", typed, form.follows, form.note, form.valid_from, taken)
        return _page(request, session, viewer, shown)
    slug, wanted = with_industry(before, typed)
    wrong: dict[str, str] = {}
    news: list[str] = []
    try:
        if form.act == "look":
            industries = checked_list(before, wanted)
            shown = Shown(
                path_slug,
                typed,
                form.follows,
                form.note,
                form.valid_from,
                changes=tell_difference(before.industries, industries),
                preview=preview_list(session, Taxonomy(before.version, industries), viewer),
            )
            return _page(request, session, viewer, shown)
        change = ListChange(form.follows, wanted, form.note, _day(form.valid_from))
        made = put_in_force(session, change, author)
        session.commit()
    except FlawedList as error:
        wrong = flaws_by_field(error.flaws, slug, wanted)
    except (BadQuery, Conflict) as error:
        wrong = {"": str(error)}
    if not wrong:
        said = f"“{typed.name.strip()}”已保存，目录现为第 {made} 版。已有记录待重新归类"
        return go_on(request, PATH, Done(said, undo_of(session, made)))
    session.rollback()
    follows = edition_in_force(session)
    if follows != form.follows:
        read = list_of(session, form.follows)
        news = tell_difference(read.industries, industries_in_force(session).industries)
    shown = Shown(path_slug, typed, follows, form.note, form.valid_from, wrong, news)
    return _page(request, session, viewer, shown)


def _today(now: datetime) -> str:
    return now.astimezone(CHINA).date().isoformat()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadQuery("施行日期的写法不对。应如 2026-06-18") from None


def _page(request: Request, session: Session, viewer: Viewer, shown: Shown) -> Response:
    taxonomy = industries_in_force(session)
    places = [(one.slug, one.name) for one in taxonomy.industries if one.slug != OTHER]
    known = next((one for one in taxonomy.industries if one.slug == shown.slug), None)
    context = {
        "shown": shown,
        "industry": known,
        "title": known.name if known else "新增产业",
        "path": f"{PATH}/{shown.slug}" if shown.slug else NEW_PATH,
        "is_other": shown.slug == OTHER,
        "groups": [(key, name) for key, name in GROUPS.items() if key != OTHER],
        "statuses": list(STATUSES.items()),
        "group_names": GROUPS,
        "status_names": STATUSES,
        "places": [(FIRST, "排在最前"), *(one for one in places if one[0] != shown.slug)],
        "may_write": viewer.may(Permission.RULES_WRITE),
    }
    crumbs = [HOME, RULES, INDUSTRIES]
    status = 422 if shown.wrong else 200
    return render(request, "office/industry_form.html", context, crumbs=crumbs, status=status)
