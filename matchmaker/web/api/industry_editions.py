"""Editions of the list of industries: read, written as a whole, and records sorted by them."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.list_file import as_entries, read_entries
from matchmaker.services.industry_editions import (
    ListChange,
    list_of,
    put_in_force,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Flag, Line, Paragraph, PathId, Text
from matchmaker.web.api.held import WorkTicket, ask_for_work
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.queries import taxonomy as taxonomy_queries
from models.taxonomy import IndustryEdition
from models.work import WorkKind

NEWEST_FIRST = "-id"
Words = Annotated[list[Annotated[Text, Field(max_length=100)]], Field(max_length=2_000)]

router = APIRouter(prefix="/industries", tags=["rules"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


class IndustryEntry(BaseModel):
    """An industry as an edition has it, with all by which records are sorted."""

    model_config = ConfigDict(extra="forbid")

    slug: Line = Field(examples=["low-altitude"])
    name: Line = Field(examples=["低空经济"])
    group: Literal["advantage", "emerging", "other"]
    status: Literal["confirmed", "pending"]
    retired: Annotated[Flag, Field(description="已停用")] = False
    ipc: Annotated[Words, Field(description="决定归类的分类号")] = []
    ipc_related: Annotated[Words, Field(description="相关的分类号")] = []
    terms: Annotated[Words, Field(description="用词")] = []
    aliases: Annotated[Words, Field(description="别名")] = []
    trades: Annotated[Words, Field(description="GB/T 4754 行业代码")] = []
    candidates: Annotated[Words, Field(description="待确认时讨论的名称")] = []


class EditionSummary(BaseModel):
    """An edition; follows: the one that it replaced, 0 for the first."""

    id: int
    follows: int
    version: str
    valid_from: date
    note: str
    actor: str
    made_at: datetime


class EditionView(EditionSummary):
    """An edition with its list, in official order."""

    industries: list[IndustryEntry]


class EditionForm(BaseModel):
    """A list to be put in force; follows: the edition it was made from, 0 where there is none."""

    model_config = ConfigDict(extra="forbid")

    follows: Annotated[int, Field(ge=0, le=2**31 - 1, description="所依据的版本编号")]
    version: Annotated[Line, Field(description="版本名称，不填则按日期编")] = ""
    valid_from: Annotated[date, Field(description="施行日期，不能晚于今天")]
    note: Annotated[Paragraph, Field(description="原因或依据")]
    industries: Annotated[list[IndustryEntry], Field(min_length=1, max_length=60)]


class EditionQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/editions", operation_id="list_industry_editions")
def list_editions(
    query: Annotated[EditionQuery, Query()], _viewer: Reader, session: SessionDep
) -> Page[EditionSummary]:
    """Return the editions, the newest first; none while the bundled list was never changed."""
    (before,) = read_cursor(query.cursor, NEWEST_FIRST, (int,)) or (None,)
    found = taxonomy_queries.page_editions(session, before, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[EditionSummary(**_facts(one)) for one in shown],
        next_cursor=write_cursor(NEWEST_FIRST, [shown[-1].id]) if more else None,
    )


@router.get("/editions/{edition_id}", operation_id="get_industry_edition", responses=errors(404))
def read_edition(edition_id: PathId, _viewer: Reader, session: SessionDep) -> EditionView:
    """Return an edition with its list."""
    return _view(session, edition_id)


@router.post(
    "/editions",
    operation_id="add_industry_edition",
    status_code=201,
    responses=errors(409),
)
def add_edition(
    form: EditionForm, _viewer: Writer, author: AuthorDep, session: SessionDep
) -> EditionView:
    """Put a list in force; an industry that it lacks stays, retired, for what refers to it."""
    entries = [entry.model_dump() for entry in form.industries]
    change = ListChange(
        form.follows, read_entries(entries), form.note, form.valid_from, form.version
    )
    made = put_in_force(session, change, author)
    session.commit()
    return _view(session, made)


@router.post("/sorting", operation_id="sort_by_industries", status_code=202, responses=errors(409))
def sort_records(request: Request, viewer: Writer) -> WorkTicket:
    """Give all patents and demands their industries by the list in force, in the background."""
    return ask_for_work(request, viewer, WorkKind.SORTING, {})


def _view(session: SessionDep, edition_id: int) -> EditionView:
    edition = taxonomy_queries.get_edition(session, edition_id)
    entries = as_entries(list_of(session, edition_id).industries)
    return EditionView(
        **_facts(edition), industries=[IndustryEntry.model_validate(one) for one in entries]
    )


def _facts(edition: IndustryEdition) -> dict[str, object]:
    return edition.model_dump(include=set(EditionSummary.model_fields))
